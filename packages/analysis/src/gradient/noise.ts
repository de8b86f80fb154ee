// Finite width: how fluctuations of activations reach every gradient, by the linear response of the recursion. Not the noise of the way back.
import { countOf, evenField, meanOf, meanSquare, squaredNorm, type GradientMoments, type Moments, type SignalStep } from '@trammel/signal';
import { stepOf, type Backflow, type Event, type Flow, type Instance } from './flow.js';

/** More sources than this are put together with their neighbours. */
const sourceLimit = 128;
const nudge = 1e-4;

/** Variances of logarithms of squared norms that come from the way forward. */
export interface ForwardNoise {
  /** By the index of the instance. */
  readonly tensors: readonly number[];
  readonly parameters: ReadonlyMap<Event, ReadonlyMap<string, number>>;
}

/** A direction for each source, in each number that describes a tensor: the mean, and the moments of pairs. */
type Tangents = readonly (Float64Array | undefined)[];

/** The part of each log-variance that fluctuations of activations cause (section 6 of docs/gradient.md). */
export function forwardNoise(flow: Flow, back: Backflow): ForwardNoise {
  const sources = sourcesOf(flow);
  const injected = new Map(sources.places.map(({ instance }, source) => [instance, source]));
  const responses = new Map<Event, readonly Response[]>();
  const tangents = new Map<number, Tangents>();
  const known: Known = { tangents, back, slopes: new Map() };
  const inject = (instance: Instance, made: Tangents): void => {
    const source = injected.get(instance.index);
    const { moments } = instance;
    tangents.set(
      instance.index,
      source === undefined || moments === undefined ? made : withSource(made, moments, { source, count: sources.places.length }),
    );
  };
  for (const instance of flow.inputs.values()) inject(instance, []);
  for (const event of flow.events) {
    const found = responsesOf(event, known);
    responses.set(event, found);
    for (const [output, instance] of event.outputs.entries()) inject(instance, carried(found, output));
  }
  return backward(flow, back, { responses, variances: sources.places.map(({ variance }) => variance) });
}

interface Place {
  /** The index of the instance that fluctuates. */
  readonly instance: number;
  readonly variance: number;
}

/** Where fluctuations arise; neighbours are one source where there are too many. */
function sourcesOf(flow: Flow): { readonly places: readonly Place[] } {
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
  if (places.length <= sourceLimit) return { places };
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
  return { places: grouped };
}

interface Source {
  readonly source: number;
  readonly count: number;
}

/** A source scales the whole tensor: its mean by 1/2 d(ln q), its moments of pairs by d(ln q). */
function withSource(made: Tangents, moments: Moments, { source, count }: Source): Tangents {
  const values = numbersOf(moments);
  return values.map((value, place) => {
    const direction = made[place];
    const change = place === 0 ? value / 2 : value;
    if (change === 0) return direction;
    const grown = direction === undefined ? new Float64Array(count) : direction.slice();
    grown[source] = (grown[source] ?? 0) + change;
    return grown;
  });
}

const numbersOf = (moments: Moments): readonly number[] => [meanOf(moments), ...moments.pairs];

/** How one number of one input moves the outputs, and the logarithms of what goes back. */
interface Response {
  readonly direction: Float64Array;
  /** By output, by number. */
  readonly outputs: readonly (readonly number[])[];
  /** By input: d ln E ||g||^2. */
  readonly gradients: readonly number[];
  readonly parameters: ReadonlyMap<string, number>;
}

/** What one number of one input does, without the direction in which it moves. */
type Slopes = Omit<Response, 'direction'>;

/** Slopes that were worked out before: those of logarithms do not change with the size of a gradient. */
interface KnownSlopes {
  readonly gradients: string;
  readonly slopes: Map<string, Slopes | undefined>;
}

interface Known {
  readonly tangents: ReadonlyMap<number, Tangents>;
  readonly back: Backflow;
  readonly slopes: Map<SignalStep, KnownSlopes>;
}

function responsesOf(event: Event, { tangents, back, slopes }: Known): readonly Response[] {
  const { inputs, outputs, step } = event;
  if (step === undefined) return [];
  const gradients = outputs.map(({ index }) => back.gradients[index]);
  const shape = gradients.map(shapeOf).join(' ');
  const found = slopes.get(step);
  const known = found?.gradients === shape ? found : { gradients: shape, slopes: new Map<string, Slopes | undefined>() };
  slopes.set(step, known);
  const measuring = later(() => measuringOf(event, gradients));
  return inputs.flatMap((instance, input) =>
    (tangents.get(instance.index) ?? []).flatMap((direction, place): readonly Response[] => {
      if (direction === undefined) return [];
      const key = `${input} ${place}`;
      if (!known.slopes.has(key)) known.slopes.set(key, slopesAlong(event, { input, place, measuring: measuring() }));
      const made = known.slopes.get(key);
      return made === undefined ? [] : [{ direction, ...made }];
    }),
  );
}

