// Means over whole axes: reductions and global pools. Gradients spread evenly over what was averaged.
import { averagedAlong, meanOfField, scaleField, type Field } from './field.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  maskIn,
  meanOf,
  multiplicity,
  type GradientMoments,
  type Moments,
  type PositionGroup,
  type SignalAxis,
} from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/** How many units, and how many positions of each group, are averaged together. */
export interface Pooling {
  readonly units: number;
  /** By group of the tensor, 1 where it takes no part. */
  readonly positions: readonly number[];
}

/**
 * E of (mean over the pool)(mean over another pool), which differ in the groups of `mask`: pairs within one pool are of all kinds;
 * different units meet in their means only.
 */
export function pooledPair(x: Moments, { units, positions }: Pooling, mask: number): number {
  const mean = meanOf(x);
  return meanOverPairs(positions, (inside) => x.pairs[mask | inside] ?? 0) / units + (1 - 1 / units) * mean * mean;
}

/** The mean over all positions of a pool twice, of what is told of pairs by the groups in which they differ. */
export function meanOverPairs(positions: Pooling['positions'], of: (mask: number) => number): number {
  let [sum, count] = [0, 1];
  for (const size of positions) count *= size;
  for (let inside = 0; inside < 1 << positions.length; inside += 1) {
    let ways = 1;
    for (const [index, size] of positions.entries()) if ((inside & (1 << index)) !== 0) ways *= size - 1;
    if (ways > 0) sum += ways * of(inside);
  }
  return sum / count;
}

/** The mean of x over some axes, times `factor`: a factor of their count is a sum. */
export function meanOver(x: Moments, over: readonly string[], factor: (count: number) => number): SignalStep {
  const axes = x.axes.filter(({ name }) => !over.includes(name));
  const pooling = poolingOf(x, over);
  const groups = keptGroups(x, over);
  const count = pooling.units * pooling.positions.reduce((product, size) => product * size, 1);
  const scale = factor(count);
  const reduced = (field: Field): Field => fieldOnAxes(averaged(field, x.axes, over), x.axes, axes);
  const pairs = everyMask(groups, (mask) => scale * scale * pooledPair(x, pooling, maskIn(x.groups, groups, mask)));
  const before = meanOfField(x.square);
  const square = scaleField(reduced(x.square), before > 0 ? (pairs[0] ?? 0) / before : 0);
  const output: Moments = { axes, groups, mean: scaleField(reduced(x.mean), scale), square, pairs };
  return simpleStep(output, (gradient) => [spreadBack(x, gradient, { pooling, factor: (scale / count) ** 2 })], {
    doubts: pooling.units > 1 && meanOf(x) === 0 ? ['it averages over features, whose gradients are then equal'] : [],
  });
}

/** How many units and positions a reduction over these axes puts together. */
export function poolingOf(x: Moments, over: readonly string[]): Pooling {
  const sizeOf = (names: readonly string[]): number => countOf(x.axes.filter(({ name }) => names.includes(name) && over.includes(name)));
  const inGroups = new Set(x.groups.flatMap((group) => group.axes));
  return {
    units: sizeOf(x.axes.map(({ name }) => name).filter((name) => !inGroups.has(name))),
    positions: x.groups.map((group) => sizeOf(group.axes)),
  };
}

/** The groups without the axes that are lost. */
export function keptGroups({ axes, groups }: Pick<Moments, 'axes' | 'groups'>, lost: readonly string[]): readonly PositionGroup[] {
  return groups.flatMap((group) => {
    const kept = group.axes.filter((axis) => !lost.includes(axis));
    const size = countOf(axes.filter(({ name }) => kept.includes(name)));
    return size > 1 ? [{ axes: kept, size }] : [];
  });
}

function averaged(field: Field, axes: readonly SignalAxis[], over: readonly string[]): Field {
  return axes.reduce((sum, { name }, axis) => (over.includes(name) ? averagedAlong(sum, axis) : sum), field);
}

interface Spreading {
  readonly pooling: Pooling;
  readonly factor: number;
}

/** Every element of a pool gets the same gradient. */
function spreadBack(x: Moments, gradient: GradientMoments, { pooling, factor }: Spreading): GradientMoments {
  const square = scaleField(fieldOnAxes(gradient.square, gradient.axes, x.axes), factor);
  const pairs = everyMask(x.groups, (mask) => {
    let sum = 0;
    // Of the elements that differ in the groups of the mask, some lie in the same pool, and have the same gradient.
    for (let apart = mask; ; apart = (apart - 1) & mask) {
      const there = maskIn(gradient.groups, x.groups, apart);
      let ways = 1;
      for (const [index, { size }] of x.groups.entries()) {
        if ((mask & (1 << index)) === 0) continue;
        const inside = pooling.positions[index] ?? 1;
        ways *= (apart & (1 << index)) === 0 ? inside - 1 : size - inside;
      }
      if (ways > 0) sum += ways * (gradient.pairs[there] ?? 0);
      if (apart === 0) break;
    }
    return (factor * sum) / multiplicity(x.groups, mask);
  });
  return {
    axes: x.axes,
    groups: x.groups,
    square,
    pairs: pairs.map((pair, mask) => (mask === 0 ? meanOfField(square) : pair)),
    logVariance: gradient.logVariance,
  };
}
