// Functions of single elements: activations of Gaussians, and of streams whose distribution was followed.
import { joinPositions, mapPositions, toldAlong, withPositions } from './by-position.js';
import { scaledScores } from './causal-attention.js';
import { averageOver, densitySource, expectation, gaussianDensity, sourceThrough, type Density, type DensitySource } from './density.js';
import { batchEffect, type BatchEffect } from './finite-batch.js';
import { throughPositions } from './elementwise-positions.js';
import { gaussianCopula } from './gaussian-copula.js';
import { chanceOfCorrelation, gramOf, gramThroughFactors, type GramStep } from './gram-spread.js';
import { correlationOf, decays } from './hermite-series.js';
import { combineFields, evenField, isEven, mapField, meanOfField, scaleField, type Field } from './field.js';
import type { Likeness } from './likeness-state.js';
import { positionsBit, scaledLikeness, throughFunction } from './likeness.js';
import {
  centredPair,
  countOf,
  everyMask,
  examplesIn,
  isOfExamples,
  multiplicity,
  meanOf,
  meanSquare,
  positionsOf,
  sumOfPairs,
  varianceOf,
  type GradientMoments,
  type Moments,
  type PairMoments,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { noiseThroughFunction, scaleNoiseOf, unitsOf, type SizeResponse } from './size-noise.js';
import { simpleStep, type SignalStep, type SlopeDecades } from './step.js';
import type { Transfer, TransferMoments } from './transfer.js';
import { throughFunctionOfUnit } from './unit-sums.js';

/** y = f(x). Forward: E f, E f^2 and E f f' of pairs; backward: times E f'^2, and E f' f' of pairs. */
export function elementwise(x: Moments, transfer: Transfer): SignalStep {
  if (transfer.line !== undefined) return affine(x, transfer.line.slope, transfer.line.offset);
  const seen = see(x, transfer);
  return simpleStep(seen.output, (gradient) => [back(x, gradient, { transfer, seen })], {
    noise: noiseOf(x, seen),
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

/** What an activation does to moments, with what the way back needs of it. */
interface Seen {
  readonly output: Moments;
  /** E f'^2 by position, and over all. */
  readonly slopes: Field;
  readonly slopeSquare: number;
  readonly slopeFourth: number;
  /** E f'f' of pairs. */
  readonly slopePairs: PairMoments;
  /** The fourth moment of the output over the square of its second, less 1. */
  readonly excess: number;
  /** The density of the argument. */
  readonly argument: DensitySource;
  readonly central: TransferMoments;
  /** For a batch of single positions behind a batch norm. */
  readonly effect?: BatchEffect | undefined;
  /** E f'f' by two positions, where they are unlike. */
  readonly slopesByPosition?: PositionPairs | undefined;
}

function see(x: Moments, transfer: Transfer): Seen {
  const mean = meanOf(x);
  const variance = varianceOf(x);
  const central = transfer.moments(mean, variance);
  const fields = momentFields(x, transfer, central);
  const pairs = transfer.pairs(mean, variance);
  const correlation = (mask: number): number => (variance > 0 ? ((x.pairs[mask] ?? 0) - mean * mean) / variance : 0);
  const scale = central.square > 0 ? meanOfField(fields.square) / central.square : 1;
  const output: Moments = {
    axes: x.axes,
    groups: x.groups,
    mean: fields.mean,
    square: fields.square,
    pairs: everyMask(x.groups, (mask) => (mask === 0 ? meanOfField(fields.square) : scale * pairs.value(correlation(mask)))),
  };
  const form = () => ({ edges: transfer.kinks, correlations: x.pairs.map((_, mask) => (mask === 0 ? 1 : correlation(mask))) });
  const key = [mean, variance, central.square, central.fourth].map((number) => number.toPrecision(12)).join(' ');
  const gaussian: Seen = {
    output,
    central,
    slopes: fields.slopes,
    slopeSquare: central.slopeSquare,
    slopeFourth: central.slopeFourth,
    slopePairs: everyMask(x.groups, (mask) => (mask === 0 ? central.slopeSquare : pairs.slope(correlation(mask)))),
    excess: central.square > 0 ? central.fourth / central.square ** 2 - 1 : 0,
    argument: x.density ?? densitySource({ isOfGaussian: true, key }, () => gaussianDensity(mean, variance, form())),
  };
  const followed = x.density === undefined ? gaussian : followDensity(gaussian, x.density.get(), { x, transfer });
  const seen =
    x.scaleNoise === undefined ? withUnlikeExamples(x, withVaryingScale(x, followed), transfer) : behindBatchNorm(x, followed, transfer);
  const positions = x.density === undefined ? throughPositions(x, transfer) : undefined;
  const told: Seen = { ...seen, output: withPositions(seen.output, positions?.values), slopesByPosition: positions?.slopes };
  const likeness = x.density === undefined ? likenessThrough(x, told) : undefined;
  const sizeNoise = x.density === undefined ? noiseThroughFunction(x, responseOf(x, seen)) : undefined;
  return {
    ...told,
    output: {
      ...told.output,
      chance: told.output.chance ?? chanceThrough(x, told),
      sizeNoise,
      likeness,
      density: sourceThrough(seen.argument, '', transfer.value),
    },
  };
}

/** Moments by position. */
interface MomentFields {
  readonly mean: Field;
  readonly square: Field;
  readonly slopes: Field;
}

/** More positions than this are looked up in a table of so many variances. */
const tableSize = 48;

function momentFields(x: Moments, transfer: Transfer, central: TransferMoments): MomentFields {
  const rank = x.axes.length;
  if (isEven(x.mean) && isEven(x.square)) {
    const even = (value: number): Field => evenField(value, rank);
    return { mean: even(central.mean), square: even(central.square), slopes: even(central.slopeSquare) };
  }
  if (isEven(x.mean) && x.square.values.length > tableSize) return fieldsByTable(x, transfer);
  const at = roughly(x, transfer);
  const moments: TransferMoments[] = [];
  const places = combineFields(x.mean, x.square, (m, q) => moments.push(at(m, q)) - 1);
  const field = (of: (moments: TransferMoments) => number): Field => mapField(places, (place) => of(moments[place] ?? central));
  return { mean: field(({ mean }) => mean), square: field(({ square }) => square), slopes: field(({ slopeSquare }) => slopeSquare) };
}

/** Where many positions differ in mean and square, a thousandth of their averages tells them apart. */
function roughly(x: Moments, transfer: Transfer): (mean: number, square: number) => TransferMoments {
  const exactly = (m: number, q: number): TransferMoments => transfer.moments(m, Math.max(0, q - m * m));
  if (x.square.values.length <= tableSize) return exactly;
  const [unitOfMean, unitOfSquare] = [Math.sqrt(meanSquare(x)) / 1000, meanSquare(x) / 1000];
  const known = new Map<number, TransferMoments>();
  return (m, q) => {
    const [column, row] = [Math.round(m / unitOfMean), Math.round(q / unitOfSquare)];
    const key = row * 65_536 + column;
    const found = known.get(key) ?? exactly(column * unitOfMean, row * unitOfSquare);
    known.set(key, found);
    return found;
  };
}

/** Straight lines between moments at evenly spaced variances, of which those are worked out that are met. */
function fieldsByTable(x: Moments, transfer: Transfer): MomentFields {
  const mean = meanOf(x);
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const q of x.square.values) [low, high] = [Math.min(low, q), Math.max(high, q)];
  const step = (high - low) / tableSize;
  const rows: (TransferMoments | undefined)[] = [];
  const rowAt = (row: number): TransferMoments => (rows[row] ??= transfer.moments(mean, Math.max(0, low + row * step - mean * mean)));
  const field = (of: (moments: TransferMoments) => number): Field =>
    mapField(x.square, (q) => {
      const place = step > 0 ? (q - low) / step : 0;
      const row = Math.min(tableSize - 1, Math.max(0, Math.floor(place)));
      const [from, to] = [of(rowAt(row)), of(rowAt(row + 1))];
      return from + (to - from) * (place - row);
    });
  return { mean: field((row) => row.mean), square: field((row) => row.square), slopes: field((row) => row.slopeSquare) };
}

/** One position an example, whose units are Gaussians of a variance that varies from draw to draw: E F(v) = F + v^2 F'' / 2 times its variance. */
function withVaryingScale(x: Moments, seen: Seen): Seen {
  const varying = isSingle(x) ? varianceNoiseOf(x) / 2 : 0;
  if (varying === 0 || x.density !== undefined) return seen;
  const { central, output } = seen;
  const [mean, square, slopeSquare] = [
    central.mean + varying * central.meanBend,
    central.square + varying * central.squareBend,
    Math.max(central.slopeSquare / 2, central.slopeSquare + varying * central.slopeBend),
  ];
  return {
    ...seen,
    output: {
      ...output,
      mean: mapField(output.mean, () => mean),
      square: mapField(output.square, () => square),
      pairs: output.pairs.map((pair, mask) => (mask === 0 ? square : pair + mean * mean - central.mean ** 2)),
    },
    slopes: mapField(seen.slopes, () => slopeSquare),
    slopeSquare,
    slopePairs: seen.slopePairs.map((pair, mask) => (mask === 0 ? slopeSquare : pair)),
  };
}

/** Whether there is one position an example. */
const isSingle = ({ groups }: Moments): boolean => groups.every(isOfExamples);

/** The relative variance, over draws, of the variance of units around their mean. */
function varianceNoiseOf(x: Moments): number {
  const variance = varianceOf(x);
  return variance > 0 ? scaleNoiseOf(x) * (meanSquare(x) / variance) ** 2 : 0;
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

/**
 * Examples of unlike size have unlike means behind an activation: pairs of one example share that, pairs of two do not. The mean
 * moves by dm/d(ln v) times the logarithm of the size.
 */
function withUnlikeExamples(x: Moments, seen: Seen, transfer: Transfer): Seen {
  const { exampleNoise } = x;
  const inside = x.groups.filter((group) => !isOfExamples(group));
  // With one position an example, that examples are also alike by chance at a finite width makes up for most of it (sampled).
  if (exampleNoise === undefined || varianceOf(x) <= 0 || inside.length === 0) return seen;
  const { moved, growth, fresh } = sizesOfExamples(x, seen, transfer);
  const { output } = seen;
  return {
    ...seen,
    output: {
      ...output,
      pairs: output.pairs.map((pair, mask) => (isAcross(x, mask) ? pair - exampleNoise * moved * moved : pair)),
      exampleNoise: exampleNoise * growth * growth + fresh,
    },
  };
}

interface Sizes {
  /** What a larger example adds to its mean, and to its mean square over that, for the logarithm of its size. */
  readonly moved: number;
  readonly growth: number;
  /** What the finite number of units adds to the variance of sizes, beyond what all examples have in common. */
  readonly fresh: number;
}

/** A stream is larger with its mean, and its units were drawn before; of a Gaussian the deviation is larger, and its units are drawn here. */
function sizesOfExamples(x: Moments, { central, excess }: Seen, transfer: Transfer): Sizes {
  const growthOf = (change: number, square: number): number => (square > 0 ? change / square : 0);
  if (x.density !== undefined && !x.density.isOfGaussian) {
    const density = x.density.get();
    const moved = expectation(density, (point) => point * transfer.slope(point)) / 2;
    const square = expectation(density, (point) => transfer.value(point) ** 2);
    return { moved, growth: growthOf(reachOver(density, transfer).slopeMixed, square), fresh: 0 };
  }
  const units = countOf(x.axes) / positionsOf(x.groups);
  const fresh = (excess / units) * likenessInExamples(x);
  return { moved: central.meanGrowth, growth: growthOf(central.squareGrowth, central.square), fresh };
}

/** Whether two elements that differ in these groups are of two examples. */
const isAcross = ({ groups }: Moments, mask: number): boolean =>
  groups.some((group, index) => (mask & (1 << index)) !== 0 && isOfExamples(group));

/** The mean squared correlation of the elements of one example, less that of two examples, which batch norms and means take away. */
function likenessInExamples(x: Moments): number {
  const variance = varianceOf(x);
  let [within, across, insiders, outsiders] = [0, 0, 0, 0];
  for (let mask = 0; mask < 1 << x.groups.length; mask += 1) {
    const count = multiplicity(x.groups, mask);
    const squared = mask === 0 ? 1 : (centredPair(x, mask) / variance) ** 2;
    if (isAcross(x, mask)) [across, outsiders] = [across + count * squared, outsiders + count];
    else [within, insiders] = [within + count * squared, insiders + count];
  }
  return Math.max(0, within / insiders - (outsiders > 0 ? across / outsiders : 0));
}

/** How the mean square of the output answers to that of the argument; of units that add up to 0, what goes with their mean does not vary. */
function responseOf({ isBalanced }: Moments, { central, excess }: Pick<Seen, 'central' | 'excess'>): SizeResponse {
  const { square, squareGrowth, squareTilt } = central;
  if (square <= 0) return { growth: 0, excess };
  return { growth: squareGrowth / square, excess: isBalanced === true ? Math.max(0, excess - (squareTilt / square) ** 2) : excess };
}

/** What examples have in common by chance, of what they have apart; to three digits, so that chains come to rest. */
function chanceThrough(x: Moments, { output, slopePairs }: Seen): number | undefined {
  const { chance } = x;
  if (chance === undefined || x.groups.length !== 1 || x.density?.isOfGaussian === false) return undefined;
  const [before, after] = [meanSquare(x) - (x.pairs[1] ?? 0), meanSquare(output) - (output.pairs[1] ?? 0)];
  return after > 1e-9 * meanSquare(output) ? Number((chance * (((slopePairs[1] ?? 0) * before) / after) ** 2).toPrecision(3)) : undefined;
}

/** How alike positions are behind the function. */
function likenessThrough(x: Moments, { output, central, excess, slopePairs }: Seen): Likeness | undefined {
  const bit = positionsBit(x.groups);
  const variance = varianceOf(x);
  if (bit === 0 || variance <= 0 || central.slopeSquare <= 0) return undefined;
  return throughFunction(x, {
    square: meanSquare(output),
    common: output.pairs[bit] ?? 0,
    mean: central.mean,
    squareGrowth: central.squareGrowth / variance,
    meanGrowth: (2 * central.mean * central.meanGrowth) / variance,
    slopes: slopePairs[bit] ?? 0,
    excess,
    slopeExcess: Math.max(0, central.slopeFourth / central.slopeSquare ** 2 - 1),
  });
}

/** A batch of single positions behind a batch norm: what is of order 1/batch and 1/width is put in. */
function behindBatchNorm(x: Moments, seen: Seen, transfer: Transfer): Seen {
  const variance = varianceOf(x);
  if (variance <= 0 || x.groups.length !== 1) return seen;
  const effect = batchEffect(x, transfer.bends(meanOf(x), variance), seen.output.pairs[1] ?? 0);
  const { square, pair, slopeSquare, exampleNoise, chance } = effect;
  const { output, slopePairs } = seen;
  return {
    ...seen,
    output: {
      ...output,
      square: mapField(output.square, () => square),
      pairs: [square, pair],
      exampleNoise,
      chance,
    },
    slopes: mapField(seen.slopes, () => slopeSquare),
    slopeSquare,
    slopePairs: [slopeSquare, (slopePairs[1] ?? 0) + effect.slopePair],
    effect,
  };
}

interface Following {
  readonly x: Moments;
  readonly transfer: Transfer;
}

/** Reach, mixed and kept slopes over a distribution that was followed. */
function reachOver(density: Density, { value, slope }: Transfer): Pick<TransferMoments, 'slopeReach' | 'slopeMixed' | 'slopeKept'> {
  return {
    slopeReach: expectation(density, (x) => (x * slope(x)) ** 2),
    slopeMixed: expectation(density, (x) => x * slope(x) * value(x)),
    slopeKept: expectation(density, (x) => (slope(x) * value(x)) ** 2),
  };
}

/** With the true distribution of single elements; pairs are those of a Gaussian copula. */
function followDensity(seen: Seen, density: Density, { x, transfer }: Following): Seen {
  const { output } = seen;
  const mean = expectation(density, transfer.value);
  const square = expectation(density, (point) => transfer.value(point) ** 2);
  const slopeSquare = expectation(density, (point) => transfer.slope(point) ** 2);
  const slopeFourth = expectation(density, (point) => transfer.slope(point) ** 4);
  const through = (moments: Pick<Seen, 'slopePairs'> & { readonly pairs: PairMoments }): Seen => ({
    ...seen,
    output: {
      ...output,
      mean: mapField(output.mean, () => mean),
      square: scaleField(output.square, meanSquare(output) > 0 ? square / meanSquare(output) : 1),
      pairs: moments.pairs,
    },
    slopes: mapField(seen.slopes, () => slopeSquare),
    slopeSquare,
    slopeFourth,
    slopePairs: moments.slopePairs,
  });
  if (x.groups.length === 0) return through({ pairs: [square], slopePairs: [slopeSquare] });
  const { value, edges, correlations } = gaussianCopula(density, x.pairs, transfer.kinks);
  const values = correlationOf((z) => transfer.value(value(z)), edges, decays.kink);
  const slopes = correlationOf((z) => transfer.slope(value(z)), edges, decays.jump);
  return through({
    pairs: correlations.map((correlation, mask) => (mask === 0 ? square : values(correlation))),
    slopePairs: correlations.map((correlation, mask) => (mask === 0 ? slopeSquare : slopes(correlation))),
  });
}

interface Way {
  readonly transfer: Transfer;
  readonly seen: Seen;
}

function back(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): GradientMoments {
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
  return {
    ...withPositions({ axes: x.axes, groups: x.groups, square, pairs }, positionsBack(x, gradient, { ...seen, factor })),
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
  const passed = (old * mixed * mixed) / (before * after);
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
  const excess = seen.slopeSquare > 0 ? Math.max(0, seen.slopeFourth / seen.slopeSquare ** 2 - 1) : 0;
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

/** The relative variance of the mean square of the output. */
function noiseOf(x: Moments, seen: Seen): number {
  if (x.density !== undefined) return 0;
  const { growth, excess } = responseOf(x, seen);
  const units = countOf(x.axes) / positionsOf(x.groups);
  const floor = x.chance !== undefined || x.summands === undefined ? 0 : 1 / x.summands;
  const variance = varianceOf(x);
  const chance = (mask: number): number => (x.scaleNoise === undefined ? chanceOfCorrelation(x, mask) : 0);
  const alike = (mask: number): number => Math.max((centredPair(x, mask) / variance) ** 2 + chance(mask), floor);
  const spread = variance > 0 ? sumOfPairs(x.groups, (mask) => (mask === 0 ? 1 : alike(mask))) / positionsOf(x.groups) : 1;
  // Where sizes do not vary, what goes with them does not.
  const left = x.sizeNoise === 0 ? Math.max(0, excess - 2 * growth * growth) : excess;
  return (left / units) * spread;
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
