// Means over axes: reductions, global pools, and pools over windows. Gradients spread evenly over what was averaged.
import {
  averagedAlong,
  combineFields,
  evenField,
  mapField,
  meanOfField,
  scaleField,
  sumOverTaps,
  sumOverWindows,
  type Field,
  type Taps,
} from './field.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  maskIn,
  meanOf,
  multiplicity,
  pairIn,
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

/** An average over windows. */
export interface WindowAverage {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  /** By axis of the input; undefined where nothing slides. */
  readonly taps: readonly (Taps | undefined)[];
  /** What the sum over a window is divided by: one number for each position of the output, or one for all. */
  readonly divisor: Field;
}

/**
 * y_p = (sum of x_i over the window p) / d_p. With n_p elements in a window and u_i = sum of 1/d_p over the windows that read i, the pairs
 * of windows have sum u_i^2 - sum n_p/d_p^2 elements in common, and the rest of what they read lies at two positions.
 */
export function windowAverage(x: Moments, { axes, groups, taps, divisor }: WindowAverage): SignalStep {
  const along = taps.flatMap((tap, axis) => (tap === undefined ? [] : [{ axis, tap }]));
  const gather = (field: Field): Field => along.reduce((sum, { axis, tap }) => sumOverTaps(sum, axis, tap), field);
  const scatter = (field: Field): Field => along.reduce((sum, { axis, tap }) => sumOverWindows(sum, axis, tap), field);
  const one = evenField(1, x.axes.length);
  const window: Window = {
    read: gather(one),
    inverse: mapField(divisor, (value) => 1 / value),
    reached: scatter(mapField(divisor, (value) => 1 / value)),
    gather,
    scatter,
    slid: x.axes.filter((_, axis) => taps[axis] !== undefined).map(({ name }) => name),
  };
  const square = windowSquares(x, window);
  const output: Moments = {
    axes,
    groups,
    mean: times(gather(x.mean), window.inverse),
    square,
    pairs: everyMask(groups, (mask) => (mask === 0 ? meanOfField(square) : windowPair({ x, axes, groups }, window, mask))),
  };
  return simpleStep(output, (gradient) => [windowsBack(x, gradient, window)]);
}

interface Window {
  /** How many elements each window reads. */
  readonly read: Field;
  /** 1 / d */
  readonly inverse: Field;
  /** By position of the input, the sum of 1 / d over the windows that read it. */
  readonly reached: Field;
  readonly gather: (field: Field) => Field;
  readonly scatter: (field: Field) => Field;
  /** The axes that windows slide along. */
  readonly slid: readonly string[];
}

const times = (a: Field, b: Field): Field => combineFields(a, b, (left, right) => left * right);
const squared = (field: Field): Field => mapField(field, (value) => value * value);

/** The groups that windows slide along. */
const slidMask = (groups: readonly PositionGroup[], { slid }: Window): number =>
  groups.reduce((mask, { axes }, index) => (axes.some((axis) => slid.includes(axis)) ? mask | (1 << index) : mask), 0);

/** E y_p^2 = (sum of E x_i^2 + n (n - 1) E x x') / d^2 */
function windowSquares(x: Moments, window: Window): Field {
  const others = x.pairs[slidMask(x.groups, window)] ?? 0;
  const sum = combineFields(window.gather(x.square), window.read, (own, n) => own + n * (n - 1) * others);
  return times(sum, squared(window.inverse));
}

interface Windowed {
  readonly x: Moments;
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
}

function windowPair({ x, axes, groups }: Windowed, window: Window, mask: number): number {
  const slid = slidMask(x.groups, window);
  const there = maskIn(x.groups, groups, mask);
  const [same, apart] = [x.pairs[there & ~slid] ?? 0, x.pairs[there | slid] ?? 0];
  const weights = times(window.read, squared(window.inverse));
  const own = meanOfField(weights);
  const all = meanOfField(times(window.read, weights));
  if ((mask & slidMask(groups, window)) === 0) return own * same + (all - own) * apart;
  const windows = sizeOfGroups(groups, slidMask(groups, window));
  // Other axes of the group repeat what happens along those that windows slide along.
  const copies = windows / countOf(axes.filter(({ name }) => window.slid.includes(name)));
  const common = sumOfSquares(x, window) * copies - windows * own;
  const total = (windows * meanOfField(times(window.read, window.inverse))) ** 2 - windows * all;
  return (common * same + (total - common) * apart) / (windows * (windows - 1));
}

/** sum of u_i^2 over the axes that windows slide along. */
const sumOfSquares = ({ axes }: Pick<Moments, 'axes'>, { reached, slid }: Window): number =>
  meanOfField(squared(reached)) * countOf(axes.filter(({ name }) => slid.includes(name)));

const sizeOfGroups = (groups: readonly PositionGroup[], mask: number): number =>
  groups.reduce((size, group, index) => ((mask & (1 << index)) === 0 ? size : size * group.size), 1);

/** g_i = sum of g_p / d_p over the windows that read i: the transpose of the way forward. */
function windowsBack(x: Moments, gradient: GradientMoments, window: Window): GradientMoments {
  const slid = slidMask(gradient.groups, window);
  const inverse = squared(window.inverse);
  const alone = window.scatter(inverse);
  const met = combineFields(window.reached, alone, (u, own) => u * u - own);
  const square = combineFields(
    window.scatter(times(gradient.square, inverse)),
    met,
    (own, pairs) => own + pairs * (gradient.pairs[slid] ?? 0),
  );
  const positions = sizeOfGroups(x.groups, slidMask(x.groups, window));
  const copies = positions / countOf(x.axes.filter(({ name }) => window.slid.includes(name)));
  const windows = countOf(gradient.axes.filter(({ name }) => window.slid.includes(name))) * copies;
  const weights = times(window.read, inverse);
  const common = windows * (meanOfField(times(window.read, weights)) - meanOfField(weights));
  const total = (positions * meanOfField(window.reached)) ** 2 - positions * meanOfField(squared(window.reached));
  const pairs = everyMask(x.groups, (mask) => {
    if (mask === 0) return meanOfField(square);
    const there = maskIn(gradient.groups, x.groups, mask);
    const [same, apart] = [gradient.pairs[there & ~slid] ?? 0, gradient.pairs[there | slid] ?? 0];
    if ((mask & slidMask(x.groups, window)) === 0) return meanOfField(alone) * same + meanOfField(met) * apart;
    return (common * same + (total - common) * apart) / (positions * (positions - 1));
  });
  return { axes: x.axes, groups: x.groups, square, pairs, logVariance: gradient.logVariance };
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
