// Linear maps with random weights: dense layers and convolutions. Every output is a sum over units and taps with weights of its own.
import { mapPositions, meanOfProducts, toldAlong, toldTogether, withPositions } from './by-position.js';
import { evenField, mapField, meanOfField, meanProduct, scaleField, type Field } from './field.js';
import { gramOf, gramThroughWeights, noiseOfProducts, squaredCorrelation, type GramStep } from './gram-spread.js';
import { apartVariance, throughWeights } from './likeness.js';
import {
  cancelled,
  centredPair,
  countOf,
  everyMask,
  isOfExamples,
  maskIn,
  meanOf,
  meanSquare,
  multiplicity,
  pairIn,
  positionsOf,
  noiseOverPairs,
  sumOfPairs,
  type GradientMoments,
  type Moments,
  type PositionGroup,
  type SignalAxis,
  type Told,
} from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import { noiseThroughWeights, sizeNoiseOf, unitsOf } from './size-noise.js';
import { step, type SignalStep, type WeightMoments } from './step.js';
import { throughMapOfUnits } from './unit-sums.js';

/** The shape of a linear map. */
export interface LinearMap {
  readonly axes: readonly SignalAxis[];
  readonly groups: readonly PositionGroup[];
  /** How many units each output sums over at each tap, and how many outputs each unit feeds at each tap. */
  readonly unitsIn: number;
  readonly unitsOut: number;
  /** All units of the output. */
  readonly outputUnits: number;
  /** How many taps a full window has, and the axes that windows slide along. */
  readonly taps: number;
  readonly windowed: readonly string[];
  /** Of the taps of an output, how many land inside on average, and how many of them land inside at two outputs alike. */
  readonly sharedTaps: number;
  /** The sum over the taps of each output position, on the axes of the output. */
  readonly gather: (field: Field) => Field;
  /** The sum over the output positions that read each input position, on the axes of the input. */
  readonly scatter: (field: Field) => Field;
}

/** The parameters of a linear map. */
export interface LinearWeights {
  readonly weight: WeightMoments;
  readonly bias: WeightMoments | undefined;
  /** What they are called. */
  readonly names: { readonly weight: string; readonly bias: string };
}

/**
 * y = W x + b. Forward: E y^2 = w^2 n sum over taps of E x^2 + E b^2, pairs alike, since weights at different taps are independent.
 * Backward: E g_in^2 = w^2 n_out sum over windows of E g^2; E ||dL/dW||^2 = sum over pairs of positions of E[g g'] E[x x'].
 */
export function linear(x: Moments, map: LinearMap, weights: LinearWeights): SignalStep {
  const { weight, bias } = weights;
  const energy = weight.variance + weight.mean ** 2;
  const output = forward(x, map, weights);
  const offset = bias === undefined ? 0 : bias.mean ** 2 + bias.variance;
  return step({
    outputs: [output],
    isWeighted: true,
    ...outputNoise(output, map),
    doubts: weight.mean === 0 ? [] : ['its weights do not have mean 0, so that outputs are correlated'],
    backward: ([gradient]) => {
      if (gradient === undefined) return { inputs: [], parameters: new Map() };
      const parameters = new Map([[weights.names.weight, weightGradient(x, gradient, { map, output, offset })]]);
      const parameterNoise = new Map([[weights.names.weight, weightNoise(x, gradient, map)]]);
      if (bias !== undefined) {
        parameters.set(weights.names.bias, biasGradient(gradient, map));
        parameterNoise.set(weights.names.bias, biasNoise(gradient));
      }
      return {
        inputs: [backward(x, gradient, { map, energy, isOrthogonal: weight.isOrthogonal, output, offset })],
        parameters,
        parameterNoise,
      };
    },
  });
}

