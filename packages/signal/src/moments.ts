// Second moments of a tensor at initialisation: of elements, and of pairs of elements. The state that the gradient pass carries.
import { roleOf } from '@trammel/tensor';
import type { Rows } from './causal-rows.js';
import type { MeanWeights, Pairing, ScoreGradient } from './causal-weights.js';
import type { DensitySource } from './density.js';
import { evenField, meanOfField, scaleField, type Field } from './field.js';
import type { Likeness } from './likeness-state.js';
import type { PositionPairs } from './position-pairs.js';

/** An axis with its number of elements. */
export interface SignalAxis {
  readonly name: string;
  readonly size: number;
}

/**
 * Axes whose indices are positions or examples: elements at two of them have the same weights behind them, and are correlated.
 * Axes of no group are units: each has weights of its own.
 */
export interface PositionGroup {
  readonly axes: readonly string[];
  /** How many positions there are; more than 1. */
  readonly size: number;
}

/** E[y y'] over pairs of the same unit; entry `mask` is for pairs that differ in just the groups whose bits are set, entry 0 is E[y^2]. */
export type PairMoments = readonly number[];

/**
 * What a sum over the axes of a softmax has beyond independent factors, where both are made of one tensor of n features, as keys and
 * values are: this times E y^2 - E y y' of the factor along these axes, over n. By pairs of positions.
 */
export interface Tilt {
  readonly axes: readonly string[];
  readonly pairs: PairMoments;
}

/**
 * The same of the gradient g of scores x, with what E g^2 and E g g' gain where scores move together: (d^2 E g^2 / dx^2) / E g^2, and
 * the square of (d E g / dx) / E g.
 */
export interface Coherence extends Tilt {
  readonly squared: number;
  readonly paired: number;
}

/** What is told of tensors and gradients alike. */
export interface Told {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  /** The mean square of one element, by position. */
  readonly square: Field;
  readonly pairs: PairMoments;
  /** By two positions, where those along an axis are unlike. */
  readonly byPosition?: PositionPairs | undefined;
}

/** Products of two tensors, summed over units, which meet at two axes of positions: E s s' is `scale` times the product of their moments. */
export interface Factors {
  readonly left: Told;
  readonly right: Told;
  readonly scale: number;
}

/** Weights of a softmax behind a causal mask, by what its rows and keys have in common: pairings of rows for each set of other groups. */
export interface Weighing {
  readonly query: string;
  readonly key: string;
  /** Groups that are neither of queries nor of keys, as examples. */
  readonly others: readonly PositionGroup[];
  readonly weights: MeanWeights;
  readonly rows: Rows;
  /** E sum of A A' over the keys. */
  readonly shares: readonly Pairing[];
  /** By how much more of a gradient passes to the scores than where weights are all alike. */
  readonly passing: readonly Pairing[];
}

/** The gradient of scores behind a causal mask, a part for each set of other groups. */
export interface ScoreGradients {
  readonly weighing: Weighing;
  readonly parts: readonly ScoreGradient[];
}

/** Units that are alike among others, with their moments. */
export interface UnitKind {
  readonly units: number;
  readonly moments: Moments;
}

/** The moments of the elements of a tensor, over initialisations, inputs and units. */
export interface Moments extends Told {
  /** E[y], by position. */
  readonly mean: Field;
  /** The distribution of one element where it is no Gaussian, for what depends on more than moments. */
  readonly density?: DensitySource | undefined;
  /** Scores whose variance itself is spread like chi^2 with so many degrees of freedom, as products of few features are. */
  readonly freedom?: number | undefined;
  /** How many elements each one is a weighted sum of; for normalisations behind narrow maps. */
  readonly summands?: number | undefined;
  /** The variance of the logarithm of the mean square of one example: how unlike in size the examples of a batch are. */
  readonly exampleNoise?: number | undefined;
  /**
   * The variance of the logarithm of the mean square of one position over its units, draw by draw: 0 where it was brought to one size;
   * undefined where it is that of independent normal units.
   */
  readonly sizeNoise?: number | undefined;
  /** Whether the units of each position add up to 0. */
  readonly isBalanced?: boolean | undefined;
  /** How alike positions are, draw by draw; undefined where this is as for independent elements. */
  readonly likeness?: Likeness | undefined;
  /** The mean squared correlation that two examples of one position have by chance, of which a finite width is the cause. */
  readonly chance?: number | undefined;
  /** Behind a batch norm: the variance of the logarithm of the s^2 by which each unit was divided. */
  readonly scaleNoise?: number | undefined;
  /** Its units in their order, where not all are alike. */
  readonly kinds?: readonly UnitKind[] | undefined;
  /** For weights of a softmax. */
  readonly tilt?: Tilt | undefined;
  /** For scores: position i of the first axis sees positions up to i of the second only. */
  readonly causal?: { readonly query: string; readonly key: string } | undefined;
  /** For scores: what they are products of. */
  readonly factors?: Factors | undefined;
  /** For weights of a softmax behind a causal mask. */
  readonly weighing?: Weighing | undefined;
}

