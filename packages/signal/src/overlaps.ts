// Windows of pools, and how they overlap, as those of a 3x3 pool of stride 2: how many elements two of them share, and what their maxima have in common.
import type { StandardForm } from './density.js';
import type { Taps } from './field.js';
import { normalDistribution } from './normal-distribution.js';
import { normalQuadrature } from './quadrature.js';

/** Other windows with which a window shares so many of its elements: how many there are of them, as a mean over all windows. */
export interface Overlap {
  readonly shared: number;
  readonly ways: number;
}

/** What windows share that slide along several axes; that windows at a border have fewer elements is passed over. */
export function overlapsOf(taps: readonly (Taps | undefined)[]): readonly Overlap[] {
  let all: readonly Overlap[] = [{ shared: 1, ways: 1 }];
  for (const along of taps) {
    if (along === undefined) continue;
    const own = overlapsAlong(along);
    all = all.flatMap(({ shared, ways }) => own.map((other) => ({ shared: shared * other.shared, ways: ways * other.ways })));
  }
  // The first of them is a window and itself.
  return counted(
    all.slice(1).map(({ shared, ways }) => [shared, ways]),
    (shared, ways) => ({ shared, ways }),
  );
}

/** Windows of so many elements, and how many of all they are. */
export interface WindowSize {
  readonly among: number;
  readonly share: number;
}

/** How many elements windows have: those at a border have fewer. Where nothing slides, all have the same. */
export function windowSizes(taps: readonly (Taps | undefined)[], among: number): readonly WindowSize[] {
  let all: readonly WindowSize[] = [{ among: 1, share: 1 }];
  if (taps.every((along) => along === undefined)) return [{ among, share: 1 }];
  for (const along of taps) {
    if (along === undefined) continue;
    const own = sizesAlong(along);
    all = all.flatMap((size) => own.map((other) => ({ among: size.among * other.among, share: size.share * other.share })));
  }
  return counted(
    all.map(({ among: key, share }) => [key, share]),
    (size, share) => ({ among: size, share }),
  );
}

function sizesAlong({ size, count, kernel, stride, dilation, before }: Taps): readonly WindowSize[] {
  const inside = Array.from({ length: count }, (_, window) => {
    const positions = Array.from({ length: kernel }, (__, element) => stride * window - before + dilation * element);
    return positions.filter((position) => position >= 0 && position < size).length;
  });
  return counted(
    inside.map((key) => [key, 1 / count]),
    (among, share) => ({ among, share }),
  );
}

/** What comes of each key, with the sum over all that have it. */
function counted<T>(entries: readonly (readonly [key: number, amount: number])[], make: (key: number, amount: number) => T): readonly T[] {
  const sums = new Map<number, number>();
  for (const [key, amount] of entries) sums.set(key, (sums.get(key) ?? 0) + amount);
  return [...sums].map(([key, amount]) => make(key, amount));
}

/** Along one axis, the window itself first. */
function overlapsAlong({ count, kernel, stride, dilation }: Taps): readonly Overlap[] {
  const overlaps: Overlap[] = [{ shared: kernel, ways: 1 }];
  for (let apart = 1; apart < count && stride * apart < dilation * kernel; apart += 1) {
    const steps = (stride * apart) / dilation;
    if (Number.isInteger(steps)) overlaps.push({ shared: kernel - steps, ways: (2 * (count - apart)) / count });
  }
  return overlaps;
}

/** The same element is the largest of two windows of n elements where it is that of all that are in either, and is shared. */
export const unionOf = (among: number, { shared }: Overlap): number => 2 * among - shared;

/** How many other windows have the same largest element as a window. */
export const sharedWinners = (among: number, overlaps: readonly Overlap[]): number =>
  overlaps.reduce((sum, overlap) => sum + (overlap.ways * overlap.shared) / unionOf(among, overlap), 0);

/** Where scores lie, in cells of equal width. */
interface Cells {
  readonly scores: Float64Array;
  /** The normal distribution function at the ends of the cells, one more than there are scores. */
  readonly below: Float64Array;
}

const cellCount = 160;
const reach = 6;

const cells: Cells = {
  scores: Float64Array.from({ length: cellCount }, (_, index) => (2 * reach * (index + 0.5)) / cellCount - reach),
  below: Float64Array.from({ length: cellCount + 1 }, (_, index) =>
    index === 0 ? 0 : index === cellCount ? 1 : normalDistribution((2 * reach * index) / cellCount - reach),
  ),
};

/**
 * E of the product of the maxima of two windows, for each overlap: given the part that all elements have in common and the largest of
 * the shared ones, those of the rest are independent.
 */
export function productsOfMaxima(
  { value }: StandardForm,
  { among, correlation }: { readonly among: number; readonly correlation: number },
  overlaps: readonly Overlap[],
): readonly number[] {
  const outer = correlation === 0 ? { nodes: Float64Array.of(0), weights: Float64Array.of(1) } : normalQuadrature([]);
  const [common, rest] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const laws = overlaps.map(({ shared }) => ({ shared: chancesOf(shared), others: chancesOf(among - shared) }));
  const sums = overlaps.map(() => 0);
  for (const [at, t] of outer.nodes.entries()) {
    const weight = outer.weights[at] ?? 0;
    if (weight < 1e-6) continue;
    const values = cells.scores.map((score) => value(common * t + rest * score));
    for (const [index, law] of laws.entries()) sums[index] = (sums[index] ?? 0) + weight * squareOfSeen(values, law);
  }
  return sums;
}

/** The chance that the largest of n lies in each cell. */
function chancesOf(n: number): Float64Array {
  const { below, scores } = cells;
  return scores.map((_, index) => (below[index + 1] ?? 0) ** n - (below[index] ?? 0) ** n);
}

interface Law {
  readonly shared: Float64Array;
  readonly others: Float64Array;
}

/** E of (E[f(max) | largest of the shared])^2. */
function squareOfSeen(values: Float64Array, { shared, others }: Law): number {
  // From above: what the others are where they are larger.
  let [larger, beyond, sum] = [0, 0, 0];
  for (let cell = values.length - 1; cell >= 0; cell -= 1) {
    const [value, chance] = [values[cell] ?? 0, others[cell] ?? 0];
    const seen = beyond + value * (1 - larger);
    sum += (shared[cell] ?? 0) * seen * seen;
    larger += chance;
    beyond += chance * value;
  }
  return sum;
}
