// What functions of single elements do to moments on the way forward, and what the way back needs of it.
import { withPositions } from './by-position.js';
import { densitySource, expectation, gaussianDensity, sourceThrough, type Density, type DensitySource } from './density.js';
import { isCertain, pairsOfValues } from './certain.js';
import { batchEffect, type BatchEffect } from './finite-batch.js';
import { throughPositions } from './elementwise-positions.js';
import { gaussianCopula } from './gaussian-copula.js';
import { correlationOf, decays } from './hermite-series.js';
import { combineFields, evenField, isEven, mapField, meanOfField, scaleField, type Field } from './field.js';
import type { Likeness } from './likeness-state.js';
import { positionsBit, throughFunction } from './likeness.js';
import {
  centredPair,
  countOf,
  everyMask,
  isOfExamples,
  multiplicity,
  meanOf,
  meanSquare,
  positionsOf,
  varianceOf,
  type Moments,
  type PairMoments,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { noiseThroughFunction, scaleNoiseOf, type SizeResponse } from './size-noise.js';
import type { Transfer, TransferMoments } from './transfer.js';

/** The moments of f(x), and what the way back needs. */
export function see(x: Moments, transfer: Transfer): Seen {
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
  const key = [mean, variance, central.square, central.excess].map((number) => number.toPrecision(12)).join(' ');
  const gaussian: Seen = {
    output,
    central,
    slopes: fields.slopes,
    slopeSquare: central.slopeSquare,
    slopeExcess: central.slopeExcess,
    slopePairs: everyMask(x.groups, (mask) => (mask === 0 ? central.slopeSquare : pairs.slope(correlation(mask)))),
    excess: central.excess,
    argument: x.density ?? densitySource({ isOfGaussian: true, key }, () => gaussianDensity(mean, variance, form())),
  };
  if (isCertain(x)) return withValues(x, gaussian, transfer);
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

/** What an activation does to moments, with what the way back needs of it. */
export interface Seen {
  readonly output: Moments;
  /** E f'^2 by position, and over all. */
  readonly slopes: Field;
  readonly slopeSquare: number;
  /** E f'f' of pairs. */
  readonly slopePairs: PairMoments;
  /** The fourth moment of the output over the square of its second, less 1; and that of the slope. */
  readonly excess: number;
  readonly slopeExcess: number;
  /** The density of the argument. */
  readonly argument: DensitySource;
  readonly central: TransferMoments;
  /** For a batch of single positions behind a batch norm. */
  readonly effect?: BatchEffect | undefined;
  /** E f'f' by two positions, where they are unlike. */
  readonly slopesByPosition?: PositionPairs | undefined;
}

/** Of elements that are all known there is nothing to average but pairs. */
function withValues({ axes, groups, mean }: Moments, seen: Seen, transfer: Transfer): Seen {
  const [values, slopes] = [mapField(mean, transfer.value), mapField(mean, transfer.slope)];
  const square = (field: Field): Field => mapField(field, (value) => value * value);
  const pairs = pairsOfValues(values, axes, groups);
  const slopePairs = pairsOfValues(slopes, axes, groups);
  return {
    ...seen,
    output: { axes, groups, mean: values, square: square(values), pairs },
    slopes: square(slopes),
    slopeSquare: slopePairs[0] ?? 0,
    slopePairs,
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
export const isSingle = ({ groups }: Moments): boolean => groups.every(isOfExamples);

/** The relative variance, over draws, of the variance of units around their mean. */
export function varianceNoiseOf(x: Moments): number {
  const variance = varianceOf(x);
  return variance > 0 ? scaleNoiseOf(x) * (meanSquare(x) / variance) ** 2 : 0;
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
export function responseOf({ isBalanced }: Moments, { central, excess }: Pick<Seen, 'central' | 'excess'>): SizeResponse {
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
    slopeExcess: Math.max(0, central.slopeExcess),
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
export function reachOver(density: Density, { value, slope }: Transfer): Pick<TransferMoments, 'slopeReach' | 'slopeMixed' | 'slopeKept'> {
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
  const slopeExcess = slopeSquare > 0 ? expectation(density, (point) => (transfer.slope(point) ** 2 / slopeSquare) ** 2) - 1 : 0;
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
    slopeExcess,
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