/**
 * The relative variance of the sums x_a^T g_b over units beyond that of independent x and g: a and b exchanged with the same sign, with
 * the other, and of one example. Maps keep these sums while gradients grow, so that gradients lose what they have along the examples.
 */
export interface Current {
  readonly even: number;
  readonly odd: number;
  readonly own: number;
}

/**
 * Second moments of the Gram matrix of gradients, over the square of its mean diagonal. Gradients of two positions that are independent
 * have squared products of 1/units by chance, and each random layer adds as much again: they turn out alike, though not on average.
 */
export interface GramSpread {
  /** E (g_a . g_a)^2 */
  readonly own: number;
  /** E (g_a . g_a) (g_b . g_b) and E (g_a . g_b)^2, by what the positions differ in; entry 0 says nothing. */
  readonly sizes: readonly number[];
  readonly products: readonly number[];
}

/** The moments of a gradient: as those of a tensor, with what is known of it besides. */
export interface GradientMoments extends Told {
  /** Variance of the logarithm of the squared norm, over initialisations, as far as it arises on the way back. */
  readonly logVariance: number;
  /** E g^2 of each kind of units over that of all, where they differ. */
  readonly kinds?: readonly number[] | undefined;
  /** How products of the gradients of positions vary; undefined where they are those of independent directions. */
  readonly gram?: GramSpread | undefined;
  /** E[g^2 | y] at the points of the density of the tensor, where it was followed. */
  readonly conditional?: Float64Array | undefined;
  /** Whether the gradient is that because it lands on some elements and not on others, as behind a maximum. */
  readonly isLanding?: boolean | undefined;
  /** Moments of (z - E z) g over pairs, for the tensor z itself, where they are known better than as products. */
  readonly projection?: PairMoments | undefined;
  /**
   * E (sum of y g over all positions of one unit y)^2 over the positions, where it is not that of independent y and g: behind a norm of each
   * unit by itself next to nothing, for it takes the scale of a unit away.
   */
  readonly alongUnit?: number | undefined;
  /**
   * What E ||g||^2 has along x, the tensor itself, beyond the part that every direction has. Maps without offsets keep x^T g, so that
   * where the tensor grows faster than gradients do, its own direction stands out; of order 1/width of the rest.
   */
  readonly radial?: number | undefined;
  /**
   * d ln E g^2 / d ln E y^2 of one example y whose size varies by chance: -1 where it is brought to one size behind. For single positions.
   */
  readonly sized?: number | undefined;
  /** For the gradient of scores. */
  readonly coherent?: Coherence | undefined;
  /** For the gradient of keys: of the sum over these axes of x g, in the same sense. */
  readonly leaning?: Tilt | undefined;
  /** How much less x^T g of two examples is spread than of independent x and g, behind batch norms. */
  readonly current?: Current | undefined;
  /** A factor of E[1/s^2] E[s^2] that the map before must not pass on. */
  readonly narrowness?: number | undefined;
  /** For the gradient of weights of a softmax: what it is a product of. */
  readonly factors?: Factors | undefined;
  /** For the gradient of scores behind a causal mask. */
  readonly scores?: ScoreGradients | undefined;
}

/** E[y^2] over all elements. */
export const meanSquare = ({ pairs }: { readonly pairs: PairMoments }): number => pairs[0] ?? 0;

/** E y y' of pairs less (E y)^2. */
export const centredPair = (y: Moments, mask: number): number => (y.pairs[mask] ?? 0) - meanOf(y) ** 2;

/** E[y] over all elements. */
export const meanOf = ({ mean }: Moments): number => meanOfField(mean);

