// Softmax over a group of positions, as in attention, or over units, as in a classifier.
import { causalRows, meanOfRows, onRows } from './causal-rows.js';
import { gradientOfScores, squareOfScores, weighingOf } from './causal-attention.js';
import { combineFields, evenField, meanOfField, scaleField, type Field } from './field.js';
import {
  everyMask,
  fieldOnAxes,
  maskAlong,
  maskIn,
  meanOf,
  meanSquare,
  type Coherence,
  type GradientMoments,
  type Moments,
  type Weighing,
} from './moments.js';
import type { SoftmaxMoments } from './softmax-moments.js';
import { simpleStep, type SignalStep } from './step.js';

/** What a softmax is computed from. */
export interface SoftmaxOptions {
  readonly over: readonly string[];
  readonly moments: (count: number, variance: number, freedom: number | undefined) => SoftmaxMoments;
}

/**
 * A = softmax(x). Only scores that differ along the axes count: their variance is E x^2 - E x x' along them. Scores of other positions
 * with correlation r give weights with E sum A A' = (1/n) (n E sum A^2)^r (section 5 of docs/gradient.md).
 * A weighted mean leans towards what the scores look for: for Gaussian x_s with scores m^T x_s of variance s^2, by parts, E sum A x =
 * (1 - E sum A^2) (E x^2 - E x x') m, which is s^2 (1 - E sum A^2)^2 / n of what x has apart. The way back sees the same covariance.
 */
export function softmax(x: Moments, { over, moments }: SoftmaxOptions): SignalStep {
  const bit = maskAlong(x.groups, over);
  const size = x.axes.filter(({ name }) => over.includes(name)).reduce((product, axis) => product * axis.size, 1);
  const along = (mask: number): number => (bit === 0 ? meanOf(x) ** 2 : (x.pairs[mask | bit] ?? 0));
  const variance = Math.max(0, meanSquare(x) - along(0));
  const weighing =
    x.causal !== undefined && over.length === 1 && over[0] === x.causal.key
      ? weighingOf(x, (count, spread) => moments(count, spread, x.freedom))
      : undefined;
  const rows = rowsOf(x, over, { size, of: (count) => moments(count, variance, x.freedom), weighing });
  const correlation = (mask: number): number => (variance > 0 ? Math.max(0, ((x.pairs[mask] ?? 0) - along(mask)) / variance) : 0);
  const shared = (mask: number): number =>
    mask === 0 ? rows.concentration : (1 / rows.count) * Math.max(1, rows.concentration * rows.count) ** correlation(mask);
  const pairs = everyMask(x.groups, (mask) =>
    (mask & bit) === 0 || bit === 0 ? shared(mask) / size : (1 - shared(mask & ~bit)) / (size * Math.max(1, size - 1)),
  );
  const output: Moments = {
    axes: x.axes,
    groups: x.groups,
    weighing,
    mean: evenField(1 / size, x.axes.length),
    square: rows.squares,
    pairs: pairs.map((pair, mask) => (mask === 0 ? meanOfField(rows.squares) : pair)),
    tilt: bit === 0 ? undefined : { axes: over, pairs: everyMask(x.groups, (mask) => variance * correlation(mask & ~bit) * rows.openness) },
  };
  return simpleStep(output, (gradient) => [throughWeighing(gradient, backward(x, gradient, { over, bit, size, rows, shared }), weighing)]);
}

/** Behind a causal mask, where it is known what the gradient of the weights is a product of. */
function throughWeighing({ factors }: GradientMoments, back: GradientMoments, weighing: Weighing | undefined): GradientMoments {
  const scores = factors === undefined || weighing === undefined ? undefined : gradientOfScores(weighing, factors);
  const level = meanSquare(back);
  if (scores === undefined || level <= 0) return back;
  const factor = squareOfScores(scores) / level;
  return { ...back, square: scaleField(back.square, factor), pairs: back.pairs.map((pair) => pair * factor), scores };
}

