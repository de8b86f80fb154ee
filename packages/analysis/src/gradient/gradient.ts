// How the gradient attenuates on its way back at initialisation, from the graph alone: what every tensor and parameter gets, and why.
import type { Graph, Node, Tensor, Weights } from '@trammel/graph';
import { squaredNorm, type GradientMoments } from '@trammel/signal';
import { isKnown, substituteSize, type SymbolValues } from '@trammel/tensor';
import { backflowOf, flowOf, type Backflow, type Event, type Flow, type FlowOptions } from './flow.js';
import { forwardNoise, type ForwardNoise } from './noise.js';
import type { Attenuation, CopiedAttenuation, GradientAnalysis, LocalDecades, NodeAttenuation } from './result.js';
import { servicesFor } from './services.js';

/** What can be told of the inputs, and asked of the weights. */
export interface GradientOptions {
  /** The standard deviation of each element of an input, by name; 1 unless said. */
  readonly inputDeviations?: ReadonlyMap<string, number>;
  readonly begin?: FlowOptions['begin'];
}

/** The pass at these sizes (docs/gradient.md). */
export function gradientOf(graph: Graph, sizes: SymbolValues, options: GradientOptions = {}): GradientAnalysis {
  const open = graph.symbols.find(({ name }) => !isKnown(substituteSize(sizes.get(name) ?? Number.NaN, sizes)));
  if (open !== undefined) return nothing(`it depends on ${open.name}, whose size is not given`);
  const flow = flowOf({
    graph,
    services: servicesFor(sizes),
    inputDeviation: (name) => options.inputDeviations?.get(name) ?? 1,
    begin: options.begin,
  });
  const back = backflowOf(flow);
  if (back.reference === 0) return nothing('no output of the network has a gradient that is known');
  const view: View = { flow, back, noise: forwardNoise(flow, back), shared: sharedParameters(flow, back) };
  return { nodes: nodesOf(view), inputs: inputsOf(graph, view), missing: undefined, findings: [] };
}

const nothing = (why: string): GradientAnalysis => ({ nodes: new Map(), inputs: [], missing: why, findings: [] });

interface View {
  readonly flow: Flow;
  readonly back: Backflow;
  readonly noise: ForwardNoise;
  readonly shared: ReadonlyMap<Event, ReadonlyMap<string, number>>;
}

/** Beyond this part of the log-variance, fluctuations of activations are not small, and the linear response says nothing (section 6). */
export const largestForwardVariance = 1;

/** Mean and bounds follow from a log-normal norm: mean = rms - V / (4 ln 10), deviation = sqrt(V) / (2 ln 10). */
function attenuation(energy: number, variance: number): Attenuation {
  const rms = energy > 0 ? 0.5 * Math.log10(energy) : Number.NEGATIVE_INFINITY;
  const mean = rms - variance / (4 * Math.LN10);
  const reach = (1.645 * Math.sqrt(variance)) / (2 * Math.LN10);
  return { rms, mean, low: mean - reach, high: mean + reach };
}

/** Nodes with the same weights add their gradients. */
function sharedParameters({ events }: Flow, { parameters }: Backflow): View['shared'] {
  const byWeights = new Map<Weights, Event[]>();
  for (const event of events) {
    const { weights } = event.node;
    if (weights === undefined) continue;
    const users = byWeights.get(weights) ?? [];
    byWeights.set(weights, users);
    users.push(event);
  }
  const result = new Map<Event, ReadonlyMap<string, number>>();
  for (const [weights, users] of byWeights) {
    // Copies in a repeat have weights of their own; a layer that is declared outside of it has one for all copies.
    const isShared = weights.copies === 1 && users.length > 1;
    const sums = new Map<string, number>();
    for (const user of users) for (const [name, energy] of parameters.get(user) ?? []) sums.set(name, (sums.get(name) ?? 0) + energy);
    for (const user of users) result.set(user, isShared ? sums : (parameters.get(user) ?? new Map<string, number>()));
  }
  return result;
}

function nodesOf(view: View): ReadonlyMap<Node, CopiedAttenuation> {
  const copies = new Map<Node, Event[]>();
  for (const event of view.flow.events) {
    const known = copies.get(event.node) ?? [];
    copies.set(event.node, known);
    known.push(event);
  }
  const nodes = new Map<Node, CopiedAttenuation>();
  for (const [node, events] of copies) {
    const made = new Map<number, NodeAttenuation>();
    const at = (copy: number): NodeAttenuation => {
      const event = events[Math.max(0, Math.min(copy, events.length - 1))];
      const found = made.get(copy) ?? (event === undefined ? unknown : attenuationOf(event, view));
      made.set(copy, found);
      return found;
    };
    nodes.set(node, { node, copies: events.length, at });
  }
  return nodes;
}

