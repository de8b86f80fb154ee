// Moments through a graph, forward: every copy of a node as one event, and copies at rest as one run. Not the way back.
import type { Graph, Node, Region, Repeat, Tensor } from '@trammel/graph';
import type { SignalContext, SignalServices } from '@trammel/operators';
import { standardInput, type PassContext } from '../context.js';
import { createKnownSteps, type KnownSteps } from './known-steps.js';
import { leastJump } from './limits.js';
import { positionGroups, whiteNoise, type Moments, type SignalStep } from '@trammel/signal';

/** A tensor of one copy: what is known of it. */
export interface Instance {
  readonly index: number;
  /** Undefined for whole numbers, and where nothing is known. */
  readonly moments: Moments | undefined;
  readonly isNumeric: boolean;
  /** Whether it depends on anything that is drawn: an input or a parameter. */
  readonly isDrawn: boolean;
}

/** One copy of a node at work. */
export interface Event {
  readonly kind: 'event';
  readonly node: Node;
  readonly copy: number;
  readonly inputs: readonly Instance[];
  readonly outputs: readonly Instance[];
  /** Undefined where the operator has no rule, or something before it has none. */
  readonly step: SignalStep | undefined;
  readonly context: StepContext;
}

/** What a rule is asked with beside moments. */
export type StepContext = Omit<SignalContext, 'moments'>;

/** Copies of a repeat that take what the one before them took, and so do what it did. */
export interface Run {
  readonly kind: 'run';
  readonly model: Copy;
  readonly count: number;
  /** What the first of them takes, and what the last one gives. */
  readonly entry: Instance;
  readonly exit: Instance;
}

/** One copy of the body of a repeat. */
export interface Copy {
  readonly events: readonly Event[];
  /** How often each node runs in it: as often as repeats inside of it say. */
  readonly strides: ReadonlyMap<Node, number>;
  readonly entry: Instance;
  readonly exit: Instance;
}

/** A network gone through once. */
export interface Flow {
  readonly items: readonly (Event | Run)[];
  readonly inputs: ReadonlyMap<Tensor, Instance>;
  /** The outputs of the network, in their order. */
  readonly outputs: readonly Instance[];
  readonly count: number;
}

/** How a network is gone through. */
export interface FlowOptions {
  readonly graph: Graph;
  readonly services: Omit<SignalServices, 'followsDensity'>;
  readonly inputs?: PassContext['inputs'];
  /** How parameters begin, where that is asked for another way than their initialisers say. */
  readonly begin?: Beginnings | undefined;
  /** Steps of passes over networks at the same sizes, to which those of this one are added. */
  readonly known?: KnownSteps | undefined;
}

/** How the parameters of nodes begin, in all of their copies or in one. */
export interface Beginnings {
  readonly of: (node: Node) => Beginning | undefined;
  readonly copy?: number;
}

/** How a parameter begins, from how its initialiser says. */
export type Beginning = NonNullable<SignalContext['begin']>;

/** Forward: the moments of every tensor. */
export function flowOf({ graph, services, inputs: distributions, begin, known = createKnownSteps() }: FlowOptions): Flow {
  const following: SignalServices = { ...services, followsDensity: true };
  const plain: SignalServices = { ...services, followsDensity: false };
  const state: Forward = {
    services,
    following,
    plain,
    known,
    begin,
    read: densityReaders(graph),
    given: new Set(graph.outputs.map(({ tensor }) => tensor)),
    items: [],
    tensors: new Map(),
    copies: new Map(),
    count: 0,
  };
  const inputs = new Map<Tensor, Instance>();
  for (const { name, tensor } of graph.inputs) {
    const axes = tensor.type.shape.map((axis) => ({ name: axis.name, size: services.size(axis.size) }));
    const isNumeric = tensor.type.elementType === 'f32';
    const { mean, deviation } = distributions?.get(name) ?? standardInput;
    const moments = isNumeric ? whiteNoise(axes, positionGroups(axes), deviation ** 2, mean) : undefined;
    const instance = fresh(state, { moments, isNumeric, isDrawn: true });
    inputs.set(tensor, instance);
    state.tensors.set(tensor, instance);
  }
  runRegion(graph.body, state);
  const outputs = graph.outputs.flatMap(({ tensor }) => state.tensors.get(tensor) ?? []);
  return { items: state.items, inputs, outputs, count: state.count };
}

interface Forward {
  readonly services: FlowOptions['services'];
  /** The same for steps whose output an activation reads, and for others. */
  readonly following: SignalServices;
  readonly plain: SignalServices;
  readonly known: KnownSteps;
  readonly begin: FlowOptions['begin'];
  /** Tensors that an activation reads. */
  readonly read: ReadonlySet<Tensor>;
  /** Outputs of the network. */
  readonly given: ReadonlySet<Tensor>;
  readonly items: (Event | Run)[];
  readonly tensors: Map<Tensor, Instance>;
  readonly copies: Map<Node, number>;
  count: number;
}

function fresh(state: Forward, known: Omit<Instance, 'index'>): Instance {
  const instance = { ...known, index: state.count };
  state.count += 1;
  return instance;
}

function runRegion(region: Region, state: Forward): void {
  for (const item of region.items) {
    if (item.kind === 'node') runNode(item, state);
    else runRepeat(item, state);
  }
}

