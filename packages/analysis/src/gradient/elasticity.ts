// What scaling the weights of one layer does to a gradient anywhere: by going through the network again with them scaled.
import { nodesOf, type Graph, type Node } from '@trammel/graph';
import { squaredNorm, type WeightMoments } from '@trammel/signal';
import { isKnown, substituteSize, type SymbolValues } from '@trammel/tensor';
import { placesOf, type Place, type Places } from '../attenuation/places.js';
import type { PassContext } from '../context.js';
import { isMatrix } from './findings/initial-attribute.js';
import { backflowOf, gradientSize, parameterEnergies, type Backflow, type Occurrence } from './backflow.js';
import { flowOf, type Flow, type FlowOptions, type Instance } from './flow.js';
import { createKnownSteps } from './known-steps.js';
import { occurrenceIn, passageFinder, passagesOf } from './passages.js';
import type { Elasticity } from './result.js';
import { servicesFor } from './services.js';

/** A copy of a node, or one of its parameters. */
export interface Target {
  readonly place: Place;
  /** The name of a parameter of the node that makes the tensor; undefined for the tensor itself. */
  readonly parameter?: string;
}

/** How elasticities are asked for. */
export interface ElasticityOptions {
  readonly inputs?: PassContext['inputs'];
}

/** Of a tenth: what is asked in words. */
const tenth = 0.1;
const nudge = 1e-3;
/** Of a node with more copies than this, that many are scaled, evenly chosen, the first and the last among them. */
const fewCopies = 12;

/** For every layer with matrices of weights, in the order of the source; empty where the gradient is not known. */
export function elasticitiesOf(graph: Graph, sizes: SymbolValues, target: Target, options: ElasticityOptions = {}): readonly Elasticity[] {
  if (graph.symbols.some(({ name }) => !isKnown(substituteSize(sizes.get(name) ?? Number.NaN, sizes)))) return [];
  const made = { graph, services: servicesFor(sizes), known: createKnownSteps(), inputs: options.inputs };
  const places = placesOf(graph);
  const decadesWith = (begin: FlowOptions['begin']): number | undefined => decadesAt(target, flowOf({ ...made, begin }), places);
  const before = decadesWith(undefined);
  if (before === undefined) return [];
  return nodesOf(graph.body).flatMap(({ node, copies }) => {
    if (node.weights?.parameters.some(isMatrix) !== true) return [];
    return chosen(copies).flatMap((copy): readonly Elasticity[] => {
      const scaledBy = (factor: number): number | undefined =>
        decadesWith({
          copy,
          of: (asked) => (asked === node ? (parameter, initial) => (isMatrix(parameter) ? scaled(initial, factor) : initial) : undefined),
        });
      const [up, down, small] = [scaledBy(1 + nudge), scaledBy(1 - nudge), scaledBy(tenth)];
      if (up === undefined || down === undefined) return [];
      const exponent = (up - down) / (Math.log10(1 + nudge) - Math.log10(1 - nudge));
      return [
        {
          scaled: { node, copy },
          exponent: Math.abs(exponent) < 1e-9 ? 0 : exponent,
          tenth: small === undefined ? undefined : small - before,
        },
      ];
    });
  });
}

const scaled = (initial: WeightMoments, factor: number): WeightMoments => ({
  ...initial,
  mean: initial.mean * factor,
  variance: initial.variance * factor ** 2,
});

/** Copies to scale: all, or some with even gaps. */
function chosen(copies: number): readonly number[] {
  const count = Math.min(copies, fewCopies);
  return Array.from({ length: count }, (_, index) => (count === 1 ? 0 : Math.round((index * (copies - 1)) / (count - 1))));
}

/** log10 of the norm of the gradient over that at the output. */
function decadesAt({ place, parameter }: Target, flow: Flow, places: Places): number | undefined {
  const back = backflowOf(flow);
  const origin = places.originOf(place);
  const maker = places.makerOf(origin.tensor);
  const energy =
    maker === undefined
      ? energyOfInput(flow.inputs.get(origin.tensor), back)
      : energyAt(occurrenceOf(maker.node, origin.copy, back), { output: maker.output, parameter }, back);
  if (energy === undefined) return undefined;
  const decades = 0.5 * Math.log10(energy / back.reference);
  return Number.isFinite(decades) ? decades : undefined;
}

function energyOfInput(instance: Instance | undefined, { gradients, unknown }: Backflow): number | undefined {
  if (instance === undefined || unknown.has(instance.index)) return undefined;
  const gradient = gradients[instance.index];
  return gradient === undefined ? 0 : squaredNorm(gradient);
}

function occurrenceOf(node: Node, copy: number, back: Backflow): Occurrence | undefined {
  const passage = passageFinder(passagesOf(back))(node, copy);
  return passage === undefined ? undefined : occurrenceIn(passage, copy);
}

interface Part {
  readonly output: number;
  readonly parameter: string | undefined;
}

function energyAt(of: Occurrence | undefined, { output, parameter }: Part, back: Backflow): number | undefined {
  const instance = of?.event.outputs[output];
  if (of === undefined || instance === undefined || back.unknown.has(instance.index)) return undefined;
  if (parameter !== undefined) return parameterEnergies(of, back).get(parameter) ?? 0;
  return gradientSize(of, { side: 'outputs', at: output }, back)?.energy ?? 0;
}
