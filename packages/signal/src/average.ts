// Means over axes: reductions, global pools, and pools over windows. Gradients spread evenly over what was averaged.
import { averagedAlong, meanOfField, scaleField, sumOverTaps, sumOverWindows, type Field, type Taps } from './field.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  maskIn,
  meanOf,
  multiplicity,
  pairIn,
  positionsOf,
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
  let [sum, count] = [0, 1];
  for (const size of positions) count *= size;
  for (let inside = 0; inside < 1 << x.groups.length; inside += 1) {
    let ways = 1;
    for (const [index, size] of positions.entries()) if ((inside & (1 << index)) !== 0) ways *= size - 1;
    if (ways > 0) sum += ways * (x.pairs[mask | inside] ?? 0);
  }
  const mean = meanOf(x);
  return sum / count / units + (1 - 1 / units) * mean * mean;
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

/** The average over windows, each of which counts `counted` elements on average. */
export interface WindowAverage {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  /** By axis of the input; undefined where nothing slides. */
  readonly taps: readonly (Taps | undefined)[];
  /** What the sum over a window is divided by: one number for each position of the output, or one for all. */
  readonly divisor: Field;
}

/** y = sum over a window / divisor. */
export function windowAverage(x: Moments, { axes, groups, taps, divisor }: WindowAverage): SignalStep {
  const gather = (field: Field): Field =>
    taps.reduce<Field>((sum, along, axis) => (along === undefined ? sum : sumOverTaps(sum, axis, along)), field);
  const scatter = (field: Field): Field =>
    taps.reduce<Field>((sum, along, axis) => (along === undefined ? sum : sumOverWindows(sum, axis, along)), field);
  const kernel = taps.reduce((product, along) => product * (along?.kernel ?? 1), 1);
  const ones = gather({ extents: x.axes.map(() => 1), values: Float64Array.of(1) });
  const read = meanOfField(ones);
  const weight = meanOfField(divisor);
  const pooling = windowPooling(x, taps, read);
  const inside = pooledPair(x, pooling, 0);
  const squareScale = (read * read * inside) / (weight * weight) / Math.max(1e-300, meanOfField(gather(x.square)));
  const pairs = everyMask(groups, (mask) =>
    mask === 0 ? (read * read * inside) / (weight * weight) : (read / weight) ** 2 * pairIn(x, groups, mask),
  );
  const output: Moments = {
    axes,
    groups,
    mean: scaleField(gather(x.mean), 1 / weight),
    square: scaleField(gather(x.square), squareScale),
    pairs,
  };
  return simpleStep(output, (gradient) => [
    windowsBack(x, gradient, { square: scaleField(scatter(gradient.square), 1 / (weight * weight)), kernel, weight }),
  ]);
}

interface WindowsBack {
  /** The gradient if the windows that read a position were independent. */
  readonly square: Field;
  readonly kernel: number;
  readonly weight: number;
}

function windowsBack(x: Moments, gradient: GradientMoments, { square, kernel, weight }: WindowsBack): GradientMoments {
  const positions = positionsOf(x.groups);
  const windows = positionsOf(gradient.groups);
  const independent = meanOfField(square);
  // A position is read by kernel * windows / positions windows on average: their gradients add up with their covariance.
  const overlap = Math.max(1, (kernel * windows) / positions);
  const shared = gradient.pairs[maskOfSlid(gradient, x)] ?? 0;
  const even = meanOfField(gradient.square);
  const boost = even > 0 ? 1 + (overlap - 1) * Math.max(0, shared / even) : 1;
  const total = independent * boost;
  const pairs = everyMask(x.groups, (mask) => {
    if (mask === 0) return total;
    const there = maskIn(gradient.groups, x.groups, mask);
    const others = (overlap / weight) ** 2 * (gradient.pairs[there] ?? 0);
    const slid = (mask & maskOfSlidIn(x, gradient)) !== 0;
    if (!slid) return others;
    // Of the other positions, kernel - 1 lie in the same window.
    const size = multiplicity(x.groups, mask);
    const near = Math.min(size, kernel - 1);
    return (near * total + (size - near) * others) / Math.max(1, size);
  });
  return { axes: x.axes, groups: x.groups, square: scaleField(square, boost), pairs, logVariance: gradient.logVariance };
}

/** The groups that became fewer positions. */
function maskOfSlidIn(x: Moments, gradient: GradientMoments): number {
  let mask = 0;
  for (const [index, group] of x.groups.entries()) {
    const after = gradient.groups.find(({ axes }) => axes.some((axis) => group.axes.includes(axis)));
    if (after?.size !== group.size) mask |= 1 << index;
  }
  return mask;
}

const maskOfSlid = (gradient: GradientMoments, x: Moments): number => maskIn(gradient.groups, x.groups, maskOfSlidIn(x, gradient));

function windowPooling(x: Moments, taps: readonly (Taps | undefined)[], read: number): Pooling {
  const slid = x.axes.filter((_, axis) => taps[axis] !== undefined).map(({ name }) => name);
  const at = x.groups.findIndex(({ axes }) => axes.some((axis) => slid.includes(axis)));
  return { units: 1, positions: x.groups.map((_, index) => (index === at ? read : 1)) };
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
