// Pairs of elements of any distribution as one function of two correlated Gaussians: the closure for streams of residual blocks.
import type { Density, StandardForm } from './density.js';
import { correlationOf, decays } from './hermite-series.js';
import { normalQuantile } from './normal-distribution.js';

/**
 * The form y = T(Z) with T increasing, and for each kind of pairs the correlation of the Gaussians that gives their moment. Exact for
 * single elements; for pairs the Gaussian copula is the closure.
 */
export function gaussianCopula({ points, weights, standard }: Density, pairs: readonly number[], kinks: readonly number[]): StandardForm {
  if (standard !== undefined) return standard;
  const order = Array.from(points.keys()).sort((a, b) => (points[a] ?? 0) - (points[b] ?? 0));
  const values = order.map((index) => points[index] ?? 0);
  let below = 0;
  const scores = order.map((index) => {
    const weight = weights[index] ?? 0;
    const score = normalQuantile(below + weight / 2);
    below += weight;
    return score;
  });
  const value = interpolation(scores, values);
  const edges = kinks.map(interpolation(values, scores));
  const moment = correlationOf(value, edges, decays.kink);
  const correlations = pairs.map((pair, mask) => (mask === 0 ? 1 : solve(moment, pair)));
  const byPoint = new Float64Array(points.length);
  for (const [place, index] of order.entries()) byPoint[index] = scores[place] ?? 0;
  return { value, scores: byPoint, edges, correlations };
}

/** The correlation at which a moment that grows with it has the wanted value. */
function solve(moment: (correlation: number) => number, wanted: number): number {
  let [low, high] = [-1, 1];
  for (let halving = 0; halving < 40; halving += 1) {
    const middle = (low + high) / 2;
    if (moment(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** A straight line between neighbours, and as the last two beyond the ends. */
function interpolation(from: readonly number[], to: readonly number[]): (x: number) => number {
  return (x) => {
    let [low, high] = [0, from.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((from[middle] ?? 0) <= x) low = middle;
      else high = middle;
    }
    const [start, end] = [from[low] ?? 0, from[high] ?? 0];
    const part = end > start ? (x - start) / (end - start) : 0;
    return (to[low] ?? 0) + part * ((to[high] ?? 0) - (to[low] ?? 0));
  };
}