interface Row extends SoftmaxMoments {
  readonly count: number;
  /** The mean over rows of (1 - E sum A^2)^2 */
  readonly openness: number;
  /** E A^2 and E of what passes, by position. */
  readonly squares: Field;
  readonly passes: Field;
}

interface Counting {
  readonly size: number;
  readonly of: (count: number) => SoftmaxMoments;
  readonly weighing: Weighing | undefined;
}

/** Behind a causal mask the row of position i has i + 1 scores, else all have as many. */
function rowsOf(x: Moments, over: readonly string[], { size, of, weighing }: Counting): Row {
  const { causal } = x;
  const query = causal === undefined ? undefined : x.axes.find(({ name }) => name === causal.query);
  if (causal === undefined || query === undefined || !over.includes(causal.key)) {
    const { concentration, passing, curvature, answer } = of(size);
    const even = (value: number): Field => evenField(value, x.axes.length);
    const openness = (1 - concentration) ** 2;
    return {
      count: size,
      concentration,
      passing,
      curvature,
      answer,
      openness,
      squares: even(concentration / size),
      passes: even(passing / size),
    };
  }
  const rows = weighing?.rows ?? causalRows(query.size, size, of);
  const mean = (of: (moments: SoftmaxMoments) => number): number => meanOfRows(rows, of);
  const field = (of: (moments: SoftmaxMoments) => number): Field =>
    fieldOnAxes({ extents: [query.size], values: onRows(rows, of) }, [query], x.axes);
  return {
    count: Math.max(1, size / 2),
    concentration: mean(({ concentration }) => concentration),
    passing: mean(({ passing }) => passing),
    curvature: mean(({ curvature }) => curvature),
    answer: mean(({ answer }) => answer),
    openness: mean(({ concentration }) => (1 - concentration) ** 2),
    squares: field(({ concentration }) => concentration / size),
    passes: field(({ passing }) => passing / size),
  };
}

/** By how much the gradient of a score is moved by what the score is made of: its square, and two of them. */
function answersOf({ concentration, passing, curvature, answer }: Row): Pick<Coherence, 'squared' | 'paired'> {
  return {
    squared: passing > 0 ? curvature / passing : 0,
    paired: concentration < 1 ? (answer / (1 - concentration)) ** 2 : 0,
  };
}

interface Way {
  readonly over: readonly string[];
  readonly bit: number;
  readonly size: number;
  readonly rows: Row;
  readonly shared: (mask: number) => number;
}

/** dx = A (g - sum A g): E dx^2 = F/n (E g^2 - E g g' along the axes), and the sum over the axes is 0. */
function backward(x: Moments, gradient: GradientMoments, { over, bit, size, rows, shared }: Way): GradientMoments {
  const { groups } = gradient;
  const at = (mask: number): number => gradient.pairs[maskIn(groups, x.groups, mask)] ?? 0;
  const apart = (mask: number): number => at(mask) - (bit === 0 ? 0 : at(mask | bit));
  const own = Math.max(0, apart(0));
  const level = meanSquare(gradient);
  const square = combineFields(rows.passes, gradient.square, (pass, here) => (level > 0 ? (pass * here * own) / level : 0));
  const pass = (mask: number): number => (mask === 0 ? rows.passing : Math.min(shared(mask), rows.passing)) / size;
  return {
    axes: x.axes,
    groups: x.groups,
    square,
    pairs: everyMask(x.groups, (mask) => {
      if (mask === 0) return meanOfField(square);
      const outside = mask & ~bit;
      const value = outside === 0 ? meanOfField(square) : pass(outside) * apart(outside);
      return (mask & bit) === 0 || bit === 0 ? value : -value / Math.max(1, size - 1);
    }),
    logVariance: gradient.logVariance,
    coherent:
      bit === 0 ? undefined : { axes: over, ...answersOf(rows), pairs: everyMask(x.groups, (mask) => rows.openness * apart(mask & ~bit)) },
  };
}
