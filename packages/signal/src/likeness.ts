// How alike the positions of an example come out, draw by draw: what a finite width does to moments of pairs. Not the moments themselves.
import { isEven } from './field.js';
import type { Gains, Likeness, LikenessRoot, LikenessSpread } from './likeness-state.js';
import { sizeNoiseOf } from './size-noise.js';
import { countOf, isOfExamples, meanOf, meanSquare, positionsOf, type Moments, type PositionGroup } from './moments.js';

const none: LikenessSpread = { common: 0, both: 0, apart: 0 };
const unmoved: Gains = [1, 0, 0, 1];

/** The bit of the positions, where a tensor has one kind of them besides examples; else 0. */
export function positionsBit(groups: readonly PositionGroup[]): number {
  const found = groups.flatMap((group, index) => (isOfExamples(group) ? [] : [1 << index]));
  return found.length === 1 ? (found[0] ?? 0) : 0;
}

/** What is common to two positions, what is apart, and over how many units. */
export interface Overlap {
  readonly common: number;
  readonly apart: number;
  readonly units: number;
  readonly positions: number;
}

export function overlapOf(x: Moments): Overlap {
  const bit = positionsBit(x.groups);
  const common = x.pairs[bit] ?? 0;
  const positions = x.groups.reduce((size, group) => (isOfExamples(group) ? size : size * group.size), 1);
  return { common, apart: Math.max(0, meanSquare(x) - common), units: countOf(x.axes) / positionsOf(x.groups), positions };
}

/** As it was told, or that of independent elements; undefined for tensors without positions. */
export function likenessOf(x: Moments): Likeness | undefined {
  if (positionsBit(x.groups) === 0) return undefined;
  if (x.likeness !== undefined) return x.likeness;
  const even = 1 / overlapOf(x).units;
  return {
    root: { spread: none },
    gains: unmoved,
    fresh: none,
    unevenness: even,
    unevennessBefore: even,
    coherence: 1,
    joined: 0,
  };
}

/** All that varies, over draws. */
export function spreadOf({ root, gains, fresh }: Pick<Likeness, 'root' | 'gains' | 'fresh'>): LikenessSpread {
  return added(moved(root.spread, gains), fresh);
}

/** The variance of the logarithm of the mean square of one position of which only that is known which it has with others. */
export function sizeNoiseIn(likeness: Likeness, square: number): number | undefined {
  const { common, both, apart } = spreadOf(likeness);
  return square > 0 ? (common + 2 * both + apart) / square ** 2 : undefined;
}

/** The covariance of what moves by these gains. */
function moved({ common, both, apart }: LikenessSpread, [cc, cd, dc, dd]: Gains): LikenessSpread {
  return {
    common: cc * cc * common + 2 * cc * cd * both + cd * cd * apart,
    both: cc * dc * common + (cc * dd + cd * dc) * both + cd * dd * apart,
    apart: dc * dc * common + 2 * dc * dd * both + dd * dd * apart,
  };
}

const added = (a: LikenessSpread, b: LikenessSpread): LikenessSpread => ({
  common: a.common + b.common,
  both: a.both + b.both,
  apart: a.apart + b.apart,
});

/** First this, then that. */
const after = ([cc, cd, dc, dd]: Gains, [ee, ef, fe, ff]: Gains): Gains => [
  cc * ee + cd * fe,
  cc * ef + cd * ff,
  dc * ee + dd * fe,
  dc * ef + dd * ff,
];

/** A tensor whose C and D depend on those of another by `gains`. */
export function followed(before: Likeness, gains: Gains, parts: Partial<Likeness> = {}): Likeness {
  return { ...before, gains: after(gains, before.gains), fresh: moved(before.fresh, gains), ...parts };
}

/** A linear map with random weights into `units`: sums of squares of as many independent Gaussians. */
export function throughWeights(
  x: Moments,
  { factor, units, output }: { readonly factor: number; readonly units: number; readonly output: Pick<Moments, 'groups' | 'pairs'> },
): Likeness | undefined {
  const before = likenessOf(x);
  const bit = positionsBit(output.groups);
  if (before === undefined || bit === 0) return undefined;
  const [square, common] = [output.pairs[0] ?? 0, output.pairs[bit] ?? 0];
  const apart = square - common;
  const { positions } = overlapOf(x);
  const same = followed(before, [factor, 0, 0, factor]);
  const { unevenness } = before;
  return {
    ...same,
    fresh: added(same.fresh, {
      common: (2 * (common + apart / positions) ** 2) / units,
      both: 0,
      apart: (2 * apart * apart * (unevenness + 1 / Math.max(1, positions - 1))) / units,
    }),
    unevenness: (unevenness * (1 + 1 / units) + 1 / units) / (1 + (2 * unevenness) / units),
    unevennessBefore: unevenness,
    joined: common,
  };
}

