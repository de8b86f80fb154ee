// How an operator at work answers to small changes of what it reads: slopes by differences, each worked out once. Not where changes come from.
import { evenField, meanOf, meanSquare, squaredNorm, type GradientMoments, type Moments, type SignalStep } from '@trammel/signal';
import type { Backflow } from './backflow.js';
import { stepOf, type Event, type Instance } from './flow.js';

const nudge = 1e-4;

/** Changes of each number that describes a tensor, by source: of the mean, and of the moments of pairs; undefined where there are none. */
export type Tangents = readonly (Float64Array | undefined)[];

/** The numbers that describe a tensor. */
export const numbersOf = (moments: Moments): readonly number[] => [meanOf(moments), ...moments.pairs];

/** How one number of one input moves the outputs, and the logarithms of what goes back. */
export interface Response {
  readonly direction: Float64Array;
  readonly slopes: Slopes;
}

interface Slopes {
  /** By output, by number. */
  readonly outputs: readonly (readonly number[])[];
  /** By input: d ln E ||g||^2. */
  readonly gradients: readonly number[];
  readonly parameters: ReadonlyMap<string, number>;
}

/** Slopes that were worked out before: those of logarithms do not change with the size of a gradient. */
interface KnownSlopes {
  readonly shape: readonly number[];
  /** By input, by number; null where there are none. */
  readonly slopes: readonly (Slopes | null | undefined)[][];
}

/** What responses are asked with. */
export interface ResponseContext {
  /** By the index of the instance. */
  readonly tangents: (Tangents | undefined)[];
  readonly gradients: Backflow['gradients'];
  readonly slopes: SlopesOfSteps;
}

/** How steps respond, which passes over one network may share. */
export type SlopesOfSteps = Map<SignalStep, KnownSlopes>;

/** To changes of everything that the event reads. */
export function responsesOf(event: Event, known: ResponseContext): readonly Response[] {
  const { inputs, outputs, step } = event;
  if (step === undefined) return [];
  const gradients = outputs.map(({ index }) => known.gradients[index]);
  const { slopes } = knownSlopes(step, { inputs: inputs.length, gradients }, known);
  const measuring = later(() => measuringOf(event, gradients));
  const responses: Response[] = [];
  for (let input = 0; input < inputs.length; input += 1) {
    const tangents = known.tangents[inputs[input]?.index ?? -1] ?? [];
    const ofInput = slopes[input] ?? [];
    for (let place = 0; place < tangents.length; place += 1) {
      const direction = tangents[place];
      if (direction === undefined) continue;
      const found = (ofInput[place] ??= slopesAlong(event, { input, place, measuring: measuring() }) ?? null);
      if (found !== null) responses.push({ direction, slopes: found });
    }
  }
  return responses;
}

interface Asked {
  readonly inputs: number;
  readonly gradients: readonly (GradientMoments | undefined)[];
}

function knownSlopes(step: SignalStep, { inputs, gradients }: Asked, known: ResponseContext): KnownSlopes {
  const shape = gradients.flatMap(shapeOf);
  const found = known.slopes.get(step);
  if (found !== undefined && isAlike(found.shape, shape)) return found;
  const made: KnownSlopes = { shape, slopes: Array.from({ length: inputs }, () => []) };
  known.slopes.set(step, made);
  return made;
}

/** A gradient up to its size. */
function shapeOf(gradient: GradientMoments | undefined): readonly number[] {
  if (gradient === undefined) return [Number.POSITIVE_INFINITY];
  const { pairs, projection } = gradient;
  const level = pairs[0] ?? 0;
  const ofLevel = (pair: number): number => (level > 0 ? pair / level : 0);
  return projection === undefined ? pairs.map(ofLevel) : [...pairs, ...projection].map(ofLevel);
}

