// What a scalar function does to a Gaussian: moments of its values and slopes, alone and in pairs. Not the function's derivative rule.
import { bendsOf, secondOrder, type Bends } from './bends.js';
import { correlationOf, decays, type Correlation } from './hermite-series.js';
import { normalQuadrature } from './quadrature.js';
import { rounded } from './rounded.js';

/** Moments under N(mean, variance). */
export interface TransferMoments {
  readonly mean: number;
  readonly square: number;
  /** E f^4 / (E f^2)^2 - 1, and the same of f'; 0 where f is 0. */
  readonly excess: number;
  /** E f'^2 */
  readonly slopeSquare: number;
  readonly slopeExcess: number;
  /** E x^2 f'^2 */
  readonly slopeReach: number;
  /** E x f' f */
  readonly slopeMixed: number;
  /** E f'^2 f^2 */
  readonly slopeKept: number;
  /** d E f / d ln variance, and the same of E f^2: by parts, E (x - mean) f' / 2 and E (x - mean) f f' */
  readonly meanGrowth: number;
  readonly squareGrowth: number;
  /** The same for the mean of the argument, in deviations: E z f^2 and E z f'^2 for z = (x - mean) / deviation. */
  readonly squareTilt: number;
  readonly slopeTilt: number;
  /** d E f'^2 / d ln variance */
  readonly slopeGrowth: number;
  /** Where the variance itself varies: v^2 d^2/dv^2 of E f, E f^2 and E f'^2, by the derivatives of the Gaussian (see bends.ts). */
  readonly meanBend: number;
  readonly squareBend: number;
  readonly slopeBend: number;
  /** Whether f is a number nearly everywhere; where it is none, as the root of what is negative, it is left out. */
  readonly isWhole: boolean;
}

/** Moments of pairs (u, w) under N(mean, variance) each, by their covariance. */
export interface TransferPairs {
  /** E f(u) f(w) */
  readonly value: Correlation;
  /** E f'(u) f'(w) */
  readonly slope: Correlation;
  /** E (u - mean) f'(u) (w - mean) f'(w) */
  readonly projection: Correlation;
  /** E f'(u)^2 f'(w)^2 */
  readonly slopeSquare: Correlation;
}

/** A scalar function with its derivative, seen from the statistics of its argument. */
export interface Transfer {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Where the slope jumps. */
  readonly kinks: readonly number[];
  /** The largest |f'| */
  readonly maximumSlope: number;
  /** Where it is a straight line. */
  readonly line: { readonly slope: number; readonly offset: number } | undefined;
  readonly moments: (mean: number, variance: number) => TransferMoments;
  readonly pairs: (mean: number, variance: number) => TransferPairs;
  readonly bends: (mean: number, variance: number) => Bends;
}

/** The analysis of a function; what was computed for one mean and variance is kept. */
export function createTransfer(value: (x: number) => number, slope: (x: number) => number): Transfer {
  const kinks = kinksOf(slope);
  const moments: Known<TransferMoments> = new Map();
  const pairs: Known<TransferPairs> = new Map();
  const bends: Known<Bends> = new Map();
  const f = { value, slope, kinks };
  return {
    value,
    slope,
    kinks,
    maximumSlope: maximumOf(slope, kinks),
    line: lineOf(value, slope),
    moments: (mean, variance) => kept(moments, [mean, variance, momentDigits], () => momentsUnder(f, mean, variance)),
    pairs: (mean, variance) => kept(pairs, [mean, variance, seriesDigits], () => pairsUnder(f, mean, variance)),
    bends: (mean, variance) => kept(bends, [mean, variance, seriesDigits], () => bendsUnder(f, mean, variance)),
  };
}

/** 0 where it is no number. */
const finite = (y: number): number => (Number.isFinite(y) ? y : 0);

interface Shape {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly kinks: readonly number[];
}

/** A series is as good to so many digits of its mean and variance: behind normalisations they differ by less. */
const seriesDigits = 6;
const momentDigits = 12;

