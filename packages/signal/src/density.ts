// Distributions of single elements that are no Gaussians: streams of residual blocks, and what an activation makes of a Gaussian.
import { normalDensity, normalQuadrature } from './quadrature.js';

/** Points and their probabilities, which add up to 1. */
export interface Density {
  readonly points: Float64Array;
  readonly weights: Float64Array;
  /** For a function of one Gaussian, that function; two such elements are the function of two correlated Gaussians. */
  readonly standard?: StandardForm | undefined;
}

/** y = value(z), Z ~ N(0, 1). */
export interface StandardForm {
  readonly value: (z: number) => number;
  /** z at each of the points. */
  readonly scores: Float64Array;
  /** Where the function has its kinks. */
  readonly edges: readonly number[];
  /** The correlation of the Gaussians of pairs, by the groups in which they differ. */
  readonly correlations: readonly number[];
}

/** A density that is worked out when somebody asks for it: most are not. */
export interface DensitySource {
  readonly get: () => Density;
  /** Whether it is a function of one Gaussian, which `key` tells from others. */
  readonly isOfGaussian: boolean;
  readonly key: string;
}

/** A source that works it out once. */
export function densitySource(how: Pick<DensitySource, 'isOfGaussian' | 'key'>, make: () => Density): DensitySource {
  let made: Density | undefined;
  return { ...how, get: () => (made ??= make()) };
}

/** The density of f(x). */
export function sourceThrough(source: DensitySource, name: string, f: (x: number) => number): DensitySource {
  return densitySource({ isOfGaussian: source.isOfGaussian, key: `${name} ${source.key}` }, () => throughFunction(source.get(), f));
}

const sumPoints = 240;
const reach = 6;

/** N(mean, variance) at the points of a quadrature whose panels end where a function has its kinks. */
export function gaussianDensity(mean: number, variance: number, form: Pick<StandardForm, 'edges' | 'correlations'>): Density {
  const deviation = Math.sqrt(Math.max(0, variance));
  const edges = deviation > 0 ? form.edges.map((x) => (x - mean) / deviation) : [];
  const { nodes, weights } = normalQuadrature(edges);
  const value = (z: number): number => mean + deviation * z;
  return { points: nodes.map(value), weights, standard: { value, scores: nodes, edges, correlations: form.correlations } };
}

/** The density of f(x). */
export function throughFunction({ points, weights, standard }: Density, f: (x: number) => number): Density {
  const through = standard === undefined ? undefined : { ...standard, value: (z: number) => f(standard.value(z)) };
  return { points: points.map(f), weights, standard: through };
}

/** E f(x) */
export function expectation({ points, weights }: Density, f: (x: number) => number): number {
  let sum = 0;
  for (let index = 0; index < points.length; index += 1) sum += (weights[index] ?? 0) * f(points[index] ?? 0);
  return sum;
}

/** The mean over the density of a function that is given at its points. */
export function averageOver({ weights }: Density, values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += (weights[index] ?? 0) * (values[index] ?? 0);
  return sum;
}

/** A density plus an independent Gaussian: the density of the sum, and how functions of the sum look from the first summand. */
export interface GaussianSum {
  readonly density: Density;
  /** E[g(sum) | first summand = x] at its points, from g at the points of the sum. */
  readonly seenFromFirst: (values: Float64Array) => Float64Array;
}

export function plusGaussian(first: Density, mean: number, variance: number): GaussianSum {
  const deviation = Math.sqrt(variance);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of first.points) [low, high] = [Math.min(low, x), Math.max(high, x)];
  low += mean - reach * deviation;
  high += mean + reach * deviation;
  // Points are the middles of cells, and 0, where most activations have their kink, lies between two cells.
  const width = (high - low) / sumPoints;
  const start = Math.floor(low / width);
  const points = Float64Array.from({ length: sumPoints + 1 }, (_, index) => (start + index + 0.5) * width);
  const kernel = Array.from(first.points, (x) => normalized(around(points, x + mean, deviation)));
  const weights = new Float64Array(points.length);
  for (const [index, row] of kernel.entries()) {
    const weight = first.weights[index] ?? 0;
    for (let at = 0; at < row.length; at += 1) weights[at] = (weights[at] ?? 0) + weight * (row[at] ?? 0);
  }
  return {
    density: { points, weights },
    seenFromFirst: (values) => Float64Array.from(kernel, (row) => averageOver({ points, weights: row }, values)),
  };
}

/** The density of N(centre, deviation^2) at evenly spaced points, 0 where it is out of reach. */
function around(points: Float64Array, centre: number, deviation: number): Float64Array {
  const values = new Float64Array(points.length);
  const [first, second] = [points[0] ?? 0, points[1] ?? 1];
  const width = second - first;
  const from = Math.max(0, Math.floor((centre - reach * deviation - first) / width));
  const to = Math.min(points.length - 1, Math.ceil((centre + reach * deviation - first) / width));
  for (let at = from; at <= to; at += 1) values[at] = normalDensity(((points[at] ?? 0) - centre) / deviation);
  return values;
}

function normalized(weights: Float64Array): Float64Array {
  let sum = 0;
  for (const weight of weights) sum += weight;
  // Where the Gaussian is narrower than the spacing of points, nothing is left of it.
  return sum > 0 ? weights.map((weight) => weight / sum) : weights;
}
