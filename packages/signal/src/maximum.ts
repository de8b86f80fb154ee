// The largest of several elements: pools and reductions. The gradient lands on the one that was the largest.
import { gaussianDensity, type Density, type StandardForm } from './density.js';
import { evenField, meanOfField, scaleField, sumOverWindows, type Field, type Taps } from './field.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  maskIn,
  meanOf,
  positionsOf,
  varianceOf,
  type GradientMoments,
  type Moments,
  type PositionGroup,
  type SignalAxis,
} from './moments.js';
import { normalDistribution } from './normal-distribution.js';
import { normalQuadrature } from './quadrature.js';
import { simpleStep, type SignalStep } from './step.js';

/** Where maxima are taken. */
export interface Choice {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  /** Among how many elements; windows at a border have fewer, which is passed over. */
  readonly among: number;
  /** The groups of positions that the elements differ in, as a mask of the groups of the input; 0 for units. */
  readonly along: number;
  /** By axis of the input, for pools; undefined where nothing slides, or for reductions. */
  readonly taps: readonly (Taps | undefined)[];
}

/**
 * The maximum of n equally correlated Gaussians seen through a monotone function: their common part is one Gaussian t, and the
 * largest of the rest has the density n phi(z) Phi(z)^(n-1).
 */
export function maximum(x: Moments, choice: Choice): SignalStep {
  const { axes, groups, among, along } = choice;
  const density = x.density?.isOfGaussian === true ? x.density.get() : plainDensity(x);
  const standard = density.standard ?? { value: (z: number) => z, scores: density.points, edges: [], correlations: [] };
  const inside = along === 0 ? 0 : clamp(standard.correlations[along] ?? 0);
  const own = largest(standard, among, inside);
  const pairs = everyMask(groups, (mask) => {
    if (mask === 0) return own.square;
    const correlation = clamp(standard.correlations[maskIn(x.groups, groups, mask)] ?? 0);
    return correlation < 1e-9 ? own.mean ** 2 : largest(standard, among, correlation).shared;
  });
  const output: Moments = { axes, groups, mean: evenField(own.mean, axes.length), square: evenField(own.square, axes.length), pairs };
  const wins = chances(standard, among, inside);
  return simpleStep(output, (gradient) => [backward(x, gradient, { choice, density, wins })], {
    absorbsNoise: x.density !== undefined,
    noise: own.square > 0 ? Math.max(0, own.fourth / own.square ** 2 - 1) / countOf(axes) : 0,
  });
}

const clamp = (correlation: number): number => Math.min(0.999999, Math.max(0, correlation));

function plainDensity(x: Moments): Density {
  const mean = meanOf(x);
  const variance = varianceOf(x);
  const correlations = x.pairs.map((pair, mask) => (mask === 0 ? 1 : variance > 0 ? (pair - mean * mean) / variance : 0));
  return gaussianDensity(mean, variance, { edges: [], correlations });
}

interface Largest {
  readonly mean: number;
  readonly square: number;
  readonly fourth: number;
  /** E of (E[max | t])^2: of two maxima that share t alone. */
  readonly shared: number;
}

function largest(standard: StandardForm, among: number, correlation: number): Largest {
  const outer = correlation === 0 ? { nodes: Float64Array.of(0), weights: Float64Array.of(1) } : normalQuadrature([]);
  const [common, rest] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const sums = { mean: 0, square: 0, fourth: 0, shared: 0 };
  for (const [at, t] of outer.nodes.entries()) {
    const weight = outer.weights[at] ?? 0;
    if (weight < 1e-8) continue;
    const inner = normalQuadrature(standard.edges.map((edge) => (edge - common * t) / rest));
    let [first, second, fourth] = [0, 0, 0];
    for (const [index, z] of inner.nodes.entries()) {
      const part = (inner.weights[index] ?? 0) * among * normalDistribution(z) ** (among - 1);
      const value = standard.value(common * t + rest * z);
      first += part * value;
      second += part * value * value;
      fourth += part * value ** 4;
    }
    sums.mean += weight * first;
    sums.square += weight * second;
    sums.fourth += weight * fourth;
    sums.shared += weight * first * first;
  }
  return sums;
}

/** For an element at each score, how likely it is to be the largest, relative to the mean. */
function chances({ scores }: StandardForm, among: number, correlation: number): (density: Density) => Float64Array {
  const [common, rest] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const outer = correlation === 0 ? { nodes: Float64Array.of(0), weights: Float64Array.of(1) } : normalQuadrature([]);
  return ({ weights }) => {
    const wins = scores.map((score) => {
      let sum = 0;
      for (const [at, z] of outer.nodes.entries()) {
        // t given the score: N(common * score, rest^2)
        const t = common * score + rest * z;
        sum += (outer.weights[at] ?? 0) * normalDistribution((score - common * t) / rest) ** (among - 1);
      }
      return sum;
    });
    let mean = 0;
    for (const [index, weight] of weights.entries()) mean += weight * (wins[index] ?? 0);
    return wins.map((win) => win / mean);
  };
}

interface Way {
  readonly choice: Choice;
  readonly density: Density;
  readonly wins: (density: Density) => Float64Array;
}

function backward(x: Moments, gradient: GradientMoments, { choice, density, wins }: Way): GradientMoments {
  const { among, taps, along } = choice;
  const square = scaleField(scattered(x, gradient, taps), 1 / among);
  const level = meanOfField(square);
  const positions = positionsOf(x.groups);
  const pairs = everyMask(x.groups, (mask) => {
    if (mask === 0) return level;
    const there = maskIn(gradient.groups, x.groups, mask);
    // Of two elements of one window only one is the largest.
    const meets = there === 0 && (mask & along) !== 0 ? 0 : (gradient.pairs[there] ?? 0);
    return (meets / (among * among)) * ((among * positionsOf(gradient.groups)) / positions) ** 2;
  });
  const landing = x.density === undefined ? undefined : wins(density).map((win) => win * level);
  return {
    axes: x.axes,
    groups: x.groups,
    square,
    pairs,
    logVariance: gradient.logVariance,
    conditional: landing,
    isLanding: landing === undefined ? undefined : true,
  };
}

/** The gradient of every window at each position that it reads; without windows, the gradient of the one maximum. */
function scattered(x: Moments, gradient: GradientMoments, taps: readonly (Taps | undefined)[]): Field {
  if (taps.every((along) => along === undefined)) return fieldOnAxes(gradient.square, gradient.axes, x.axes);
  return taps.reduce<Field>((sum, along, axis) => (along === undefined ? sum : sumOverWindows(sum, axis, along)), gradient.square);
}