/** All elements times a number, whose square is `factor`. */
export function scaledLikeness({ likeness }: Moments, factor: number): Likeness | undefined {
  return likeness === undefined ? undefined : followed(likeness, [factor, 0, 0, factor]);
}

/** That of other elements of a tensor, of which two positions have in common what they had. */
export function keptLikeness(x: Moments, { groups, pairs }: Pick<Moments, 'groups' | 'pairs'>): Likeness | undefined {
  const [before, after] = [positionsBit(x.groups), positionsBit(groups)];
  const isSame = before !== 0 && after !== 0 && isNear(pairs[0], x.pairs[0]) && isNear(pairs[after], x.pairs[before]);
  return isSame ? x.likeness : undefined;
}

const isNear = (a = 0, b = 0): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(a);

/** How a scalar function answers, at the moments where it is. */
export interface ScalarResponse {
  /** E f^2 and E f f', and the mean. */
  readonly square: number;
  readonly common: number;
  readonly mean: number;
  /** d E f^2 / d variance; d (E f)^2 / d variance. */
  readonly squareGrowth: number;
  readonly meanGrowth: number;
  /** E f'f' of two positions. */
  readonly slopes: number;
  /** E f^4 / (E f^2)^2 - 1 and E f'^4 / (E f'^2)^2 - 1 */
  readonly excess: number;
  readonly slopeExcess: number;
}

/** Through a function of single elements. E f f' depends on the variance as (E f)^2 does where positions are independent, and as E f^2 where they are one. */
export function throughFunction(x: Moments, response: ScalarResponse): Likeness | undefined {
  const before = likenessOf(x);
  const { common, apart, units } = overlapOf(x);
  const variance = common + apart - meanOf(x) ** 2;
  const out = response.square - response.common;
  if (before === undefined || variance <= 0 || out <= 0 || response.square <= 0) return undefined;
  const alike = Math.min(1, Math.max(0, (common - meanOf(x) ** 2) / variance));
  const { squareGrowth, slopes } = response;
  const whole = (1 - alike) * response.meanGrowth + alike * (squareGrowth - slopes);
  const gains: Gains = [whole + slopes, whole, squareGrowth - whole - slopes, squareGrowth - whole];
  const same = followed(before, gains);
  const growth = (squareGrowth * variance) / response.square;
  const varying = response.square - response.mean ** 2;
  const shared = varying > 0 ? ((response.common - response.mean ** 2) / varying) ** 2 : 0;
  const straight = Math.min(1, (slopes * apart) / out) ** 2;
  const masks = response.slopeExcess * alike * alike;
  return {
    ...same,
    fresh: added(same.fresh, {
      common: (response.common ** 2 * Math.max(0, response.excess * shared - 2 * growth * growth)) / units,
      both: 0,
      apart: (out * out * masks) / units,
    }),
    unevenness: straight * before.unevenness + (1 - straight + masks) / units,
    coherence: before.coherence * Math.sqrt(straight),
    joined: response.common,
  };
}

