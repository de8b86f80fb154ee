// Sums of products of two tensors, neither of which is a weight: scores of attention, weighted values, outer products.
import { bitOfAxis, mapPositions, withPositions } from './by-position.js';
import { factorsOf, gradientOfKeys, gradientOfQueries, gradientOfValues, leaningOfKeys, weightedSums } from './causal-attention.js';
import {
  averagedAlong,
  combineFields,
  evenField,
  isEven,
  mapField,
  meanOfField,
  meanProduct,
  scaleField,
  sumOverTaps,
  type Field,
} from './field.js';
import type { Likeness } from './likeness-state.js';
import { apartVariance, positionsBit, sizeNoiseIn, throughWeightedMean } from './likeness.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  maskAlong,
  maskIn,
  meanOf,
  meanSquare,
  multiplicity,
  positionsOf,
  type GradientMoments,
  type Moments,
  type PositionGroup,
  type SignalAxis,
  type Tilt,
  type Told,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { simpleStep, type SignalStep } from './step.js';

type Factor = Pick<Moments, 'axes' | 'groups' | 'square' | 'pairs'> & { readonly centre: number };

/** y = sum of a b over the axes that y lacks; axes are the same where their names are. */
export function contraction(a: Moments, b: Moments, axes: readonly SignalAxis[]): SignalStep {
  const [left, right] = [factorOf(a), factorOf(b)];
  const plain = multiply(left, right, axes);
  const product = leaning(leaning(plain, a, { tilt: a.tilt, other: b }), b, { tilt: b.tilt, other: a });
  const contracted = [...a.axes, ...b.axes].filter(({ name }) => !axes.some((axis) => axis.name === name));
  const inGroups = new Set([...a.groups, ...b.groups].flatMap((group) => group.axes));
  const features = new Map(contracted.filter(({ name }) => !inGroups.has(name)).map(({ name, size }) => [name, size]));
  const freedom = [...features.values()].reduce((count, size) => count * size, 1);
  const summed = countOf(contracted.filter(({ name }, index) => contracted.findIndex((axis) => axis.name === name) === index));
  const positions = sumsByPosition(a, b, product) ?? sumsByPosition(b, a, product);
  const likeness = likenessOfMeans(a, b, product) ?? likenessOfMeans(b, a, product);
  const output: Moments = {
    ...withPositions<Told>(product, refined(positions, plain, product)),
    mean: mapField(product.square, () => summed * meanOf(a) * meanOf(b)),
    factors: meanOf(a) * meanOf(b) === 0 ? factorsOf(a, b, { axes, scale: freedom }) : undefined,
    freedom: freedom > 1 ? freedom : undefined,
    sizeNoise: likeness === undefined ? undefined : sizeNoiseIn(likeness, product.pairs[0] ?? 0),
    likeness,
  };
  const units = Math.max(1, countOf(axes) / positionsOf(product.groups));
  return simpleStep(
    output,
    (gradient) => {
      const g: Factor = { ...gradient, centre: 0 };
      const back = (other: Moments, to: Moments): GradientMoments => {
        const first = narrowed(multiply(g, factorOf(other), to.axes), to);
        const seen = narrowed(multiply(g, chosen(other, gradient, { keys: to, freedom }), to.axes), to);
        // By position this is in the gradients of queries already.
        const tilt = gradient.scores === undefined ? gradient.coherent : undefined;
        const told = varying(leaning(seen, gradient, { tilt, other }), gradient, other);
        const scale = lostUnits(g, factorOf(other), to.axes);
        return {
          ...withPositions<Told>(told, refined(gradientByPosition(gradient, { other, to, scale }), first, told)),
          factors: to.weighing === undefined ? undefined : { left: gradient, right: other, scale },
          logVariance: gradient.logVariance,
          leaning: leaningBack(gradient, { other, to, scale }),
        };
      };
      return [back(b, a), back(a, b)];
    },
    { noise: 2 / units },
  );
}

/** Where the first are weights behind a causal mask, and the second what they weigh. */
function sumsByPosition({ weighing }: Moments, values: Moments, { axes, groups }: Product): PositionPairs | undefined {
  const isSummed =
    weighing !== undefined && !axes.some(({ name }) => name === weighing.key) && bitOfAxis(values.groups, weighing.key) !== 0;
  return isSummed ? weightedSums(weighing, values, groups) : undefined;
}

