// The way of gradients back through functions of single elements. Not their way forward.
import { joinPositions, toldAlong, withPositions } from './by-position.js';
import { averageOver } from './density.js';
import { isSingle, reachOver, responseOf, varianceNoiseOf, type Seen } from './elementwise-forward.js';
import { chanceOfCorrelation, gramOf, gramThroughFactors, type GramStep } from './gram-spread.js';
import { combineFields, meanOfField, scaleField } from './field.js';
import {
  centredPair,
  countOf,
  everyMask,
  examplesIn,
  meanOf,
  meanSquare,
  positionsOf,
  varianceOf,
  type GradientMoments,
  type Moments,
  type PairMoments,
  type Told,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { unitsOf } from './size-noise.js';
import type { Transfer } from './transfer.js';
import { throughFunctionOfUnit } from './unit-sums.js';

/** The gradient at x of the gradient at f(x): g f'(x), with what is known of it beside its moments. */
export function back(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): GradientMoments {
  const { slopes, slopePairs, slopeSquare } = seen;
  const followed = followedBack(x, gradient, { transfer, seen });
  const along = radialBack(x, gradient, { transfer, seen, passing: followed.passing });
  const passed = combineFields(gradient.square, slopes, (g, slope) => g * slope);
  const { effect } = seen;
  const projection = projectionOf(x, gradient, { transfer, seen });
  const { noise, gram } = slopeNoise(x, gradient, { transfer, seen });
  const own = effect === undefined ? 1 : 1 + effect.alongOwn(gradient.current);
  const factor = followed.ratio * along.growth * own * metBySize(x, seen, gradient);
  const square = scaleField(passed, factor);
  const pairs = everyMask(x.groups, (mask) =>
    mask === 0 ? meanOfField(square) : (gradient.pairs[mask] ?? 0) * (slopePairs[mask] ?? 0) * followed.pairRatio,
  );
  const { axes, groups } = x;
  const byPosition = positionsBack(x, gradient, { slopesByPosition: seen.slopesByPosition, factor });
  const told = withPositions<Told>({ axes, groups, square, pairs }, byPosition);
  return {
    axes,
    groups,
    square: told.square,
    pairs: told.pairs,
    byPosition: told.byPosition,
    logVariance: gradient.logVariance + noise,
    gram,
    conditional: x.density === undefined || slopeSquare === 0 ? undefined : followed.values,
    projection,
    alongUnit: throughFunctionOfUnit(x, gradient, { central: seen.central, projection }),
    radial: along.radial,
    sized: sizedBefore(x, seen, gradient),
    current: effect?.currentBack(gradient.current),
  };
}

export interface Way {
  readonly transfer: Transfer;
  readonly seen: Seen;
}

/** Gradients times slopes, position by position. */
function positionsBack(
  x: Moments,
  gradient: GradientMoments,
  { slopesByPosition, factor }: Pick<Seen, 'slopesByPosition'> & { readonly factor: number },
): PositionPairs | undefined {
  const axis = slopesByPosition?.axis ?? gradient.byPosition?.axis;
  if (axis === undefined || slopesByPosition === undefined) return undefined;
  const told = toldAlong(gradient, x.groups, axis);
  return told === undefined ? undefined : joinPositions(told, slopesByPosition, (g, slope) => g * slope * factor);
}

/**
 * What E f'^2 g^2 has beyond independent factors where g goes with the size of y: the size of x moves both, and units with large f have
 * slopes that others do not have.
 */
function metBySize(x: Moments, { central, excess }: Seen, { sized }: GradientMoments): number {
  if (sized === undefined || !isSingle(x) || central.slopeSquare <= 0 || central.square <= 0) return 1;
  const { growth } = responseOf(x, { central, excess });
  const tilted = x.isBalanced === true ? central.squareTilt * central.slopeTilt : 0;
  const drawn = (central.slopeKept - tilted) / (central.slopeSquare * central.square) - 1;
  const together =
    (growth * varianceNoiseOf(x) * central.slopeGrowth) / central.slopeSquare + drawn / (countOf(x.axes) / positionsOf(x.groups));
  return Math.max(0.5, 1 + sized * together);
}

/** How the gradient at the argument goes with its size. */
function sizedBefore(x: Moments, seen: Seen, { sized = 0 }: GradientMoments): number | undefined {
  if (!isSingle(x) || seen.central.slopeSquare <= 0 || seen.effect !== undefined) return undefined;
  const answer = seen.central.slopeGrowth / seen.central.slopeSquare + sized * responseOf(x, seen).growth;
  return answer === 0 ? undefined : answer;
}

interface RadialBack {
  readonly radial: number | undefined;
  /** What the rest of the gradient grows by: what was along y and is not along x joins it, and what is along x is taken out of it. */
  readonly growth: number;
}

/**
 * x^T (f' g): of independent g it is E x^2 f'^2 E g^2, which is more than every direction has where large x pass better than others;
 * of what was along y it is the part that f' y has along x.
 */
function radialBack(x: Moments, gradient: GradientMoments, { transfer, seen, passing }: Way & { readonly passing: number }): RadialBack {
  const { output } = seen;
  const [before, after] = [meanSquare(x), meanSquare(output)];
  if (before <= 0 || after <= 0) return { radial: undefined, growth: 1 };
  const { slopeReach, slopeMixed, slopeKept } = x.density === undefined ? seen.central : reachOver(x.density.get(), transfer);
  // What is already along y accounts for elements whose gradients go with their size: here all have the mean gradient.
  const fresh = examplesIn(x.groups) * ((meanSquare(gradient) * slopeReach) / before - passing);
  const old = gradient.radial ?? 0;
  const mixed = slopeMixed;
  const kept = slopeKept / after;
  const passed = old * (mixed / before) * (mixed / after);
  const rest = old * kept - passed;
  const even = passing * countOf(x.axes);
  return { radial: fresh + passed === 0 ? undefined : fresh + passed, growth: even > 0 ? Math.max(0, 1 + (rest - fresh) / even) : 1 };
}

interface FollowedBack {
  /** E[g^2 | x] at the points of the argument, where it was followed. */
  readonly values: Float64Array | undefined;
  /** E g^2 of the argument. */
  readonly passing: number;
  /** Over what independent factors would give: of single elements, and of pairs. */
  readonly ratio: number;
  readonly pairRatio: number;
}

/** E[g^2 | x] = E[g^2 | f(x)] f'(x)^2. */
function followedBack(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): FollowedBack {
  const before = meanSquare(gradient);
  const expected = before * seen.slopeSquare;
  if (gradient.conditional === undefined && x.density === undefined)
    return { values: undefined, passing: expected, ratio: 1, pairRatio: 1 };
  const argument = seen.argument.get();
  const conditional = gradient.conditional?.length === argument.points.length ? gradient.conditional : undefined;
  const values = argument.points.map((point, index) => (conditional?.[index] ?? before) * transfer.slope(point) ** 2);
  const passing = averageOver(argument, values);
  const ratio = expected > 0 ? passing / expected : 1;
  if (gradient.isLanding !== true || conditional === undefined || before <= 0) return { values, passing, ratio, pairRatio: ratio };
  // Two gradients that land at two places each meet the slope of an element that was chosen.
  const slopes = argument.points.map(transfer.slope);
  const chosen = averageOver(
    argument,
    slopes.map((slope, index) => (slope * (conditional[index] ?? 0)) / before),
  );
  const plain = averageOver(argument, slopes);
  return { values, passing, ratio, pairRatio: plain === 0 ? ratio : (chosen / plain) ** 2 };
}

/** Moments of (z - E z) g with g the gradient at the argument z, which normalisations project out. */
function projectionOf(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): PairMoments | undefined {
  const [mean, variance] = [meanOf(x), varianceOf(x)];
  if (variance <= 0) return undefined;
  const { projection } = transfer.pairs(mean, variance);
  // For single elements of mean 0 it is E x^2 f'^2.
  const reach = (): number => (Math.abs(mean) <= 1e-9 ? transfer.moments(mean, variance).slopeReach : projection(1));
  const more = seen.effect?.projectionPair ?? 0;
  return everyMask(
    x.groups,
    (mask) => (gradient.pairs[mask] ?? 0) * (mask === 0 ? reach() : projection(((x.pairs[mask] ?? 0) - mean * mean) / variance) + more),
  );
}

/** What the random slopes of a finite number of units add to the variance of the logarithm (section 6 of docs/gradient.md). */
function slopeNoise(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): GramStep {
  const { groups } = x;
  const excess = Math.max(0, seen.slopeExcess);
  if (groups.length === 0) return { noise: (3 * excess) / unitsOf(x), gram: undefined };
  const gram = gramOf(gradient, groups);
  if (excess < 1e-9) return { noise: 0, gram };
  const [mean, variance] = [meanOf(x), varianceOf(x)];
  const { slopeSquare, slope } = transfer.pairs(mean, variance);
  const square = seen.slopeSquare;
  return gramThroughFactors(gram, {
    groups,
    units: unitsOf(x),
    excess,
    // Units that a batch norm brought to one size have no more of it together than on average.
    together: everyMask(groups, (mask) =>
      overChance(x.scaleNoise === undefined ? x : { ...x, chance: 0 }, mask, (alike) => Math.max(0, slopeSquare(alike) / square ** 2 - 1)),
    ),
    kept: everyMask(groups, (mask) => overChance(x, mask, (correlation) => Math.min(1, (slope(correlation) / square) ** 2))),
  });
}

/** The mean of a function of the correlation of two positions, which varies by what they have in common by chance. */
function overChance(x: Moments, mask: number, of: (correlation: number) => number): number {
  const variance = varianceOf(x);
  // Of a position with itself nobody asks.
  if (mask === 0) return 1;
  if (variance <= 0) return of(1);
  const correlation = centredPair(x, mask) / variance;
  const chance = Math.sqrt(chanceOfCorrelation(x, mask));
  return chance === 0 ? of(correlation) : (of(Math.max(-1, correlation - chance)) + of(Math.min(1, correlation + chance))) / 2;
}
