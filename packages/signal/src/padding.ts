// Padding as a step of its own: more positions, which hold a number or what the input holds elsewhere.
import { foldAlong, meanOfField, pickAlong, type Field } from './field.js';
import { everyMask, pairIn, positionsOf, type GradientMoments, type Moments, type PositionGroup, type SignalAxis } from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/** What each position of the result holds, along each axis that is padded: the position of the input, or -1 for the fill. */
export interface Padding {
  readonly axes: readonly SignalAxis[];
  readonly indices: ReadonlyMap<string, readonly number[]>;
  readonly fill: number;
}

/** A padded tensor. Pairs keep their correlation: maps that follow meet each pair of inputs at the same displacements as before. */
export function padded(x: Moments, { axes, indices, fill }: Padding): SignalStep {
  const groups: readonly PositionGroup[] = x.groups.map((group) => ({
    axes: group.axes,
    size: axes.filter(({ name }) => group.axes.includes(name)).reduce((size, axis) => size * axis.size, 1),
  }));
  const through = (field: Field, value: number): Field =>
    x.axes.reduce((now, { name }, axis) => {
      const picked = indices.get(name);
      return picked === undefined ? now : pickAlong(now, axis, { indices: picked, fill: value });
    }, field);
  const square = through(x.square, fill * fill);
  const level = meanOfField(square);
  const before = meanOfField(x.square);
  const output: Moments = {
    axes,
    groups,
    mean: through(x.mean, fill),
    square,
    pairs: everyMask(groups, (mask) => (mask === 0 ? level : before > 0 ? (pairIn(x, groups, mask) * level) / before : fill * fill)),
  };
  return simpleStep(output, (gradient) => [back(x, gradient, indices)]);
}

function back(x: Moments, gradient: GradientMoments, indices: Padding['indices']): GradientMoments {
  const square = x.axes.reduce((now, { name, size }, axis) => {
    const picked = indices.get(name);
    return picked === undefined ? now : foldAlong(now, axis, { indices: picked, size });
  }, gradient.square);
  const ratio = meanOfField(square) / Math.max(1e-300, gradient.pairs[0] ?? 0);
  const spread = (positionsOf(gradient.groups) - 1) / Math.max(1, positionsOf(x.groups) - 1);
  const pairs = everyMask(x.groups, (mask) => (mask === 0 ? meanOfField(square) : ratio * spread * pairIn(gradient, x.groups, mask)));
  return { axes: x.axes, groups: x.groups, square, pairs, logVariance: gradient.logVariance };
}
