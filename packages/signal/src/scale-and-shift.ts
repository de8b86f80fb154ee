// A learned scale and shift of each unit, as behind a normalisation.
import { mapPositions, meanOfProducts, toldTogether, withPositions } from './by-position.js';
import { combineFields, mapField, scaleField } from './field.js';
import {
  cancelled,
  countOf,
  everyMask,
  meanOf,
  positionsOf,
  sumOfPairs,
  pairIn,
  type GradientMoments,
  type Moments,
  type PairMoments,
  type Told,
} from './moments.js';
import { energyOfScale } from './unit-sums.js';
import { step, type SignalStep, type WeightMoments } from './step.js';

/** The parameters, and the axes that they have. */
export interface ScaleAndShift {
  readonly weight: WeightMoments | undefined;
  readonly bias: WeightMoments | undefined;
  readonly axes: readonly string[];
}

/** y = weight * x + bias. E ||dL/dweight||^2 is the sum over pairs of positions of E[x g x' g']. */
export function scaleAndShift(x: Moments, { weight, bias, axes }: ScaleAndShift): SignalStep {
  const energy = weight === undefined ? 1 : weight.variance + weight.mean ** 2;
  const offset = bias === undefined ? 0 : bias.variance + bias.mean ** 2;
  const [factor, shift] = [weight?.mean ?? 1, bias?.mean ?? 0];
  // 2 E[weight x bias] for the parts that are not independent: the means.
  const mixed = 2 * factor * shift;
  const isPlain = energy === 1 && factor === 1 && offset === 0;
  const mean = meanOf(x);
  const output: Moments = isPlain
    ? x
    : {
        ...withPositions<Told>(
          {
            axes: x.axes,
            groups: x.groups,
            square: combineFields(x.square, x.mean, (square, value) => energy * square + mixed * value + offset),
            pairs: x.pairs.map((pair) => energy * pair + mixed * mean + offset),
          },
          x.byPosition === undefined ? undefined : mapPositions(x.byPosition, (pair) => energy * pair + mixed * mean + offset),
        ),
        mean: mapField(x.mean, (value) => factor * value + shift),
      };
  return step({
    outputs: [output],
    isWeighted: true,
    backward: ([gradient]) => {
      if (gradient === undefined) return { inputs: [], parameters: new Map() };
      const parameters = new Map<string, number>();
      const products = productsOf(x, gradient);
      if (weight !== undefined) parameters.set('weight', energyOfScale(x, gradient, axes) ?? summed(x, products, axes));
      if (bias !== undefined) parameters.set('bias', summed(x, gradient.pairs, axes));
      return { inputs: [passed(gradient, energy)], parameters };
    },
  });
}

/** E[x g x' g'] of pairs: what is known better than as products, and products by position where positions are unlike. */
function productsOf(x: Moments, gradient: GradientMoments): PairMoments {
  const { projection } = gradient;
  const together = toldTogether(gradient, x, x.groups);
  const apart = together === undefined ? undefined : meanOfProducts(together);
  return everyMask(x.groups, (mask) => {
    const product = (gradient.pairs[mask] ?? 0) * (x.pairs[mask] ?? 0);
    return (projection?.[mask] ?? product) + (apart === undefined ? 0 : apart(mask) - product);
  });
}

function passed(gradient: GradientMoments, energy: number): GradientMoments {
  if (energy === 1) return gradient;
  const times = (pairs: readonly number[] | undefined) => pairs?.map((pair) => pair * energy);
  return {
    ...gradient,
    square: scaleField(gradient.square, energy),
    pairs: gradient.pairs.map((pair) => pair * energy),
    byPosition: gradient.byPosition === undefined ? undefined : mapPositions(gradient.byPosition, (value) => value * energy),
    projection: times(gradient.projection),
    alongUnit: gradient.alongUnit === undefined ? undefined : gradient.alongUnit * energy,
    conditional: gradient.conditional?.map((value) => value * energy),
  };
}

/** E of the squared norm of sums over all positions that share a parameter. */
function summed(x: Moments, pairs: readonly number[], axes: readonly string[]): number {
  const shared = x.groups.filter((group) => !group.axes.some((axis) => axes.includes(axis)));
  const of = (mask: number): number => pairIn({ axes: x.axes, groups: x.groups, pairs }, shared, mask);
  const sum = sumOfPairs(shared, of);
  const size = sumOfPairs(shared, (mask) => Math.abs(of(mask)));
  const elements = countOf(x.axes) / positionsOf(shared);
  return elements * positionsOf(shared) * cancelled(sum, size);
}
