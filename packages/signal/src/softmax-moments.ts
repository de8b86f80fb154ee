// Moments of a softmax over n Gaussian scores: how concentrated it is, and how much of a gradient passes it.
import { normalQuadrature } from './quadrature.js';

export interface SoftmaxMoments {
  /** E sum A^2 */
  readonly concentration: number;
  /** E sum G, G = A^2 (1 - 2 A + sum A^2): the squared gradient of a score for independent gradients of weights. */
  readonly passing: number;
  /** E sum of d^2 G / dx^2 for the score x itself: how the square of its gradient goes with what the score is made of. */
  readonly curvature: number;
  /** E sum of d (A - A^2) / dx, likewise for the gradient. */
  readonly answer: number;
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
    return mixtureOf([low, 1 - (place - below)], [high, place - below]);
  };
  return (count, variance, freedom) => {
    if (freedom === undefined) return at(count, variance);
    // The variance of scores of one query goes with its squared length: chi^2 by Wilson and Hilferty's cube.
    const spread = 2 / (9 * freedom);
    return mixtureOf(
      ...hermitePoints.map(([z, weight]) => {
        const factor = Math.max(0.05, 1 - spread + z * Math.sqrt(spread)) ** 3;
        return [at(count, variance * factor), weight] as const;
      }),
    );
  };
}

/** Moments in parts. */
function mixtureOf(...parts: readonly (readonly [SoftmaxMoments, number])[]): SoftmaxMoments {
  const sum = (of: (moments: SoftmaxMoments) => number): number => parts.reduce((all, [moments, weight]) => all + weight * of(moments), 0);
  return {
    concentration: sum(({ concentration }) => concentration),
    passing: sum(({ passing }) => passing),
    curvature: sum(({ curvature }) => curvature),
    answer: sum(({ answer }) => answer),
  };
}

/** The distance of neighbouring variances on the grid, in the natural logarithm. */
const gridStep = 0.1;
const smallestVariance = 1e-8;

const steps = 48;

/** The largest power of one weight that is asked for. */
const highest = 6;

/**
 * 1/S^k = integral of t^(k-1) exp(-t S) / Gamma(k) over t makes sums of exponentials products of single ones: of E A^k, and of E A^k A'^2 for
 * another weight.
 */
export function softmaxMoments(count: number, variance: number): SoftmaxMoments {
  if (count <= 1) return { concentration: 1, passing: 0, curvature: 0, answer: 0 };
  const deviation = Math.sqrt(Math.max(variance, 1e-12));
  const { nodes, weights } = normalQuadrature([]);
  const exponentials = nodes.map((z) => Math.exp(deviation * z));
  const [from, to] = [Math.log(1e-9 / count), Math.log(200)];
  const width = (to - from) / steps;
  const powers = new Float64Array(highest + 1);
  const crossed = new Float64Array(highest + 1);
  for (let step = 0; step <= steps; step += 1) {
    const t = Math.exp(from + step * width);
    const transforms = laplace(t, exponentials, weights);
    const [l0 = 1e-300, , l2 = 0] = transforms;
    // dt = t d(log t); the integrands vanish at both ends.
    const others = Math.exp((count - 1) * Math.log(l0)) * width;
    let gamma = t;
    for (let power = 2; power <= highest; power += 1) {
      // t^power / Gamma(power), and the same for two more factors.
      gamma *= t / (power - 1);
      powers[power] = (powers[power] ?? 0) + others * gamma * (transforms[power] ?? 0);
      const two = (gamma * t * t) / (power * (power + 1));
      crossed[power] = (crossed[power] ?? 0) + (others * two * (transforms[power] ?? 0) * l2) / l0;
    }
  }
  return polynomials(count, powers, crossed);
}

/** From E A^k and E A^k A'^2; those of A^k sum A^2 follow. */
function polynomials(count: number, powers: Float64Array, crossed: Float64Array): SoftmaxMoments {
  const alone = (power: number): number => count * (powers[power] ?? 0);
  const withSum = (power: number): number => count * (count - 1) * (crossed[power] ?? 0) + alone(power + 2);
  const concentration = Math.min(1, Math.max(1 / count, alone(2)));
  return {
    concentration,
    passing: Math.max(0, alone(2) - 2 * alone(3) + withSum(2)),
    curvature: 4 * alone(2) - 28 * alone(3) + 60 * alone(4) - 40 * alone(5) + 4 * withSum(2) - 20 * withSum(3) + 20 * withSum(4),
    answer: 1 - 3 * concentration + 2 * alone(3),
  };
}

/** E[e^(j s z) exp(-t e^(s z))] by j, but for j = 1. */
function laplace(t: number, exponentials: Float64Array, weights: Float64Array): readonly number[] {
  let [l0, l2, l3, l4, l5, l6] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < exponentials.length; index += 1) {
    const e = exponentials[index] ?? 0;
    const damped = (weights[index] ?? 0) * Math.exp(-t * e);
    l0 += damped;
    const square = damped * e * e;
    l2 += square;
    const cube = square * e;
    l3 += cube;
    l4 += cube * e;
    const fifth = cube * e * e;
    l5 += fifth;
    l6 += fifth * e;
  }
  return [Math.max(l0, 1e-300), 0, l2, l3, l4, l5, l6];
}