/** A gradient up to its size. */
function shapeOf(gradient: GradientMoments | undefined): string {
  if (gradient === undefined) return '';
  const level = gradient.pairs[0] ?? 0;
  return [...gradient.pairs, ...(gradient.projection ?? [])].map((pair) => (level > 0 ? pair / level : 0).toPrecision(6)).join(' ');
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
  return { ...moments, mean: evenField(meanOf(moments), rank), square: evenField(meanSquare(moments), rank), density: undefined };
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
  for (const { direction, outputs } of responses) {
    for (const [place, slope] of (outputs[output] ?? []).entries()) {
      if (slope === 0) continue;
      const sum = (sums[place] ??= new Float64Array(direction.length));
      addScaled(sum, direction, slope);
    }
  }
  return Array.from(sums, (sum) => sum);
}

function addScaled(to: Float64Array, direction: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index += 1) to[index] = (to[index] ?? 0) + factor * (direction[index] ?? 0);
}

interface Answers {
  readonly responses: ReadonlyMap<Event, readonly Response[]>;
  readonly variances: readonly number[];
}

/** Back from the outputs: d ln E ||g||^2 by source, weighted by their parts where gradients meet. */
function backward(flow: Flow, back: Backflow, { responses, variances }: Answers): ForwardNoise {
  const logarithms: (Float64Array | undefined)[] = Array.from({ length: flow.count });
  const tensors = Array.from({ length: flow.count }, () => 0);
  const parameters = new Map<Event, ReadonlyMap<string, number>>();
  const energyOf = (gradient: GradientMoments | undefined): number => (gradient === undefined ? 0 : squaredNorm(gradient));
  const spread = (directions: Float64Array | undefined): number =>
    directions === undefined ? 0 : directions.reduce((sum, slope, source) => sum + slope * slope * (variances[source] ?? 0), 0);
  for (let at = flow.events.length - 1; at >= 0; at -= 1) {
    const event = flow.events[at];
    if (event === undefined) continue;
    const answers = responses.get(event) ?? [];
    const behind = weightedMean(
      event.outputs.map(({ index }) => ({ energy: energyOf(back.gradients[index]), directions: logarithms[index] })),
      variances.length,
    );
    const passed = back.passed.get(event) ?? [];
    for (const [place, instance] of event.inputs.entries()) {
      const energy = energyOf(passed[place]);
      const whole = energyOf(back.gradients[instance.index]);
      if (energy <= 0 || whole <= 0) continue;
      const share = energy / whole;
      const sum = (logarithms[instance.index] ??= new Float64Array(variances.length));
      if (behind !== undefined) addScaled(sum, behind, share);
      for (const { direction, gradients } of answers) addScaled(sum, direction, share * (gradients[place] ?? 0));
    }
    parameters.set(
      event,
      new Map([...(back.parameters.get(event)?.keys() ?? [])].map((name) => [name, spread(withAnswers(behind, answers, name))])),
    );
  }
  for (const [index, directions] of logarithms.entries()) tensors[index] = spread(directions);
  return { tensors, parameters };
}

function withAnswers(behind: Float64Array | undefined, answers: readonly Response[], name: string): Float64Array | undefined {
  const [first] = answers;
  const sum = behind?.slice() ?? (first === undefined ? undefined : new Float64Array(first.direction.length));
  if (sum !== undefined) for (const { direction, parameters } of answers) addScaled(sum, direction, parameters.get(name) ?? 0);
  return sum;
}

function weightedMean(
  parts: readonly { readonly energy: number; readonly directions: Float64Array | undefined }[],
  count: number,
): Float64Array | undefined {
  const total = parts.reduce((sum, { energy }) => sum + energy, 0);
  const known = parts.filter(({ directions }) => directions !== undefined);
  if (total <= 0 || known.length === 0) return undefined;
  const mean = new Float64Array(count);
  for (const { energy, directions } of known) if (directions !== undefined) addScaled(mean, directions, energy / total);
  return mean;
}
