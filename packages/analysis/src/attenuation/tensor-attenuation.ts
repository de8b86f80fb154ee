// How much the gradient at any tensor has attenuated: what the pass knows of nodes and inputs, found for every name of a tensor.
import type { Tensor } from '@trammel/graph';
import type { Attenuation, Attenuations, NodeAttenuation, Reliability } from '../gradient/result.js';
import type { Place, Places } from './places.js';

/** What the pass says of one place. */
export interface PlaceAttenuation {
  readonly place: Place;
  /** Undefined where the gradient is not known. */
  readonly attenuation: Attenuation | undefined;
  /** The node that brings it forth; undefined for an input of the network. */
  readonly of: NodeAttenuation | undefined;
  /** Of the estimate; undefined where nothing brings the tensor forth that the pass knows. */
  readonly reliability: Reliability | undefined;
}

/** At one place; what enters or leaves a repeat has the gradient of the tensor that it is. */
export function attenuationAt(place: Place, { nodes, inputs }: Attenuations, places: Places): PlaceAttenuation {
  const origin = places.originOf(place);
  const maker = places.makerOf(origin.tensor);
  if (maker === undefined) {
    const entry = inputs.find(({ input }) => input.tensor === origin.tensor);
    return { place: origin, of: undefined, attenuation: entry?.attenuation, reliability: entry };
  }
  const of = nodes.get(maker.node)?.at(origin.copy);
  return { place: origin, of, attenuation: of?.outputs[maker.output], reliability: of };
}

/** The copy of a tensor with the smallest gradient; one that is not known is smaller than any. */
export function weakestOf(tensor: Tensor, gradient: Attenuations, places: Places): PlaceAttenuation {
  let weakest = attenuationAt({ tensor, copy: 0 }, gradient, places);
  for (const copy of toldCopies(tensor, gradient, places)) {
    if (weakest.attenuation === undefined) return weakest;
    const next = attenuationAt({ tensor, copy }, gradient, places);
    if (next.attenuation === undefined || next.attenuation.rms < weakest.attenuation.rms) weakest = next;
  }
  return weakest;
}

/** Copies of a tensor among which the smallest gradient is: of those that are alike the first and the last. */
function toldCopies(tensor: Tensor, { nodes }: Attenuations, places: Places): readonly number[] {
  const maker = places.makerOf(tensor);
  const stretches = maker === undefined ? undefined : nodes.get(maker.node)?.stretches;
  if (stretches === undefined) return Array.from({ length: places.copiesOf(tensor) }, (_, copy) => copy);
  const copies = stretches.flatMap(({ first, count, stride }) => (count === 1 ? [first] : [first, first + (count - 1) * stride]));
  return copies.sort((a, b) => a - b);
}

/** Why nothing is known at a place, or nothing that is reliable: what is said of its maker, else of its readers. */
export function doubtsAt(place: Place, attenuations: Attenuations, places: Places): readonly string[] {
  const { nodes } = attenuations;
  const { place: origin, reliability } = attenuationAt(place, attenuations, places);
  const own = reliability?.doubts ?? [];
  if (own.length > 0) return own;
  const behind = places.readersOf(origin).nodes.flatMap(({ node, copy }) => nodes.get(node)?.at(copy).doubts ?? []);
  return behind.length > 0 ? [...new Set(behind)] : ['something behind it has no rule'];
}
