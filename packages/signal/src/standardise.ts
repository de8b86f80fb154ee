// Normalisations: numbers less their mean, over their deviation, over units or positions; with the projections of the way back.
import { meanOverKinds, varianceInPool } from './unit-kinds.js';
import { meanOverPairs, pooledPair, poolingOf, type Pooling } from './average.js';
import { mapPositions, meanEntry, toldAlong, withPositions } from './by-position.js';
import { combineFields, evenField, isEven, mapField, meanOfField, scaleField, type Field } from './field.js';
import { gramOf } from './gram-spread.js';
import { normalised, positionsBit, type Normalised } from './likeness.js';
import { meanSquaredCorrelation } from './linear.js';
import {
  countOf,
  everyMask,
  isOfExamples,
  maskIn,
  meanOf,
  meanSquare,
  multiplicity,
  positionsOf,
  sumOfPairs,
  type Current,
  type GradientMoments,
  type GramSpread,
  type Moments,
  type Told,
  type UnitKind,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { sizeNoiseOf, unitsOf } from './size-noise.js';
import { simpleStep, type SignalStep } from './step.js';

/** What is standardised together, and how. */
export interface Standardisation {
  readonly over: readonly string[];
  /** Units of the tensor that are standardised apart, as the groups of a group normalisation. */
  readonly unitGroups: number;
  /** Whether the mean is taken off. */
  readonly isCentred: boolean;
  readonly epsilon: number;
}

/**
 * y = (x - M) / s, M and s^2 over a pool. Forward: covariances less those of M, over s^2. Backward: g less its mean over the pool and
 * less its projection on y, over s^2 (sections 5 and 11 of docs/gradient.md; for batches K. Luther 2020).
 */
export function standardise(x: Moments, { over, unitGroups, isCentred, epsilon }: Standardisation): SignalStep {
  const whole = poolingOf(x, over);
  const pooling: Pooling = { ...whole, units: whole.units / unitGroups };
  const pooled = everyMask(x.groups, (mask) => (isCentred ? pooledPair(x, pooling, withoutPool(pooling, mask)) : 0));
  const count = pooling.units * pooling.positions.reduce((product, size) => product * size, 1);
  const variance = Math.max(0, meanSquare(x) - (pooled[0] ?? 0));
  const scale = variance + epsilon;
  const isAlone = pooling.positions.every((size) => size === 1);
  const normal = isAlone && unitGroups === 1 ? normalised(x, variance) : undefined;
  const state: Standardised = { x, pooling, pooled, count, variance, scale, isCentred, normal };
  const output = forward(state);
  return simpleStep(output, (gradient) => [backward(state, output, gradient)], {
    // A unit that is divided by its own size over many examples forgets it; a position that is divided by its size gives it back.
    absorbsNoise: !isOfUnits(state),
    doubts: variance <= 1e-12 * meanSquare(x) || variance === 0 ? ['it standardises numbers that do not vary'] : [],
  });
}

/** Whether each example, or position of one, is standardised by itself. */
const isOfUnits = ({ x, pooling }: Pick<Standardised, 'x' | 'pooling'>): boolean =>
  x.groups.every((group, index) => !isOfExamples(group) || (pooling.positions[index] ?? 1) === 1);

interface Standardised {
  readonly x: Moments;
  readonly pooling: Pooling;
  /** E M M' by pairs. */
  readonly pooled: readonly number[];
  readonly count: number;
  readonly variance: number;
  readonly scale: number;
  readonly isCentred: boolean;
  /** Where each position has a size of its own, and it was followed how that varies. */
  readonly normal: Normalised | undefined;
}

/** Two elements of one pool have one mean: what differs inside of a pool differs not for it. */
function withoutPool({ positions }: Pooling, mask: number): number {
  let outside = mask;
  for (const [index, size] of positions.entries()) if (size > 1) outside &= ~(1 << index);
  return outside;
}

function forward(state: Standardised): Moments {
  const { x, pooling, pooled, scale, isCentred, normal } = state;
  const kinds = kindsAlone(state);
  const mean = isCentred ? mapField(x.mean, () => 0) : scaleField(x.mean, 1 / Math.sqrt(scale));
  const own = Math.max(0, (meanSquare(x) - (pooled[0] ?? 0)) / scale);
  // Of n elements not all can be opposite to each other: what is below -1/(n - 1) comes of means that are rough.
  const lowest = (mask: number): number =>
    x.groups.length === 1 ? -own / Math.max(1, multiplicity(x.groups, mask)) : Number.NEGATIVE_INFINITY;
  const bit = positionsBit(x.groups);
  const pairs = everyMask(x.groups, (mask) => {
    if (mask === bit && normal !== undefined) return own * (1 - normal.apart);
    if (kinds !== undefined) return pairOfKinds(state, kinds, mask);
    return mask === 0 ? own : Math.max(lowest(mask), ((x.pairs[mask] ?? 0) - (pooled[mask] ?? 0)) / scale);
  });
  // By position: where all positions are standardised together their squares stay unlike, else each is brought to the same.
  const isSpread = pooling.positions.some((size) => size > 1) && meanSquare(x) > 0;
  const shared = x.groups.reduce(
    (mask, _, index) => ((pooling.positions[index] ?? 1) > 1 && x.pairs[1 << index] !== undefined ? mask | (1 << index) : mask),
    0,
  );
  // E (x - M)^2 = E x^2 - 2 E x M + E M^2; x has something of M in others of its unit, in proportion to E x^2, and nothing in other units.
  const other = (x.pairs[shared] ?? 0) / pooling.units;
  const raw = isSpread
    ? mapField(x.square, (square) => Math.max(0, square - 2 * other * (square / meanSquare(x)) + (pooled[0] ?? 0)))
    : mapField(x.square, () => 1);
  const level = meanOfField(raw);
  // Where units are pooled, each example is brought to one size.
  const exampleNoise = pooling.units > 1 ? undefined : x.exampleNoise;
  const isSized = pooling.units > 1 && pooling.positions.every((size) => size === 1);
  const batch = isPlainBatch(state) ? batchNoise(state) : { exampleNoise, chance: undefined, scaleNoise: undefined };
  const square = scaleField(raw, level > 0 ? (pairs[0] ?? 0) / level : 0);
  return {
    ...withPositions<Told>({ axes: x.axes, groups: x.groups, square, pairs }, positionsForward(state)),
    mean,
    summands: x.summands,
    sizeNoise: isSized ? 0 : undefined,
    isBalanced: (isSized && isCentred) || undefined,
    ...batch,
    likeness: normal?.likeness,
  };
}

/** The variance of each position around the mean of its units, and what two have in common beyond their means; where each has a size of its own. */
function variancesOf({ x, pooling, isCentred }: Standardised): PositionPairs | undefined {
  const isAlone = pooling.positions.every((size) => size === 1);
  if (x.byPosition === undefined || !isAlone || !isEven(x.mean)) return undefined;
  const mean = meanOf(x);
  return mapPositions(x.byPosition, (pair) => (isCentred ? (1 - 1 / pooling.units) * (pair - mean * mean) : pair));
}

/** The root of s^2 of each position. */
function deviationsOf({ scale, variance }: Standardised, { tables }: PositionPairs): readonly number[] {
  return [...(tables[0] ?? [])].map((square) => Math.sqrt(Math.max(1e-300, square + scale - variance)));
}

function positionsForward(state: Standardised): PositionPairs | undefined {
  const variances = variancesOf(state);
  if (variances === undefined) return undefined;
  const deviations = deviationsOf(state, variances);
  const { x, normal, variance } = state;
  const bit = positionsBit(x.groups);
  const common = meanEntry(variances, bit);
  // What is apart of two positions is more than of means, by the same part for all (see `normalised`).
  const more = normal !== undefined && variance > common ? normal.apart / ((variance - common) / variance) : 1;
  const own = [...(variances.tables[0] ?? [])].map((square, row) => square / (deviations[row] ?? 1) ** 2);
  return mapPositions(variances, (pair, { mask, row, column }) => {
    const value = pair / ((deviations[row] ?? 1) * (deviations[column] ?? 1));
    if (mask !== bit) return value;
    const whole = Math.sqrt((own[row] ?? 0) * (own[column] ?? 0));
    return whole - (whole - value) * more;
  });
}

/** Gradients less what normalising takes of each, over both deviations. */
function positionsBack(state: Standardised, gradient: GradientMoments, of: (mask: number) => number): PositionPairs | undefined {
  const { x, scale } = state;
  const axis = x.byPosition?.axis ?? gradient.byPosition?.axis;
  const told = axis === undefined ? undefined : toldAlong(gradient, x.groups, axis);
  if (told === undefined) return undefined;
  const variances = variancesOf(state);
  const deviations = variances === undefined ? undefined : deviationsOf(state, variances);
  return mapPositions(told, (pair, { mask, row, column }) => {
    const sizes = deviations === undefined ? scale : (deviations[row] ?? 1) * (deviations[column] ?? 1);
    return pair * ((of(mask) * scale) / sizes);
  });
}

/**
 * What stands out of a batch makes its s^2 larger, and so stands out less: of E u u' over directions u, N - 1 of them free, what S has
 * beyond the unit matrix is (N - 1) / (N + 1).
 */
function batchNoise(state: Standardised): Pick<Moments, 'exampleNoise' | 'chance' | 'scaleNoise'> {
  const { x, count } = state;
  const left = ((count - 1) / (count + 1)) ** 2;
  return { exampleNoise: (x.exampleNoise ?? 0) * left, chance: chanceOf(x) * left, scaleNoise: 2 * unevennessOf(state) };
}

/** The kinds of units, where each unit is standardised by itself. */
const kindsAlone = ({ x, pooling, isCentred }: Standardised): readonly UnitKind[] | undefined =>
  pooling.units === 1 && isCentred ? x.kinds : undefined;

/** Each kind of units less its means, over its own deviation. */
function pairOfKinds(state: Standardised, kinds: readonly UnitKind[], mask: number): number {
  const { pooling } = state;
  return meanOverKinds(kinds, (kind) => {
    const own = varianceInPool(kind, pooling) + state.scale - state.variance;
    return own <= 0 ? 0 : ((kind.pairs[mask] ?? 0) - pooledPair(kind, pooling, withoutPool(pooling, mask))) / own;
  });
}

/** 1 / s^2 of each kind of units over that of the mean s^2, and its mean. */
function inverseOfKinds(state: Standardised): { readonly level: number; readonly kinds: readonly number[] | undefined } {
  const { pooling, scale, variance } = state;
  const kinds = kindsAlone(state);
  if (kinds === undefined || variance <= 0) return { level: 1, kinds: undefined };
  const least = 1e-6 * scale;
  const inverses = kinds.map(({ moments }) => scale / Math.max(least, varianceInPool(moments, pooling) + scale - variance));
  const level = meanOverKinds(kinds, (_, index) => inverses[index] ?? 1);
  return { level, kinds: inverses.map((inverse) => inverse / level) };
}

function backward(state: Standardised, output: Moments, gradient: GradientMoments): GradientMoments {
  const { x, pooling, count, scale, variance, isCentred, normal } = state;
  const square = gradient.pairs[0] ?? 0;
  const projection =
    gradient.projection ??
    everyMask(x.groups, (mask) => ((gradient.pairs[mask] ?? 0) * (output.pairs[mask] ?? 0)) / Math.max(1e-300, output.pairs[0] ?? 1));
  const means = everyMask(x.groups, (mask) => (isCentred ? pooledGradient(gradient.pairs, { pooling, mask }) : 0));
  const isRay = isOneRay(state);
  const isWhole = pooling.units === 1 && count === positionsOf(x.groups);
  const ofUnit =
    isWhole && gradient.alongUnit !== undefined ? gradient.alongUnit / count : pooledGradient(projection, { pooling, mask: 0 });
  const along = isRay ? square / count : ofUnit;
  const left = square - (means[0] ?? 0);
  // Where the three estimates cancel, at least what a single one of the pooled elements has is left.
  const least = left > 1e-9 * square ? 1 / count : 0;
  const part = left > 0 ? Math.max(least, (left - along) / left) : 0;
  const narrow = narrownessOf(state);
  const single = inverseOfSize(state);
  // All of the gradient is across x now, and what is told of single elements counts the direction of x too.
  const across = isRay ? count / (count - 1) : 1;
  const ofKinds = inverseOfKinds(state);
  const factor = (ofKinds.level * (isPlainBatch(state) ? inverseOfBatch(state) : 1) * part * narrow * single * across) / scale;
  const cut = variance > 0 ? factor : 0;
  const alone = pooling.positions.every((size) => size === 1);
  const { inverse, pairwise } = alone ? inverseVariance(state) : even(gradient);
  const values = alone
    ? combineFields(gradient.square, inverse, (g, own) => (square > 0 ? g * (left / square) * own * cut : 0))
    : mapField(gradient.square, (g) => Math.max(0, g - (means[0] ?? 0)) * cut);
  // Two elements of one pool are divided by one s, as each of them by itself is.
  const ofPairs = (mask: number): number => (withoutPool(pooling, mask) === 0 ? cut : cut * ((1 + (normal?.pair ?? 0)) / single));
  const told: Told = {
    axes: x.axes,
    groups: x.groups,
    square: values,
    pairs: everyMask(x.groups, (mask) =>
      mask === 0 ? meanOfField(values) : ((gradient.pairs[mask] ?? 0) - (means[mask] ?? 0)) * ofPairs(mask) * pairwise,
    ),
  };
  // Of a gradient its mean over n units is a part of 1/n, whatever pair it is of.
  const kept = isCentred ? 1 - 1 / pooling.units : 1;
  const positions = alone
    ? positionsBack(state, gradient, (mask) => (mask === 0 ? (cut * left) / square : ofPairs(mask) * kept))
    : undefined;
  return {
    ...withPositions(told, square > 0 ? positions : undefined),
    logVariance: gradient.logVariance + scaleNoise(state),
    gram: isPlainBatch(state) ? gramOfBatch(state, gradient) : gradient.gram,
    // All but what epsilon leaves.
    alongUnit: pooling.units === 1 && isCentred ? sumOfPairs(x.groups, (mask) => projection[mask] ?? 0) * leftByEpsilon(state) : undefined,
    kinds: ofKinds.kinds,
    narrowness: narrow,
    sized: isRay ? -variance / scale : undefined,
    radial: isRay ? (-meanOfField(values) * countOf(x.axes)) / count : undefined,
    current: isPlainBatch(state) ? currentBack(state, gradient) : undefined,
  };
}

/** Whether all units of an example are standardised together, so that the example has one direction, along which nothing passes. */
const isOneRay = ({ x, pooling, count }: Standardised): boolean =>
  count > 2 && x.groups.every(isOfExamples) && pooling.units === count && count === countOf(x.axes) / positionsOf(x.groups);

/**
 * E[1/s^2] E[s^2] where each pool has an s of its own: of a sum of squares of Gaussians, n / (n - 2) for n of them, that is 1 / (1 - v) for
 * a relative variance v of 2/n.
 */
function inverseOfSize(state: Standardised): number {
  const { x, pooling, isCentred } = state;
  if (!isOfUnits(state)) return 1;
  const alike = meanSquaredCorrelationWithin(state);
  const free = pooling.units / alike - (isCentred ? 1 : 0);
  const before = Math.max(0, sizeNoiseOf(x) - 2 / unitsOf(x)) * alike;
  return 1 / Math.max(0.1, 1 - before - 2 / Math.max(1, free));
}

/** The mean squared correlation of the positions of one pool. */
function meanSquaredCorrelationWithin({ x, pooling, pooled }: Standardised): number {
  const within = x.groups.filter((_, index) => (pooling.positions[index] ?? 1) > 1);
  if (within.length === 0) return 1;
  const pairs = everyMask(within, (mask) => x.pairs[maskIn(x.groups, within, mask)] ?? 0);
  return meanSquaredCorrelation(within, pairs, pooled[0] ?? 0, x.summands === undefined ? 0 : 1 / x.summands);
}

/** tr S^2 / (tr S)^2 of the second moments S of the examples around their mean: 1 / (N - 1), more where they are unlike in size or alike. */
function unevennessOf({ x, count }: Standardised): number {
  return 1 / (count - 1) + (x.exampleNoise ?? 0) / count + chanceOf(x);
}

/** Of what examples have by chance behind an activation, it is not known how it meets their gradients: it is left out there. */
const chanceOf = ({ chance = 0, summands }: Moments): number => (summands === undefined ? 0 : chance);

/**
 * E[1/s^2] E[s^2] of a Gaussian batch of single positions: (N - 1) / (N - 3), N - 1 of them free, and to second order of what S has beyond
 * the unit matrix, of which E u^4 over directions u makes 2 (N - 1) / (N + 1) times its share.
 */
function inverseOfBatch(state: Standardised): number {
  const free = state.count - 1;
  return (free / (free - 2)) * (1 + (2 * (unevennessOf(state) - 1 / free) * free) / (free + 2));
}

/**
 * x^T g over units does not see s, while x and g do, which are larger by E[1/s^2] E[s^2] together; and taking g off along x takes its even
 * part, twice for what came from behind: for two examples 4/N of it, of which the noise of single units gives 2/N back.
 */
function currentBack({ x, count }: Standardised, { current, projection, pairs }: GradientMoments): Current {
  const free = Math.min(count - 1, x.summands ?? count);
  const near = projection === undefined || (pairs[0] ?? 0) <= 0 ? 1 : (projection[0] ?? 0) / (pairs[0] ?? 1);
  const growth = (1 + 2 / free) * (1 - near / free);
  return {
    even: ((current?.even ?? 0) * (1 - (4 * near) / free)) / growth - (1 + 2 * near) / free,
    odd: (current?.odd ?? 0) / growth - 1 / free,
    own: current?.own ?? 0,
  };
}

/**
 * Each unit of a batch has an s of its own: 1/s^2 of n free numbers varies by 2/(n - 4) (inverse chi^2), next to what is left of its
 * gradient, chi^2 of n - 1 numbers; the mean over units has the part of each of them. Correlated examples count as fewer.
 */
function scaleNoise(state: Standardised): number {
  if (!isPlainBatch(state)) return 0;
  const { x, pooled, count } = state;
  const free = 1 / meanSquaredCorrelation(x.groups, x.pairs, pooled[0] ?? 0) - 1;
  return ((2 / Math.max(1, free - 4)) * (1 + 2 / Math.max(1, free - 1)) * count) / countOf(x.axes);
}

/** Of the gradients of N examples each unit loses a direction of its own, which is 2/N of products of two of them and 1/N of squares. */
function gramOfBatch({ x, count }: Standardised, gradient: GradientMoments): GramSpread {
  const gram = gramOf(gradient, x.groups);
  const left = ((count - 2) / (count - 1)) ** 2;
  return { ...gram, products: gram.products.map((product) => product * left) };
}

/** Whether examples of single positions are standardised, each unit by itself. */
const isPlainBatch = ({ x, pooling, count, isCentred }: Standardised): boolean =>
  pooling.units === 1 && isCentred && count === positionsOf(x.groups) && x.groups.length === 1 && count > 3;

/** 1 / s^2 by position over that of the mean s^2; and for pairs, of two positions. */
interface Inverse {
  readonly inverse: Field;
  readonly pairwise: number;
}

const even = ({ axes }: Pick<GradientMoments, 'axes'>): Inverse => ({ inverse: evenField(1, axes.length), pairwise: 1 });

/** Where each position has an s of its own, a small one is brought to size by a large factor, as a class token that begins near 0. */
function inverseVariance({ x, scale, variance }: Standardised): Inverse {
  const level = meanSquare(x);
  if (isEven(x.square) || level <= 0 || variance <= 0) return even(x);
  const inverse = mapField(x.square, (square) => scale / ((square / level) * variance + (scale - variance)));
  return { inverse, pairwise: meanOfField(mapField(inverse, Math.sqrt)) ** 2 };
}

interface Place {
  readonly pooling: Pooling;
  readonly mask: number;
}

/** E of (mean of g over a pool) (mean of g' over a pool); gradients of different units are independent. */
function pooledGradient(pairs: readonly number[], { pooling, mask }: Place): number {
  const outside = withoutPool(pooling, mask);
  return meanOverPairs(pooling.positions, (inside) => pairs[outside | inside] ?? 0) / pooling.units;
}

/** (epsilon / s^2)^2, where s^2 of narrow maps varies as chi^2 of so many numbers. */
function leftByEpsilon({ x: { summands }, variance, scale }: Standardised): number {
  const varying = summands !== undefined && summands > 4 && summands < 200 ? summands ** 2 / ((summands - 2) * (summands - 4)) : 1;
  return varying * (1 - variance / scale) ** 2;
}

/** A map of n random weights gives each unit a variance of its own: E[1/s^2] E[s^2] = n / (n - 2). */
function narrownessOf({ x, pooling }: Standardised): number {
  const { summands } = x;
  return pooling.units === 1 && x.chance === undefined && summands !== undefined && summands > 4 && summands < 200
    ? summands / (summands - 2)
    : 1;
}
