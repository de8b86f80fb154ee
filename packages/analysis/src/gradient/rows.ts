// Rows of numbers, one for each source: sums of them, and what they come to as a variance. Not what they mean.

/** A variance of the logarithm of a squared norm that comes from the way forward. */
export interface Spread {
  readonly whole: number;
  /**
   * The part by which sources act with more than their own size, of one example alone: what a normalisation divides by, and no more, is
   * none of it, and a batch takes nothing off, for each of its examples grows by itself.
   */
  readonly amplified: number;
}

/** By source: of all examples, and of one alone. */
export interface Variances {
  readonly ofAll: Float64Array;
  readonly ofOne: Float64Array;
}

/** Both, of a row of responses by source; infinite where numbers overflow. */
export function spreadsIn({ ofAll, ofOne }: Variances): (row: Float64Array | undefined) => Spread {
  return (row) => ({ whole: spreadOf(row, ofAll, 0), amplified: spreadOf(row, ofOne, 1) });
}

/** Adds a multiple of one row to another. */
export function addScaled(to: Float64Array, direction: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index += 1) to[index] = (to[index] ?? 0) + factor * (direction[index] ?? 0);
}

/** Rows of zeros, used again once they are given back. */
export interface Rows {
  readonly take: () => Float64Array;
  readonly release: (row: Float64Array | undefined) => void;
}

export function createRows(length: number): Rows {
  const free: Float64Array[] = [];
  return {
    take: () => free.pop()?.fill(0) ?? new Float64Array(length),
    release: (row) => {
      if (row !== undefined) free.push(row);
    },
  };
}

/** The sum over sources of their variances times squared responses, as far as those exceed `beyond`. */
function spreadOf(directions: Float64Array | undefined, variances: Float64Array, beyond: number): number {
  if (directions === undefined) return 0;
  let sum = 0;
  for (let source = 0; source < directions.length; source += 1) {
    const response = (directions[source] ?? 0) ** 2 - beyond;
    if (!(response <= 0)) sum += response * (variances[source] ?? 0);
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}