function forward(x: Moments, map: LinearMap, { weight, bias }: LinearWeights): Moments {
  const { axes, groups } = map;
  const offset = (bias?.mean ?? 0) ** 2 + (bias?.variance ?? 0);
  const summed = map.gather(x.square);
  const square = meanSquare(x);
  const units = map.unitsIn;
  const taps = square > 0 ? meanOfField(summed) / square : meanOfField(map.gather(mapField(x.square, () => 1)));
  const summands = units * taps;
  // Weights with a mean add w^2 (sum of x)^2: across units and taps only the means of x correlate.
  const shared = weight.mean ** 2 * (summands * (summands - 1) * meanOf(x) ** 2);
  const energy = weight.variance + weight.mean ** 2;
  const pairs = everyMask(groups, (mask) => {
    const isNew = groups.some((group, index) => (mask & (1 << index)) !== 0 && maskIn(x.groups, [group], 1) === 0);
    // Two positions of a padded tensor have fewer taps in common than each of them has inside.
    const common = isWindowedMask(map, mask) ? units * map.sharedTaps : summands;
    return (isNew ? 0 : energy * common * pairIn(x, groups, mask)) + shared + offset;
  });
  const through = (value: number): number => energy * summands * value + shared + offset;
  const told: Told = withPositions(
    { axes, groups, square: mapField(summed, (sum) => energy * units * sum + shared + offset), pairs },
    positionsThrough(x, map, through),
  );
  return {
    ...told,
    mean: evenField(weight.mean * summands * meanOf(x) + (bias?.mean ?? 0), axes.length),
    summands: units * map.taps,
    exampleNoise: carriedNoise(x, energy * summands * square, offset),
    sizeNoise: noiseThroughWeights(x, weightedShare(energy * summands * square, pairs[0] ?? 0) / Math.sqrt(map.taps), map.outputUnits),
    likeness: map.windowed.length > 0 ? undefined : throughWeights(x, { factor: energy * units, units: map.outputUnits, output: told }),
    chance: isPlain(groups) ? (x.chance ?? 0) + 1 / summands : undefined,
  };
}

/** What is told by position, where each is mapped alone. */
function positionsThrough(
  x: Told,
  { groups, windowed }: Pick<LinearMap, 'groups' | 'windowed'>,
  f: (value: number) => number,
): PositionPairs | undefined {
  if (x.byPosition === undefined || windowed.length > 0) return undefined;
  const told = toldAlong(x, groups, x.byPosition.axis);
  return told === undefined ? undefined : mapPositions(told, f);
}
const weightedShare = (weighted: number, square: number): number => (square > 0 ? weighted / square : 0);

/** Whether there is one position an example. */
const isPlainOrSingle = ({ groups }: Moments): boolean => groups.every(isOfExamples);

/** Whether all positions are examples. */
const isPlain = (groups: readonly PositionGroup[]): boolean => groups.length === 1 && groups.every(isOfExamples);

/** Examples differ as much as before, less what an offset has in common. */
function carriedNoise({ exampleNoise }: Moments, weighted: number, offset: number): number | undefined {
  return exampleNoise === undefined || weighted <= 0 ? undefined : exampleNoise * (weighted / (weighted + offset)) ** 2;
}

/** A linear map that no activation follows: its squares spread like chi^2 over its units. */
function outputNoise(output: Moments, { outputUnits }: LinearMap): Pick<SignalStep, 'noise' | 'noiseOfOne'> {
  const { groups } = output;
  const alike = (mask: number): number => (mask === 0 ? 1 : squaredCorrelation(output, groups, mask));
  return noiseOverPairs(2 / outputUnits, groups, alike);
}

/** The mean over all pairs of positions of the squared correlation. */
export function meanSquaredCorrelation(groups: readonly PositionGroup[], pairs: readonly number[], offset = 0, floor = 0): number {
  const variance = (pairs[0] ?? 0) - offset;
  if (variance <= 0) return 1;
  const squared = sumOfPairs(groups, (mask) => (mask === 0 ? 1 : Math.max((((pairs[mask] ?? 0) - offset) / variance) ** 2, floor)));
  return squared / positionsOf(groups);
}

