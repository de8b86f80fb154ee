// How the products g_a . g_b of the gradients of positions vary, draw by draw: what the noise of a layer that all of them share adds up to.
import {
  everyMask,
  isOfExamples,
  maskIn,
  meanOf,
  meanSquare,
  pairIn,
  positionsOf,
  sumOfPairs,
  varianceOf,
  type GradientMoments,
  type GramSpread,
  type Moments,
  type PairMoments,
  type PositionGroup,
} from './moments.js';
import { unitsOf } from './size-noise.js';

/** What a step adds to the variance of the logarithm of the squared norm, and the products behind it. */
export interface GramStep {
  readonly noise: number;
  /** Undefined for single positions, which have no others. */
  readonly gram: GramSpread | undefined;
}

/** As it was told, or that of independent directions in so many units. */
export function gramOf(gradient: GradientMoments, groups: readonly PositionGroup[] = gradient.groups): GramSpread {
  const { gram } = gradient;
  if (gram !== undefined && groups.length === gradient.groups.length) {
    if (groups === gradient.groups) return gram;
    const there = (mask: number): number => maskIn(gradient.groups, groups, mask);
    return {
      own: gram.own,
      sizes: everyMask(groups, (mask) => gram.sizes[there(mask)] ?? 1),
      products: everyMask(groups, (mask) => gram.products[there(mask)] ?? 1),
    };
  }
  const level = meanSquare(gradient);
  const chance = 1 / unitsOf(gradient);
  const alike = (mask: number): number => (level > 0 ? pairIn(gradient, groups, mask) / level : 1);
  return {
    own: 1,
    sizes: everyMask(groups, () => 1),
    products: everyMask(groups, (mask) => Math.min(1, alike(mask) ** 2 + chance)),
  };
}

/** The sum of all products of two diagonal elements, over the number of positions. */
const wholeOf = ({ own, sizes }: GramSpread, groups: readonly PositionGroup[]): number =>
  sumOfPairs(groups, (mask) => (mask === 0 ? own : (sizes[mask] ?? 1)));

/** Only ratios count: numbers that would grow through a thousand layers are kept at their size. */
function settled({ own, sizes, products }: GramSpread, groups: readonly PositionGroup[]): GramSpread {
  const scale = positionsOf(groups) / wholeOf({ own, sizes, products }, groups);
  return { own: own * scale, sizes: sizes.map((size) => size * scale), products: products.map((product) => product * scale) };
}

/** Weights into so many units, and the part of what passes them that they are independent of. */
export interface FreshWeights {
  readonly units: number;
  readonly fresh: number;
}

/** Through a matrix of independent weights: sums of as many products of Gaussians as there are units (Wishart 1928). */
export function gramThroughWeights(gram: GramSpread, groups: readonly PositionGroup[], { units, fresh }: FreshWeights): GramStep {
  const squares = sumOfPairs(groups, (mask) => (mask === 0 ? gram.own : (gram.products[mask] ?? 0)));
  const more = fresh / units;
  const of = (values: readonly number[], mask: number): number => values[mask] ?? 0;
  const made: GramSpread = {
    own: gram.own * (1 + 2 * more),
    sizes: everyMask(groups, (mask) => of(gram.sizes, mask) + 2 * more * of(gram.products, mask)),
    products: everyMask(groups, (mask) => of(gram.products, mask) * (1 + more) + more * of(gram.sizes, mask)),
  };
  return { noise: (2 * more * squares) / wholeOf(gram, groups), gram: settled(made, groups) };
}

/** Factors f' of the units of positions, drawn for each unit anew. */
export interface Factors {
  readonly groups: readonly PositionGroup[];
  readonly units: number;
  /** E f'^4 / (E f'^2)^2 - 1 */
  readonly excess: number;
  /** E f'^2 f'^2 / (E f'^2)^2 - 1 of two positions, and (E f'f' / E f'^2)^2; entry 0 is not asked for. */
  readonly together: PairMoments;
  readonly kept: PairMoments;
}

/** Times factors: each unit is a Gaussian with the covariance of the Gram matrix, so that E g^2 g'^2 = G_aa G_bb + 2 G_ab^2. */
export function gramThroughFactors(gram: GramSpread, { groups, units, excess, together, kept }: Factors): GramStep {
  const fourth = (mask: number): number => (gram.sizes[mask] ?? 0) + 2 * (gram.products[mask] ?? 0);
  const varied = (mask: number): number => (together[mask] ?? 0) * fourth(mask);
  const noise = sumOfPairs(groups, (mask) => (mask === 0 ? 3 * excess * gram.own : varied(mask)));
  const made: GramSpread = {
    own: gram.own * (1 + (3 * excess) / units),
    sizes: everyMask(groups, (mask) => (gram.sizes[mask] ?? 0) + varied(mask) / units),
    products: everyMask(groups, (mask) => {
      const [same, more] = [kept[mask] ?? 1, together[mask] ?? 0];
      return same * (gram.products[mask] ?? 0) + (Math.max(0, 1 + more - same) * fourth(mask)) / units;
    }),
  };
  return { noise: noise / (units * wholeOf(gram, groups)), gram: settled(made, groups) };
}

