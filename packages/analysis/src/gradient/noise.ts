// Finite width: how fluctuations of activations reach every gradient, by the linear response of the recursion. Not the noise of the way back.
import { countOf, evenField, meanOf, meanSquare, squaredNorm, type GradientMoments, type Moments, type SignalStep } from '@trammel/signal';
import { stepOf, type Backflow, type Event, type Flow, type Instance } from './flow.js';

/** More sources than this are put together with their neighbours. */
const sourceLimit = 128;
const nudge = 1e-4;

/** Variances of logarithms of squared norms that come from the way forward. */
export interface ForwardNoise {
  /** By the index of the instance. */
  readonly tensors: ArrayLike<number>;
  /** The part of them by which sources act with more than their own size: what a normalisation divides by, and no more, is none of it. */
  readonly amplified: ArrayLike<number>;
  readonly parameters: ReadonlyMap<Event, ReadonlyMap<string, number>>;
}

/** A direction for each source, in each number that describes a tensor: the mean, and the moments of pairs. */
type Tangents = readonly (Float64Array | undefined)[];

/** The part of each log-variance that fluctuations of activations cause (section 6 of docs/gradient.md). */
export function forwardNoise(flow: Flow, back: Backflow, slopes: SlopesOfSteps): ForwardNoise {
  const places = sourcesOf(flow);
  const injected = new Map(places.map(({ instance }, source) => [instance, source]));
  const known: Known = { tangents: [], back, slopes };
  const inject = ({ index, moments }: Instance, made: Tangents): void => {
    const source = injected.get(index);
    known.tangents[index] =
      source === undefined || moments === undefined ? made : withSource(made, moments, { source, count: places.length });
  };
  for (const instance of flow.inputs.values()) inject(instance, []);
  const responses = flow.events.map((event) => {
    const found = responsesOf(event, known);
    let output = 0;
    for (const instance of event.outputs) {
      inject(instance, carried(found, output));
      output += 1;
    }
    return found;
  });
  return backward(flow, back, { responses, variances: Float64Array.from(places, ({ variance }) => variance) });
}

interface Place {
  /** The index of the instance that fluctuates. */
  readonly instance: number;
  readonly variance: number;
}

/** Where fluctuations arise; neighbours are one source where there are too many. */
function sourcesOf(flow: Flow): readonly Place[] {
  const absorbed = new Set<number>();
  for (const { step, inputs } of flow.events) if (step?.absorbsNoise === true) for (const { index } of inputs) absorbed.add(index);
  const places: Place[] = [];
  for (const { index, moments } of flow.inputs.values())
    if (moments !== undefined) places.push({ instance: index, variance: 2 / countOf(moments.axes) });
  for (const { step, outputs } of flow.events) {
    const [output] = outputs;
    if (step === undefined || output?.isDrawn !== true || step.noise < 1e-9) continue;
    // An activation and the linear map before it fluctuate as one.
    if (step.isWeighted && absorbed.has(output.index)) continue;
    places.push({ instance: output.index, variance: step.noise });
  }
  if (places.length <= sourceLimit) return places;
  const grouped: Place[] = [];
  for (let group = 0; group < sourceLimit; group += 1) {
    const members = places.slice(
      Math.floor((group * places.length) / sourceLimit),
      Math.floor(((group + 1) * places.length) / sourceLimit),
    );
    const middle = members[Math.floor(members.length / 2)];
    if (middle !== undefined)
      grouped.push({ instance: middle.instance, variance: members.reduce((sum, { variance }) => sum + variance, 0) });
  }
  return grouped;
}

interface Source {
  readonly source: number;
  readonly count: number;
}

/** A source scales the whole tensor: its mean by 1/2 d(ln q), its moments of pairs by d(ln q). */
function withSource(made: Tangents, moments: Moments, { source, count }: Source): Tangents {
  return numbersOf(moments).map((value, place) => {
    const direction = made[place];
    const change = place === 0 ? value / 2 : value;
    if (change === 0) return direction;
    // What was made is of this tensor alone.
    const grown = direction ?? new Float64Array(count);
    grown[source] = (grown[source] ?? 0) + change;
    return grown;
  });
}

const numbersOf = (moments: Moments): readonly number[] => [meanOf(moments), ...moments.pairs];