const unknown: NodeAttenuation = {
  outputs: [],
  parameters: new Map(),
  forward: undefined,
  local: undefined,
  pathShares: [],
  isReliable: false,
  doubts: [],
};

function attenuationOf(event: Event, view: View): NodeAttenuation {
  const { back, noise, shared } = view;
  const { step, outputs, inputs } = event;
  const [output] = outputs;
  if (step === undefined || output?.moments === undefined)
    return { ...unknown, doubts: ['what comes before it, or it itself, has no theory'] };
  const variance = (output.moments.pairs[0] ?? 0) - meanField(output.moments.mean.values) ** 2;
  const isStill = (noise.tensors[output.index] ?? 0) <= largestForwardVariance;
  const own = back.gradients[output.index];
  const parameters = [...(shared.get(event) ?? [])].map(([name, energy]) => {
    const spread = (own?.logVariance ?? 0) + (noise.parameters.get(event)?.get(name) ?? 0);
    return [name, attenuation(energy / back.reference, spread)] as const;
  });
  const doubts = [...step.doubts, ...(isStill ? [] : ['activations before it do not hold still: small changes of their size grow'])];
  return {
    outputs: outputs.map(({ index }) => told(view, index)),
    parameters: new Map(isStill ? parameters : []),
    forward: { mean: meanField(output.moments.mean.values), variance: Math.max(0, variance) },
    local: isStill ? localDecades(event, view) : undefined,
    pathShares: inputs.map(({ index }, place) => share(back.passed.get(event)?.[place], back.gradients[index])),
    isReliable: doubts.length === 0,
    doubts,
  };
}

/** The attenuation of a tensor; undefined where it has none, or is not known. */
function told({ back, noise }: View, index: number): Attenuation | undefined {
  const gradient = back.gradients[index];
  const forward = noise.tensors[index] ?? 0;
  if (gradient === undefined || back.unknown.has(index) || forward > largestForwardVariance) return undefined;
  return attenuation(squaredNorm(gradient) / back.reference, gradient.logVariance + forward);
}

function share(part: GradientMoments | undefined, whole: GradientMoments | undefined): number | undefined {
  if (part === undefined || whole === undefined) return undefined;
  const total = squaredNorm(whole);
  return total > 0 ? squaredNorm(part) / total : undefined;
}

/** What the node itself adds on the way to its first input. */
function localDecades(event: Event, { back }: View): LocalDecades | undefined {
  const { step, outputs } = event;
  const [output] = outputs;
  const before = output === undefined ? undefined : back.gradients[output.index];
  const after = back.passed.get(event)?.[0];
  if (step === undefined || before === undefined || after === undefined) return undefined;
  const [from, to] = [squaredNorm(before), squaredNorm(after)];
  if (!(from > 0) || !(to > 0)) return undefined;
  const whole = 0.5 * Math.log10(to / from);
  const none = { weightGain: 0, maximumSlope: 0, spreadSaturation: 0, offsetSaturation: 0, other: 0 };
  if (step.isWeighted) return { ...none, weightGain: whole };
  const { slopes } = step;
  if (slopes === undefined) return { ...none, other: whole };
  return { ...none, ...slopes, other: whole - slopes.maximumSlope - slopes.spreadSaturation - slopes.offsetSaturation };
}

const meanField = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function inputsOf(graph: Graph, view: View): GradientAnalysis['inputs'] {
  return graph.inputs.map((input) => {
    const instance = view.flow.inputs.get(input.tensor);
    return { input, attenuation: instance === undefined ? undefined : told(view, instance.index) };
  });
}

/** The attenuation of a tensor of the network's own body; of one inside a repeat, in its last copy. */
export function attenuationAt(tensor: Tensor, { inputs, nodes }: GradientAnalysis): Attenuation | undefined {
  const input = inputs.find((candidate) => candidate.input.tensor === tensor);
  if (input !== undefined) return input.attenuation;
  for (const { node, at, copies } of nodes.values()) {
    const place = node.outputs.indexOf(tensor);
    if (place >= 0) return at(copies - 1).outputs[place];
  }
  return undefined;
}