function runRepeat(repeat: Repeat, state: Forward): void {
  const { count, initial, entry, body, exit, result } = repeat;
  let current = state.tensors.get(initial);
  let before: Copy | undefined;
  for (let copy = 0; copy < count && current !== undefined; copy += 1) {
    const run = before === undefined ? undefined : runLike(before, { entry: current, count: count - copy }, state);
    if (run !== undefined) {
      copy += run.count;
      current = run.exit;
      before = undefined;
      if (copy === count) break;
    }
    const from = state.items.length;
    const taken = current;
    state.tensors.set(entry, taken);
    runRegion(body, state);
    current = state.tensors.get(exit);
    before = current === undefined ? undefined : copyOf(state.items.slice(from), { entry: taken, exit: current }, state);
  }
  if (current !== undefined) state.tensors.set(result, current);
}

/** The copy that was just gone through; undefined where others cannot be told by it, since it reads or gives more than what copies hand on. */
function copyOf(items: readonly (Event | Run)[], { entry, exit }: Pick<Copy, 'entry' | 'exit'>, { given }: Forward): Copy | undefined {
  const events: Event[] = [];
  const strides = new Map<Node, number>();
  const known = new Set([entry.index]);
  for (const item of items) {
    if (item.kind === 'run' || item.inputs.some(({ index, isNumeric }) => isNumeric && !known.has(index))) return undefined;
    if (item.node.outputs.some((tensor) => given.has(tensor))) return undefined;
    events.push(item);
    strides.set(item.node, (strides.get(item.node) ?? 0) + 1);
    for (const { index } of item.outputs) known.add(index);
  }
  return exit !== entry && known.has(exit.index) ? { events, strides, entry, exit } : undefined;
}

/** The copies that follow one like which they are, up to the first that begins in a way of its own; they are counted as gone through. */
function runLike(model: Copy, next: { readonly entry: Instance; readonly count: number }, state: Forward): Run | undefined {
  const { entry, exit, events, strides } = model;
  if (next.entry.moments !== entry.moments || next.entry.isDrawn !== entry.isDrawn) return undefined;
  const own = state.begin?.copy;
  let count = next.count;
  for (const { node, copy } of events) {
    if (own === undefined || state.begin?.of(node) === undefined) continue;
    const ahead = (own - copy) / (strides.get(node) ?? 1);
    if (ahead === 0) return undefined;
    if (ahead > 0 && Number.isInteger(ahead)) count = Math.min(count, ahead - 1);
  }
  if (count < leastJump) return undefined;
  for (const [node, stride] of strides) state.copies.set(node, (state.copies.get(node) ?? 0) + count * stride);
  const run: Run = { kind: 'run', model, count, entry: next.entry, exit: fresh(state, exit) };
  state.items.push(run);
  return run;
}

function runNode(node: Node, state: Forward): void {
  const inputs = node.inputs.flatMap((tensor) => state.tensors.get(tensor) ?? []);
  const copy = state.copies.get(node) ?? 0;
  state.copies.set(node, copy + 1);
  const followsDensity = node.outputs.some((tensor) => state.read.has(tensor));
  const begin = state.begin === undefined || (state.begin.copy ?? copy) !== copy ? undefined : state.begin.of(node);
  const context: StepContext = { services: followsDensity ? state.following : state.plain, begin };
  const make = (): SignalStep | undefined => stepOf(node, inputs, context);
  // Where parameters begin in a way that is asked for, the moments of the inputs do not tell all.
  const moments = inputs.map((input) => input.moments);
  const step = begin === undefined ? state.known.take(node, moments, { followsDensity, make }) : settled(make(), state);
  const isDrawn = inputs.some((input) => input.isDrawn) || node.site.parameters.length > 0;
  const outputs = node.outputs.map((tensor, index) => {
    const instance = fresh(state, { moments: step?.outputs[index], isNumeric: tensor.type.elementType === 'f32', isDrawn });
    state.tensors.set(tensor, instance);
    return instance;
  });
  state.items.push({ kind: 'event', node, copy, inputs, outputs, step, context });
}

/** What follows from the outputs may be known, though the step is not. */
function settled(step: SignalStep | undefined, { known }: Forward): SignalStep | undefined {
  return step === undefined ? undefined : known.settled(step);
}

/** The step of a node; undefined where an input that it computes with is not known, where it has no rule, and where numbers overflow. */
export function stepOf(
  { site }: Node,
  inputs: readonly Pick<Instance, 'moments' | 'isNumeric'>[],
  context: StepContext,
): SignalStep | undefined {
  if (inputs.some(({ moments, isNumeric }) => isNumeric && moments === undefined)) return undefined;
  const step = site.signal({ ...context, moments: inputs.map(({ moments }) => moments) });
  return step?.outputs.every(isFinite) === true ? step : undefined;
}

/** Whether every moment is a number that can be computed with. */
const isFinite = ({ mean, pairs }: Moments): boolean => pairs.every(Number.isFinite) && mean.values.every(Number.isFinite);

/** Tensors that are read by an activation, in whatever copy. */
function densityReaders(graph: Graph): ReadonlySet<Tensor> {
  const read = new Set<Tensor>();
  const visit = (region: Region): void => {
    for (const item of region.items) {
      if (item.kind === 'repeat') visit(item.body);
      else if (item.site.isActivation) for (const tensor of item.inputs) read.add(tensor);
    }
  };
  visit(graph.body);
  return read;
}
