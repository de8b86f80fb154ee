// Attention behind a causal mask, position by position: scores as products of queries and keys, their softmax, and what both do to gradients.
import { bitOfAxis, toldAlong } from './by-position.js';
import { rowOf } from './causal-rows.js';
import {
  apartIn,
  causalWeights,
  coherentSum,
  keyGradients,
  meetingOf,
  queryGradients,
  scoreSquares,
  valueGradients,
  weightedPairs,
  type MeanWeights,
  type Pairing,
  type ScoreGradient,
} from './causal-weights.js';
import {
  everyMask,
  maskIn,
  type Factors,
  type Moments,
  type PositionGroup,
  type ScoreGradients,
  type Tilt,
  type Told,
  type Weighing,
} from './moments.js';
import { stretchesOf, type PositionPairs } from './position-pairs.js';
import type { SoftmaxMoments } from './softmax-moments.js';

type MomentsOfRow = (count: number, variance: number) => SoftmaxMoments;

/** The scores of tensors that meet at one axis each; undefined where they meet in any other way. */
export function factorsOf(
  a: Told,
  b: Told,
  { axes, scale }: { readonly axes: readonly { readonly name: string }[]; readonly scale: number },
): Factors | undefined {
  const isAlone = (x: Told, y: Told): boolean =>
    x.groups.filter((group) =>
      group.axes.every((name) => axes.some((axis) => axis.name === name) && !y.axes.some((axis) => axis.name === name)),
    ).length === 1;
  return isAlone(a, b) && isAlone(b, a) ? { left: a, right: b, scale } : undefined;
}

/** A pairing of positions of a tensor, for elements that differ in these other groups besides. */
function pairingOf(
  told: PositionPairs,
  groups: readonly PositionGroup[],
  { others, mask }: { readonly others: readonly PositionGroup[]; readonly mask: number },
): Pairing {
  const there = maskIn(groups, others, mask);
  const none = new Float64Array(0);
  return { own: told.tables[there] ?? none, two: told.tables[there | bitOfAxis(groups, told.axis)] ?? none };
}

function everyPairing(x: Told, axis: string, others: readonly PositionGroup[]): readonly Pairing[] | undefined {
  const told = toldAlong(x, x.groups, axis);
  return told === undefined
    ? undefined
    : Array.from({ length: 1 << others.length }, (_, mask) => pairingOf(told, x.groups, { others, mask }));
}

/** Pairings as tables of a tensor of these groups. */
export function toldOn(
  pairings: readonly Pairing[],
  groups: readonly PositionGroup[],
  { axis, sizes, others }: { readonly axis: string; readonly sizes: Float64Array; readonly others: readonly PositionGroup[] },
): PositionPairs | undefined {
  const bit = bitOfAxis(groups, axis);
  if (bit === 0) return undefined;
  const tables = Array.from({ length: 1 << groups.length }, (_, mask) => {
    const pairing = pairings[maskIn(others, groups, mask & ~bit)];
    return ((mask & bit) === 0 ? pairing?.own : pairing?.two) ?? new Float64Array(0);
  });
  return { axis, sizes, tables };
}

/** The softmax of scores whose factors are known; `moments` are those of a row of so many scores of one variance. */
export function weighingOf(
  { factors, causal, groups }: Pick<Moments, 'factors' | 'causal' | 'groups'>,
  moments: MomentsOfRow,
): Weighing | undefined {
  if (factors === undefined || causal === undefined) return undefined;
  const { query, key } = causal;
  const isLeft = factors.left.axes.some(({ name }) => name === query);
  const [queries, keys] = isLeft ? [factors.left, factors.right] : [factors.right, factors.left];
  const others = groups.filter(({ axes }) => !axes.includes(query) && !axes.includes(key));
  const [ofQueries, ofKeys] = [everyPairing(queries, query, others), everyPairing(keys, key, others)];
  const sizeOf = (x: Told, name: string): number => x.axes.find((axis) => axis.name === name)?.size ?? 1;
  if (ofQueries === undefined || ofKeys === undefined) return undefined;
  const weights = causalWeights(stretchesOf(sizeOf(queries, query)), stretchesOf(sizeOf(keys, key)));
  const covariances = ofQueries.map((pairing, mask): Pairing => {
    const apart = apartIn(meetingOf(weights, ofKeys[mask] ?? pairing));
    const count = weights.rows.length;
    return {
      own: pairing.own.map((value, row) => factors.scale * value * (apart[row * count + row] ?? 0)),
      two: pairing.two.map((value, index) => factors.scale * value * (apart[index] ?? 0)),
    };
  });
  const table = rowsOf(weights, covariances[0]?.own ?? new Float64Array(0), moments);
  const { overlap } = meetingOf(weights, { own: weights.keys, two: new Float64Array(weights.keys.length ** 2) });
  const shared = (floor: (index: number) => number, of: (row: Row) => number): readonly Pairing[] =>
    covariances.map(({ own, two }, mask) => ({
      own: own.map(
        (value, row) => powered(table, { row, other: row, covariance: mask === 0 ? undefined : value }, of) * floor(row * own.length + row),
      ),
      two: two.map(
        (value, index) =>
          powered(table, { row: Math.floor(index / own.length), other: index % own.length, covariance: value }, of) * floor(index),
      ),
    }));
  return {
    query,
    key,
    others,
    weights,
    rows: { sizes: weights.rows, moments: table.map((row) => row.moments) },
    shares: shared(
      (index) => overlap[index] ?? 0,
      ({ concentration }) => concentration,
    ),
    passing: shared(
      () => 1,
      ({ passing }) => passing,
    ),
  };
}

