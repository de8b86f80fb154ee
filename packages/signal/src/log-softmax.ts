// The logarithm of a softmax, and of a sum of exponentials: the scores less their smooth maximum.
import { evenField, mapField } from './field.js';
import { keptGroups } from './average.js';
import { countOf, everyMask, fieldOnAxes, maskAlong, maskIn, meanOf, scaleGradient, varianceOf, type Moments } from './moments.js';
import type { SoftmaxOptions } from './softmax.js';
import { simpleStep, type SignalStep } from './step.js';

/** The mean of log sum exp over n Gaussian scores: mean + log n + variance / 2 where no score stands out. */
function smoothMaximum(x: Moments, over: readonly string[]): number {
  const variance = varianceOf(x);
  return meanOf(x) + Math.log(countOf(x.axes.filter(({ name }) => over.includes(name)))) + variance / 2;
}

/** y = x - log sum exp x. Backward: g - A sum g, of which E is E g^2 (1 - 2/n + E sum A^2) for independent g. */
export function logSoftmax(x: Moments, { over, moments }: SoftmaxOptions): SignalStep {
  const count = countOf(x.axes.filter(({ name }) => over.includes(name)));
  const variance = varianceOf(x);
  const { concentration } = moments(count, variance, undefined);
  const down = meanOf(x) - smoothMaximum(x, over);
  const spread = (pair: number): number => pair - meanOf(x) ** 2 + down * down;
  const output: Moments = {
    axes: x.axes,
    groups: x.groups,
    mean: mapField(x.mean, () => down),
    square: mapField(x.square, spread),
    pairs: x.pairs.map(spread),
  };
  const factor = 1 - 2 / count + concentration;
  return simpleStep(output, (gradient) => [scaleGradient(gradient, factor)]);
}

/** y = log sum exp x. Backward: A g, with E sum A^2 for all elements together. */
export function logSumExp(x: Moments, { over, moments }: SoftmaxOptions): SignalStep {
  const count = countOf(x.axes.filter(({ name }) => over.includes(name)));
  const variance = varianceOf(x);
  const { concentration } = moments(count, variance, undefined);
  const axes = x.axes.filter(({ name }) => !over.includes(name));
  const groups = keptGroups(x, over);
  const level = smoothMaximum(x, over) ** 2;
  // Of n scores the smooth maximum varies as their weighted mean does.
  const square = level + variance * concentration;
  const output: Moments = {
    axes,
    groups,
    mean: evenField(smoothMaximum(x, over), axes.length),
    square: evenField(square, axes.length),
    pairs: everyMask(groups, (mask) => (mask === 0 ? square : level)),
  };
  const along = maskAlong(x.groups, over);
  // sum A = 1: E A A' of two scores of one sum is what E sum A^2 leaves, over their pairs.
  const shareOf = (mask: number): number =>
    (mask & along) === 0 ? concentration / count : (1 - concentration) / (count * Math.max(1, count - 1));
  // Scores less their mean are tilted towards the large ones: E sum A x = variance (1 - E sum A^2), by parts.
  const tilt = variance * (1 - concentration);
  return simpleStep(output, (gradient) => [
    {
      axes: x.axes,
      groups: x.groups,
      square: mapField(fieldOnAxes(gradient.square, gradient.axes, x.axes), (value) => (value * concentration) / count),
      pairs: everyMask(x.groups, (mask) => (gradient.pairs[maskIn(gradient.groups, x.groups, mask)] ?? 0) * shareOf(mask)),
      projection: everyMask(
        x.groups,
        (mask) => (gradient.pairs[maskIn(gradient.groups, x.groups, mask)] ?? 0) * shareOf(mask) * tilt * tilt,
      ),
      logVariance: gradient.logVariance,
    },
  ]);
}