/**
 * The sum of two gradients of one tensor: what the one that varies less has comes of the gradient behind both, and is in both; products
 * of the one with the other are those of independent directions.
 */
export function gramOfSum(a: GradientMoments, b: GradientMoments): GramSpread | undefined {
  const { groups } = a;
  if ((a.gram ?? b.gram) === undefined || b.groups.length !== groups.length) return undefined;
  const [one, other] = [gramOf(a), gramOf(b, groups)];
  const [level, more] = [meanSquare(a), meanSquare(b)];
  const total = level + more;
  if (total <= 0) return undefined;
  const [part, rest] = [level / total, more / total];
  const both = (x: number, y: number): number => part * part * x + rest * rest * y + 2 * part * rest * Math.min(x, y);
  const crossing = (4 * part * rest) / unitsOf(a);
  const products = everyMask(groups, (mask) => both(one.products[mask] ?? 0, other.products[mask] ?? 0));
  const sizes = everyMask(groups, (mask) => both(one.sizes[mask] ?? 0, other.sizes[mask] ?? 0));
  return settled(
    {
      own: both(one.own, other.own) * (1 + crossing),
      sizes: sizes.map((size, mask) => size + crossing * (products[mask] ?? 0)),
      products: products.map((product, mask) => product + (crossing / 2) * ((sizes[mask] ?? 0) + product)),
    },
    groups,
  );
}

/** Of the mean over all pairs of positions of squared products, how much is that of single positions' own. */
export function squaredProducts(gram: GramSpread, groups: readonly PositionGroup[]): number {
  return sumOfPairs(groups, (mask) => (mask === 0 ? gram.own : (gram.products[mask] ?? 0))) / wholeOf(gram, groups);
}

/**
 * What sum_ab G_ab X_ab varies by beyond its diagonal, for numbers X of pairs with these mean squares over that of one position, relative
 * to its mean: products of two positions are 0 on average, and of either sign.
 */
export function noiseOfProducts(
  gradient: GradientMoments,
  { alike, squares }: { readonly alike: PairMoments; readonly squares: PairMoments },
): number {
  const { groups } = gradient;
  const [gram, level] = [gramOf(gradient), meanSquare(gradient)];
  if (level <= 0) return 0;
  const common = (mask: number): number => (gradient.pairs[mask] ?? 0) / level;
  const mean = sumOfPairs(groups, (mask) => (mask === 0 ? 1 : common(mask) * (alike[mask] ?? 0)));
  // Where gradients of all positions cancel, as behind a batch norm, what positions have in common meets nothing.
  const left = Math.max(
    0,
    Math.min(
      1,
      sumOfPairs(groups, (mask) => (mask === 0 ? 1 : common(mask))),
    ),
  );
  const whole = wholeOf(gram, groups) / positionsOf(groups);
  const spread = sumOfPairs(groups, (mask) => {
    if (mask === 0) return 0;
    const ofMean = (alike[mask] ?? 0) ** 2;
    const product = (gram.products[mask] ?? 0) / whole;
    return product * ((squares[mask] ?? 0) - ofMean) + left * ofMean * Math.max(0, product - common(mask) ** 2);
  });
  return mean > 0 ? (2 * spread) / (positionsOf(groups) * mean * mean) : 0;
}

/** By how much the correlation of the elements of two examples varies, draw by draw: what is apart of them, and what they have by chance. */
export function chanceOfCorrelation(x: Moments, mask: number): number {
  const variance = varianceOf(x);
  if (x.chance === undefined || variance <= 0 || !x.groups.every(isOfExamples)) return 0;
  const alike = ((x.pairs[mask] ?? 0) - meanOf(x) ** 2) / variance;
  return x.chance * Math.max(0, 1 - alike) ** 2;
}

/** E of the squared correlation of two positions, means and all: of what units are drawn with, and `beyond`, of what the units of a draw have. */
export function squaredCorrelation(x: Moments, groups: readonly PositionGroup[], mask: number, beyond = 0): number {
  const square = meanSquare(x);
  if (square <= 0) return 1;
  const alike = pairIn(x, groups, mask) / square;
  const chance = chanceOfCorrelation({ ...x, chance: (x.chance ?? 0) + beyond }, maskIn(x.groups, groups, mask));
  return alike ** 2 + chance * (varianceOf(x) / square) ** 2;
}
