// Moments through a graph, forward, and gradients back: every copy of every node as one event. Not what is told of it.
import type { Graph, Node, Region, Tensor } from '@trammel/graph';
import type { SignalContext, SignalServices } from '@trammel/operators';
import { standardInput, type PassContext } from '../context.js';
import { createKnownSteps, type KnownSteps } from './known-steps.js';
import {
  addGradients,
  positionGroups,
  squaredNorm,
  whiteGradient,
  whiteNoise,
  type GradientMoments,
  type Moments,
  type SignalStep,
} from '@trammel/signal';

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

/** A network gone through once. */
export interface Flow {
  readonly events: readonly Event[];
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
  /** How the parameters of a copy of a node begin, where that is asked for another way than their initialisers say. */
  readonly begin?: ((node: Node, copy: number) => Beginning | undefined) | undefined;
  /** Steps of passes over networks at the same sizes, to which those of this one are added. */
  readonly known?: KnownSteps | undefined;
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
    events: [],
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
  return { events: state.events, inputs, outputs, count: state.count };
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
  readonly events: Event[];
  readonly tensors: Map<Tensor, Instance>;
  readonly copies: Map<Node, number>;
  count: number;
}

function fresh(state: Forward, known: Omit<Instance, 'index'>): Instance {
  const instance = { index: state.count, ...known };
  state.count += 1;
  return instance;
}

function runRegion(region: Region, state: Forward): void {
  for (const item of region.items) {
    if (item.kind === 'node') {
      runNode(item, state);
      continue;
    }
    let current = state.tensors.get(item.initial);
    for (let copy = 0; copy < item.count && current !== undefined; copy += 1) {
      state.tensors.set(item.entry, current);
      runRegion(item.body, state);
      current = state.tensors.get(item.exit);
    }
    if (current !== undefined) state.tensors.set(item.result, current);
  }
}

function runNode(node: Node, state: Forward): void {
  const inputs = node.inputs.flatMap((tensor) => state.tensors.get(tensor) ?? []);
  const copy = state.copies.get(node) ?? 0;
  state.copies.set(node, copy + 1);
  const followsDensity = node.outputs.some((tensor) => state.read.has(tensor));
  const begin = state.begin?.(node, copy);
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
  state.events.push({ node, copy, inputs, outputs, step, context });
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

/** The gradients of a flow. */
export interface Backflow {
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

/** Backward, from white noise at the outputs. */
export function backflowOf(flow: Flow): Backflow {
  const gradients: (GradientMoments | undefined)[] = Array.from({ length: flow.count });
  const parameters = new Map<Event, ReadonlyMap<string, number>>();
  const parameterNoise = new Map<Event, ReadonlyMap<string, number>>();
  const passed = new Map<Event, readonly (GradientMoments | undefined)[]>();
  const unknown = new Set<number>();
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
  for (let at = flow.events.length - 1; at >= 0; at -= 1) {
    const event = flow.events[at];
    if (event === undefined) continue;
    const { inputs, outputs, step } = event;
    if (
      outputs.some(({ index }) => unknown.has(index)) ||
      (step === undefined && outputs.some(({ index }) => gradients[index] !== undefined))
    ) {
      for (const { index, isNumeric } of inputs) if (isNumeric) unknown.add(index);
      if (step === undefined) for (const { index } of outputs) unknown.add(index);
      continue;
    }
    if (step === undefined || outputs.every(({ index }) => gradients[index] === undefined)) continue;
    const back = step.backward(outputs.map(({ index }) => gradients[index]));
    parameters.set(event, back.parameters);
    if (back.parameterNoise !== undefined) parameterNoise.set(event, back.parameterNoise);
    passed.set(event, back.inputs);
    for (const [place, { index, moments }] of inputs.entries()) gradients[index] = sumOf(gradients[index], back.inputs[place], moments);
  }
  return { gradients, parameters, parameterNoise, passed, reference, unknown };
}

function sumOf(a: GradientMoments | undefined, b: GradientMoments | undefined, tensor?: Moments): GradientMoments | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return addGradients(a, b, tensor);
}
