// What is proved of a weight whose numbers are given. Not of one that is drawn.
import type { Parameter } from '@trammel/operators';
import { fact, countOf, type Entries, type Fact, type Side } from './fact.js';
import { above, hull, outwards, point, type Interval } from './interval.js';
import { ofNumber } from './log-bound.js';

/** The fact about these numbers: the first axis counts the rows of a matrix, the others its columns. */
export function givenFact({ shape }: Parameter, data: ArrayLike<number>): Fact {
  const rows = countOf(shape.slice(0, 1), new Map());
  const entries: Entries = { data, rows, columns: data.length / rows };
  const sides = new Map(shape.map(({ name }, axis): readonly [string, Side] => [name, axis === 0 ? 'rows' : 'columns']));
  let range: Interval = point(data[0] ?? 0);
  for (let index = 1; index < data.length; index += 1) range = hull(range, point(data[index] ?? 0));
  const size = above(above(frobenius(data)) / Math.sqrt(data.length)) * (1 + 2 ** -50);
  return fact(
    { range, size: ofNumber(size), drawn: { independent: undefined, matrix: { norm: normOf(entries), sides, entries } } },
    data.length,
  );
}

/** What the sums of a row's weights times numbers of that range lie between, for all rows. */
export function sumsOfRows({ data, rows, columns }: Entries, { low, high }: Interval): Interval {
  let all: Interval | undefined;
  for (let row = 0; row < rows; row += 1) {
    let [least, most, size] = [0, 0, 0];
    for (let column = 0; column < columns; column += 1) {
      const weight = data[row * columns + column] ?? 0;
      const [a, b] = weight === 0 ? [0, 0] : [weight * low, weight * high];
      least += Math.min(a, b);
      most += Math.max(a, b);
      size += Math.max(Math.abs(a), Math.abs(b));
    }
    const lost = size * (columns + 1) * 2 ** -52;
    const own = outwards(least - lost, most + lost);
    all = all === undefined ? own : hull(all, own);
  }
  return all ?? point(0);
}

/** Squarings of a matrix bring the root of its norm as close to the largest eigenvalue as the dimension allows: n^(1/2^k). */
const squarings = 6;
/** Beyond this many multiplications the matrix is not squared. */
const worthwhile = 2 ** 31;

/** What the 2-norm does not exceed: ||A||^2 is the largest eigenvalue of A^T A. */
function normOf({ data, rows, columns }: Entries): number {
  const plain = above(frobenius(data));
  const size = Math.min(rows, columns);
  if (size === 1 || squarings * size ** 3 + size * rows * columns > worthwhile || !Number.isFinite(plain) || plain === 0) return plain;
  const at =
    columns <= rows
      ? (row: number, column: number) => data[column * columns + row] ?? 0
      : (row: number, column: number) => data[row * columns + column] ?? 0;
  const vectors = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: Math.max(rows, columns) }, (_, column) => at(row, column) / plain),
  );
  // What rounding takes from a product of matrices is within the square of the norm times its length.
  const lost = Math.max(rows, columns) * 2 ** -51;
  const largest = spectralBound(products(vectors), squarings) + lost;
  return Math.min(plain, plain * Math.sqrt(largest) * (1 + 2 ** -48));
}

/** Of a symmetric matrix: ||M||^2 = ||M^2||, and at last ||M|| is no more than the root of the sum of squares. */
function spectralBound(matrix: readonly Float64Array[], left: number): number {
  const plain = Math.sqrt(matrix.reduce((sum, row) => sum + row.reduce((own, entry) => own + entry * entry, 0), 0)) * (1 + 2 ** -30);
  if (left === 0 || plain === 0) return plain;
  const scaled = matrix.map((row) => row.map((entry) => entry / plain));
  const lost = matrix.length * 2 ** -51;
  return plain * Math.sqrt(spectralBound(products(scaled), left - 1) + lost) * (1 + 2 ** -48);
}

/** All products of two of the vectors. */
function products(vectors: readonly Float64Array[]): readonly Float64Array[] {
  const results = vectors.map(() => new Float64Array(vectors.length));
  for (const [row, a] of vectors.entries()) {
    for (let column = row; column < vectors.length; column += 1) {
      const b = vectors[column] ?? a;
      let sum = 0;
      for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
      const [own, other] = [results[row], results[column]];
      if (own !== undefined) own[column] = sum;
      if (other !== undefined) other[row] = sum;
    }
  }
  return results;
}

/** The root of the sum of squares. */
function frobenius(data: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < data.length; index += 1) sum += (data[index] ?? 0) ** 2;
  return Math.sqrt(sum) * (1 + data.length * 2 ** -52);
}
