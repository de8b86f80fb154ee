// Maps with a weight for each index of one axis, on tensors where that axis held positions: which axes are units is said anew.
import { keptGroups } from './average.js';
import { evenField, meanOfField } from './field.js';
import { everyMask, maskAlong, maskIn, meanOf, multiplicity, type GradientMoments, type Moments, type PositionGroup } from './moments.js';
import type { SignalStep } from './step.js';

/**
 * A step on x whose weights tell the indices of the axis `unit` apart, and share all others, as a dense layer behind a transposition:
 * what was a position along `unit` is a unit now, and units along every other axis are positions, which meet in their means.
 */
export function withUnits(x: Moments, unit: string, make: (x: Moments) => SignalStep): SignalStep {
  const regrouped = withUnit(x, unit);
  if (regrouped === x) return make(x);
  const next = make(regrouped);
  return {
    ...next,
    backward: (gradients) => {
      const back = next.backward(gradients);
      const [gradient, ...others] = back.inputs;
      return { ...back, inputs: [gradient === undefined ? undefined : onGroupsOf(x, gradient), ...others] };
    },
  };
}

function withUnit(x: Moments, unit: string): Moments {
  const grouped = new Set(x.groups.flatMap(({ axes }) => axes));
  const fresh = x.axes.filter(({ name, size }) => size > 1 && name !== unit && !grouped.has(name));
  if (fresh.length === 0 && !grouped.has(unit)) return x;
  const groups: readonly PositionGroup[] = [...keptGroups(x, [unit]), ...fresh.map(({ name, size }) => ({ axes: [name], size }))];
  const freshMask = maskAlong(
    groups,
    fresh.map(({ name }) => name),
  );
  const mean = meanOf(x);
  return {
    axes: x.axes,
    groups,
    mean: x.mean,
    square: x.square,
    pairs: everyMask(groups, (mask) => ((mask & freshMask) !== 0 ? mean * mean : (x.pairs[maskIn(x.groups, groups, mask)] ?? 0))),
  };
}

/** Gradients at two units have weights of their own behind them, and do not correlate. */
function onGroupsOf(x: Moments, gradient: GradientMoments): GradientMoments {
  const level = meanOfField(gradient.square);
  const pairs = everyMask(x.groups, (mask) => {
    if (mask === 0) return level;
    const there = maskIn(gradient.groups, x.groups, mask);
    // Of the pairs that differ in these groups, those that are of one unit differ in what is left of the groups.
    const [all, ofOneUnit] = [multiplicity(x.groups, mask), there === 0 ? 0 : multiplicity(gradient.groups, there)];
    return ((gradient.pairs[there] ?? 0) * Math.min(ofOneUnit, all)) / all;
  });
  const square = gradient.square.values.length === 1 ? evenField(level, x.axes.length) : gradient.square;
  return { axes: x.axes, groups: x.groups, square, pairs, logVariance: gradient.logVariance, radial: gradient.radial };
}