interface Way {
  readonly other: Moments;
  readonly to: Moments;
  readonly scale: number;
}

function leaningBack(gradient: GradientMoments, { other, to, scale }: Way): Tilt | undefined {
  const { scores } = gradient;
  if (scores === undefined) return leaningOf(gradient, factorOf(other), to);
  if (bitOfAxis(to.groups, scores.weighing.key) === 0) return undefined;
  const tilt = leaningOfKeys(scores, other, to);
  return tilt === undefined ? undefined : { axes: tilt.axes, pairs: tilt.pairs.map((pair) => pair * scale) };
}

/** The same of gradients: of values from that of weighted sums, of queries and keys from that of scores. */
function gradientByPosition(gradient: GradientMoments, { other, to, scale }: Way): PositionPairs | undefined {
  const { scores } = gradient;
  if (scores !== undefined) {
    const isOfKeys = other.axes.some(({ name }) => name === scores.weighing.key);
    const directions = 1 / (other.likeness?.unevennessBefore ?? 1 / (other.summands ?? Number.POSITIVE_INFINITY));
    return isOfKeys
      ? gradientOfQueries(scores, other, { groups: to.groups, scale, directions })
      : gradientOfKeys(scores, other, { groups: to.groups, scale });
  }
  return other.weighing === undefined ? undefined : gradientOfValues(other.weighing, { gradient, scale }, to.groups);
}

/** What a finite width changes in moments of all positions it changes by the same part in those of each. */
function refined(positions: PositionPairs | undefined, plain: Product, product: Product): PositionPairs | undefined {
  if (positions === undefined) return undefined;
  const bit = bitOfAxis(product.groups, positions.axis);
  const ratios = product.pairs.map((pair, mask) => {
    // On the way back pairs of two positions cancel against those of one, and grow as they do.
    const before = plain.pairs[mask & ~bit] ?? 0;
    return before > 0 && mask === (mask & ~bit) ? pair / before : 1;
  });
  return ratios.every((ratio) => ratio === 1)
    ? positions
    : mapPositions(positions, (value, { mask }) => value * (ratios[mask & ~bit] ?? 1));
}

const factorOf = (x: Moments): Factor => ({ axes: x.axes, groups: x.groups, square: x.square, pairs: x.pairs, centre: meanOf(x) });

/** Where the first are weights of a softmax, and the second what they weigh. */
function likenessOfMeans({ tilt }: Moments, values: Moments, output: Product): Likeness | undefined {
  const isSummed = tilt?.axes.every((name) => !output.axes.some((axis) => axis.name === name)) === true;
  return isSummed ? throughWeightedMean(values, output) : undefined;
}

interface Leaning {
  readonly tilt: Tilt | undefined;
  readonly other: Moments;
}

/** A sum of products with what it has where both factors depend on one tensor (see the softmax). */
function leaning<P extends Product>(product: P, leaner: Pick<Moments, 'groups'>, { tilt, other }: Leaning): P {
  const { summands, groups, pairs, likeness } = other;
  if (tilt === undefined || summands === undefined || product.axes.some(({ name }) => tilt.axes.includes(name))) return product;
  const along = maskAlong(groups, tilt.axes);
  if (along === 0) return product;
  const apart = Math.max(0, (pairs[0] ?? 0) - (pairs[along] ?? 0)) * (likeness?.unevennessBefore ?? 1 / summands);
  const more = everyMask(product.groups, (mask) => apart * (tilt.pairs[maskIn(leaner.groups, product.groups, mask)] ?? 0));
  return {
    ...product,
    square: scaleField(product.square, (product.pairs[0] ?? 0) > 0 ? 1 + (more[0] ?? 0) / (product.pairs[0] ?? 1) : 1),
    pairs: product.pairs.map((pair, mask) => pair + (more[mask] ?? 0)),
  };
}

/** The gradient of scores goes with what sets values apart, and meets keys that are apart as they are: E D^2 is more than (E D)^2. */
function varying<P extends Product>(product: P, { coherent }: GradientMoments, keys: Moments): P {
  if (coherent === undefined || product.axes.some(({ name }) => coherent.axes.includes(name))) return product;
  const factor = 1 + apartVariance(keys);
  return { ...product, square: scaleField(product.square, factor), pairs: product.pairs.map((pair) => pair * factor) };
}