/** By mean, then by variance. */
type Known<T> = Map<number, Map<number, T>>;

/** What was computed for numbers that agree to the given digits. */
function kept<T>(known: Known<T>, [mean, variance, digits]: readonly [number, number, number], compute: () => T): T {
  const [row, column] = [rounded(mean, digits), rounded(variance, digits)];
  const ofMean = known.get(row) ?? new Map<number, T>();
  const found = ofMean.get(column);
  if (found !== undefined) return found;
  const made = compute();
  known.set(row, ofMean.set(column, made));
  return made;
}

/** Where panels must end: at kinks, and, where the argument spreads wide, at the scale on which activations bend. */
function edgesFor({ kinks }: Shape, mean: number, deviation: number): readonly number[] {
  const bends = deviation > 1.4 ? [-16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16] : [];
  return deviation > 0 ? [...kinks, ...bends].map((x) => (x - mean) / deviation) : [];
}

/** Nothing added up yet. */
const zeroSums = () => ({
  mean: 0,
  square: 0,
  slopeSquare: 0,
  slopeReach: 0,
  slopeMixed: 0,
  slopeKept: 0,
  meanGrowth: 0,
  squareGrowth: 0,
  squareTilt: 0,
  slopeTilt: 0,
  slopeGrowth: 0,
  meanBend: 0,
  squareBend: 0,
  slopeBend: 0,
});

function momentsUnder(f: Shape, mean: number, variance: number): TransferMoments {
  const deviation = Math.sqrt(Math.max(0, variance));
  const { nodes, weights } = normalQuadrature(edgesFor(f, mean, deviation));
  const sums = zeroSums();
  const squares = new Float64Array(nodes.length);
  const slopes = new Float64Array(nodes.length);
  let lost = 0;
  for (let index = 0; index < nodes.length; index += 1) {
    const z = nodes[index] ?? 0;
    const weight = weights[index] ?? 0;
    const x = mean + deviation * z;
    const y = f.value(x);
    if (!Number.isFinite(y)) lost += weight;
    const value = finite(y);
    const steepness = finite(f.slope(x));
    const slope = steepness ** 2;
    squares[index] = value * value;
    slopes[index] = slope;
    sums.mean += weight * value;
    sums.square += weight * value * value;
    sums.slopeSquare += weight * slope;
    sums.slopeReach += weight * x * x * slope;
    sums.slopeMixed += weight * x * steepness * value;
    sums.slopeKept += weight * slope * value * value;
    const spread = weight * deviation * z * steepness;
    sums.meanGrowth += spread / 2;
    sums.squareGrowth += spread * value;
    sums.squareTilt += weight * z * value * value;
    sums.slopeTilt += weight * z * slope;
    const bend = weight * secondOrder(z);
    sums.slopeGrowth += weight * 0.5 * (z * z - 1) * slope;
    sums.meanBend += bend * value;
    sums.squareBend += bend * value * value;
    sums.slopeBend += bend * slope;
  }
  return {
    ...sums,
    excess: excessOf(squares, weights, sums.square),
    slopeExcess: excessOf(slopes, weights, sums.slopeSquare),
    slopeGrowth: beyondTails(sums.slopeGrowth, sums.slopeSquare),
    meanBend: beyondTails(sums.meanBend, Math.sqrt(sums.square)),
    squareBend: beyondTails(sums.squareBend, sums.square),
    slopeBend: beyondTails(sums.slopeBend, sums.slopeSquare),
    isWhole: lost <= largestLoss,
  };
}

/** E s^2 / (E s)^2 - 1 of squares s with this mean: each over the mean, for squares of squares would be lost where numbers are small. */
function excessOf(squares: Float64Array, weights: Float64Array, mean: number): number {
  if (mean <= 0) return 0;
  let sum = 0;
  for (let index = 0; index < squares.length; index += 1) sum += (weights[index] ?? 0) * ((squares[index] ?? 0) / mean) ** 2;
  return sum - 1;
}

