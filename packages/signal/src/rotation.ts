// Rotations of pairs of features by angles that depend on the position, as in rotary embeddings: lengths stay, positions grow apart.
import { bitOfAxis, mapPositions, toldAlong, withPositions, type Entry } from './by-position.js';
import { everyMask, maskAlong, type Moments, type Told } from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/**
 * y = R_t x, where E y y' of two positions is E x x' times the mean cosine of the angle between their turns. The way back is turned
 * likewise, so that what cancels over positions before, as for the bias of keys, does so no more.
 */
export function turned(x: Moments, axis: string, cosines: Cosines): SignalStep {
  const along = maskAlong(x.groups, [axis]);
  const bit = bitOfAxis(x.groups, axis);
  const between = cosinesBetween(toldAlong(x, x.groups, axis)?.sizes, cosines);
  const apart = (told: Told): Told => {
    const pairs = everyMask(x.groups, (mask) => (told.pairs[mask] ?? 0) * ((mask & along) === 0 ? 1 : cosines.mean));
    const positions = toldAlong(told, x.groups, axis);
    return withPositions<Told>(
      { axes: x.axes, groups: x.groups, square: told.square, pairs },
      positions === undefined
        ? undefined
        : mapPositions(positions, (value, entry) => ((entry.mask & bit) === 0 ? value : value * between(entry))),
    );
  };
  const output: Moments = { ...apart(x), mean: x.mean, freedom: x.freedom, summands: x.summands, likeness: x.likeness };
  return simpleStep(output, (gradient) => [{ ...apart(gradient), logVariance: gradient.logVariance }]);
}

/** Mean cosines of turns, over frequencies. */
export interface Cosines {
  /** Of so many positions apart. */
  readonly apart: Float64Array;
  /** Over all pairs of positions. */
  readonly mean: number;
}

/** Those of `count` positions that turn by these frequencies. */
export function cosinesOf(count: number, frequencies: readonly number[]): Cosines {
  const apart = Float64Array.from({ length: count }, (_, distance) => {
    let sum = 0;
    for (const frequency of frequencies) sum += Math.cos(distance * frequency);
    return frequencies.length > 0 ? sum / frequencies.length : 1;
  });
  let sum = 0;
  for (let distance = 1; distance < count; distance += 1) sum += (count - distance) * (apart[distance] ?? 0);
  return { apart, mean: count > 1 ? (2 * sum) / (count * (count - 1)) : 1 };
}

/** So many positions of a stretch stand for all of it. */
const samples = 8;

/** The mean over two positions, one of each stretch; of two different ones where the stretch is the same. */
function cosinesBetween(sizes: Float64Array | undefined, { apart }: Cosines): (entry: Pick<Entry, 'row' | 'column'>) => number {
  if (sizes === undefined) return () => 1;
  const count = sizes.length;
  let start = 0;
  const places = Array.from(sizes, (size) => {
    const taken = Math.min(size, samples);
    const from = start;
    start += size;
    return Array.from({ length: taken }, (_, at) => from + Math.floor(((at + 0.5) * size) / taken));
  });
  const known = new Float64Array(count * count).fill(Number.NaN);
  return ({ row, column }) => {
    const found = known[row * count + column] ?? Number.NaN;
    if (!Number.isNaN(found)) return found;
    let [sum, pairs] = [0, 0];
    for (const one of places[row] ?? [])
      for (const other of places[column] ?? []) {
        if (one === other) continue;
        sum += apart[Math.abs(one - other)] ?? 0;
        pairs += 1;
      }
    const mean = pairs > 0 ? sum / pairs : 1;
    known[row * count + column] = mean;
    return mean;
  };
}
