// How far two sets of weights lie apart. Not of one training, and not of its steps.
import type { Elements } from './drawn-data.js';

/** Between two sets of weights of the same names. */
export interface Distance {
  /** The largest absolute difference of two weights. */
  readonly largest: number;
  /** The 2-norm of the difference over that of the weights; 0 where both are alike. */
  readonly relative: number;
  /** The 2-norm of the difference over that of the way from the beginning; 0 where both are alike. */
  readonly ofWay: number;
}

/** From `to`, which began at `start`; only the names that are given count. */
export function distance(
  names: readonly string[],
  of: Elements,
  { to, start }: { readonly to: Elements; readonly start: Elements },
): Distance {
  const sums = { largest: 0, difference: 0, weights: 0, way: 0 };
  for (const name of names) {
    const [a, b, from] = [of.get(name), to.get(name), start.get(name)];
    for (const [index, value] of (b ?? []).entries()) {
      const apart = Math.abs((a?.[index] ?? Number.NaN) - value);
      // A difference that is no number stays, and does not get lost as the lesser one.
      sums.largest = apart <= sums.largest ? sums.largest : apart;
      sums.difference += apart ** 2;
      sums.weights += value ** 2;
      sums.way += (value - (from?.[index] ?? Number.NaN)) ** 2;
    }
  }
  const over = (whole: number): number => (sums.difference === 0 ? 0 : Math.sqrt(sums.difference / whole));
  return { largest: sums.largest, relative: over(sums.weights), ofWay: over(sums.way) };
}

/** The largest absolute element of those names. */
export function largestOf(names: readonly string[], elements: Elements): number {
  let largest = 0;
  for (const name of names) for (const value of elements.get(name) ?? []) largest = Math.max(largest, Math.abs(value));
  return largest;
}
