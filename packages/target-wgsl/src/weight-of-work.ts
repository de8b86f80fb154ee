// How much work an element is, roughly, and what is too much of it to be done more than once. For decisions only, never for results.
import { binaryFunctions, operandsOf, unaryFunctions, type CountsAs, type Scalar, type Value } from '@trammel/program';
import { axisNamed, elementCount, isKnown, substituteSize, symbolsOf, type Shape, type Size } from '@trammel/tensor';

/** What an open size is taken for where a choice must be made before it is known: a batch of usual size. */
export const nominalSize = 32;

/** The size as a number, open symbols at their usual size. */
export function nominal(size: Size, usual = nominalSize): number {
  if (isKnown(size)) return Number(size);
  const value = substituteSize(size, new Map([...symbolsOf(size)].map((name) => [name, usual])));
  return isKnown(value) ? Number(value) : usual;
}

/** As `nominal`, for the elements of a shape. */
export function nominalCount(shape: Shape, usual = nominalSize): number {
  return nominal(elementCount(shape), usual);
}

/** Loops longer than this are worth a kernel. */
const lightLoop = 16;

/** The axes that an instruction runs over for each element of its result. */
export function loopAxes({ instruction, shape }: Value): Shape {
  switch (instruction.op) {
    case 'reduce':
      return instruction.operand.shape.filter(({ name }) => instruction.axes.includes(name));
    case 'contract':
      return instruction.left.shape.filter(({ name }) => instruction.over.includes(name));
    case 'scatterAdd':
      return instruction.indices.shape.filter(({ name }) => name === instruction.axis || axisNamed(shape, name) === undefined);
    default:
      return [];
  }
}

/** Whether the value is a sum, a product or the like of so many elements that it is never worked out twice. */
export function isHeavy(value: Value): boolean {
  const count = elementCount(loopAxes(value));
  return !isKnown(count) || count > (value.instruction.op === 'contract' ? lightLoop / 4 : lightLoop);
}

const weights: Readonly<Record<CountsAs, number>> = { multiplication: 1, addition: 1, comparison: 1, activation: 6, nothing: 0 };

/** Operations and reads for one element, where what `isLeaf` holds for is read. */
export function weightOf(value: Value, isLeaf: (value: Value) => boolean, known = new Map<Value, number>()): number {
  const found = known.get(value);
  if (found !== undefined) return found;
  if (isLeaf(value)) return 1;
  const { instruction } = value;
  const operands = operandsOf(value).reduce((sum, operand) => sum + weightOf(operand, isLeaf, known), 0);
  const own = instruction.op === 'map' ? scalarWeight(instruction.expression) : instruction.op === 'random' ? 12 : 0;
  const weight = own + operands * Math.max(1, nominalCount(loopAxes(value)));
  known.set(value, weight);
  return weight;
}

function scalarWeight(expression: Scalar): number {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return 0;
    case 'activation':
      return scalarWeight(expression.body);
    case 'select':
      return 1 + scalarWeight(expression.condition) + scalarWeight(expression.whenTrue) + scalarWeight(expression.whenFalse);
    case 'unary':
      return weights[unaryFunctions[expression.function].countsAs] + scalarWeight(expression.operand);
    case 'binary':
      return weights[binaryFunctions[expression.function].countsAs] + scalarWeight(expression.left) + scalarWeight(expression.right);
  }
}
