// Powers of a square matrix by repeated squaring, each square worked out once. Not for large matrices.

/** Row by row. */
export type Matrix = readonly Float64Array[];

export interface LinearPowers {
  /** The row times the matrix, so many times over. */
  readonly rowTimes: (row: Float64Array, power: number) => Float64Array;
}

export function createLinearPowers(matrix: Matrix): LinearPowers {
  /** The power 2^n at n. */
  const squares: Matrix[] = [matrix];
  const squareAt = (index: number): Matrix => {
    for (let last = squares.length - 1; last < index; last += 1) {
      const before = squares[last] ?? matrix;
      squares.push(before.map((row) => rowProduct(row, before)));
    }
    return squares[index] ?? matrix;
  };
  return {
    rowTimes: (row, power) => {
      let made = row;
      for (let [left, index] = [power, 0]; left > 0; left = Math.floor(left / 2), index += 1) {
        if (left % 2 === 1) made = rowProduct(made, squareAt(index));
      }
      return made;
    },
  };
}

/** What is 0 adds nothing, whatever it is multiplied with. */
function rowProduct(row: Float64Array, matrix: Matrix): Float64Array {
  const product = new Float64Array(matrix[0]?.length ?? 0);
  for (let at = 0; at < row.length; at += 1) {
    const factor = row[at] ?? 0;
    const other = matrix[at];
    if (factor === 0 || other === undefined) continue;
    for (let to = 0; to < product.length; to += 1) product[to] = (product[to] ?? 0) + factor * (other[to] ?? 0);
  }
  return product;
}
