// How large random weights can become, except with a stated probability. Proved for any of the distributions; not sampled.
import { errorFunction } from '@trammel/program';
import { above } from './interval.js';

/**
 * Independent weights around `mean`, each of which is below a normal variable of standard deviation `spread` in convex order: the
 * mean of any convex function of the weight less its mean is at most that of the normal variable. All the bounds here are of convex
 * functions, through E exp(t f), and so hold for such weights because they hold for normal ones.
 */
export interface Independent {
  readonly mean: number;
  readonly spread: number;
}

/**
 * A uniform variable on [-a, a] is below a normal one of the same E|x|, a/2 = spread * sqrt(2/pi): E(x - k)+ agrees at k = 0 in value
 * and slope, and the difference of the densities changes its sign from + to - to + as k grows, so that E(x - k)+ never exceeds it.
 */
export const spreadOfUniform = (halfWidth: number): number => above((halfWidth * Math.sqrt(2 * Math.PI)) / 4);

/** By the same argument, a normal variable cut off at two standard deviations: E|x| = 2 (phi(0) - phi(2)) / (2 Phi(2) - 1) * std. */
export function spreadOfTruncated(std: number): number {
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const absolute = (2 * (density(0) - density(2))) / errorFunction(Math.SQRT2);
  return std * absolute * Math.sqrt(Math.PI / 2) * (1 + 2 ** -36);
}

/** t with exp(-t^2/2) = probability / events. */
const deviations = (events: number, probability: number): number => above(Math.sqrt(2 * Math.log(events / probability)));

/** No one of so many weights is farther from its mean: P(|x| > t * std) <= 2 exp(-t^2/2) / 2. */
export function largestOf(count: number, spread: number, probability: number): number {
  return above(spread * deviations(count, probability));
}

/**
 * The 2-norm of each of `matrices` matrices: E ||A|| <= spread (sqrt(rows) + sqrt(columns)), and ||A|| exceeds that by t * spread with a
 * probability of at most exp(-t^2/2) (Davidson and Szarek 2001, theorem II.13); a mean adds |mean| sqrt(rows * columns).
 */
export function spectralNorm(
  { mean, spread }: Independent,
  size: { readonly rows: number; readonly columns: number; readonly matrices: number },
  probability: number,
): number {
  const random = Math.sqrt(size.rows) + Math.sqrt(size.columns) + deviations(size.matrices, probability);
  return above(above(Math.abs(mean) * Math.sqrt(size.rows * size.columns)) + above(spread * above(random)) * (1 + 2 ** -48));
}

/** The root of the sum of squares of all of them, a function that changes by no more than they do together. */
export function frobeniusNorm({ mean, spread }: Independent, count: number, probability: number): number {
  const random = Math.sqrt(count) + deviations(1, probability);
  return above(above(Math.abs(mean) * Math.sqrt(count)) + above(spread * above(random)) * (1 + 2 ** -48));
}

/** Numbers between `low` and `high`, of which each of `rows` rows of `terms` weights makes a sum. */
export interface Sums {
  readonly low: number;
  readonly high: number;
  readonly terms: number;
  readonly rows: number;
}

/**
 * What no sum of weights times numbers exceeds, whatever the numbers are: for z the weight less its mean, each term is at most
 * h(z) = max(low * z, high * z), which is convex, so that for every t > 0 a sum exceeds (terms * log E exp(t h(g)) + log(rows /
 * probability)) / t with no more than that probability, where for a normal g of deviation s
 * E exp(t h(g)) = exp((t s high)^2/2) Phi(t s high) + exp((t s low)^2/2) Phi(-t s low).
 */
export function largestSum({ mean, spread }: Independent, { low, high, terms, rows }: Sums, probability: number): number {
  // Some of the terms may be missing.
  const fixed = above(terms * above(Math.max(mean * low, mean * high, 0)));
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (spread === 0 || largest === 0) return fixed;
  const events = Math.log(rows / probability);
  const start = Math.sqrt((2 * events) / terms) / (spread * largest);
  let best = Number.POSITIVE_INFINITY;
  for (let step = -4; step <= 8; step += 1) {
    const t = start * 2 ** (step / 4);
    const [up, down] = [t * spread * high, t * spread * low];
    const mean = Math.exp((up * up) / 2) * normal(up) + Math.exp((down * down) / 2) * normal(-down);
    best = Math.min(best, (terms * (Math.log(mean) + 2 ** -36) + events) / t);
  }
  return above(fixed + best * (1 + 2 ** -40));
}

const normal = (x: number): number => (1 + errorFunction(x / Math.SQRT2)) / 2 + 2 ** -40;