/** The tails that quadrature leaves out are all that bends a power of its argument: without them a chain of relu comes to rest. */
const beyondTails = (bend: number, moment: number): number => (Math.abs(bend) < 1e-8 * Math.abs(moment) ? 0 : bend);

/** A part of the distribution that no network meets. */
const largestLoss = 1e-6;

function pairsUnder(f: Shape, mean: number, variance: number): TransferPairs {
  const deviation = Math.sqrt(Math.max(0, variance));
  const edges = edgesFor(f, mean, deviation);
  const at = (z: number): number => mean + deviation * z;
  return {
    value: later(() => correlationOf((z) => finite(f.value(at(z))), edges, decays.kink)),
    slope: later(() => correlationOf((z) => finite(f.slope(at(z))), edges, decays.jump)),
    projection: later(() => correlationOf((z) => deviation * z * finite(f.slope(at(z))), edges, decays.kink)),
    slopeSquare: later(() => correlationOf((z) => finite(f.slope(at(z))) ** 2, edges, decays.jump)),
  };
}

function bendsUnder(f: Shape, mean: number, variance: number): Bends {
  const deviation = Math.sqrt(variance);
  const known = { value: (x: number) => finite(f.value(x)), slope: (x: number) => finite(f.slope(x)) };
  return bendsOf(known, edgesFor(f, mean, deviation), { mean, deviation });
}

/** The correlation, made when it is first asked for. */
function later(make: () => Correlation): Correlation {
  let made: Correlation | undefined;
  return (r) => (made ??= make())(r);
}

/** Where the slope jumps within [-64, 64]: a change that stays, however near the two sides come. */
function kinksOf(slope: (x: number) => number): readonly number[] {
  const kinks: number[] = [];
  const step = 0.25;
  // Kinks lie at round numbers, which would be edges of cells: cells begin beside them.
  const first = -64.1;
  for (let low = first; low < 64; low += step) {
    let [left, right] = [low, low + step];
    let jump = Math.abs(slope(right) - slope(left));
    for (let halving = 0; halving < 60 && jump > 1e-6 && right - left > 1e-14; halving += 1) {
      const middle = (left + right) / 2;
      const [before, after] = [Math.abs(slope(middle) - slope(left)), Math.abs(slope(right) - slope(middle))];
      if (before > after) right = middle;
      else left = middle;
      jump = Math.max(before, after);
    }
    if (jump > 1e-3) kinks.push(roundedKink((left + right) / 2));
  }
  return kinks;
}

/** The bisection ends within rounding of the kink: 0 is 0. */
const roundedKink = (x: number): number => {
  const near = Math.round(x * 1e9) / 1e9;
  return near === 0 ? 0 : near;
};

function maximumOf(slope: (x: number) => number, kinks: readonly number[]): number {
  let [largest, at] = [0, 0];
  const consider = (x: number): void => {
    const size = Math.abs(slope(x));
    if (size > largest) [largest, at] = [size, x];
  };
  for (let x = -20; x <= 20; x += 1 / 64) consider(x);
  for (const kink of kinks) for (const x of [kink - 1e-9, kink + 1e-9]) consider(x);
  for (let width = 1 / 64; width > 1e-7; width /= 2) for (const x of [at - width, at + width]) consider(x);
  return largest;
}

function lineOf(value: (x: number) => number, slope: (x: number) => number): Transfer['line'] {
  const steepness = slope(0.3);
  const offset = value(0);
  // A sign is flat everywhere, and no line.
  const isOnLine = (x: number): boolean => Math.abs(value(x) - offset - steepness * x) <= 1e-9 * (1 + Math.abs(value(x)));
  const isStraight = [-30, -3, -0.7, 0, 1.1, 5, 40].every(
    (x) => Math.abs(slope(x) - steepness) <= 1e-12 * Math.abs(steepness) && isOnLine(x),
  );
  return isStraight ? { slope: steepness, offset } : undefined;
}
