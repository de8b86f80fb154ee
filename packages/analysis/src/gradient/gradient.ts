// How the gradient attenuates on its way back at initialisation, from the graph alone: what every tensor and parameter gets, and why.
import type { Diagnostic } from '@trammel/diagnostics';
import type { Graph, Node, Weights } from '@trammel/graph';
import { logVarianceOf, meanOf, squaredNorm, varianceOf, type GradientMoments } from '@trammel/signal';
import type { SymbolValues } from '@trammel/tensor';
import { findingsOf } from './findings.js';
import { noDecades } from '../attenuation/decade-kinds.js';
import type { PassContext } from '../context.js';
import {
  backflowOf,
  gradientSize,
  parameterEnergies,
  parameterNoise,
  type Backflow,
  type GradientSize,
  type Occurrence,
} from './backflow.js';
import type { NoiseOfEvent } from './carrying.js';
import { flowOf, type Event, type Flow, type FlowOptions } from './flow.js';
import { doubtfulForwardVariance, largestForwardVariance, smallestEnergy } from './limits.js';
import { createKnownSteps, type KnownSteps } from './known-steps.js';
import { forwardNoise, stillness, type ForwardNoise } from './noise.js';
import { lastOf, occurrenceIn, passageFinder, passagesOf, sharedEnergies, type FindPassage, type Passage } from './passages.js';
import type { SlopesOfSteps } from './responses.js';
import type {
  Attenuation,
  Attenuations,
  CopiedAttenuation,
  GradientAnalysis,
  LocalDecades,
  NodeAttenuation,
  Reliability,
  Stretch,
} from './result.js';
import type { Spread } from './rows.js';
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
        passages: made.passages,
        passageAt: made.passageAt,
        forwardVariance: (of) => (made.noise === undefined ? 0 : amplifiedIn(made.noise.of(of))),
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
  readonly passages: readonly Passage[];
  readonly passageAt: FindPassage;
  readonly noise?: ForwardNoise;
}

function attenuationsOf(graph: Graph, sizes: SymbolValues, { shared, inputs, begin, detail }: PassOptions): Made {
  const open = graph.symbols.find(({ name }) => !sizes.has(name));
  if (open !== undefined) {
    const why = `it depends on ${open.name}, whose size is not given`;
    return { attenuations: nothing(why), passages: [], passageAt: () => undefined };
  }
  const flow = flowOf({ graph, ...shared, inputs, begin });
  const back = backflowOf(flow);
  const passages = passagesOf(back);
  const passageAt = passageFinder(passages);
  if (back.reference === 0) return { attenuations: nothing('no output of the network has a gradient that is known'), passages, passageAt };
  const noise = detail === 'rms' ? stillness : forwardNoise(flow, back, shared.slopes);
  const weights = sharedParameters(passages, back);
  const restlessness = restlessnessOf(passages, noise);
  const view: View = { flow, back, noise, passages, passageAt, restlessness, shared: weights, isUnderflow: underflows(passages, back) };
  return { attenuations: { nodes: nodesOf(view), inputs: inputsOf(graph, view), missing: undefined }, passages, passageAt, noise };
}

const nothing = (why: string): Attenuations => ({ nodes: new Map(), inputs: [], missing: why });

/** Whether gradients become too small to compute with, so that a zero is no zero by construction. */
function underflows(passages: readonly Passage[], back: Backflow): boolean {
  const isLost = (energy: number): boolean => energy > 0 && energy < smallestEnergy;
  return (
    back.gradients.some((gradient) => gradient !== undefined && isLost(squaredNorm(gradient))) ||
    passages.some(
      (passage) =>
        passage.jump !== undefined &&
        [passage.first, lastOf(passage)].some((copy) =>
          passage.event.outputs.some((_, at) =>
            isLost(gradientSize(occurrenceIn(passage, copy), { side: 'outputs', at }, back)?.energy ?? 0),
          ),
        ),
    )
  );
}