interface Choice {
  readonly keys: Moments;
  readonly freedom: number;
}

/**
 * Queries as a key sees them: those that choose it look its way. Scores are their products with the key, so that, by parts, moments of queries
 * weighed by gradients of scores gain D_q^2 D_k / n times the derivatives of those gradients.
 */
function chosen(queries: Moments, { coherent }: GradientMoments, { keys, freedom }: Choice): Factor {
  const factor = factorOf(queries);
  const isOfKeys = coherent?.axes.every((name) => keys.axes.some((axis) => axis.name === name));
  const [own, others] = [positionsBit(queries.groups), positionsBit(keys.groups)];
  if (coherent === undefined || isOfKeys !== true || own === 0 || others === 0) return factor;
  const apart = (x: Moments, bit: number): number => Math.max(0, (x.pairs[0] ?? 0) - (x.pairs[bit] ?? 0));
  const moved = (apart(queries, own) ** 2 * apart(keys, others)) / freedom;
  const level = meanSquare(queries);
  const [alone, together] = [Math.max(-level / 2, coherent.squared * moved), coherent.paired * moved];
  return {
    ...factor,
    square: level > 0 ? scaleField(factor.square, 1 + alone / level) : factor.square,
    pairs: factor.pairs.map((pair, mask) => (mask === 0 ? pair + alone : mask === own ? pair + together : pair)),
  };
}

/**
 * The gradient of scores is in part a function of what keys are made of: sum over keys of x g, which the weights of keys have, keeps that
 * part for every query, where the gradients of keys themselves do not show it.
 */
function leaningOf(gradient: GradientMoments, queries: Factor, keys: Moments): Tilt | undefined {
  const { coherent, groups } = gradient;
  if (coherent === undefined || !coherent.axes.every((name) => keys.axes.some((axis) => axis.name === name))) return undefined;
  const isOver = (name: string): boolean => coherent.axes.includes(name);
  const rest = groups.filter(({ axes }) => !axes.some(isOver));
  const axes = gradient.axes.filter(({ name }) => !isOver(name));
  const pairs = everyMask(rest, (mask) => coherent.pairs[maskIn(groups, rest, mask)] ?? 0);
  const part: Factor = { axes, groups: rest, square: evenField(pairs[0] ?? 0, axes.length), pairs, centre: 0 };
  const sum = multiply(
    part,
    queries,
    keys.axes.filter(({ name }) => !isOver(name)),
  );
  return { axes: coherent.axes, pairs: everyMask(keys.groups, (mask) => sum.pairs[maskIn(sum.groups, keys.groups, mask)] ?? 0) };
}

interface Product {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  readonly square: Field;
  readonly pairs: readonly number[];
}

/**
 * E y y' = n_units sum over kinds of pairs along contracted groups of E[a a'] E[b b'], plus the means of different units.
 */
function multiply(a: Factor, b: Factor, axes: readonly SignalAxis[]): Product {
  const groups = jointGroups(a, b);
  const isKept = ({ axes: names }: PositionGroup): boolean => names.some((name) => axes.some((axis) => axis.name === name));
  const [kept, lost] = [groups.filter(isKept), groups.filter((group) => !isKept(group))];
  const units = lostUnits(a, b, axes);
  const lostCount = positionsOf(lost);
  const across = units * (units - 1) * (a.centre * b.centre) ** 2 * lostCount ** 2;
  const [meeting, meetingLost] = [togetherness(a, b, []), togetherness(a, b, kept)];
  const pairOf = (mask: number): number => {
    let sum = 0;
    for (let along = 0; along < 1 << lost.length; along += 1) {
      const inA = maskIn(a.groups, kept, mask) | maskIn(a.groups, lost, along);
      const inB = maskIn(b.groups, kept, mask) | maskIn(b.groups, lost, along);
      const together = along !== 0 ? 1 : mask === 0 ? meeting : meetingLost;
      sum += together * multiplicity(lost, along) * (a.pairs[inA] ?? 0) * (b.pairs[inB] ?? 0);
    }
    return units * lostCount * sum + across;
  };
  const pairs = everyMask(kept, pairOf);
  return { axes, groups: kept, square: profile(a, b, { axes, level: pairs[0] ?? 0 }), pairs };
}