interface Passing {
  readonly map: LinearMap;
  readonly energy: number;
  readonly isOrthogonal: boolean;
  readonly output: Moments;
  /** E b^2 */
  readonly offset: number;
}

function backward(x: Moments, gradient: GradientMoments, { map, energy, isOrthogonal, output, offset }: Passing): GradientMoments {
  const radial = gradient.radial ?? 0;
  const even = meanSquare(gradient) * countOf(gradient.axes);
  const lost = lossOfCurrent(gradient, map);
  const passed = ((energy * map.unitsOut) / (gradient.narrowness ?? 1)) * (even > 0 ? 1 + radial / even : 1) * (1 + lost);
  const square = scaleField(map.scatter(gradient.square), passed);
  const before = meanSquare(gradient);
  const ratio = before > 0 ? meanOfField(square) / before : 0;
  // Each pair of inputs meets as many pairs of outputs, times those of outputs over those of inputs.
  const factorOf = (mask: number): number =>
    mask === 0 ? ratio : (ratio * multiplicity(map.groups, maskIn(map.groups, x.groups, mask))) / multiplicity(x.groups, mask);
  const pairs = everyMask(x.groups, (mask) => (mask === 0 ? meanOfField(square) : factorOf(mask) * pairIn(gradient, x.groups, mask)));
  const { noise, gram } = noiseThrough(x, gradient, { map, isOrthogonal });
  const gain = radial === 0 ? 0 : radialGain(x, output, offset);
  const more = projectionAlong(x, gradient, { map, output, offset });
  const projection = more === undefined ? undefined : pairs.map((pair, mask) => pair * centredPair(x, mask) + factorOf(mask) * more(mask));
  const { axes, groups } = x;
  const byPosition = positionsThrough(gradient, { groups, windowed: map.windowed }, (value) => passed * value);
  const told = withPositions<Told>({ axes, groups, square, pairs }, byPosition);
  // Written out rather than spread: long chains make thousands of these.
  return {
    axes,
    groups,
    square: told.square,
    pairs: told.pairs,
    byPosition: told.byPosition,
    logVariance: gradient.logVariance + noise,
    gram,
    alongUnit: throughMapOfUnits(x, gradient, { unitsIn: map.unitsIn, unitsOut: map.unitsOut, offset }),
    projection,
    radial: gain === 0 ? undefined : radial * gain,
    sized: sizedBefore(gradient, output, offset),
    current: gradient.current,
  };
}

/**
 * What E[x x' g g'] has beyond independent x and g, for one of the outputs of each input: x W^T g has W^2 y in it (see alongOutput), of
 * which E W^4 = 3 (E W^2)^2 for Gaussian weights. It is small for one position, and adds up over positions whose gradients are alike.
 */
function projectionAlong(
  x: Moments,
  gradient: GradientMoments,
  { map, output, offset }: Pick<Passing, 'map' | 'output' | 'offset'>,
): ((mask: number) => number) | undefined {
  const { projection, groups } = gradient;
  const own = meanSquare(output);
  if (projection === undefined || own <= offset || output.groups !== groups) return undefined;
  const share = (3 * ((own - offset) / own) * (meanSquare(x) / own)) / (map.unitsIn * map.taps);
  return (mask) => {
    const there = maskIn(groups, x.groups, mask);
    return share * ((projection[there] ?? 0) - pairOf(gradient, there) * centredPair(output, there));
  };
}

/**
 * W = (W x) x^+ and a rest that nothing else depends on: of the n units that W reads, d belong to the d examples, and there W^T g is the
 * current of x and g, whatever W is.
 */
function lossOfCurrent({ current, groups }: GradientMoments, { unitsIn }: LinearMap): number {
  if (current === undefined || !isPlain(groups)) return 0;
  const { even, odd, own } = current;
  const free = Math.min(positionsOf(groups) - 1, unitsIn);
  return (even * (free + 1) + odd * (free - 1)) / (2 * unitsIn) + own / unitsIn;
}

