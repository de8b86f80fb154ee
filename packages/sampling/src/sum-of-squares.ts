// Sums of squares as values of a program, with as little work as the value allows. Not the running of it.
import { contract, isBareIndex, multiply, type Value } from '@trammel/program';
import { axisNamed, sameSize, substituteSize, type SymbolValues } from '@trammel/tensor';

/**
 * sum of x^2 over all elements. Of an outer product, as the gradient of a weight is where the batch is one, it is the product of
 * those of both sides: sum (a_i b_j)^2 = sum a_i^2 sum b_j^2. That spares making a matrix of the size of the weight.
 */
export function sumOfSquares(value: Value, sizes: SymbolValues): Value {
  const { instruction, shape } = value;
  if (shape.length === 0) return multiply(value, value);
  if (instruction.op === 'view' && isTurned(value, instruction)) return sumOfSquares(instruction.operand, sizes);
  if (instruction.op === 'contract') {
    const { left, right } = instruction;
    const isOne = left.shape.every(({ name, size }) => axisNamed(right.shape, name) === undefined || substituteSize(size, sizes) === 1);
    if (isOne) return multiply(sumOfSquares(left, sizes), sumOfSquares(right, sizes));
  }
  return contract(
    value,
    value,
    shape.map(({ name }) => name),
  );
}

/** Whether a view has just the elements of its operand, with axes in another order or under other names. */
function isTurned({ shape }: Value, { operand, coordinates, where }: Extract<Value['instruction'], { readonly op: 'view' }>): boolean {
  const axes = new Set(coordinates.flatMap((coordinate) => (isBareIndex(coordinate) ? coordinate.terms.map(({ axis }) => axis) : [])));
  if (where.length > 0 || axes.size !== coordinates.length || shape.length !== coordinates.length) return false;
  return coordinates.every(({ terms }, position) => {
    const axis = shape[terms[0]?.axis ?? -1];
    return axis !== undefined && sameSize(axis.size, operand.shape[position]?.size ?? -1);
  });
}
