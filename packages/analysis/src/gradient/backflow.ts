// Gradients back through a graph whose moments are known: copy by copy until they repeat themselves, then in one jump. Not the way forward.
import {
  addGradients,
  logVarianceOf,
  meanSquare,
  multipleOf,
  ratioOf,
  squaredNorm,
  whiteGradient,
  type GradientMoments,
  type Moments,
} from '@trammel/signal';
import type { Copy, Event, Flow, Instance, Run } from './flow.js';
import { leastJump, smallestEnergy } from './limits.js';

/** The gradients of a flow. */
export interface Backflow {
  /** In the order in which they run. */
  readonly items: readonly (Event | Jump)[];
  /** How many instances there are, those of copies of runs included. */
  readonly count: number;
  /** By the index of the instance; undefined where none arrives or it is not known. */
  readonly gradients: readonly (GradientMoments | undefined)[];
  /** E ||dL/dW||^2, by event and the name of the parameter. */
  readonly parameters: ReadonlyMap<Event, ReadonlyMap<string, number>>;
  /** What their logarithms vary by besides. */
  readonly parameterNoise: ReadonlyMap<Event, ReadonlyMap<string, number>>;
  /** What each event gives back to its inputs, which other events may add to. */
  readonly passed: ReadonlyMap<Event, readonly (GradientMoments | undefined)[]>;
  /** E ||dL/d(outputs)||^2 */
  readonly reference: number;
  /** Instances whose gradient is not known, since something behind them has no rule. */
  readonly unknown: ReadonlySet<number>;
}

/** Copies of a repeat at each of which gradients are those at the copy behind it, times one number. */
export interface Jump {
  readonly kind: 'jump';
  readonly count: number;
  /** The copy behind the last of them, and the one behind that. */
  readonly model: Copy;
  readonly behind: Copy;
  /** What the first of them takes; what the last one gives is what the model takes. */
  readonly entry: Instance;
  /** By which squares of gradients grow at each copy further from the output. */
  readonly ratio: number;
}

/** A node in one of its copies: an event, or what became of it in a copy of a jump, by how many copies it comes before the model. */
export interface Occurrence {
  readonly event: Event;
  readonly jump?: Jump | undefined;
  readonly ahead: number;
}

/** E ||g||^2 of a tensor of an occurrence, and the variance of the logarithm of ||g||^2 that arises on the way back. */
export interface GradientSize {
  readonly energy: number;
  readonly logVariance: number;
}

/** The size of the gradient of an output or an input; undefined where none arrives. */
export function gradientSize({ event, jump, ahead }: Occurrence, place: TensorPlace, { gradients }: Backflow): GradientSize | undefined {
  const gradient = gradients[event[place.side][place.at]?.index ?? -1];
  if (gradient === undefined) return undefined;
  const size = { energy: squaredNorm(gradient), logVariance: logVarianceOf(gradient) };
  if (jump === undefined) return size;
  const behind = gradients[jump.behind.events[jump.model.events.indexOf(event)]?.[place.side][place.at]?.index ?? -1];
  const growth = behind === undefined ? 0 : size.logVariance - logVarianceOf(behind);
  return { energy: times(size.energy, jump.ratio, ahead), logVariance: size.logVariance + ahead * growth };
}

interface TensorPlace {
  readonly side: 'inputs' | 'outputs';
  readonly at: number;
}

/** E ||dL/dW||^2 of the parameters of an occurrence. */
export function parameterEnergies({ event, jump, ahead }: Occurrence, { parameters }: Backflow): ReadonlyMap<string, number> {
  const energies = parameters.get(event) ?? new Map<string, number>();
  if (jump === undefined) return energies;
  return new Map([...energies].map(([name, energy]) => [name, times(energy, jump.ratio, ahead)]));
}

/** What the logarithm of the squared gradient of a parameter varies by beyond that of the gradient that it is made of: at rest always the same. */
export const parameterNoise = ({ event }: Occurrence, name: string, back: Backflow): number =>
  back.parameterNoise.get(event)?.get(name) ?? 0;

const times = (energy: number, ratio: number, ahead: number): number => (energy === 0 ? 0 : energy * ratio ** ahead);

interface Backward {
  readonly items: (Event | Jump)[];
  readonly gradients: (GradientMoments | undefined)[];
  readonly parameters: Map<Event, ReadonlyMap<string, number>>;
  readonly parameterNoise: Map<Event, ReadonlyMap<string, number>>;
  readonly passed: Map<Event, readonly (GradientMoments | undefined)[]>;
  readonly unknown: Set<number>;
  count: number;
}

/** Backward, from white noise at the outputs. */
export function backflowOf(flow: Flow): Backflow {
  const state: Backward = {
    items: [],
    gradients: Array.from({ length: flow.count }),
    parameters: new Map(),
    parameterNoise: new Map(),
    passed: new Map(),
    unknown: new Set(),
    count: flow.count,
  };
  const { gradients, unknown } = state;
  let reference = 0;
  for (const { index, moments, isNumeric } of flow.outputs) {
    if (moments === undefined) {
      if (isNumeric) unknown.add(index);
      continue;
    }
    const seed = whiteGradient(moments);
    reference += squaredNorm(seed);
    gradients[index] = sumOf(gradients[index], seed);
  }
  for (let at = flow.items.length - 1; at >= 0; at -= 1) {
    const item = flow.items[at];
    if (item?.kind === 'run') backThroughRun(item, state);
    else if (item !== undefined) backThrough(item, state);
  }
  return { ...state, items: state.items.reverse(), reference };
}

