// Upsampling: every position of the result is a weighted mean of a few of the input.
import { evenField } from './field.js';
import {
  everyMask,
  maskIn,
  meanOf,
  meanSquare,
  multiplicity,
  positionsOf,
  type Moments,
  type PositionGroup,
  type SignalAxis,
} from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/** The result, and the mean over positions of the sum of squared weights: 1 where positions are repeated. */
export interface Resampling {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  readonly energy: number;
}

export function resampled(x: Moments, { axes, groups, energy }: Resampling): SignalStep {
  const grown = groups.filter((group) => sizeIn(x.groups, group) !== group.size);
  const mask = maskIn(x.groups, grown, (1 << grown.length) - 1);
  const factor = positionsOf(groups) / positionsOf(x.groups);
  const level = energy * meanSquare(x) + (1 - energy) * (x.pairs[mask] ?? 0);
  const pairs = everyMask(groups, (at) => {
    if (at === 0) return level;
    const there = maskIn(x.groups, groups, at);
    if ((there & mask) === 0) return x.pairs[there] ?? 0;
    // Of the other positions, factor - 1 repeat the same one.
    const others = multiplicity(groups, at);
    const same = Math.min(others, factor - 1);
    return (same * level + (others - same) * (x.pairs[there] ?? 0)) / Math.max(1, others);
  });
  const output: Moments = { axes, groups, mean: evenField(meanOf(x), axes.length), square: evenField(level, axes.length), pairs };
  return simpleStep(output, (gradient) => {
    const alike = gradient.pairs[maskIn(gradient.groups, grown, (1 << grown.length) - 1)] ?? 0;
    const own = gradient.pairs[0] ?? 0;
    // Each position feeds `factor` others with weights whose squares add up to factor * energy, and whose sum is `factor`.
    const total = factor * energy * own + (factor * factor - factor * energy) * Math.max(0, alike);
    return [
      {
        axes: x.axes,
        groups: x.groups,
        square: evenField(total, x.axes.length),
        pairs: everyMask(x.groups, (at) =>
          at === 0 ? total : factor * factor * (gradient.pairs[maskIn(gradient.groups, x.groups, at)] ?? 0),
        ),
        logVariance: gradient.logVariance,
      },
    ];
  });
}

const sizeIn = (groups: readonly PositionGroup[], group: PositionGroup): number =>
  groups.find(({ axes }) => axes.some((axis) => group.axes.includes(axis)))?.size ?? 1;
