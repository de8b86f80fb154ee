// Rotations of pairs of features by angles that depend on the position, as in rotary embeddings: lengths stay, positions grow apart.
import { everyMask, maskAlong, type GradientMoments, type Moments } from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/**
 * y = R_t x, where E y y' of two positions is E x x' times the mean cosine of the angle between their turns. The way back is turned
 * likewise, so that what cancels over positions before, as for the bias of keys, does so no more.
 */
export function turned(x: Moments, axis: string, cosine: number): SignalStep {
  const along = maskAlong(x.groups, [axis]);
  const apart = ({ pairs }: Pick<GradientMoments, 'pairs'>): readonly number[] =>
    everyMask(x.groups, (mask) => (pairs[mask] ?? 0) * ((mask & along) === 0 ? 1 : cosine));
  return simpleStep({ ...x, pairs: apart(x), density: undefined }, (gradient) => [
    { axes: x.axes, groups: x.groups, square: gradient.square, pairs: apart(gradient), logVariance: gradient.logVariance },
  ]);
}

/** The mean of cos((t - t') frequency) over pairs of `count` positions and all frequencies. */
export function meanCosine(count: number, frequencies: readonly number[]): number {
  let sum = 0;
  for (let apart = 1; apart < count; apart += 1) for (const frequency of frequencies) sum += (count - apart) * Math.cos(apart * frequency);
  return count > 1 ? (2 * sum) / (count * (count - 1) * Math.max(1, frequencies.length)) : 1;
}