/** The sum of tensors whose products of units are independent: what they have of one root adds up, and 2 x y varies by 4 C C' / units. */
export function likenessOfSum(terms: readonly Moments[], output: Pick<Moments, 'axes' | 'groups'>): Likeness | undefined {
  const parts = terms.flatMap((term) => {
    const likeness = likenessOf(term);
    return likeness === undefined ? [] : [{ likeness, overlap: overlapOf(term), square: meanSquare(term) }];
  });
  const [first] = parts;
  const square = parts.reduce((sum, part) => sum + part.square, 0);
  const apart = parts.reduce((sum, { overlap }) => sum + overlap.apart, 0);
  const isOnePlace = terms.every(({ groups }) => groups.length === output.groups.length);
  if (first === undefined || parts.length !== terms.length || !isOnePlace || square <= 0 || apart <= 0) return undefined;
  const units = first.overlap.units;
  const byRoot = new Map<LikenessRoot, Gains>();
  let spread = none;
  for (const { likeness } of parts) {
    const known = byRoot.get(likeness.root) ?? [0, 0, 0, 0];
    byRoot.set(likeness.root, plus(known, likeness.gains));
    spread = added(spread, likeness.fresh);
  }
  for (const [root, gains] of byRoot) spread = added(spread, moved(root.spread, gains));
  let [unevenness, joined] = [0, 0];
  for (const [index, { overlap, likeness }] of parts.entries()) {
    unevenness += likeness.unevenness * (overlap.apart / apart) ** 2;
    joined += likeness.joined;
    for (const other of parts.slice(index + 1)) {
      const coherence = likeness.coherence * other.likeness.coherence;
      const along = coherence * Math.min(likeness.unevenness, other.likeness.unevenness) + 1 / units;
      unevenness += (2 * overlap.apart * other.overlap.apart * along) / apart ** 2;
      const crossing = (4 * ofMean(overlap) * ofMean(other.overlap)) / units;
      spread = added(spread, { common: Math.max(0, crossing), both: 0, apart: 0 });
    }
  }
  return {
    root: { spread },
    gains: unmoved,
    fresh: none,
    unevenness,
    unevennessBefore: unevenness,
    coherence: 1,
    joined,
  };
}

/** The overlap of the mean of all positions with itself. */
const ofMean = ({ common, apart, positions }: Overlap): number => Math.max(0, common + apart / positions);

const plus = ([a, b, c, d]: Gains, [e, f, g, h]: Gains): Gains => [a + e, b + f, c + g, d + h];

/** What each position brought to one size does. */
export interface Normalised {
  readonly likeness: Likeness;
  /** D / E y^2, more than the ratio of the means. */
  readonly apart: number;
  /** E[(q q')^(-1/2)] E q - 1 of two positions. */
  readonly pair: number;
}

/**
 * E D/q = D/q (1 + Var q / q^2 - Cov(D, q) / (D q) - C / (q n)): the size of an example varies mostly with what its positions have in
 * common; the last term is the part of D along what joined C, which is lost.
 */
export function normalised(x: Moments, square: number): Normalised | undefined {
  const before = likenessOf(x);
  const whole = overlapOf(x);
  // Means over units that were taken off take the same part of both.
  const part = square / (whole.common + whole.apart - meanOf(x) ** 2);
  const { units } = whole;
  const apart = whole.apart * part;
  const common = square - apart;
  if (before === undefined || square <= 0 || apart <= 0) return undefined;
  const spread = spreadOf(before);
  const sizes = (spread.common + 2 * spread.both + spread.apart) / square ** 2;
  const meeting = (spread.both + spread.apart) / (apart * square);
  const toApart = [-apart / square ** 2, common / square ** 2] as const;
  const gains: Gains = [-toApart[0], -toApart[1], toApart[0], toApart[1]];
  // Positions that are unlike in size are told each by itself, or their sizes are in the field of squares.
  const isTold = isEven(x.square) || x.byPosition !== undefined;
  return {
    likeness: followed(before, gains, { joined: 0 }),
    apart: (apart / square) * Math.max(0.5, 1 + sizes - meeting - Math.max(0, before.joined) / (square * units)),
    pair: isTold ? 0.75 * sizeNoiseOf(x) + 0.25 * sizes : 0,
  };
}

/** Weighted means of values over positions, the weights of which add up to 1: C takes a part of what was apart. */
export function throughWeightedMean(values: Moments, output: Pick<Moments, 'groups' | 'pairs'>): Likeness | undefined {
  const before = likenessOf(values);
  const { common, apart, positions } = overlapOf(values);
  const bit = positionsBit(output.groups);
  if (before === undefined || apart <= 0 || bit === 0) return undefined;
  const [square, shared] = [output.pairs[0] ?? 0, output.pairs[bit] ?? 0];
  const same = followed(before, [1, (shared - common) / apart, 0, Math.max(0, square - shared) / apart]);
  return {
    ...same,
    unevenness: before.unevenness + 1 / positions,
    unevennessBefore: before.unevenness,
    coherence: 0,
    joined: shared,
  };
}

/** E D^2 / (E D)^2 - 1 */
export function apartVariance(x: Moments): number {
  const likeness = likenessOf(x);
  const { apart } = overlapOf(x);
  return likeness === undefined || apart <= 0 ? 0 : spreadOf(likeness).apart / apart ** 2;
}
