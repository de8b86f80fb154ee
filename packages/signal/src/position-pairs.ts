// Second moments by two positions along one axis, for tensors whose positions are unlike, as behind a causal mask. The state; operations are in by-position.ts.

/** An axis of positions, which is a group by itself, cut into stretches: the first positions alone, later ones together. */
export interface PositionPairs {
  readonly axis: string;
  /** How many positions each stretch has. */
  readonly sizes: Float64Array;
  /** By mask of groups: a number for each stretch where the position is the same, else one for every two stretches, row by row. */
  readonly tables: readonly Float64Array[];
}

/** Up to so many positions are told each by itself. */
const alone = 24;

/** A stretch is longer than what comes before it by this part. */
const growth = 0.35;

/** Behind a causal mask a position sees all before it: the later it is, the more its neighbours are like it. */
export function stretchesOf(count: number): Float64Array {
  if (count <= alone) return new Float64Array(count).fill(1);
  const sizes: number[] = [];
  for (let start = 0; start < count;) {
    const size = Math.min(count - start, Math.max(1, Math.floor(start * growth)));
    sizes.push(size);
    start += size;
  }
  return Float64Array.from(sizes);
}
