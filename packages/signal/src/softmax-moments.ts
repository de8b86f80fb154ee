// Moments of a softmax over n Gaussian scores: how concentrated it is, and how much of a gradient passes it.
import { normalQuadrature } from './quadrature.js';

export interface SoftmaxMoments {
  /** E sum A^2 */
  readonly concentration: number;
  /** E sum A^2 (1 - 2 A + sum A^2) */
  readonly passing: number;
}

/** Points of a Gauss-Hermite rule for a mean over N(0, 1), with weights. */
const hermitePoints: readonly (readonly [number, number])[] = [
  [-3.750439717725742, 0.000548268855972218],
  [-2.366759410734541, 0.0307571239675865],
  [-1.154405394739968, 0.2401231786050128],
  [0, 0.4571428571428571],
  [1.154405394739968, 0.2401231786050128],
  [2.366759410734541, 0.0307571239675865],
  [3.750439717725742, 0.000548268855972218],
];

/** The moments; what was computed is kept by the one who holds the function. */
export function createSoftmaxMoments(): (count: number, variance: number, freedom: number | undefined) => SoftmaxMoments {
  const known = new Map<string, SoftmaxMoments>();
  const onGrid = (count: number, point: number): SoftmaxMoments => {
    const key = `${count} ${point}`;
    const found = known.get(key) ?? softmaxMoments(count, Math.exp(point * gridStep));
    known.set(key, found);
    return found;
  };
  // Between points of a grid of logarithms, on which all layers of a network look.
  const at = (count: number, variance: number): SoftmaxMoments => {
    const place = Math.log(Math.max(variance, smallestVariance)) / gridStep;
    const below = Math.floor(place);
    const [low, high] = [onGrid(count, below), onGrid(count, below + 1)];
    const between = (from: number, to: number): number => from + (to - from) * (place - below);
    return { concentration: between(low.concentration, high.concentration), passing: between(low.passing, high.passing) };
  };
  return (count, variance, freedom) => {
    if (freedom === undefined) return at(count, variance);
    // The variance of scores of one query goes with its squared length: chi^2 by Wilson and Hilferty's cube.
    const spread = 2 / (9 * freedom);
    let [concentration, passing] = [0, 0];
    for (const [z, weight] of hermitePoints) {
      const factor = Math.max(0.05, 1 - spread + z * Math.sqrt(spread)) ** 3;
      const moments = at(count, variance * factor);
      concentration += weight * moments.concentration;
      passing += weight * moments.passing;
    }
    return { concentration, passing };
  };
}

/** The distance of neighbouring variances on the grid, in the natural logarithm. */
const gridStep = 0.1;
const smallestVariance = 1e-8;

const steps = 48;

/** 1/S^k = integral of t^(k-1) exp(-t S) / Gamma(k) over t makes sums of exponentials products of single ones. */
export function softmaxMoments(count: number, variance: number): SoftmaxMoments {
  if (count <= 1) return { concentration: 1, passing: 0 };
  const deviation = Math.sqrt(Math.max(variance, 1e-12));
  const { nodes, weights } = normalQuadrature([]);
  const exponentials = nodes.map((z) => Math.exp(deviation * z));
  const [from, to] = [Math.log(1e-9 / count), Math.log(200)];
  const width = (to - from) / steps;
  let [second, third, fourth, mixed] = [0, 0, 0, 0];
  for (let step = 0; step <= steps; step += 1) {
    const t = Math.exp(from + step * width);
    const [l0, l2, l3, l4] = laplace(t, exponentials, weights);
    // dt = t d(log t); the integrands vanish at both ends.
    const others = Math.exp((count - 1) * Math.log(l0)) * t * width;
    second += others * t * l2;
    third += (others * t * t * l3) / 2;
    fourth += (others * t ** 3 * l4) / 6;
    mixed += (others * t ** 3 * l2 * l2) / 6 / l0;
  }
  const sums = { a2: count * second, a3: count * third, a22: count * fourth + count * (count - 1) * mixed };
  return { concentration: Math.min(1, Math.max(1 / count, sums.a2)), passing: Math.max(0, sums.a2 - 2 * sums.a3 + sums.a22) };
}

/** E[e^(j s z) exp(-t e^(s z))] for j = 0, 2, 3, 4. */
function laplace(t: number, exponentials: Float64Array, weights: Float64Array): readonly [number, number, number, number] {
  let [l0, l2, l3, l4] = [0, 0, 0, 0];
  for (let index = 0; index < exponentials.length; index += 1) {
    const e = exponentials[index] ?? 0;
    const damped = (weights[index] ?? 0) * Math.exp(-t * e);
    l0 += damped;
    const square = damped * e * e;
    l2 += square;
    l3 += square * e;
    l4 += square * e * e;
  }
  return [Math.max(l0, 1e-300), l2, l3, l4];
}