/** The variance of all elements, around the mean of all. */
export const varianceOf = (y: Moments): number => Math.max(0, meanSquare(y) - meanOf(y) ** 2);

/** How many elements a tensor of these axes has. */
export const countOf = (axes: readonly SignalAxis[]): number => axes.reduce((product, { size }) => product * size, 1);

/** How many positions and examples there are for each unit. */
export const positionsOf = (groups: readonly PositionGroup[]): number => groups.reduce((product, { size }) => product * size, 1);

/** E ||g||^2 */
export const squaredNorm = (gradient: GradientMoments): number => meanSquare(gradient) * countOf(gradient.axes) + (gradient.radial ?? 0);

/**
 * The variance of the logarithm of ||g||^2, as far as it arises on the way back: what lies along the tensor is a single Gaussian number
 * for each example, and varies by twice its square.
 */
export function logVarianceOf(gradient: GradientMoments): number {
  const [radial, whole] = [gradient.radial ?? 0, squaredNorm(gradient)];
  return gradient.logVariance + (radial > 0 ? (2 * (radial / whole) ** 2) / examplesIn(gradient.groups) : 0);
}

/** Whether the positions of a group are examples. */
export const isOfExamples = ({ axes }: PositionGroup): boolean => axes.every((axis) => roleOf(axis) === 'batch');

/** How many examples there are, each with a direction of its own. */
export function examplesIn(groups: readonly PositionGroup[]): number {
  return positionsOf(groups.filter(isOfExamples));
}

/** Of how many others each element differs in just the groups of the mask. */
export function multiplicity(groups: readonly PositionGroup[], mask: number): number {
  let product = 1;
  for (const [index, { size }] of groups.entries()) if ((mask & (1 << index)) !== 0) product *= size - 1;
  return product;
}

/** The groups that have one of these axes, as a mask. */
export function maskAlong(groups: readonly PositionGroup[], names: readonly string[]): number {
  return groups.reduce((mask, { axes }, index) => (axes.some((axis) => names.includes(axis)) ? mask | (1 << index) : mask), 0);
}

/** The mask in `of` for pairs that differ in just the groups of `mask` in `from`; groups are the same where they share an axis. */
export function maskIn(of: readonly PositionGroup[], from: readonly PositionGroup[], mask: number): number {
  let found = 0;
  for (const [index, group] of from.entries()) {
    if ((mask & (1 << index)) === 0) continue;
    for (const [other, { axes }] of of.entries()) if (axes.some((axis) => group.axes.includes(axis))) found |= 1 << other;
  }
  return found;
}

/** The moment of pairs that differ in just the groups of `mask`, which are those of `groups`. */
export function pairIn(
  moments: Pick<GradientMoments, 'axes' | 'groups' | 'pairs'> & Partial<Pick<Moments, 'mean'>>,
  groups: readonly PositionGroup[],
  mask: number,
): number {
  if (moments.groups !== groups && differsInUnits(moments, groups, mask))
    return moments.mean === undefined ? 0 : meanOfField(moments.mean) ** 2;
  return moments.pairs[moments.groups === groups ? mask : maskIn(moments.groups, groups, mask)] ?? 0;
}

/** Whether a group of the mask is one of positions elsewhere and of units here: then such pairs meet in their means only. */
function differsInUnits(
  { axes, groups: own }: Pick<GradientMoments, 'axes' | 'groups'>,
  groups: readonly PositionGroup[],
  mask: number,
): boolean {
  return groups.some(
    (group, index) =>
      (mask & (1 << index)) !== 0 && maskIn(own, [group], 1) === 0 && axes.some(({ name, size }) => size > 1 && group.axes.includes(name)),
  );
}

/** One number for each set of groups. */
export function everyMask(groups: readonly PositionGroup[], of: (mask: number) => number): PairMoments {
  const moments: number[] = [];
  for (let mask = 0; mask < 1 << groups.length; mask += 1) moments.push(of(mask));
  return moments;
}

/** The sum over all pairs of one unit, over the number of its positions: E of (sum over positions)^2 / positions. */
export function sumOfPairs(groups: readonly PositionGroup[], of: (mask: number) => number): number {
  let sum = 0;
  for (let mask = 0; mask < 1 << groups.length; mask += 1) sum += multiplicity(groups, mask) * of(mask);
  return sum;
}

