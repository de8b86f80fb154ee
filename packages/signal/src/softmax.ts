// Softmax over a group of positions, as in attention, or over units, as in a classifier.
import { combineFields, evenField, meanOfField, type Field } from './field.js';
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
  const rows = rowsOf(x, over, { size, of: (count) => moments(count, variance, x.freedom) });
  const correlation = (mask: number): number => (variance > 0 ? Math.max(0, ((x.pairs[mask] ?? 0) - along(mask)) / variance) : 0);
  const shared = (mask: number): number =>
    mask === 0 ? rows.concentration : (1 / rows.count) * Math.max(1, rows.concentration * rows.count) ** correlation(mask);
  const pairs = everyMask(x.groups, (mask) =>
    (mask & bit) === 0 || bit === 0 ? shared(mask) / size : (1 - shared(mask & ~bit)) / (size * Math.max(1, size - 1)),
  );
  const output: Moments = {
    axes: x.axes,
    groups: x.groups,
    mean: evenField(1 / size, x.axes.length),
    square: rows.squares,
    pairs: pairs.map((pair, mask) => (mask === 0 ? meanOfField(rows.squares) : pair)),
    tilt: bit === 0 ? undefined : { axes: over, pairs: everyMask(x.groups, (mask) => variance * correlation(mask & ~bit) * rows.openness) },
  };
  return simpleStep(output, (gradient) => [backward(x, gradient, { over, bit, size, rows, shared })]);
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
}

/** Behind a causal mask the row of position i has i + 1 scores, else all have as many. */
function rowsOf(x: Moments, over: readonly string[], { size, of }: Counting): Row {
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
  const rows = causalRows(query.size, size, of);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const onRows = (values: readonly number[]): Field =>
    fieldOnAxes({ extents: [values.length], values: Float64Array.from(values) }, [query], x.axes);
  const [concentration, passing] = [mean(rows.map((row) => row.concentration)), mean(rows.map((row) => row.passing))];
  return {
    count: Math.max(1, size / 2),
    concentration,
    passing,
    curvature: mean(rows.map((row) => row.curvature)),
    answer: mean(rows.map((row) => row.answer)),
    openness: mean(rows.map((row) => (1 - row.concentration) ** 2)),
    squares: onRows(rows.map((row) => row.concentration / size)),
    passes: onRows(rows.map((row) => row.passing / size)),
  };
}

/** The moments of rows of 1, 2... scores: computed where the count grows by three fifths, and between those in proportion. */
function causalRows(queries: number, keys: number, of: (count: number) => SoftmaxMoments): readonly SoftmaxMoments[] {
  const rows: SoftmaxMoments[] = [];
  let [low, high] = [1, 1];
  let [below, above] = [of(1), of(1)];
  for (let position = 0; position < queries; position += 1) {
    const count = Math.min(position + 1, keys);
    if (count > high) {
      [low, below] = [high, above];
      high = Math.min(keys, Math.max(high + 1, Math.floor(high * 1.6)));
      above = of(high);
    }
    const part = high === low ? 1 : Math.log(count / low) / Math.log(high / low);
    const between = (a: number, b: number): number => (a > 0 && b > 0 ? a * (b / a) ** part : a + (b - a) * part);
    rows.push({
      concentration: between(below.concentration, above.concentration),
      passing: between(below.passing, above.passing),
      curvature: between(below.curvature, above.curvature),
      answer: between(below.answer, above.answer),
    });
  }
  return rows;
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
