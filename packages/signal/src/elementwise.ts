// Functions of single elements: activations of Gaussians, and of streams whose distribution was followed.
import { mapPositions } from './by-position.js';
import { scaledScores } from './causal-attention.js';
import { sourceThrough } from './density.js';
import { back } from './elementwise-back.js';
import { responseOf, see, type Seen } from './elementwise-forward.js';
import { chanceOfCorrelation } from './gram-spread.js';
import { combineFields, isEven, mapField, scaleField } from './field.js';
import { scaledLikeness } from './likeness.js';
import { centredPair, countOf, meanOf, positionsOf, noiseOverPairs, varianceOf, type Moments } from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { simpleStep, type SignalStep, type SlopeDecades } from './step.js';
import type { Transfer, TransferMoments } from './transfer.js';

/** y = f(x). Forward: E f, E f^2 and E f f' of pairs; backward: times E f'^2, and E f' f' of pairs. */
export function elementwise(x: Moments, transfer: Transfer): SignalStep {
  if (transfer.line !== undefined) return affine(x, transfer.line.slope, transfer.line.offset);
  const seen = see(x, transfer);
  return simpleStep(seen.output, (gradient) => [back(x, gradient, { transfer, seen })], {
    ...noiseOf(x, seen),
    absorbsNoise: true,
    slopes: slopesOf(x, transfer),
  });
}

/** y = slope * x + offset */
export function affine(x: Moments, slope: number, offset: number): SignalStep {
  const mean = meanOf(x);
  const moved = (pair: number): number => slope * slope * pair + 2 * slope * offset * mean + offset * offset;
  const scaled = (told: PositionPairs | undefined): PositionPairs | undefined =>
    told === undefined ? undefined : mapPositions(told, (value) => slope * slope * value);
  const isEvenMean = isEven(x.mean);
  const output: Moments = {
    ...x,
    likeness: offset === 0 ? scaledLikeness(x, slope * slope) : undefined,
    byPosition: x.byPosition !== undefined && isEvenMean ? mapPositions(x.byPosition, moved) : undefined,
    factors: x.factors !== undefined && offset === 0 ? { ...x.factors, scale: x.factors.scale * slope * slope } : undefined,
    weighing: undefined,
    kinds: undefined,
    sizeNoise: offset === 0 ? x.sizeNoise : undefined,
    mean: mapField(x.mean, (value) => slope * value + offset),
    square: combineFields(x.square, x.mean, (square, value) => slope * slope * square + 2 * slope * offset * value + offset * offset),
    pairs: x.pairs.map(moved),
    density: x.density === undefined ? undefined : sourceThrough(x.density, `${slope} ${offset}`, (value) => slope * value + offset),
  };
  return simpleStep(output, (gradient) => [
    {
      ...gradient,
      square: scaleField(gradient.square, slope * slope),
      pairs: gradient.pairs.map((pair) => slope * slope * pair),
      byPosition: scaled(gradient.byPosition),
      scores: gradient.scores === undefined ? undefined : scaledScores(gradient.scores, slope * slope),
      factors: undefined,
      conditional: gradient.conditional?.map((value) => slope * slope * value),
      projection: undefined,
      kinds: undefined,
      leaning: undefined,
      alongUnit: offset === 0 ? gradient.alongUnit : undefined,
      coherent:
        gradient.coherent === undefined
          ? undefined
          : { ...gradient.coherent, pairs: gradient.coherent.pairs.map((pair) => slope * slope * pair) },
      radial: offset === 0 && gradient.radial !== undefined ? gradient.radial * slope * slope : undefined,
      sized: offset === 0 ? gradient.sized : undefined,
    },
  ]);
}

/** The relative variance of the mean square of the output. */
function noiseOf(x: Moments, seen: Seen): Pick<SignalStep, 'noise' | 'noiseOfOne'> {
  if (x.density !== undefined) return { noise: 0, noiseOfOne: 0 };
  const { growth, excess } = responseOf(x, seen);
  const units = countOf(x.axes) / positionsOf(x.groups);
  const floor = x.chance !== undefined || x.summands === undefined ? 0 : 1 / x.summands;
  const variance = varianceOf(x);
  const chance = (mask: number): number => (x.scaleNoise === undefined ? chanceOfCorrelation(x, mask) : 0);
  const together = togetherIn(seen.central);
  const alike = (mask: number): number =>
    mask === 0 || variance <= 0 ? 1 : Math.max(together(centredPair(x, mask) / variance) + chance(mask), floor);
  // Where sizes do not vary, what goes with them does not.
  const left = x.sizeNoise === 0 ? Math.max(0, excess - 2 * growth * growth) : excess;
  return noiseOverPairs(left / units, x.groups, alike);
}

/**
 * What squares of f at two positions have in common, by the correlation of their arguments, over what they vary by: its square for even
 * functions; for relu, whose squares go with the argument itself, much more. By the first two Hermite coefficients of f^2; the rest of
 * its variance is taken to be of the third.
 */
function togetherIn({ square, squareTilt, squareGrowth, excess }: TransferMoments): (correlation: number) => number {
  if (square <= 0 || excess < 1e-9) return (correlation) => correlation ** 2;
  const first = (squareTilt / square) ** 2 / excess;
  const second = (2 * (squareGrowth / square) ** 2) / excess;
  const third = Math.max(0, 1 - first - second);
  return (correlation) => Math.max(0, correlation * (first + correlation * (second + correlation * third)));
}

/** total = 1/2 log10 E f'^2 = largest slope + spread + offset. */
function slopesOf(x: Moments, transfer: Transfer): SlopeDecades | undefined {
  const variance = varianceOf(x);
  const here = transfer.moments(meanOf(x), variance).slopeSquare;
  const centred = transfer.moments(0, variance).slopeSquare;
  if (here <= 0 || centred <= 0 || transfer.maximumSlope <= 0) return undefined;
  return {
    maximumSlope: Math.log10(transfer.maximumSlope),
    spreadSaturation: 0.5 * Math.log10(centred / transfer.maximumSlope ** 2),
    offsetSaturation: 0.5 * Math.log10(here / centred),
  };
}
