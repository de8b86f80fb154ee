// Forms whose derivative is bounded better as a whole than part by part: a centring, a division by a root mean square, a softmax.
import type { Scalar, Value } from '@trammel/program';
import { sameSize, type SymbolValues } from '@trammel/tensor';
import { countAlong } from './fact.js';

/** They are known by what they compute, whoever wrote them. */
export type Structure =
  /** exp(x - max(x)) / sum(exp(x - max(x))) over `count` elements. */
  | { readonly kind: 'proportions'; readonly of: Value; readonly count: number }
  /** x - mean(x) */
  | { readonly kind: 'centered'; readonly of: Value }
  /** x * scale / sqrt(mean(x^2) + eps) over `count` elements; the scale is read by the view, where there is one. */
  | {
      readonly kind: 'standardized';
      readonly of: Value;
      readonly scale: Value | undefined;
      readonly view: Value | undefined;
      readonly eps: number;
      readonly count: number;
    };

/** What the value is, if it is one of them. */
export function structureOf(value: Value, sizes: SymbolValues): Structure | undefined {
  return softmaxOf(value, sizes) ?? centeredOf(value, sizes) ?? standardizedOf(value, sizes);
}

function softmaxOf(value: Value, sizes: SymbolValues): Structure | undefined {
  const [exponentials, divisor] = operandsBy(value, 'divide') ?? [];
  const sum = divisor === undefined ? undefined : reduction(source(divisor), 'sum');
  if (exponentials === undefined || sum?.operand !== exponentials) return undefined;
  const [shifted] = operandsBy(exponentials, 'exponential') ?? [];
  const [of, largest] = (shifted === undefined ? undefined : operandsBy(shifted, 'subtract')) ?? [];
  const maximum = largest === undefined ? undefined : reduction(source(largest), 'maximum');
  if (of === undefined || maximum?.operand !== of || !sameNames(maximum.axes, sum.axes)) return undefined;
  return { kind: 'proportions', of, count: countAlong(of.shape, sum.axes, sizes) };
}

function centeredOf(value: Value, sizes: SymbolValues): Structure | undefined {
  const [of, average] = operandsBy(value, 'subtract') ?? [];
  if (of === undefined || average === undefined) return undefined;
  return meanOf(source(average), sizes)?.operand === of ? { kind: 'centered', of } : undefined;
}

function standardizedOf(value: Value, sizes: SymbolValues): Structure | undefined {
  const [of, divisor] = operandsBy(value, 'divide') ?? [];
  if (of !== undefined && divisor !== undefined) {
    const found = rootMeanSquareOf(source(divisor), of, sizes);
    return found === undefined ? undefined : { kind: 'standardized', of, scale: undefined, view: undefined, ...found };
  }
  const [factor, quotient] = operandsBy(value, 'multiply') ?? [];
  if (factor === undefined || quotient === undefined) return undefined;
  const scaled = source(quotient);
  const [scale, by] = operandsBy(scaled, 'divide') ?? [];
  const found = by === undefined ? undefined : rootMeanSquareOf(source(by), factor, sizes);
  const view = scaled === quotient ? undefined : quotient;
  if (found === undefined || (view?.instruction.op === 'view' && view.instruction.operand !== scaled)) return undefined;
  return { kind: 'standardized', of: factor, scale, view, ...found };
}

/** What it divides by, where the value is the root of the mean square of `of`. */
function rootMeanSquareOf(value: Value, of: Value, sizes: SymbolValues): { readonly eps: number; readonly count: number } | undefined {
  const { instruction } = value;
  if (instruction.op !== 'map') return undefined;
  const eps = offsetUnderRoot(bodyOf(instruction.expression));
  const [variance] = instruction.operands;
  const average = variance === undefined ? undefined : meanOf(source(variance), sizes);
  if (eps === undefined || eps < 0 || average === undefined) return undefined;
  const factors = operandsBy(average.operand, 'multiply') ?? [];
  return factors.length === 2 && factors.every((factor) => factor === of) ? { eps, count: average.count } : undefined;
}

function offsetUnderRoot(expression: Scalar): number | undefined {
  if (expression.kind !== 'unary' || expression.function !== 'squareRoot') return undefined;
  const { operand } = expression;
  if (operand.kind === 'argument') return 0;
  if (operand.kind !== 'binary' || operand.function !== 'add' || operand.left.kind !== 'argument') return undefined;
  return operand.right.kind === 'number' ? operand.right.value : undefined;
}

/** What is averaged, where the value is a sum divided by how many elements were summed. */
function meanOf(value: Value, sizes: SymbolValues): { readonly operand: Value; readonly count: number } | undefined {
  const [total, divisor] = operandsBy(value, 'divide') ?? [];
  if (total === undefined || divisor === undefined) return undefined;
  const sum = reduction(total, 'sum');
  const { instruction } = source(divisor);
  if (sum === undefined || instruction.op !== 'size') return undefined;
  const count = countAlong(sum.operand.shape, sum.axes, sizes);
  return countAlong([{ name: 'size', size: instruction.size }], ['size'], sizes) === count ? { operand: sum.operand, count } : undefined;
}

/** The operands of a map that is that function of them, in their order, and nothing else. */
function operandsBy({ instruction }: Value, name: string): readonly Value[] | undefined {
  if (instruction.op !== 'map') return undefined;
  const expression = bodyOf(instruction.expression);
  if (expression.kind === 'unary')
    return expression.function === name && isArgument(expression.operand, 0) ? instruction.operands : undefined;
  if (expression.kind !== 'binary' || expression.function !== name) return undefined;
  return isArgument(expression.left, 0) && isArgument(expression.right, 1) ? instruction.operands : undefined;
}

const bodyOf = (expression: Scalar): Scalar => (expression.kind === 'activation' ? bodyOf(expression.body) : expression);

const isArgument = (expression: Scalar, index: number): boolean => expression.kind === 'argument' && expression.index === index;

function reduction({ instruction }: Value, reducer: string): { readonly operand: Value; readonly axes: readonly string[] } | undefined {
  return instruction.op === 'reduce' && instruction.reducer === reducer ? instruction : undefined;
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name) => b.includes(name));

/** What the value repeats along axes of its own, each element where the axes of the same names say; else the value. */
function source(value: Value): Value {
  const { instruction, shape } = value;
  if (instruction.op !== 'view' || instruction.where.length > 0) return value;
  const { operand, coordinates } = instruction;
  const isRepeated = coordinates.every(({ terms, offset, divisor, modulus }, position) => {
    const [term, ...others] = terms;
    const [own, read] = [operand.shape[position], term === undefined ? undefined : shape[term.axis]];
    if (term?.coefficient !== 1 || others.length > 0 || offset !== 0 || divisor !== 1 || modulus !== undefined) return false;
    return own !== undefined && read !== undefined && own.name === read.name && sameSize(own.size, read.size);
  });
  return isRepeated ? source(operand) : value;
}