/** How one number of one input moves the outputs, and the logarithms of what goes back. */
interface Response {
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

interface Known {
  /** By the index of the instance. */
  readonly tangents: Tangents[];
  readonly back: Backflow;
  readonly slopes: SlopesOfSteps;
}

/** How steps respond, which passes over one network may share. */
export type SlopesOfSteps = Map<SignalStep, KnownSlopes>;

function responsesOf(event: Event, known: Known): readonly Response[] {
  const { inputs, outputs, step } = event;
  if (step === undefined) return [];
  const gradients = outputs.map(({ index }) => known.back.gradients[index]);
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

function knownSlopes(step: SignalStep, { inputs, gradients }: Asked, known: Known): KnownSlopes {
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

function carried(responses: readonly Response[], output: number): Tangents {
  const sums: (Float64Array | undefined)[] = [];
  for (const { direction, slopes } of responses) {
    const numbers = slopes.outputs[output] ?? [];
    for (let place = 0; place < numbers.length; place += 1) {
      sums[place] ??= undefined;
      const slope = numbers[place] ?? 0;
      if (slope !== 0) addScaled((sums[place] ??= new Float64Array(direction.length)), direction, slope);
    }
  }
  return sums;
}

function addScaled(to: Float64Array, direction: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index += 1) to[index] = (to[index] ?? 0) + factor * (direction[index] ?? 0);
}

interface Answers {
  /** By event. */
  readonly responses: readonly (readonly Response[])[];
  /** By source. */
  readonly variances: Float64Array;
}

/** Back from the outputs: d ln E ||g||^2 by source, weighted by their parts where gradients meet. */
function backward(flow: Flow, back: Backflow, { responses, variances }: Answers): ForwardNoise {
  const tensors = new Float64Array(flow.count);
  const amplified = new Float64Array(flow.count);
  const parameters = new Map<Event, ReadonlyMap<string, number>>();
  const way: Way = { back, logarithms: [], rows: createRows(variances.length), variances };
  for (let at = flow.events.length - 1; at >= 0; at -= 1) {
    const event = flow.events[at];
    if (event === undefined) continue;
    const answers = responses[at] ?? [];
    const behind = weightedMean(event.outputs, way);
    passOn(event, { behind, answers }, way);
    const energies = back.parameters.get(event);
    if (energies !== undefined && energies.size > 0) parameters.set(event, parameterSpreads(energies.keys(), { behind, answers }, way));
    // Nothing else reads what this event made: all that reads it comes behind it.
    for (const { index } of event.outputs) {
      tensors[index] = spread(way.logarithms[index], variances);
      amplified[index] = spread(way.logarithms[index], variances, 1);
      way.rows.release(way.logarithms[index]);
      way.logarithms[index] = undefined;
    }
  }
  for (const [index, directions] of way.logarithms.entries()) {
    if (directions === undefined) continue;
    tensors[index] = spread(directions, variances);
    amplified[index] = spread(directions, variances, 1);
  }
  return { tensors, amplified, parameters };
}

interface Way {
  readonly back: Backflow;
  /** By the index of an instance whose readers were gone through, d ln E ||g||^2 by source. */
  readonly logarithms: (Float64Array | undefined)[];
  readonly rows: Rows;
  readonly variances: Float64Array;
}

/** Rows of zeros, used again once they are given back. */
interface Rows {
  readonly take: () => Float64Array;
  readonly release: (row: Float64Array | undefined) => void;
}

function createRows(length: number): Rows {
  const free: Float64Array[] = [];
  return {
    take: () => free.pop()?.fill(0) ?? new Float64Array(length),
    release: (row) => {
      if (row !== undefined) free.push(row);
    },
  };
}

/** What is known behind an event: of its outputs, and how it answers. */
interface Behind {
  readonly behind: Float64Array | undefined;
  readonly answers: readonly Response[];
}

function passOn(event: Event, { behind, answers }: Behind, { back, logarithms, rows }: Way): void {
  const passed = back.passed.get(event) ?? [];
  let place = 0;
  for (const { index } of event.inputs) {
    const energy = energyOf(passed[place]);
    const whole = energyOf(back.gradients[index]);
    if (energy > 0 && whole > 0) {
      const share = energy / whole;
      const sum = (logarithms[index] ??= rows.take());
      if (behind !== undefined) addScaled(sum, behind, share);
      for (const { direction, slopes } of answers) addScaled(sum, direction, share * (slopes.gradients[place] ?? 0));
    }
    place += 1;
  }
}

const energyOf = (gradient: GradientMoments | undefined): number => (gradient === undefined ? 0 : squaredNorm(gradient));

function parameterSpreads(names: Iterable<string>, { behind, answers }: Behind, { rows, variances }: Way): ReadonlyMap<string, number> {
  const spreads = new Map<string, number>();
  for (const name of names) {
    const sum = rows.take();
    if (behind !== undefined) sum.set(behind);
    for (const { direction, slopes } of answers) addScaled(sum, direction, slopes.parameters.get(name) ?? 0);
    spreads.set(name, spread(sum, variances));
    rows.release(sum);
  }
  return spreads;
}

/** The sum over sources of their variances times squared responses, as far as those exceed `beyond`. */
function spread(directions: Float64Array | undefined, variances: Float64Array, beyond = 0): number {
  if (directions === undefined) return 0;
  let sum = 0;
  for (let source = 0; source < directions.length; source += 1) {
    const response = (directions[source] ?? 0) ** 2 - beyond;
    if (response > 0) sum += response * (variances[source] ?? 0);
  }
  return sum;
}

/** Over the outputs of an event, by the squares of their gradients; a row that is only to be read. */
function weightedMean(outputs: Event['outputs'], { back, logarithms, variances }: Way): Float64Array | undefined {
  const parts = outputs.map(({ index }) => ({ energy: energyOf(back.gradients[index]), directions: logarithms[index] }));
  const total = parts.reduce((sum, { energy }) => sum + energy, 0);
  if (total <= 0) return undefined;
  if (parts.length === 1) return parts[0]?.directions;
  const known = parts.filter(({ directions }) => directions !== undefined);
  if (known.length === 0) return undefined;
  const mean = new Float64Array(variances.length);
  for (const { energy, directions } of known) if (directions !== undefined) addScaled(mean, directions, energy / total);
  return mean;
}