/** An offset does not vary with the size of the input. */
function sizedBefore({ sized }: GradientMoments, output: Moments, offset: number): number | undefined {
  return sized === undefined || meanSquare(output) <= 0 ? undefined : sized * Math.max(0, 1 - offset / meanSquare(output));
}

/** x^T W^T g = (W x)^T g: the component of g along y = W x + b, seen from x. */
function radialGain(x: Moments, output: Moments, offset: number): number {
  const [before, after] = [meanSquare(x), meanSquare(output)];
  const ofWeights = Math.max(0, after - offset);
  return before > 0 && after > 0 ? (countOf(output.axes) / countOf(x.axes)) * (ofWeights / after) * (ofWeights / before) : 0;
}

/** What the weights add to the variance of the logarithm, and to how alike gradients of positions come out. */
function noiseThrough(x: Moments, gradient: GradientMoments, { map, isOrthogonal }: Pick<Passing, 'map' | 'isOrthogonal'>): GramStep {
  const units = countOf(x.axes) / positionsOf(x.groups);
  if (map.taps > 1) return { noise: isOrthogonal ? 0 : 2 / (units * effectiveTaps(gradient, map)), gram: undefined };
  if (x.groups.length === 0) return { noise: isOrthogonal ? 0 : 2 / units, gram: undefined };
  const gram = gramOf(gradient, x.groups);
  return isOrthogonal ? { noise: 0, gram } : gramThroughWeights(gram, x.groups, { units, fresh: (1 + lossOfCurrent(gradient, map)) ** 2 });
}

/** Along windows neighbours share what they read; other positions and examples count by how alike their gradients are. */
function effectiveTaps(gradient: GradientMoments, { taps, windowed }: LinearMap): number {
  const { groups } = gradient;
  if (groups.length === 0) return 1;
  const [slid, others] = [groups.filter((group) => isWindowed(group, windowed)), groups.filter((group) => !isWindowed(group, windowed))];
  const rest = everyMask(others, (mask) => pairIn(gradient, others, mask));
  return Math.min(taps, positionsOf(slid)) / meanSquaredCorrelation(others, rest);
}

/** Products of gradients and of inputs that are neither 0 nor alike by construction. */
function weightNoise(x: Moments, gradient: GradientMoments, map: LinearMap): number {
  const { groups, taps } = map;
  if (groups.length === 0 || gradient.groups.length !== groups.length) return 0;
  const square = meanSquare(x);
  const alike = everyMask(
    groups,
    (mask) => (square > 0 ? pairIn(x, groups, mask) / square : 1) * (isWindowedMask(map, mask) ? map.sharedTaps / taps : 1),
  );
  const chance = 1 / (unitsOf(x) * taps);
  return noiseOfProducts(gradient, {
    alike,
    squares:
      taps > 1
        ? alike.map((pair) => pair ** 2 + chance * (1 - Math.abs(pair)) ** 2)
        : everyMask(groups, (mask) => squaredCorrelation(x, groups, mask, 1 / unitsOf(x))),
  });
}

function biasNoise(gradient: GradientMoments): number {
  const ones = everyMask(gradient.groups, () => 1);
  return ones.length === 1 ? 0 : noiseOfProducts(gradient, { alike: ones, squares: ones });
}

/** Whether the mask has a group that windows slide along. */
const isWindowedMask = ({ groups, windowed }: LinearMap, mask: number): boolean =>
  groups.some((group, index) => (mask & (1 << index)) !== 0 && isWindowed(group, windowed));

const isWindowed = ({ axes }: PositionGroup, windowed: readonly string[]): boolean => axes.some((axis) => windowed.includes(axis));

