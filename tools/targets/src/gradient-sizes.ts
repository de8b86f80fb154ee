// What gradients come to where nothing cancels: the sums that they are, of numbers without signs. Not the gradients themselves.
import {
  absolute as absoluteOf,
  map,
  mapOperands,
  operandsOf,
  program,
  scalar,
  type Program,
  type Scalar,
  type Value,
} from '@trammel/program';

/**
 * The program with its outputs as they would be if the `gradients` that come in, and all that they are multiplied with, were positive and
 * everything were added: a gradient is a sum over paths, and is known to a rounding of the sum of their magnitudes (N. J. Higham, "Accuracy
 * and Stability of Numerical Algorithms", 2002, 3.1). Of an output that does not depend on them, and behind a recurrence, its magnitude.
 */
export function gradientSizes({ inputs, parameters, outputs, values }: Program, gradients: readonly Value[]): Program {
  const sizes = new Map<Value, Value>(gradients.map((gradient) => [gradient, absoluteOf(gradient)]));
  for (const value of values) {
    if (!sizes.has(value) && operandsOf(value).some((operand) => sizes.has(operand))) sizes.set(value, sizeOf(value, sizes));
  }
  return program(
    inputs,
    parameters,
    outputs.map((output) => sizes.get(output) ?? absoluteOf(output)),
  );
}

function sizeOf(value: Value, sizes: ReadonlyMap<Value, Value>): Value {
  const { instruction } = value;
  if (instruction.op === 'scan') return absoluteOf(value);
  if (instruction.op === 'map') {
    const isSize = (index: number): boolean => sizes.has(instruction.operands[index] ?? value);
    const operands = instruction.operands.map((operand) => sizes.get(operand) ?? operand);
    return map(withoutSigns(instruction.expression, isSize), operands, value.elementType);
  }
  const positive = (operand: Value): Value => sizes.get(operand) ?? (operand.elementType === 'f32' ? absoluteOf(operand) : operand);
  return { ...value, instruction: mapOperands(instruction, { value: positive, recurrence: (recurrence) => recurrence }) };
}

/** An expression that is linear in some of its arguments, with everything that they are multiplied with positive, and sums for differences. */
function withoutSigns(part: Scalar, isSize: (index: number) => boolean): Scalar {
  const inner = (operand: Scalar): Scalar => withoutSigns(operand, isSize);
  if (![...scalar.argumentsOf(part)].some(isSize)) return scalar.absolute(part);
  switch (part.kind) {
    case 'unary':
      return inner(part.operand);
    case 'binary':
      return part.function === 'multiply' || part.function === 'divide'
        ? { ...part, left: inner(part.left), right: inner(part.right) }
        : scalar.add(inner(part.left), inner(part.right));
    case 'select':
      return scalar.select(part.condition, inner(part.whenTrue), inner(part.whenFalse));
    case 'activation':
      return inner(part.body);
    case 'argument':
    case 'number':
    case 'size':
      return part;
  }
}
