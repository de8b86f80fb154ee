// Moments of the rows of a softmax behind a causal mask, each of which has one score more than the one before. Not what rows have in common.
import { stretchesOf } from './position-pairs.js';
import type { SoftmaxMoments } from './softmax-moments.js';

/** Rows in stretches, one after the other: how many there are, and the moments of one in the middle of each. */
export interface Rows {
  readonly sizes: Float64Array;
  readonly moments: readonly SoftmaxMoments[];
}

/** As many rows as there are queries, over at most `keys` scores. */
export function causalRows(queries: number, keys: number, of: (count: number) => SoftmaxMoments): Rows {
  const sizes = stretchesOf(queries);
  let before = 0;
  const moments = Array.from(sizes, (size) => {
    const count = Math.min(keys, before + (size + 1) / 2);
    before += size;
    return rowOf(count, of);
  });
  return { sizes, moments };
}

/** The moments of one row; known where counts grow by three fifths, and between those, over what weights that are all alike have, as 1 / count. */
export function rowOf(count: number, of: (count: number) => SoftmaxMoments): SoftmaxMoments {
  if (count <= 1) return of(1);
  let [low, high] = [2, 2];
  while (high < count) [low, high] = [high, Math.max(high + 1, Math.floor(high * 1.6))];
  if (high === count) return of(high);
  const [below, above] = [of(low), of(high)];
  const part = (1 / low - 1 / count) / (1 / low - 1 / high);
  const between = (key: keyof SoftmaxMoments, level: (count: number) => number): number => {
    const [from, to] = [below[key] / level(low), above[key] / level(high)];
    return (from + (to - from) * part) * level(count);
  };
  return {
    concentration: between('concentration', (n) => 1 / n),
    passing: between('passing', (n) => (n - 1) / (n * n)),
    curvature: between('curvature', (n) => 1 / n),
    answer: between('answer', () => 1),
  };
}

/** The mean over all rows. */
export function meanOfRows({ sizes, moments }: Rows, of: (moments: SoftmaxMoments) => number): number {
  let [sum, count] = [0, 0];
  for (const [index, each] of moments.entries()) {
    const size = sizes[index] ?? 0;
    sum += size * of(each);
    count += size;
  }
  return sum / count;
}

/** A number for each row. */
export function onRows({ sizes, moments }: Rows, of: (moments: SoftmaxMoments) => number): Float64Array {
  const values = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let start = 0;
  for (const [index, each] of moments.entries()) {
    const end = start + (sizes[index] ?? 0);
    values.fill(of(each), start, end);
    start = end;
  }
  return values;
}