interface View {
  /** The largest part by which anything in the network varies by growing on its way forward. */
  readonly restlessness: number;
  readonly flow: Flow;
  readonly back: Backflow;
  readonly noise: ForwardNoise;
  readonly passages: readonly Passage[];
  readonly passageAt: FindPassage;
  /** Of parameters that several nodes or copies share. */
  readonly shared: ReadonlyMap<Weights, ReadonlyMap<string, number>>;
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
function sharedParameters(passages: readonly Passage[], back: Backflow): View['shared'] {
  const byWeights = new Map<Weights, Passage[]>();
  for (const passage of passages) {
    const { weights } = passage.event.node;
    // Copies in a repeat have weights of their own; a layer that is declared outside of it has one for all copies.
    if (weights?.copies !== 1) continue;
    const users = byWeights.get(weights) ?? [];
    byWeights.set(weights, users);
    users.push(passage);
  }
  const result = new Map<Weights, ReadonlyMap<string, number>>();
  for (const [weights, users] of byWeights) {
    if (users.length === 1 && users[0]?.count === 1) continue;
    const sums = new Map<string, number>();
    for (const user of users) for (const [name, energy] of sharedEnergies(user, back)) sums.set(name, (sums.get(name) ?? 0) + energy);
    result.set(weights, sums);
  }
  return result;
}

function nodesOf(view: View): ReadonlyMap<Node, CopiedAttenuation> {
  const all = new Map<Node, Passage[]>();
  for (const passage of view.passages) {
    const { node } = passage.event;
    const known = all.get(node) ?? [];
    all.set(node, known);
    known.push(passage);
  }
  const nodes = new Map<Node, CopiedAttenuation>();
  for (const [node, passages] of all) {
    const copies = passages.reduce((sum, { count }) => sum + count, 0);
    const made = new Map<number, NodeAttenuation>();
    const at = (asked: number): NodeAttenuation => {
      const copy = Math.max(0, Math.min(asked, copies - 1));
      const found = made.get(copy);
      if (found !== undefined) return found;
      const passage = view.passageAt(node, copy);
      if (passage === undefined) return unknown;
      const of = attenuationOf(occurrenceIn(passage, copy), view);
      // The copies of a jump may be more than there is room for.
      if (passage.jump === undefined) made.set(copy, of);
      return of;
    };
    let stretches: readonly Stretch[] | undefined;
    nodes.set(node, {
      node,
      copies,
      at,
      get stretches() {
        return (stretches ??= passages.flatMap((passage) => stretchesIn(passage, view.noise)));
      },
    });
  }
  return nodes;
}

/** Copies between which bands do not come to where a mean says nothing; where they do, cut where they may. */
function stretchesIn(passage: Passage, noise: ForwardNoise): readonly Stretch[] {
  const { event, jump, first, count, stride } = passage;
  if (jump === undefined) return [{ first, count, stride }];
  const marks = noise.marksOf(jump);
  const isStill = marks.every((ahead) => amplifiedIn(noise.of({ event, jump, ahead })) < largestForwardVariance / 4);
  if (isStill) return [{ first, count, stride }];
  const cuts = new Set<number>([0, count]);
  for (const [at, mark] of marks.entries()) {
    const [from, to] = [count - mark, count - (marks[at + 1] ?? 0)];
    for (let step = 1; step < to - from; step *= 2) cuts.add(from + step).add(to - step);
    cuts.add(from);
  }
  const sorted = [...cuts].filter((cut) => cut >= 0 && cut <= count).sort((a, b) => a - b);
  return sorted.slice(0, -1).map((cut, at) => ({ first: first + cut * stride, count: (sorted[at + 1] ?? count) - cut, stride }));
}

const unknown: NodeAttenuation = {
  outputs: [],
  parameters: new Map(),
  forward: undefined,
  local: undefined,
  pathShares: [],
  ...reliability(['what comes before it, or it itself, has no theory']),
};

function attenuationOf(occurrence: Occurrence, view: View): NodeAttenuation {
  const { back } = view;
  const { event } = occurrence;
  const { step, outputs, inputs } = event;
  const [output] = outputs;
  if (step === undefined || output?.moments === undefined) return unknown;
  const noise = view.noise.of(occurrence);
  const isStill = (noise.outputs[0]?.amplified ?? 0) <= largestForwardVariance;
  const told = outputs.map(({ index }, at) =>
    back.unknown.has(index) ? undefined : toldOf(gradientSize(occurrence, { side: 'outputs', at }, back), noise.outputs[at], view),
  );
  const isLost = back.gradients[output.index] !== undefined && isStill && !back.unknown.has(output.index) && told[0] === undefined;
  const doubts = [
    ...step.doubts,
    ...stillnessDoubts(amplifiedIn(noise), view.restlessness),
    ...(isLost ? ['its gradient is too large or too small to compute with'] : []),
  ];
  return {
    outputs: told,
    parameters: isStill ? parametersOf(occurrence, noise, view) : new Map(),
    forward: { mean: meanOf(output.moments), variance: varianceOf(output.moments) },
    // What is computed from nothing that is drawn has no way back on which something could be lost.
    local: isStill && output.isDrawn ? localDecades(event, view) : undefined,
    pathShares: inputs.map(({ index }, place) => share(back.passed.get(event)?.[place], back.gradients[index])),
    ...reliability(doubts),
  };
}

/** The largest of all; of the copies of a jump the ends and the middle, since what varies with weights is largest between. */
function restlessnessOf(passages: readonly Passage[], noise: ForwardNoise): number {
  let largest = 0;
  for (const passage of passages) {
    for (const copy of new Set([passage.first, passage.first + Math.floor(passage.count / 2) * passage.stride, lastOf(passage)]))
      largest = Math.max(largest, amplifiedIn(noise.of(occurrenceIn(passage, copy))));
  }
  return largest;
}

function reliability(doubts: readonly string[]): Reliability {
  return { isReliable: doubts.length === 0, doubts };
}

/** The largest of an event. */
const amplifiedIn = ({ outputs, parameters }: NoiseOfEvent): number =>
  Math.max(0, ...[...outputs, ...parameters.values()].map(({ amplified }) => amplified));

function stillnessDoubts(amplified: number, ofNetwork: number): readonly string[] {
  if (amplified > largestForwardVariance) return ['activations before it do not hold still: small changes of their size grow'];
  if (ofNetwork <= doubtfulForwardVariance) return [];
  return ['small changes of activations grow in this network, so that few draws make its mean square'];
}

function parametersOf(occurrence: Occurrence, noise: NoiseOfEvent, view: View): NodeAttenuation['parameters'] {
  const { back, shared } = view;
  const { weights } = occurrence.event.node;
  const behind = gradientSize(occurrence, { side: 'outputs', at: 0 }, back);
  const energies = (weights === undefined ? undefined : shared.get(weights)) ?? parameterEnergies(occurrence, back);
  return new Map(
    [...energies].flatMap(([name, energy]) => {
      const own = noise.parameters.get(name);
      if ((own?.amplified ?? 0) > largestForwardVariance) return [];
      const spread = (own?.whole ?? 0) + parameterNoise(occurrence, name, back);
      const known = attenuation({ energy, variance: (behind?.logVariance ?? 0) + spread }, view);
      return known === undefined ? [] : [[name, known] as const];
    }),
  );
}

/** The attenuation of a tensor; undefined where it has none, or cannot be told. */
function toldOf(size: GradientSize | undefined, noise: Spread | undefined, view: View): Attenuation | undefined {
  if (size === undefined || (noise?.amplified ?? 0) > largestForwardVariance) return undefined;
  return attenuation({ energy: size.energy, variance: size.logVariance + (noise?.whole ?? 0) }, view);
}

function share(part: GradientMoments | undefined, whole: GradientMoments | undefined): number | undefined {
  if (part === undefined || whole === undefined) return undefined;
  const [own, total] = [squaredNorm(part), squaredNorm(whole)];
  return total > 0 && Number.isFinite(own / total) ? own / total : undefined;
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
  // A slope without bounds, as that of a root at 0, is no measure of what is lost.
  if (slopes === undefined || !Object.values(slopes).every(Number.isFinite)) return { ...noDecades, other: whole };
  return { ...noDecades, ...slopes, other: whole - slopes.maximumSlope - slopes.spreadSaturation - slopes.offsetSaturation };
}

function inputsOf(graph: Graph, view: View): GradientAnalysis['inputs'] {
  const { flow, back, noise } = view;
  return graph.inputs.map((input) => {
    const index = flow.inputs.get(input.tensor)?.index ?? -1;
    const gradient = back.unknown.has(index) ? undefined : back.gradients[index];
    const size = gradient && { energy: squaredNorm(gradient), logVariance: logVarianceOf(gradient) };
    const known = noise.ofInput(index);
    return { input, attenuation: toldOf(size, known, view), ...reliability(stillnessDoubts(known.amplified, view.restlessness)) };
  });
}
