// Orthogonal matrices, each as likely as any other: products of reflections in random directions.
// G. W. Stewart, "The Efficient Generation of Random Orthogonal Matrices", SIAM J. Numer. Anal. 17(3), 1980. The same distribution
// as the Q of a Gaussian matrix with the signs of R taken into it, which PyTorch draws, for half the work.
import { generatorOf, type Key } from './generator.js';
import { normalFrom } from './normal.js';

/** Rows, the first axis, times columns, all others: orthonormal along the shorter side, times the gain. */
export function fillOrthogonal(to: Float64Array, key: Key, rows: number, gain: number): void {
  const columns = to.length / rows;
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
  const matrix = orthonormalColumns(long, short, key);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = rows >= columns ? row * short + column : column * short + row;
      to[row * columns + column] = gain * (matrix[at] ?? 0);
    }
  }
}

/**
 * `long` x `short`, row-major. From the matrix Q of one row and column less: a reflection that takes the first direction to a
 * random one, times the matrix with 1 in the corner and Q behind it.
 */
function orthonormalColumns(long: number, short: number, key: Key): Float64Array {
  const generator = generatorOf(key);
  const matrix = new Float64Array(long * short);
  const direction = new Float64Array(long);
  const products = new Float64Array(short);
  for (let size = long - short + 1; size <= long; size += 1) {
    const corner = long - size;
    let squares = 0;
    for (let at = 0; at < size; at += 1) {
      const x = normalFrom(generator);
      direction[at] = x;
      squares += x * x;
    }
    const first = direction[0] ?? 0;
    const length = first < 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    direction[0] = first + length;
    matrix[corner * short + corner] = 1;
    // |direction|^2 = 2 (|x|^2 + |x_1| |x|)
    reflect(matrix, { corner, short, factor: 1 / (squares + first * length), direction, products });
    // The reflection takes the first direction to -x / |x|, or to x / |x| where x_1 is negative.
    if (length > 0) for (let row = corner; row < long; row += 1) negate(matrix, row * short + corner, row * short + short);
  }
  return matrix;
}

interface Reflection {
  readonly corner: number;
  readonly short: number;
  readonly factor: number;
  readonly direction: Float64Array;
  readonly products: Float64Array;
}

/** M - v (v^T M) * factor, of the part of the matrix from the corner on. */
function reflect(matrix: Float64Array, { corner, short, factor, direction, products }: Reflection): void {
  const rows = matrix.length / short;
  products.fill(0);
  for (let row = corner; row < rows; row += 1) {
    const x = direction[row - corner] ?? 0;
    const from = row * short;
    for (let column = corner; column < short; column += 1) products[column] = (products[column] ?? 0) + x * (matrix[from + column] ?? 0);
  }
  for (let row = corner; row < rows; row += 1) {
    const x = factor * (direction[row - corner] ?? 0);
    const from = row * short;
    for (let column = corner; column < short; column += 1)
      matrix[from + column] = (matrix[from + column] ?? 0) - x * (products[column] ?? 0);
  }
}

function negate(matrix: Float64Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1) matrix[at] = -(matrix[at] ?? 0);
}
