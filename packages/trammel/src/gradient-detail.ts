// The gradient of one tensor: from a name to what it is, the way on which it came, and what it depends on.
import {
  attenuationAt,
  doubtsAt,
  elasticitiesOf,
  placesOf,
  routeTo,
  type Analysis,
  type Elasticity,
  type Place,
  type PlaceAttenuation,
  type Route,
} from '@trammel/analysis';
import { didYouMean } from '@trammel/diagnostics';
import { nodesOf, type Graph, type Node, type Tensor } from '@trammel/graph';

/** A tensor as asked for, and all that is known of its gradient. */
export interface GradientDetail {
  readonly analysis: Analysis;
  readonly name: string;
  /** The node that gives it; undefined for an input of the network. */
  readonly node: Node | undefined;
  /** Which copy, from 0, of how many. */
  readonly copy: number;
  readonly copies: number;
  readonly found: PlaceAttenuation;
  /** Why it is not known, or not to be relied on; empty where it is. */
  readonly doubts: readonly string[];
  readonly route: Route;
  /** Empty until asked for: each takes a pass over the network. */
  readonly elasticities: readonly Elasticity[];
}

/** The detail; or why there is none, although the network may have such a tensor. */
export type GradientDetailResult = { readonly detail: GradientDetail } | { readonly why: string; readonly hasTensor: boolean };

/** Reads the name of a tensor or the id of a node; `copy` counts the copies of a repeat from 1. */
export function readGradient(analysis: Analysis, name: string, copy: number): GradientDetailResult {
  const { graph, gradient } = analysis;
  const tensor = tensorNamed(name, graph);
  if (tensor === undefined) return { why: unknownName(name, graph), hasTensor: false };
  if (gradient.missing !== undefined) return { why: `the gradients of ${graph.name} are not known: ${gradient.missing}`, hasTensor: true };
  const places = placesOf(graph);
  const copies = places.copiesOf(tensor);
  if (copy < 1 || copy > copies) {
    const why = copies === 1 ? `there is only one of ${name}` : `${name} has copies 1 to ${copies}, and ${copy} is none of them`;
    return { why, hasTensor: true };
  }
  const place: Place = { tensor, copy: copy - 1 };
  const found = attenuationAt(place, gradient, places);
  const detail: GradientDetail = {
    analysis,
    name,
    node: places.makerOf(found.place.tensor)?.node,
    copy: copy - 1,
    copies,
    found,
    doubts: found.attenuation === undefined || found.reliability?.isReliable === false ? doubtsAt(place, gradient, places) : [],
    route: routeTo(place, gradient, places),
    elasticities: [],
  };
  return { detail };
}

/** The same with what scaling the weights of every layer does to the gradient. */
export function withElasticities(detail: GradientDetail): GradientDetail {
  const { graph, sizes, inputs } = detail.analysis;
  return { ...detail, elasticities: elasticitiesOf(graph, sizes, { place: detail.found.place }, { inputs }) };
}

/** Names of the source come first; ids of nodes are those of the JSON. */
function tensorNamed(name: string, { named, outputs, body }: Graph): Tensor | undefined {
  const tensor = named.get(name)?.tensor ?? outputs.find((output) => output.name === name)?.tensor;
  if (tensor !== undefined) return tensor;
  const nodes = nodesOf(body).map(({ node }) => node);
  return (nodes.find(({ id }) => id === name) ?? nodes.find(({ label }) => label === name))?.outputs[0];
}

function unknownName(name: string, { name: network, named, outputs, body }: Graph): string {
  const nodes = nodesOf(body).map(({ node }) => node);
  const labels = nodes.flatMap(({ label }) => (label === undefined ? [] : [label]));
  const names = [...new Set([...named.keys(), ...outputs.map((output) => output.name), ...labels])];
  const near = didYouMean(name, [...names, ...nodes.map(({ id }) => id)]);
  const guess = near === undefined ? '.' : `; did you mean ${near}?`;
  return `${network} has no tensor or layer named ${name}${guess} It names ${names.join(', ')}; layers have the ids of analyze --format json.`;
}