/** Of one row: the variance of its scores, and what weights concentrate and pass over those that are all alike. */
interface Row {
  readonly variance: number;
  readonly count: number;
  readonly moments: SoftmaxMoments;
  readonly concentration: number;
  readonly passing: number;
}

function rowsOf({ rows, keys, means }: MeanWeights, variances: Float64Array, moments: MomentsOfRow): readonly Row[] {
  return Array.from(rows, (_, row) => {
    let together = 0;
    for (let key = 0; key < keys.length; key += 1) together += (keys[key] ?? 0) * (means[row * keys.length + key] ?? 0) ** 2;
    const count = 1 / together;
    const variance = Math.max(0, variances[row] ?? 0);
    const alone = rowOf(count <= 1 + 1e-9 ? 1 : count, (anchor) => moments(anchor, variance));
    const isChoice = count > 1 + 1e-9;
    return {
      variance,
      count,
      moments: alone,
      concentration: isChoice ? alone.concentration * count : 1,
      passing: isChoice ? (alone.passing * count * count) / (count - 1) : 1,
    };
  });
}

interface TwoRows {
  readonly row: number;
  readonly other: number;
  /** Of their scores; undefined for the row itself. */
  readonly covariance: number | undefined;
}

/**
 * E e^s e^s' goes with the exponential of the covariance: what a row has with another is what it has with itself, to the power of the
 * covariance over its variance. Of two rows the one that sees fewer keys.
 */
function powered(rows: readonly Row[], { row, other, covariance }: TwoRows, of: (row: Row) => number): number {
  const [one, two] = [rows[row], rows[other]];
  const narrow = (one?.count ?? 0) <= (two?.count ?? 0) ? one : two;
  if (narrow === undefined) return 1;
  if (covariance === undefined) return of(narrow);
  return narrow.variance > 0 ? Math.max(1e-12, of(narrow)) ** Math.max(0, Math.min(2, covariance / narrow.variance)) : 1;
}

/** Weighted sums of values, by two queries. */
export function weightedSums(weighing: Weighing, values: Told, groups: readonly PositionGroup[]): PositionPairs | undefined {
  const pairings = everyPairing(values, weighing.key, weighing.others);
  if (pairings === undefined) return undefined;
  const made = pairings.map((pairing, mask) => weightedPairs(weighing.weights, pairing, weighing.shares[mask] ?? pairing));
  return toldOn(made, groups, { axis: weighing.query, sizes: weighing.weights.rows, others: weighing.others });
}

interface Arrived {
  readonly gradient: Told;
  readonly scale: number;
}

/** Back to the values. */
export function gradientOfValues(
  weighing: Weighing,
  { gradient, scale }: Arrived,
  groups: readonly PositionGroup[],
): PositionPairs | undefined {
  const pairings = everyPairing(gradient, weighing.query, weighing.others);
  if (pairings === undefined) return undefined;
  const made = pairings.map((pairing, mask) => scaled(valueGradients(weighing.weights, pairing, weighing.shares[mask] ?? pairing), scale));
  return toldOn(made, groups, { axis: weighing.key, sizes: weighing.weights.keys, others: weighing.others });
}

const scaled = ({ own, two }: Pairing, factor: number): Pairing => ({
  own: own.map((value) => value * factor),
  two: two.map((value) => value * factor),
});

