// What an activation behind a batch norm does in a batch of few examples and a layer of few units: all that is of order 1/batch and 1/width.
import type { Bends } from './bends.js';
import { countOf, positionsOf, varianceOf, type Current, type Moments } from './moments.js';

/** Moments of the output and of slopes, as they are, and what the way back needs. */
export interface BatchEffect {
  /** E y^2, and E y y' of two examples. */
  readonly square: number;
  readonly pair: number;
  readonly slopeSquare: number;
  /** What E f'f' of two examples, and E x x' f'f', have beyond those of Gaussians. */
  readonly slopePair: number;
  readonly projectionPair: number;
  readonly exampleNoise: number;
  readonly chance: number;
  /** Through the activation, from the current of y and g to that of x and f'g. */
  readonly currentBack: (current: Current | undefined) => Current;
  /** What E f'^2 g^2 has beyond independent factors, over that. */
  readonly alongOwn: (current: Current | undefined) => number;
}

/**
 * Each unit h is divided by a scale of its own, s^2 with a relative variance of 2 tau, so that what it makes is spread less than a
 * Gaussian: E F = E_Gauss F - tau v^2 d^2/dv^2 E_Gauss F. Examples are of unlike size, with a relative variance lambda, which adds
 * lambda/2 of the same; and two examples are alike by chance, with a mean squared correlation kappa, which adds kappa/2 d^2/dr^2.
 */
export function batchEffect(x: Moments, bends: Bends, gaussianPair: number): BatchEffect {
  const [tau, lambda, kappa] = [(x.scaleNoise ?? 0) / 2, x.exampleNoise ?? 0, x.chance ?? 0];
  const examples = positionsOf(x.groups);
  const { mean, square: ofSquare, slopeSquare: ofSlope, slope, reach, reachSquare, line } = bends;
  const square = ofSquare.value + ofSquare.second * (lambda / 2 - tau);
  const slopeSquare = ofSlope.value + ofSlope.second * (lambda / 2 - tau);
  const sizes = sizesThrough(bends, lambda);
  const pair =
    gaussianPair +
    mean.value ** 2 * (sizes.meeting - 1) +
    (bends.curve ** 2 / 2) * kappa -
    2 * tau * (mean.first ** 2 + mean.value * mean.second);
  const spread = Math.max(square - pair, 1e-300);
  // (E f z)^2 is what a correlation of two examples is multiplied by; it goes with the variance itself.
  const steepness = line.value ** 2 - 2 * tau * ((line.first - line.value) ** 2 + line.value * line.second);
  // How far two examples that are alike stay so: E f f' h h' by the derivative of the density of h, over what the norm has left of it.
  const alike = line.value ** 2 * (1 + 2 / (examples - 1)) - 2 * tau * (line.first ** 2 + line.value * line.second);
  const kept = ((alike / spread) * (examples + 1)) / examples;
  const units = countOf(x.axes) / examples;
  const unlike = sizes.unlike(square, Math.max(pair, 0), spread);
  const share = slopeSquare > 0 ? steepness ** 2 / (spread * slopeSquare * varianceOf(x)) : 0;
  const near = ratioOf(reachSquare.value - tau * reachSquare.second, slopeSquare * varianceOf(x));
  const ownShare = ratioOf(bends.reachOfValue ** 2, spread * reachSquare.value);
  const ownSlope = 1 - ratioOf(bends.slopeOfValue, spread * ofSlope.value * varianceOf(x));
  return {
    square,
    pair,
    slopeSquare,
    slopePair: -2 * tau * (slope.first ** 2 + slope.value * slope.second),
    projectionPair: -2 * tau * (reach.first ** 2 + reach.value * reach.second),
    exampleNoise: settled(unlike.size + ((bends.fourth / spread ** 2 - 1) / units) * (1 + lambda)),
    chance: settled(kappa * kept ** 2 + (unlike.mean / spread) ** 2),
    currentBack: (current) => ({
      even: (current?.even ?? 0) * share,
      odd: (current?.odd ?? 0) * share,
      own: near * (1 + (current?.own ?? 0) * ownShare) - 1,
    }),
    alongOwn: (current) => (-(current?.own ?? 0) / units) * ownSlope,
  };
}

/** Corrections that near a limit from layer to layer arrive there, so that what was worked out for one layer serves the next. */
const settled = (correction: number): number => Number(correction.toPrecision(4));

interface Sizes {
  /** E m m' of two examples over (E m)^2 where both have the mean size. */
  readonly meeting: number;
  /** The relative variance of the centred sizes of examples, and the variance of their means. */
  readonly unlike: (square: number, pair: number, spread: number) => { readonly size: number; readonly mean: number };
}

/**
 * Sizes are e^(u - l/2) with u ~ N(0, l); means and squares go with powers of them. A few examples far out make most of a large variance
 * lambda of sizes, which the others do not have: l = lambda / (1 + lambda) (sampled, up to lambda = 3).
 */
function sizesThrough({ mean, square }: Bends, lambda: number): Sizes {
  const logarithm = lambda / (1 + lambda);
  const power = (exponent: number): number => Math.exp(((exponent * exponent - exponent) / 2) * logarithm);
  const hasMean = mean.value ** 2 > 1e-9 * square.value;
  const [ofMean, ofSquare] = [hasMean ? mean.first / mean.value : 0, square.first / square.value];
  const [means, squares] = [power(ofMean), power(ofSquare)];
  const [meanSpread, squareSpread] = [power(2 * ofMean) - means ** 2, power(2 * ofSquare) - squares ** 2];
  const together = power(ofMean + ofSquare) - means * squares;
  return {
    meeting: means ** 2,
    unlike: (level, pair, spread) => {
      const common = hasMean ? pair / means ** 2 : 0;
      const size = level ** 2 * squareSpread + 4 * (common * means) ** 2 * meanSpread - 4 * common * means * level * together;
      return { size: Math.max(0, size) / spread ** 2, mean: common * meanSpread };
    },
  };
}

const ratioOf = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