/** How many units are summed over; axes of a group that is kept in part count as units. */
function lostUnits(a: Factor, b: Factor, axes: readonly SignalAxis[]): number {
  const isKept = ({ axes: names }: PositionGroup): boolean => names.some((name) => axes.some((axis) => axis.name === name));
  const inGroups = new Set(
    jointGroups(a, b)
      .filter((group) => !isKept(group))
      .flatMap((group) => group.axes),
  );
  const lost = new Map<string, number>();
  for (const { name, size } of [...a.axes, ...b.axes])
    if (!inGroups.has(name) && !axes.some((axis) => axis.name === name)) lost.set(name, size);
  return [...lost.values()].reduce((product, size) => product * size, 1);
}

/** E a^2 b^2 over E a^2 E b^2, as squares by position meet, where axes of these groups are averaged out before. */
function togetherness(a: Factor, b: Factor, out: readonly PositionGroup[]): number {
  if (isEven(a.square) || isEven(b.square)) return 1;
  const names = out.flatMap(({ axes }) => axes);
  const over = ({ square, axes }: Factor): Field =>
    axes.reduce((field, { name }, axis) => (names.includes(name) ? averagedAlong(field, axis) : field), square);
  const all = [...a.axes, ...b.axes.filter(({ name }) => !a.axes.some((axis) => axis.name === name))];
  const [left, right] = [over(a), over(b)];
  const varying = ({ extents }: Field, { axes }: Factor): readonly string[] =>
    axes.flatMap(({ name }, axis) => ((extents[axis] ?? 1) > 1 ? [name] : []));
  // Squares that vary along different axes meet as if they were even.
  const ofLeft = new Set(varying(left, a));
  if (!varying(right, b).some((name) => ofLeft.has(name))) return 1;
  const apart = meanOfField(left) * meanOfField(right);
  return apart > 0 ? meanProduct(fieldOnAxes(left, a.axes, all), fieldOnAxes(right, b.axes, all)) / apart : 1;
}

/** The most positions that a product of two fields is told at. */
const largestProfile = 1 << 14;

interface Target {
  readonly axes: readonly SignalAxis[];
  readonly level: number;
}

/** By position, as the products of squares are, and on average what the pairs say. */
function profile(a: Factor, b: Factor, { axes, level }: Target): Field {
  const all = [...a.axes, ...b.axes.filter(({ name }) => !a.axes.some((axis) => axis.name === name))];
  const [left, right] = [fieldOnAxes(a.square, a.axes, all), fieldOnAxes(b.square, b.axes, all)];
  // Queries by keys are too many positions to tell apart: then those of the first factor are.
  const isLarge = left.extents.reduce((count, extent, axis) => count * Math.max(extent, right.extents[axis] ?? 1), 1) > largestProfile;
  const product = combineFields(left, isLarge ? evenField(meanOfField(right), all.length) : right, (x, y) => x * y);
  const summed = all.reduce<Field>((field, { name, size }, axis) => {
    const extent = field.extents[axis] ?? 1;
    if (extent === 1 || axes.some((kept) => kept.name === name)) return field;
    return sumOverTaps(field, axis, { size, count: 1, kernel: size, stride: 1, dilation: 1, before: 0 });
  }, product);
  const onAxes = fieldOnAxes(summed, all, axes);
  const mean = meanOfField(onAxes);
  return mapField(onAxes, (value) => (mean > 0 ? (value * level) / mean : level));
}

/** The groups of both, by their axes; a group of one that shares an axis with a group of the other is that group. */
export function jointGroups(...factors: readonly { readonly groups: readonly PositionGroup[] }[]): readonly PositionGroup[] {
  const joint: PositionGroup[] = [];
  for (const group of factors.flatMap((factor) => factor.groups)) {
    const at = joint.findIndex(({ axes }) => axes.some((axis) => group.axes.includes(axis)));
    const known = joint[at];
    if (known === undefined) joint.push(group);
    else if (group.size > known.size) joint[at] = group;
  }
  return joint;
}

/** A gradient on the groups of the tensor that it belongs to. */
function narrowed(product: Product, to: Moments): Omit<GradientMoments, 'logVariance'> {
  return {
    axes: to.axes,
    groups: to.groups,
    square: product.square,
    pairs: everyMask(to.groups, (mask) => product.pairs[maskIn(product.groups, to.groups, mask)] ?? 0),
  };
}