function weightGradient(
  x: Moments,
  gradient: GradientMoments,
  { map, output, offset }: Pick<Passing, 'map' | 'output' | 'offset'>,
): number {
  const alone = meanProduct(gradient.square, map.gather(x.square)) / map.taps;
  const common = map.sharedTaps / map.taps;
  const together = map.windowed.length > 0 ? undefined : toldTogether(gradient, x, map.groups);
  const products = together === undefined ? undefined : meanOfProducts(together);
  const pairs = sumOfPairs(map.groups, (mask) => {
    if (mask === 0) return alone;
    return products?.(mask) ?? pairOf(gradient, mask) * pairIn(x, map.groups, mask) * (isWindowedMask(map, mask) ? common : 1);
  });
  const units = map.unitsIn * map.taps;
  const sum = units * cancelled(pairs, alone) + alongOutput(x, gradient, { output, offset }) + alongInput(x, gradient);
  // Larger inputs meet smaller gradients, where they are divided by their size behind.
  const meeting = isPlainOrSingle(x) ? Math.max(0.1, 1 + (sizedBefore(gradient, output, offset) ?? 0) * sizeNoiseOf(x)) : 1;
  const varying = meeting * (gradient.leaning === undefined ? 1 : 1 + apartVariance(x));
  return map.outputUnits * positionsOf(map.groups) * varying * cancelled(sum, units * alone);
}

/** What E ||dL/dW||^2 has where g is made of x in part, as the gradient of keys is; over all inputs of one output and position. */
function alongInput(x: Moments, { leaning }: GradientMoments): number {
  if (leaning === undefined) return 0;
  const isOver = ({ axes }: PositionGroup): boolean => axes.some((name) => leaning.axes.includes(name));
  const [over, others] = [x.groups.filter(isOver), x.groups.filter((group) => !isOver(group))];
  const apart = meanSquare(x) - pairIn(x, over, (1 << over.length) - 1);
  const sum = sumOfPairs(others, (mask) => leaning.pairs[maskIn(x.groups, others, mask)] ?? 0);
  const units = countOf(x.axes) / positionsOf(x.groups);
  const directions = x.likeness === undefined ? 1 : units * x.likeness.unevenness;
  return over.length === 0 ? 0 : (directions * Math.max(0, apart) * sum) / positionsOf(over);
}

/**
 * What E ||dL/dW||^2 has beyond independent x and g, for each output y = W x + b that an activation reads: x is (W q / E y^2) y and a rest
 * that y says nothing of, so that sum x x' of all inputs has y y' in it, on which g depends through its slope. Of order 1/width for one
 * position; where the gradients of many positions are alike, as behind a global mean, they add up along W.
 */
function alongOutput(x: Moments, gradient: GradientMoments, { output, offset }: Pick<Passing, 'output' | 'offset'>): number {
  const { projection, groups } = gradient;
  const own = meanSquare(output);
  if (projection === undefined || own <= offset || output.groups !== groups) return 0;
  const share = ((own - offset) / own) * (meanSquare(x) / own);
  return share * sumOfPairs(groups, (mask) => (projection[mask] ?? 0) - pairOf(gradient, mask) * centredPair(output, mask));
}

const pairOf = (gradient: GradientMoments, mask: number): number => gradient.pairs[mask] ?? 0;

function biasGradient(gradient: GradientMoments, { outputUnits }: LinearMap): number {
  return outputUnits * positionsOf(gradient.groups) * zeroWithinRounding(gradient);
}

/** The sum of pairs of a gradient; what cancels to rounding is nothing. */
function zeroWithinRounding({ groups, pairs }: GradientMoments): number {
  const sum = sumOfPairs(groups, (mask) => pairs[mask] ?? 0);
  const size = sumOfPairs(groups, (mask) => Math.abs(pairs[mask] ?? 0));
  return cancelled(sum, size);
}

/** The gather of a map that reads each position alone. */
export const everyPosition = (field: Field): Field => field;
