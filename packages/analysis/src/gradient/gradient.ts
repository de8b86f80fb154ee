// How the gradient attenuates on its way back at initialisation, from the graph alone: what every tensor and parameter gets, and why.
import type { Diagnostic } from '@trammel/diagnostics';
import type { Graph, Node, Weights } from '@trammel/graph';
import { meanOf, logVarianceOf, squaredNorm, varianceOf, type GradientMoments } from '@trammel/signal';
import type { SymbolValues } from '@trammel/tensor';
import { findingsOf } from './findings.js';
import { noDecades } from '../attenuation/decade-kinds.js';
import type { PassContext } from '../context.js';
import { backflowOf, flowOf, type Backflow, type Event, type Flow, type FlowOptions } from './flow.js';
import { largestForwardVariance } from './limits.js';
import { createKnownSteps, type KnownSteps } from './known-steps.js';
import { forwardNoise, type ForwardNoise, type SlopesOfSteps } from './noise.js';
import type { Attenuation, Attenuations, CopiedAttenuation, GradientAnalysis, LocalDecades, NodeAttenuation } from './result.js';
import { servicesFor } from './services.js';

/** What can be told of the inputs, and asked of the weights. */
export interface GradientOptions {
  readonly inputs?: PassContext['inputs'];
  readonly begin?: FlowOptions['begin'];
}

/** The pass at these sizes (docs/gradient.md). */
export function gradientOf(graph: Graph, sizes: SymbolValues, options: GradientOptions = {}): GradientAnalysis {
  const shared = sharedAt(sizes);
  const made = attenuationsOf(graph, sizes, { ...options, shared });
  let findings: readonly Diagnostic[] | undefined;
  return {
    ...made.attenuations,
    // Made when somebody looks: what helps is tried by going through the network again.
    get findings() {
      return (findings ??= findingsOf({
        graph,
        sizes,
        attenuations: made.attenuations,
        events: made.flow?.events ?? [],
        forwardVariance: ({ outputs }) => Math.max(0, ...outputs.map(({ index }) => made.noise?.amplified[index] ?? 0)),
        analyse: ({ graph: other = graph, sizes: at, begin = options.begin }, detail) =>
          attenuationsOf(other, at ?? sizes, { ...options, begin, detail, shared: at === undefined ? shared : sharedAt(at) }).attenuations,
      }));
    },
  };
}

/** What passes over one network, with this or that changed in it, have in common: what comes before the change is not worked out again. */
interface Shared {
  readonly services: FlowOptions['services'];
  readonly known: KnownSteps;
  readonly slopes: SlopesOfSteps;
}

const sharedAt = (sizes: SymbolValues): Shared => ({ services: servicesFor(sizes), known: createKnownSteps(), slopes: new Map() });

interface PassOptions extends GradientOptions {
  readonly shared: Shared;
  readonly detail?: 'whole' | 'rms';
}

interface Made {
  readonly attenuations: Attenuations;
  readonly flow?: Flow;
  readonly noise?: ForwardNoise;
}

function attenuationsOf(graph: Graph, sizes: SymbolValues, { shared, inputs, begin, detail }: PassOptions): Made {
  const open = graph.symbols.find(({ name }) => !sizes.has(name));
  if (open !== undefined) return { attenuations: nothing(`it depends on ${open.name}, whose size is not given`) };
  const flow = flowOf({ graph, ...shared, inputs, begin });
  const back = backflowOf(flow);
  if (back.reference === 0) return { attenuations: nothing('no output of the network has a gradient that is known'), flow };
  const noise = detail === 'rms' ? stillness : forwardNoise(flow, back, shared.slopes);
  const view: View = { flow, back, noise, shared: sharedParameters(flow, back), isUnderflow: underflows(back) };
  return { attenuations: { nodes: nodesOf(view), inputs: inputsOf(graph, view), missing: undefined }, flow, noise };
}

/** As if every activation held still. */
const stillness: ForwardNoise = { tensors: [], amplified: [], parameters: new Map() };

