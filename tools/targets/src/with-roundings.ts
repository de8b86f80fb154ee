// A program whose every step is off by a rounding of 32 bits, drawn by chance (D. S. Parker, "Monte Carlo Arithmetic", 1997). Not rounding itself.
import { map, mapOperands, mapValues, operandsOf, program, random, scalar, type Program, type Scalar, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';

/** Half a unit in the last place of a number of 32 bits, relative to it, and half the least number; and the largest there is. */
export const halfUnit = 2 ** -24;
const halfLeast = 2 ** -150;
const largest = (2 - 2 ** -23) * 2 ** 127;

/**
 * The same program, each of whose numbers is moved by up to half a unit in the last place of 32 bits to either side, has no more than their range,
 * and follows from the seed of a run; so are all numbers within the expression of a map. Of recurrences only the results are moved. Sums
 * are off by half a unit of what their parts come to without signs, however many they are. What depends on `gradients`, which come in, is off by half a unit of the gradient that
 * it is made of, where that is larger: a slope is often taken from a result that was rounded, as y*(1 - y) for a sigmoid.
 */
export function withRoundings(original: Program, gradients: readonly Value[] = []): Program {
  const backward = new Set<Value>(gradients);
  for (const value of original.values) if (operandsOf(value).some((operand) => backward.has(operand))) backward.add(value);
  const now = mapValues(original.values, (over, value) => {
    if (!isRounded(value)) return over;
    if (over.instruction.op !== 'map') return rounded(over, [sizeOfParts(over)]);
    const { expression, operands } = over.instruction;
    if (isExact(expression)) return over;
    const incoming = operands.filter((_, index) => isIn(backward, operandsOf(value)[index]));
    return rounded(inSteps(expression, operands), incoming);
  });
  return program(original.inputs, original.parameters, original.outputs.map(now));
}

const isIn = (values: ReadonlySet<Value>, value: Value | undefined): boolean => value !== undefined && values.has(value);

/** What moves no number but picks or orders them is exact, and so are whole numbers. */
function isRounded({ instruction, elementType }: Value): boolean {
  if (instruction.op === 'reduce' && (instruction.reducer === 'maximum' || instruction.reducer === 'minimum')) return false;
  return elementType === 'f32' && !['constant', 'size', 'random', 'view', 'gather'].includes(instruction.op);
}

const { absolute, add, argument, divide, floor, less, maximum, minimum, multiply, number, select, subtract } = scalar;

/** The expression as one map for each function in it, all but the last of them rounded; operands have the shape of the result. */
function inSteps(expression: Scalar, operands: readonly Value[]): Value {
  const made = new Map<Scalar, Value>();
  const [like] = operands;
  const step = (part: Scalar): Value => {
    const known = made.get(part) ?? (isExact(part) ? apart(part) : rounded(apart(part), []));
    made.set(part, known);
    return known;
  };
  const apart = (part: Scalar): Value => {
    switch (part.kind) {
      case 'argument':
        return present(operands[part.index], () => 'an expression reads its operands');
      case 'number':
        return map(number(Math.fround(part.value)), like === undefined ? [] : [like]);
      case 'size':
        return map(part, like === undefined ? [] : [like]);
      case 'activation':
        return apart(part.body);
      case 'unary':
        return map({ ...part, operand: argument(0) }, [step(part.operand)]);
      case 'binary':
        return map({ ...part, left: argument(0), right: argument(1) }, [step(part.left), step(part.right)]);
      case 'select':
        return map(select(argument(0), argument(1), argument(2)), [step(part.condition), step(part.whenTrue), step(part.whenFalse)]);
    }
  };
  return apart(expression);
}

/** The same over operands without their signs: half a unit of that is what a sum may be off by, even where its parts cancel. */
function sizeOfParts(value: Value): Value {
  const { instruction } = value;
  if (instruction.op !== 'contract' && instruction.op !== 'reduce' && instruction.op !== 'accumulate') return value;
  const withoutSign = (operand: Value): Value => map(absolute(argument(0)), [operand], operand.elementType);
  return { ...value, instruction: mapOperands(instruction, { value: withoutSign, recurrence: (recurrence) => recurrence }) };
}

/** What gives one of the numbers that it is given, or a truth value. */
function isExact(part: Scalar): boolean {
  if (part.kind === 'activation') return isExact(part.body);
  if (part.kind === 'unary') return ['negate', 'absolute', 'sign', 'floor'].includes(part.function);
  return part.kind !== 'binary' || ['maximum', 'minimum', 'less', 'lessOrEqual', 'equal'].includes(part.function);
}

/** The value moved by half a unit of itself or of the largest of the others. */
function rounded(value: Value, others: readonly Value[]): Value {
  const [x, draw] = [argument(0), argument(1)];
  const size = others.reduce<Scalar>(
    (most, _, index) => maximum(most, minimum(absolute(argument(index + 2)), number(largest))),
    absolute(x),
  );
  const half = maximum(multiply(number(halfUnit), size), number(halfLeast));
  const moved = add(x, multiply(half, subtract(multiply(number(2), draw), number(1))));
  // A factor of 1, or of 0 below the least number; not the number 0, which would be folded away although 0 times infinity is none.
  const inRange = multiply(moved, floor(minimum(divide(absolute(moved), number(halfLeast)), number(1))));
  const kept = select(less(number(largest), absolute(x)), multiply(x, number(Number.POSITIVE_INFINITY)), inRange);
  return map(kept, [value, random(value.shape), ...others]);
}
