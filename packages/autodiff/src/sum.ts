// The sum of the gradients that arrive at one value.
import { scalar, type Scalar, type Value } from '@trammel/program';

/** How many tensors one map adds up; more are added in rounds, so that no expression is deep. */
const widest = 8;

/** The sum of values of one shape, of which there is at least one. */
export function sumOf(first: Value, others: readonly Value[]): Value {
  let parts = [first, ...others];
  while (parts.length > 1) {
    const sums: Value[] = [];
    for (let start = 0; start < parts.length; start += widest) sums.push(...added(parts.slice(start, start + widest)));
    parts = sums;
  }
  return parts[0] ?? first;
}

function added(operands: readonly Value[]): readonly Value[] {
  const [first] = operands;
  if (first === undefined || operands.length === 1) return operands;
  let expression: Scalar = scalar.argument(0);
  for (let index = 1; index < operands.length; index += 1) expression = scalar.add(expression, scalar.argument(index));
  return [{ instruction: { op: 'map', expression, operands }, shape: first.shape, elementType: 'f32' }];
}