/** What one position varies by, taken as a mean over all of them and over those of one example, by what pairs that differ in `mask` share. */
export function noiseOverPairs(
  single: number,
  groups: readonly PositionGroup[],
  alike: (mask: number) => number,
): { readonly noise: number; readonly noiseOfOne: number } {
  const ofExamples = groups.reduce((mask, group, index) => (isOfExamples(group) ? mask | (1 << index) : mask), 0);
  const ofOne = sumOfPairs(groups, (mask) => ((mask & ofExamples) === 0 ? alike(mask) : 0));
  const each = single / positionsOf(groups);
  return { noise: each * sumOfPairs(groups, alike), noiseOfOne: each * examplesIn(groups) * ofOne };
}

/**
 * A sum that cannot be negative of terms that can, whose sizes add up to `size`: what cancels to rounding is nothing; what falls below
 * zero since its terms are not exact is small, and not nothing.
 */
export function cancelled(sum: number, size: number): number {
  return Math.abs(sum) <= 1e-9 * size ? 0 : Math.max(sum, 1e-6 * size);
}

/** Every moment of a gradient times a factor. */
export function scaleGradient(gradient: GradientMoments, factor: number, logVariance = 0): GradientMoments {
  return {
    ...gradient,
    square: scaleField(gradient.square, factor),
    pairs: gradient.pairs.map((pair) => pair * factor),
    byPosition: undefined,
    factors: undefined,
    scores: undefined,
    logVariance: gradient.logVariance + logVariance,
    conditional: gradient.conditional?.map((value) => value * factor),
    kinds: undefined,
    projection: undefined,
    alongUnit: undefined,
    coherent: undefined,
    leaning: undefined,
    narrowness: undefined,
    isLanding: undefined,
  };
}

/** White noise: independent normal elements of the given variance, around a mean that they share. */
export function whiteNoise(axes: readonly SignalAxis[], groups: readonly PositionGroup[], variance: number, mean = 0): Moments {
  const energy = variance + mean ** 2;
  // Var y^2 / (E y^2)^2 of a normal y: 2 around 0, less around another mean.
  const spread = mean === 0 ? 2 : 2 * (1 - (mean ** 2 / energy) ** 2);
  return {
    axes,
    groups,
    mean: evenField(mean, axes.length),
    square: evenField(energy, axes.length),
    pairs: everyMask(groups, (mask) => (mask === 0 ? energy : mean ** 2)),
    exampleNoise: (spread * examplesIn(groups)) / countOf(axes),
  };
}

/** The gradient of sum(v * y) for v of independent standard normal elements. */
export function whiteGradient({ axes, groups }: Pick<Moments, 'axes' | 'groups'>): GradientMoments {
  const { square, pairs } = whiteNoise(axes, groups, 1);
  return { axes, groups, square, pairs, logVariance: 0 };
}

/** The field with entries for the axes `to`, by name; axes that are new are even, axes that are lost are averaged by the caller. */
export function fieldOnAxes(field: Field, from: readonly SignalAxis[], to: readonly SignalAxis[]): Field {
  const places = to.map(({ name }) => from.findIndex((axis) => axis.name === name));
  const isSameOrder = places.filter((place) => place >= 0).every((place, index, all) => index === 0 || place > (all[index - 1] ?? 0));
  const extents = places.map((place) => (place < 0 ? 1 : (field.extents[place] ?? 1)));
  if (field.values.length === 1 || isSameOrder) return { extents, values: field.values };
  return permuted(field, places, extents);
}

function permuted({ extents: old, values }: Field, places: readonly number[], extents: readonly number[]): Field {
  const strides = old.map((_, axis) => old.slice(axis + 1).reduce((product, size) => product * size, 1));
  const result = new Float64Array(values.length);
  const indices = extents.map(() => 0);
  for (let at = 0; at < result.length; at += 1) {
    let from = 0;
    for (const [axis, place] of places.entries()) if (place >= 0) from += (indices[axis] ?? 0) * (strides[place] ?? 0);
    result[at] = values[from] ?? 0;
    for (let axis = indices.length - 1; axis >= 0; axis -= 1) {
      const next = (indices[axis] ?? 0) + 1;
      indices[axis] = next === extents[axis] ? 0 : next;
      if (next !== extents[axis]) break;
    }
  }
  return { extents, values: result };
}