function backThrough(event: Event, { items, gradients, parameters, parameterNoise: noise, passed, unknown }: Backward): void {
  items.push(event);
  const { inputs, outputs, step } = event;
  if (
    outputs.some(({ index }) => unknown.has(index)) ||
    (step === undefined && outputs.some(({ index }) => gradients[index] !== undefined))
  ) {
    for (const { index, isNumeric } of inputs) if (isNumeric) unknown.add(index);
    if (step === undefined) for (const { index } of outputs) unknown.add(index);
    return;
  }
  if (step === undefined || outputs.every(({ index }) => gradients[index] === undefined)) return;
  const back = step.backward(outputs.map(({ index }) => gradients[index]));
  parameters.set(event, back.parameters);
  if (back.parameterNoise !== undefined) noise.set(event, back.parameterNoise);
  passed.set(event, back.inputs);
  for (const [place, { index, moments }] of inputs.entries()) gradients[index] = sumOf(gradients[index], back.inputs[place], moments);
}

function sumOf(a: GradientMoments | undefined, b: GradientMoments | undefined, tensor?: Moments): GradientMoments | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return addGradients(a, b, tensor);
}

/** The last copies one by one until gradients are at rest, then all others but the first, which takes what others may read. */
function backThroughRun(run: Run, state: Backward): void {
  let [exit, behind]: readonly [Instance, Copy | undefined] = [run.exit, undefined];
  for (let left = run.count; left > 0; left -= 1) {
    const copy = unfolded(run, { number: left - 1, exit }, state);
    for (let at = copy.events.length - 1; at >= 0; at -= 1) {
      const event = copy.events[at];
      if (event !== undefined) backThrough(event, state);
    }
    exit = copy.entry;
    const jump: Jump | undefined = behind === undefined ? undefined : jumpFrom(copy, { behind, most: left - 2 }, state);
    behind = copy;
    if (jump === undefined) continue;
    state.items.push(jump);
    [exit, behind] = [jump.entry, undefined];
    left -= jump.count;
  }
}

function freshInstance(like: Instance, state: Backward): Instance {
  const instance = { ...like, index: state.count };
  state.count += 1;
  return instance;
}

/** A copy of a run with tensors of its own. */
function unfolded({ model, entry }: Run, { number, exit }: { readonly number: number; readonly exit: Instance }, state: Backward): Copy {
  const taken = number === 0 ? entry : freshInstance(model.entry, state);
  const own = new Map([
    [model.entry.index, taken],
    [model.exit.index, exit],
  ]);
  const ofCopy = (instance: Instance): Instance => own.get(instance.index) ?? instance;
  const events = model.events.map((event): Event => {
    for (const output of event.outputs) if (!own.has(output.index)) own.set(output.index, freshInstance(output, state));
    const copy = event.copy + (number + 1) * (model.strides.get(event.node) ?? 1);
    return { ...event, copy, inputs: event.inputs.map(ofCopy), outputs: event.outputs.map(ofCopy) };
  });
  return { events, strides: model.strides, entry: taken, exit };
}

interface Around {
  readonly behind: Copy;
  readonly most: number;
}

/** The jump over at most so many copies before one that was just gone through; undefined where gradients are not at rest. */
function jumpFrom(model: Copy, { behind, most }: Around, state: Backward): Jump | undefined {
  const { gradients, unknown } = state;
  if (most < leastJump || unknown.has(model.entry.index) !== unknown.has(model.exit.index)) return undefined;
  const [now, before, first] = [gradients[model.entry.index], gradients[model.exit.index], gradients[behind.exit.index]];
  const entry = (): Instance => freshInstance(model.entry, state);
  if (now === undefined || before === undefined || first === undefined) {
    if (now !== before || before !== first) return undefined;
    const jump: Jump = { kind: 'jump', count: most, model, behind, entry: entry(), ratio: 1 };
    if (unknown.has(model.entry.index)) unknown.add(jump.entry.index);
    return jump;
  }
  const growth = now.logVariance - before.logVariance;
  if (Math.abs(growth - (before.logVariance - first.logVariance)) > 1e-12 * Math.max(1, now.logVariance)) return undefined;
  const ratio = ratioOf(now, before);
  // The copy behind is what log-variances grow from: it is to be at rest as well.
  if (ratio === undefined || ratio === 0 || !Number.isFinite(ratio) || ratioOf(before, first) === undefined) return undefined;
  const count = Math.min(most, copiesInRange(meanSquare(now), ratio));
  const multiple = multipleOf(now, ratio ** count);
  if (count < leastJump || multiple === undefined) return undefined;
  const jump: Jump = { kind: 'jump', count, model, behind, entry: entry(), ratio };
  gradients[jump.entry.index] = { ...multiple, logVariance: now.logVariance + count * growth };
  return jump;
}

/** For how many copies squares of gradients are told: both ends of a jump are to be known, as what is told of it between them is. */
function copiesInRange(level: number, ratio: number): number {
  if (level === 0 || !Number.isFinite(level)) return Number.POSITIVE_INFINITY;
  if (level > 1 / smallestEnergy || level < smallestEnergy || !(ratio > 0)) return 0;
  const [growth, room] = [Math.log(ratio), -Math.log(smallestEnergy)];
  return Math.floor((room - Math.sign(growth) * Math.log(level)) / Math.max(Math.abs(growth), Number.MIN_VALUE));
}