const nothing = (why: string): Attenuations => ({ nodes: new Map(), inputs: [], missing: why });

/** Squares below this are lost to rounding soon, and then zero says nothing. */
const smallestEnergy = 1e-270;

/** Whether gradients become too small to compute with, so that a zero is no zero by construction. */
function underflows({ gradients }: Backflow): boolean {
  return gradients.some((gradient) => {
    const energy = gradient === undefined ? 0 : squaredNorm(gradient);
    return energy > 0 && energy < smallestEnergy;
  });
}

interface View {
  readonly flow: Flow;
  readonly back: Backflow;
  readonly noise: ForwardNoise;
  readonly shared: ReadonlyMap<Event, ReadonlyMap<string, number>>;
  readonly isUnderflow: boolean;
}

/**
 * Mean and bounds follow from a log-normal norm: mean = rms - V / (4 ln 10), deviation = sqrt(V) / (2 ln 10).
 * Undefined where numbers were too large or too small to compute with.
 */
function attenuation(
  { energy, variance }: { readonly energy: number; readonly variance: number },
  { back, isUnderflow }: View,
): Attenuation | undefined {
  const ratio = energy / back.reference;
  if (!Number.isFinite(ratio) || !Number.isFinite(variance) || (isUnderflow && energy < smallestEnergy)) return undefined;
  const rms = ratio > 0 ? 0.5 * Math.log10(ratio) : Number.NEGATIVE_INFINITY;
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
  const isStill = (noise.amplified[output.index] ?? 0) <= largestForwardVariance;
  const own = back.gradients[output.index];
  const parameters = [...(shared.get(event) ?? [])].flatMap(([name, energy]) => {
    const spread = (noise.parameters.get(event)?.get(name) ?? 0) + (back.parameterNoise.get(event)?.get(name) ?? 0);
    const variance = (own === undefined ? 0 : logVarianceOf(own)) + spread;
    const known = attenuation({ energy, variance }, view);
    return known === undefined ? [] : [[name, known] as const];
  });
  const isLost = own !== undefined && isStill && !back.unknown.has(output.index) && told(view, output.index) === undefined;
  const doubts = [
    ...step.doubts,
    ...(isStill ? [] : ['activations before it do not hold still: small changes of their size grow']),
    ...(isLost ? ['its gradient is too large or too small to compute with'] : []),
  ];
  return {
    outputs: outputs.map(({ index }) => told(view, index)),
    parameters: new Map(isStill ? parameters : []),
    forward: { mean: meanOf(output.moments), variance: varianceOf(output.moments) },
    local: isStill ? localDecades(event, view) : undefined,
    pathShares: inputs.map(({ index }, place) => share(back.passed.get(event)?.[place], back.gradients[index])),
    isReliable: doubts.length === 0,
    doubts,
  };
}

/** The attenuation of a tensor; undefined where it has none, or is not known. */
function told(view: View, index: number): Attenuation | undefined {
  const { back, noise } = view;
  const gradient = back.gradients[index];
  const forward = noise.tensors[index] ?? 0;
  if (gradient === undefined || back.unknown.has(index) || (noise.amplified[index] ?? 0) > largestForwardVariance) return undefined;
  return attenuation({ energy: squaredNorm(gradient), variance: logVarianceOf(gradient) + forward }, view);
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
  if (!(from > 0) || !(to > 0) || !Number.isFinite(to / from)) return undefined;
  const whole = 0.5 * Math.log10(to / from);
  if (step.isWeighted) return { ...noDecades, weightGain: whole };
  const { slopes } = step;
  if (slopes === undefined) return { ...noDecades, other: whole };
  return { ...noDecades, ...slopes, other: whole - slopes.maximumSlope - slopes.spreadSaturation - slopes.offsetSaturation };
}

function inputsOf(graph: Graph, view: View): GradientAnalysis['inputs'] {
  return graph.inputs.map((input) => {
    const instance = view.flow.inputs.get(input.tensor);
    return { input, attenuation: instance === undefined ? undefined : told(view, instance.index) };
  });
}
