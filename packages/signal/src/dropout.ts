// Dropout in training: masks that are drawn anew along some axes.
import { mapPositions, withPositions } from './by-position.js';
import { scaleField } from './field.js';
import { gramOf, gramThroughFactors, type GramStep } from './gram-spread.js';
import { countOf, everyMask, meanSquare, positionsOf, type GradientMoments, type Moments, type Told } from './moments.js';
import { simpleStep, type SignalStep } from './step.js';

/** y = x m / (1 - p). Elements with one mask grow together: E m^2 = 1 / (1 - p); elements with masks of their own keep their products. */
export function dropout(x: Moments, probability: number, drawn: (axis: string) => boolean): SignalStep {
  const kept = 1 - probability;
  const shares = (mask: number): boolean => x.groups.every(({ axes }, index) => (mask & (1 << index)) === 0 || !axes.some(drawn));
  const factor = (mask: number): number => (kept <= 0 ? 0 : shares(mask) ? 1 / kept : 1);
  const grown = (of: Told, more = 1): Told =>
    withPositions<Told>(
      {
        axes: x.axes,
        groups: x.groups,
        square: scaleField(of.square, factor(0) * more),
        pairs: everyMask(x.groups, (mask) => (of.pairs[mask] ?? 0) * factor(mask) * more),
      },
      of.byPosition === undefined ? undefined : mapPositions(of.byPosition, (value, { mask }) => value * factor(mask) * more),
    );
  const masks = countOf(x.axes.filter(({ name }) => drawn(name)));
  const units = countOf(x.axes) / positionsOf(x.groups);
  const excess = kept > 0 ? 1 / kept - 1 : 0;
  // Elements with masks of their own keep their products, which are less of what they are squared.
  const masked = (gradient: GradientMoments): GramStep =>
    gramThroughFactors(gramOf(gradient, x.groups), {
      groups: x.groups,
      units: Math.min(units, masks),
      excess,
      together: everyMask(x.groups, (mask) => (shares(mask) ? excess : 0)),
      kept: everyMask(x.groups, (mask) => (shares(mask) ? 1 : kept * kept)),
    });
  const output: Moments = { ...grown(x), mean: scaleField(x.mean, kept > 0 ? 1 : 0), tilt: x.tilt };
  const back = (gradient: GradientMoments): readonly GradientMoments[] => {
    const { radial = 0 } = gradient;
    const through = masked(gradient);
    const even = meanSquare(gradient) * countOf(gradient.axes);
    // Masks keep x^T g, and spread the rest of what lay along x.
    const spread = even > 0 ? 1 + (radial * (factor(0) - 1)) / even : 1;
    return [
      {
        ...grown(gradient, spread),
        logVariance: gradient.logVariance + through.noise,
        gram: through.gram,
        sized: gradient.sized,
        radial: radial === 0 ? undefined : radial * factor(0),
      },
    ];
  };
  return simpleStep(output, back, { noise: kept > 0 ? (3 * (1 / kept - 1)) / Math.min(units, masks) : 0 });
}
