// The largest of several elements: pools and reductions. The gradient lands on the one that was the largest.
import { gaussianDensity, type Density, type StandardForm } from './density.js';
import { evenField, meanOfField, scaleField, sumOverWindows, type Field, type Taps } from './field.js';
import {
  countOf,
  everyMask,
  fieldOnAxes,
  maskIn,
  meanOf,
  varianceOf,
  type GradientMoments,
  type Moments,
  type PositionGroup,
  type SignalAxis,
} from './moments.js';
import { normalDistribution } from './normal-distribution.js';
import { overlapsOf, productsOfMaxima, sharedWinners, unionOf, windowSizes, type Overlap, type WindowSize } from './overlaps.js';
import { normalQuadrature } from './quadrature.js';
import { simpleStep, type SignalStep } from './step.js';

/** Where maxima are taken. */
export interface Choice {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  /** Among how many elements; windows at a border have fewer. */
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
  const full = largest(standard, among, inside);
  const own = overWindows(windowSizes(choice.taps, among), (count) => (count === among ? full : largest(standard, count, inside)));
  const part = full.mean === 0 ? 1 : (own.mean / full.mean) ** 2;
  const overlaps = overlapsOf(choice.taps);
  const pairs = everyMask(groups, (mask) => {
    if (mask === 0) return own.square;
    const there = maskIn(x.groups, groups, mask);
    const correlation = clamp(standard.correlations[there] ?? 0);
    const apart = correlation < 1e-9 ? own.mean ** 2 : part * largest(standard, among, correlation).shared;
    return there === along ? withOverlaps(apart, { standard, choice, overlaps, correlation, part }) : apart;
  });
  const output: Moments = { axes, groups, mean: evenField(own.mean, axes.length), square: evenField(own.square, axes.length), pairs };
  const winning: Winning = { standard, among, overlaps, correlation: inside };
  return simpleStep(output, (gradient) => [backward(x, gradient, { choice, density, winning })], {
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

interface Meeting {
  readonly standard: StandardForm;
  readonly choice: Choice;
  readonly overlaps: readonly Overlap[];
  readonly correlation: number;
  /** What products are over those of full windows. */
  readonly part: number;
}

/** The mean over windows of all sizes. */
function overWindows(sizes: readonly WindowSize[], of: (among: number) => Largest): Largest {
  const sums = { mean: 0, square: 0, fourth: 0, shared: 0 };
  for (const { among, share } of sizes) {
    const { mean, square, fourth, shared } = of(among);
    sums.mean += share * mean;
    sums.square += share * square;
    sums.fourth += share * fourth;
    sums.shared += share * shared;
  }
  return sums;
}

/** The mean over all pairs of windows, of which some overlap; `apart` is for those that do not. */
function withOverlaps(apart: number, { standard, choice: { among, groups, along }, overlaps, correlation, part }: Meeting): number {
  if (overlaps.length === 0) return apart;
  const others = countAlong(groups, groups, along) - 1;
  const products = productsOfMaxima(standard, { among, correlation }, overlaps);
  return overlaps.reduce((mean, { ways }, index) => mean + (ways / others) * (part * (products[index] ?? 0) - apart), apart);
}

interface Winning {
  readonly standard: StandardForm;
  readonly among: number;
  readonly overlaps: readonly Overlap[];
  readonly correlation: number;
}

/**
 * For an element at each score, how much of the gradient it gets, relative to the mean: what it gets as the largest of one window, and,
 * by how alike the gradients of two windows are, as that of two.
 */
function landing({ standard: { scores }, among, overlaps, correlation }: Winning, alike: number, { weights }: Density): Float64Array {
  const [common, rest] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const outer = correlation === 0 ? { nodes: Float64Array.of(0), weights: Float64Array.of(1) } : normalQuadrature([]);
  const twice = overlaps.map((overlap) => ({
    power: unionOf(among, overlap) - 1,
    weight: (alike * overlap.ways * overlap.shared) / among,
  }));
  const wins = scores.map((score) => {
    let sum = 0;
    for (const [at, z] of outer.nodes.entries()) {
      // t given the score: N(common * score, rest^2)
      const t = common * score + rest * z;
      const below = normalDistribution((score - common * t) / rest);
      let won = below ** (among - 1);
      for (const { power, weight } of twice) won += weight * below ** power;
      sum += (outer.weights[at] ?? 0) * won;
    }
    return sum;
  });
  let mean = 0;
  for (const [index, weight] of weights.entries()) mean += weight * (wins[index] ?? 0);
  return wins.map((win) => win / mean);
}

interface Way {
  readonly choice: Choice;
  readonly density: Density;
  readonly winning: Winning;
}

/**
 * Each window gives its gradient to one element, so that sums over all positions stay. An element that wins in several windows gets the
 * sum of theirs: E g^2 has the pairs of overlapping windows in it, and pairs of elements have them no more.
 */
function backward(x: Moments, gradient: GradientMoments, { choice, density, winning }: Way): GradientMoments {
  const { among, taps, along } = choice;
  const { overlaps } = winning;
  // Units have no positions: there the largest of several is one place of as many.
  const before = along === 0 ? among : countAlong(x.groups, x.groups, along);
  const after = along === 0 ? 1 : countAlong(gradient.groups, x.groups, along);
  const pairAt = (mask: number): number => gradient.pairs[maskIn(gradient.groups, x.groups, mask)] ?? 0;
  const apartAt = (mask: number): number => (after > 1 ? pairAt(mask | along) : 0);
  const level = pairAt(0);
  const alike = level > 0 ? apartAt(0) / level : 0;
  const winners = Math.max(0.1, 1 + alike * sharedWinners(among, overlaps));
  const square = withMean(scattered(x, gradient, taps), ((level * after) / before) * winners);
  // Two windows at the same place of two examples need not choose the same element.
  const met = overlaps.reduce((sum, { shared, ways }) => sum + ways * shared, 0);
  const samePlace = (mask: number): number =>
    mask === 0 ? meanOfField(square) : ((after / before) * (among * pairAt(mask) + met * apartAt(mask))) / among ** 2;
  const pairs = everyMask(x.groups, (mask) => {
    const same = samePlace(mask & ~along);
    if ((mask & along) === 0) return same;
    const sum = after * (pairAt(mask & ~along) + (after - 1) * apartAt(mask & ~along));
    return (sum - before * same) / (before * (before - 1));
  });
  const conditional = x.density === undefined ? undefined : landing(winning, alike, density).map((part) => part * meanOfField(square));
  return {
    axes: x.axes,
    groups: x.groups,
    square,
    pairs,
    logVariance: gradient.logVariance,
    conditional,
    isLanding: conditional === undefined ? undefined : true,
  };
}

/** The field, scaled to this mean. */
function withMean(field: Field, mean: number): Field {
  const own = meanOfField(field);
  return scaleField(field, own > 0 ? mean / own : 0);
}

/** How many positions the groups of a mask have. */
function countAlong(groups: readonly PositionGroup[], from: readonly PositionGroup[], mask: number): number {
  const there = maskIn(groups, from, mask);
  return groups.reduce((product, { size }, index) => ((there & (1 << index)) !== 0 ? product * size : product), 1);
}

/** The gradient of every window at each position that it reads; without windows, the gradient of the one maximum. */
function scattered(x: Moments, gradient: GradientMoments, taps: readonly (Taps | undefined)[]): Field {
  if (taps.every((along) => along === undefined)) return fieldOnAxes(gradient.square, gradient.axes, x.axes);
  return taps.reduce<Field>((sum, along, axis) => (along === undefined ? sum : sumOverWindows(sum, axis, along)), gradient.square);
}