/** Whether numbers agree to six digits. */
function isAlike(shape: readonly number[], other: readonly number[]): boolean {
  if (shape.length !== other.length) return false;
  for (let at = 0; at < shape.length; at += 1) {
    const [one, two] = [shape[at] ?? 0, other[at] ?? 0];
    if (one !== two && !(Math.abs(one - two) <= 5e-7 * Math.max(Math.abs(one), Math.abs(two)))) return false;
  }
  return true;
}

function later<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The even form of a step's inputs and gradients, and what it gives there. */
interface Measuring {
  readonly smooth: readonly Instance[];
  readonly arrived: readonly (GradientMoments | undefined)[];
  readonly base: Measured | undefined;
}

function measuringOf({ node, inputs, context }: Event, gradients: readonly (GradientMoments | undefined)[]): Measuring {
  const smooth = inputs.map((instance) => ({
    ...instance,
    moments: instance.moments === undefined ? undefined : evened(instance.moments),
  }));
  const arrived = gradients.map(leveled);
  return { smooth, arrived, base: measured(stepOf(node, smooth, context), arrived) };
}

interface Along {
  readonly input: number;
  readonly place: number;
  readonly measuring: Measuring;
}

function slopesAlong({ node, context }: Event, { input, place, measuring: { smooth, arrived, base } }: Along): Slopes | undefined {
  const moments = smooth[input]?.moments;
  if (moments === undefined || base === undefined) return undefined;
  const size = nudge * Math.max(meanSquare(moments), 1e-300) ** (place === 0 ? 0.5 : 1) * (place > 1 ? -1 : 1);
  const moved = smooth.map((instance, at) => (at === input ? { ...instance, moments: nudged(moments, place, size) } : instance));
  const after = measured(stepOf(node, moved, context), arrived);
  if (after === undefined) return undefined;
  const slope = (to: number, from: number): number => (Number.isFinite(to - from) ? (to - from) / size : 0);
  return {
    outputs: base.outputs.map((numbers, output) => numbers.map((number, at) => slope(after.outputs[output]?.[at] ?? 0, number))),
    gradients: base.gradients.map((level, at) => slope(Math.log(after.gradients[at] ?? 0), Math.log(level))),
    parameters: new Map(
      [...base.parameters].map(([name, level]) => [name, slope(Math.log(after.parameters.get(name) ?? 0), Math.log(level))]),
    ),
  };
}

interface Measured {
  readonly outputs: readonly (readonly number[])[];
  readonly gradients: readonly number[];
  readonly parameters: ReadonlyMap<string, number>;
}

function measured(step: SignalStep | undefined, arrived: readonly (GradientMoments | undefined)[]): Measured | undefined {
  if (step === undefined) return undefined;
  const back = arrived.every((gradient) => gradient === undefined) ? undefined : step.backward(arrived);
  return {
    outputs: step.outputs.map(numbersOf),
    gradients: back?.inputs.map((gradient) => (gradient === undefined ? 0 : squaredNorm(gradient))) ?? [],
    parameters: back?.parameters ?? new Map(),
  };
}

/** The same moments without what differs by position or is followed as a density: responses are those of means. */
function evened(moments: Moments): Moments {
  const rank = moments.axes.length;
  return {
    ...moments,
    mean: evenField(meanOf(moments), rank),
    square: evenField(meanSquare(moments), rank),
    byPosition: undefined,
    factors: undefined,
    weighing: undefined,
    density: undefined,
  };
}

function leveled(gradient: GradientMoments | undefined): GradientMoments | undefined {
  if (gradient === undefined) return undefined;
  const { axes, groups, pairs, logVariance, projection } = gradient;
  return { axes, groups, square: evenField(pairs[0] ?? 0, axes.length), pairs, logVariance, projection };
}

function nudged(moments: Moments, place: number, size: number): Moments {
  const rank = moments.axes.length;
  if (place === 0) return { ...moments, mean: evenField(meanOf(moments) + size, rank) };
  const pairs = moments.pairs.map((pair, mask) => (mask === place - 1 ? pair + size : pair));
  return { ...moments, pairs, square: evenField(pairs[0] ?? 0, rank) };
}