/** Through the softmax, from a gradient of its weights that is a product itself. */
export function gradientOfScores(weighing: Weighing, { left, right, scale }: Factors): ScoreGradients | undefined {
  const [rows, keys] = left.axes.some(({ name }) => name === weighing.query) ? [left, right] : [right, left];
  const [gradients, values] = [everyPairing(rows, weighing.query, weighing.others), everyPairing(keys, weighing.key, weighing.others)];
  if (gradients === undefined || values === undefined) return undefined;
  const { weights, shares } = weighing;
  const count = weights.rows.length;
  const openness = (row: number): number => 1 - (shares[0]?.own[row] ?? 1);
  const parts = gradients.map((gradient, mask): ScoreGradient => {
    const factor = weighing.passing[mask];
    const apart = apartIn(meetingOf(weights, values[mask] ?? gradient));
    return {
      weights: weighing.weights,
      passing: {
        own: gradient.own.map((value, index) => scale * value * (factor?.own[index] ?? 0)),
        two: gradient.two.map((value, index) => scale * value * (factor?.two[index] ?? 0)),
      },
      values: values[mask] ?? gradient,
      coherent: {
        own: gradient.own.map((value, row) => scale * value * openness(row) ** 2 * (apart[row * count + row] ?? 0)),
        two: gradient.two.map(
          (value, index) => scale * value * openness(Math.floor(index / count)) * openness(index % count) * (apart[index] ?? 0),
        ),
      },
    };
  });
  return { weighing, parts };
}

/** The mean square of the gradient of all scores. */
export function squareOfScores({ weighing, parts: [own] }: ScoreGradients): number {
  if (own === undefined) return 0;
  const squares = scoreSquares(own);
  const { rows, keys } = weighing.weights;
  const sum = squares.reduce((all, square, row) => all + square * (rows[row] ?? 0), 0);
  const total = (sizes: Float64Array): number => sizes.reduce((all, size) => all + size, 0);
  return sum / (total(rows) * total(keys));
}

/** All parts times a number. */
export function scaledScores({ weighing, parts }: ScoreGradients, factor: number): ScoreGradients {
  return {
    weighing,
    parts: parts.map((part) => ({ ...part, passing: scaled(part.passing, factor), coherent: scaled(part.coherent, factor) })),
  };
}

interface Back {
  readonly groups: readonly PositionGroup[];
  readonly scale: number;
}

/** Back to queries, from keys, which are apart in so many directions. */
export function gradientOfQueries(
  { weighing, parts }: ScoreGradients,
  keys: Told,
  { groups, scale, directions }: Back & { readonly directions: number },
): PositionPairs | undefined {
  const { query, key, others, weights } = weighing;
  const pairings = everyPairing(keys, key, others);
  const made = parts.map((part, mask) => scaled(queryGradients(part, pairings?.[mask] ?? part.values, directions), scale));
  return pairings === undefined ? undefined : toldOn(made, groups, { axis: query, sizes: weights.rows, others });
}

/** Back to keys, from queries. */
export function gradientOfKeys({ weighing, parts }: ScoreGradients, queries: Told, { groups, scale }: Back): PositionPairs | undefined {
  const { query, key, others, weights } = weighing;
  const pairings = everyPairing(queries, query, others);
  const made = parts.map((part, mask) => scaled(keyGradients(part, pairings?.[mask] ?? part.passing), scale));
  return pairings === undefined ? undefined : toldOn(made, groups, { axis: key, sizes: weights.keys, others });
}

/** What the sum over keys of their gradients times what they are made of has besides: of keys that are apart by 1, by other groups. */
export function leaningOfKeys({ weighing, parts }: ScoreGradients, queries: Told, keys: Told): Tilt | undefined {
  const { query, key, others } = weighing;
  const [ofQueries, ofKeys] = [everyPairing(queries, query, others), everyPairing(keys, key, others)];
  const bit = bitOfAxis(keys.groups, key);
  const apart = (keys.pairs[0] ?? 0) - (keys.pairs[bit] ?? 0);
  if (ofQueries === undefined || ofKeys === undefined || apart <= 0) return undefined;
  const sums = parts.map((part, mask) => coherentSum(part, ofQueries[mask] ?? part.passing, ofKeys[mask] ?? part.values) / apart);
  return { axes: [key], pairs: everyMask(keys.groups, (mask) => sums[maskIn(others, keys.groups, mask & ~bit)] ?? 0) };
}
