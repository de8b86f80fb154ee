// Functions of single elements: activations of Gaussians, and of streams whose distribution was followed.
import { averageOver, expectation, gaussianDensity, throughFunction, type Density } from './density.js';
import { gaussianCopula } from './gaussian-copula.js';
import { correlationOf, decays } from './hermite-series.js';
import { combineFields, isEven, mapField, meanOfField, scaleField, type Field } from './field.js';
import { meanSquaredCorrelation } from './linear.js';
import {
  countOf,
  examplesIn,
  everyMask,
  isOfExamples,
  pairIn,
  meanOf,
  meanSquare,
  positionsOf,
  type GradientMoments,
  type Moments,
  type PairMoments,
} from './moments.js';
import { simpleStep, type SignalStep, type SlopeDecades } from './step.js';
import type { Transfer } from './transfer.js';

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
  const output: Moments = {
    ...x,
    mean: mapField(x.mean, (value) => slope * value + offset),
    square: combineFields(x.square, x.mean, (square, value) => slope * slope * square + 2 * slope * offset * value + offset * offset),
    pairs: x.pairs.map(moved),
    density: x.density === undefined ? undefined : throughFunction(x.density, (value) => slope * value + offset),
  };
  return simpleStep(output, (gradient) => [
    {
      ...gradient,
      square: scaleField(gradient.square, slope * slope),
      pairs: gradient.pairs.map((pair) => slope * slope * pair),
      conditional: gradient.conditional?.map((value) => slope * slope * value),
      projection: undefined,
      radial: offset === 0 && gradient.radial !== undefined ? gradient.radial * slope * slope : undefined,
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
  readonly argument: Density;
}

const varianceOf = (x: Moments): number => Math.max(0, meanSquare(x) - meanOf(x) ** 2);

function see(x: Moments, transfer: Transfer): Seen {
  const mean = meanOf(x);
  const variance = varianceOf(x);
  const central = transfer.moments(mean, variance);
  const even = isEven(x.mean) && isEven(x.square);
  const at = (m: number, q: number) => transfer.moments(m, Math.max(0, q - m * m));
  const field = (of: (moments: typeof central) => number): Field =>
    even ? mapField(x.square, () => of(central)) : combineFields(x.mean, x.square, (m, q) => of(at(m, q)));
  const square = field((moments) => moments.square);
  const pairs = transfer.pairs(mean, variance);
  const correlation = (mask: number): number => (variance > 0 ? ((x.pairs[mask] ?? 0) - mean * mean) / variance : 0);
  const scale = central.square > 0 ? meanOfField(square) / central.square : 1;
  const output: Moments = {
    axes: x.axes,
    groups: x.groups,
    mean: field((moments) => moments.mean),
    square,
    pairs: everyMask(x.groups, (mask) => (mask === 0 ? meanOfField(square) : scale * pairs.value(correlation(mask)))),
  };
  const gaussian: Seen = {
    output,
    slopes: field((moments) => moments.slopeSquare),
    slopeSquare: central.slopeSquare,
    slopeFourth: central.slopeFourth,
    slopePairs: everyMask(x.groups, (mask) => (mask === 0 ? central.slopeSquare : pairs.slope(correlation(mask)))),
    excess: central.square > 0 ? central.fourth / central.square ** 2 - 1 : 0,
    argument:
      x.density ??
      gaussianDensity(mean, variance, {
        edges: transfer.kinks,
        correlations: x.pairs.map((_, mask) => (mask === 0 ? 1 : correlation(mask))),
      }),
  };
  const followed = x.density === undefined ? gaussian : followDensity(gaussian, x.density, { x, transfer });
  const seen = withUnlikeExamples(x, followed, transfer);
  return { ...seen, output: { ...seen.output, density: throughFunction(seen.argument, transfer.value) } };
}

/**
 * Examples of unlike size have unlike means behind an activation: pairs of one example share that, pairs of two do not. The mean
 * moves by dm/d(ln v) times the logarithm of the size.
 */
function withUnlikeExamples(x: Moments, seen: Seen, transfer: Transfer): Seen {
  const { exampleNoise } = x;
  const variance = varianceOf(x);
  const inside = x.groups.filter((group) => !isOfExamples(group));
  // With one position an example, that examples are also alike by chance at a finite width makes up for most of it (sampled).
  if (exampleNoise === undefined || variance <= 0 || inside.length === 0) return seen;
  const step = 1e-3;
  const [here, larger] = [transfer.moments(meanOf(x), variance), transfer.moments(meanOf(x), variance * (1 + step))];
  const moved = (larger.mean - here.mean) / step;
  const growth = here.square > 0 ? (larger.square - here.square) / (here.square * step) : 0;
  const pairs = everyMask(inside, (mask) => pairIn(x, inside, mask));
  const units = countOf(x.axes) / positionsOf(x.groups);
  const floor = x.summands === undefined ? 0 : 1 / x.summands;
  const fresh = (seen.excess / units) * meanSquaredCorrelation(inside, pairs, meanOf(x) ** 2, floor);
  const isAcross = (mask: number): boolean => x.groups.some((group, index) => (mask & (1 << index)) !== 0 && isOfExamples(group));
  const { output } = seen;
  return {
    ...seen,
    output: {
      ...output,
      pairs: output.pairs.map((pair, mask) => (isAcross(mask) ? pair - exampleNoise * moved * moved : pair)),
      exampleNoise: exampleNoise * growth * growth + fresh,
    },
  };
}

interface Following {
  readonly x: Moments;
  readonly transfer: Transfer;
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
  const along = radialBack(x, gradient, { transfer, seen, values: followed.values });
  const passed = combineFields(gradient.square, slopes, (g, slope) => g * slope);
  const square = scaleField(passed, followed.ratio * along.growth);
  return {
    axes: x.axes,
    groups: x.groups,
    square,
    pairs: everyMask(x.groups, (mask) =>
      mask === 0 ? meanOfField(square) : (gradient.pairs[mask] ?? 0) * (slopePairs[mask] ?? 0) * followed.pairRatio,
    ),
    logVariance: gradient.logVariance + slopeNoise(x, gradient, { transfer, seen }),
    conditional: x.density === undefined || slopeSquare === 0 ? undefined : followed.values,
    projection: projectionOf(x, gradient, transfer),
    radial: along.radial,
  };
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
function radialBack(
  x: Moments,
  gradient: GradientMoments,
  { transfer, seen, values }: Way & { readonly values: Float64Array },
): RadialBack {
  const { argument, output } = seen;
  const [before, after] = [meanSquare(x), meanSquare(output)];
  if (before <= 0 || after <= 0) return { radial: undefined, growth: 1 };
  const passing = averageOver(argument, values);
  // What is already along y accounts for elements whose gradients go with their size: here all have the mean gradient.
  const largePassing = meanSquare(gradient) * expectation(argument, (point) => (point * transfer.slope(point)) ** 2);
  const fresh = examplesIn(x.groups) * Math.max(0, largePassing / before - passing);
  const old = gradient.radial ?? 0;
  const mixed = old === 0 ? 0 : expectation(argument, (point) => point * transfer.slope(point) * transfer.value(point));
  const kept = old === 0 ? 0 : expectation(argument, (point) => (transfer.slope(point) * transfer.value(point)) ** 2) / after;
  const passed = (old * mixed * mixed) / (before * after);
  const rest = Math.max(0, old * kept - passed);
  const even = passing * countOf(x.axes);
  return { radial: fresh + passed > 0 ? fresh + passed : undefined, growth: even > 0 ? Math.max(0, 1 + (rest - fresh) / even) : 1 };
}

interface FollowedBack {
  readonly values: Float64Array;
  /** Over what independent factors would give: of single elements, and of pairs. */
  readonly ratio: number;
  readonly pairRatio: number;
}

/** E[g^2 | x] = E[g^2 | f(x)] f'(x)^2. */
function followedBack(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): FollowedBack {
  const { argument, slopeSquare } = seen;
  const before = meanSquare(gradient);
  const conditional = gradient.conditional?.length === argument.points.length ? gradient.conditional : undefined;
  const values = argument.points.map((point, index) => (conditional?.[index] ?? before) * transfer.slope(point) ** 2);
  const expected = before * slopeSquare;
  const isFollowed = conditional !== undefined || x.density !== undefined;
  const ratio = isFollowed && expected > 0 ? averageOver(argument, values) / expected : 1;
  if (gradient.isLanding !== true || conditional === undefined || before <= 0) return { values, ratio, pairRatio: ratio };
  // Two gradients that land at two places each meet the slope of an element that was chosen.
  const slopes = argument.points.map(transfer.slope);
  const chosen = averageOver(
    argument,
    slopes.map((slope, index) => (slope * (conditional[index] ?? 0)) / before),
  );
  const plain = averageOver(argument, slopes);
  return { values, ratio, pairRatio: plain === 0 ? ratio : (chosen / plain) ** 2 };
}

/** Moments of z g with g the gradient at the argument z, which normalisations project out. Known for arguments of mean 0. */
function projectionOf(x: Moments, gradient: GradientMoments, transfer: Transfer): PairMoments | undefined {
  const variance = varianceOf(x);
  if (Math.abs(meanOf(x)) > 1e-9 || variance <= 0) return undefined;
  const { projection } = transfer.pairs(meanOf(x), variance);
  return everyMask(x.groups, (mask) => (gradient.pairs[mask] ?? 0) * projection(mask === 0 ? 1 : (x.pairs[mask] ?? 0) / variance));
}

/** What the random slopes of a finite number of units add to the variance of the logarithm (section 6 of docs/gradient.md). */
function slopeNoise(x: Moments, gradient: GradientMoments, { transfer, seen }: Way): number {
  const excess = seen.slopeSquare > 0 ? Math.max(0, seen.slopeFourth / seen.slopeSquare ** 2 - 1) : 0;
  if (excess < 1e-9) return 0;
  const positions = positionsOf(x.groups);
  const units = countOf(x.axes) / positions;
  const mean = meanOf(x);
  const variance = varianceOf(x);
  const before = meanSquare(gradient);
  const { slopeSquare } = transfer.pairs(mean, variance);
  let sum = 0;
  for (let mask = 0; mask < 1 << x.groups.length; mask += 1) {
    const correlation = variance > 0 && mask !== 0 ? ((x.pairs[mask] ?? 0) - mean * mean) / variance : 1;
    const masks = mask === 0 ? 1 : Math.max(0, slopeSquare(correlation) / seen.slopeSquare ** 2 - 1) / excess;
    const alike = mask === 0 || before <= 0 ? 1 : (gradient.pairs[mask] ?? 0) / before;
    let count = 1;
    for (const [index, { size }] of x.groups.entries()) if ((mask & (1 << index)) !== 0) count *= size - 1;
    sum += (count / positions) * masks * (mask === 0 ? 3 : 1 + 2 * alike * alike);
  }
  return (excess / units) * sum;
}

/** The relative variance of the mean square of the output. */
function noiseOf(x: Moments, { excess }: Seen): number {
  if (x.density !== undefined) return 0;
  const units = countOf(x.axes) / positionsOf(x.groups);
  const floor = x.summands === undefined ? 0 : 1 / x.summands;
  return (excess / units) * meanSquaredCorrelation(x.groups, x.pairs, meanOf(x) ** 2, floor);
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
