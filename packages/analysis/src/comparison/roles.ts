// What a layer is for among its neighbours: it cuts or widens the channels beside a larger window, or it belongs to the head.
import { writesOf, type Node, type Region, type Tensor } from '@trammel/graph';
import { elementCount, roleOf, sameSize, type Shape } from '@trammel/tensor';
import type { Analysis } from '../analysis.js';
import { layersOf, type ComparedLayer } from './layers.js';

/**
 * Contractions of one position stand before or after those with a larger window and give fewer or more channels than they
 * take; the head is what follows the last layer that works at several positions of an example, and what works at a single one before that is
 * pooled, such as a gate.
 */
export type LayerRole = 'cutsBefore' | 'widensBefore' | 'cutsAfter' | 'widensAfter' | 'pooled' | 'head' | 'plain';

/** The roles of the layers that contract; all others are plain. */
export function rolesOf(analysis: Analysis): ReadonlyMap<Node, LayerRole> {
  const { layers, before } = neighboursIn(analysis);
  const after = new Map<ComparedLayer, ComparedLayer[]>();
  for (const [layer, nearest] of before) {
    for (const other of nearest) after.set(other, [...(after.get(other) ?? []), layer]);
  }
  const lastMap = layers.findLastIndex(({ node }) => isMap(node));
  return new Map(
    layers.map((layer, index) => {
      const isHead = index > lastMap && layer.node.weights !== undefined;
      if (!isHead && index < lastMap && !isMap(layer.node)) return [layer.node, 'pooled'];
      return [layer.node, isHead ? 'head' : roleBeside(layer, before.get(layer) ?? [], after.get(layer) ?? [])];
    }),
  );
}

/** Layers with a larger window before which the channels are cut. */
export function windowsBehindCuts(analysis: Analysis): ReadonlySet<Node> {
  const { layers, before } = neighboursIn(analysis);
  return new Set(
    layers
      .filter((layer) => isLarge(layer) && before.get(layer)?.some((cut) => !isLarge(cut) && cutsChannels(cut)))
      .map(({ node }) => node),
  );
}

const cutsChannels = ({ profile: { features, contracted, window } }: ComparedLayer): boolean => window.length > 0 && features < contracted;

interface Neighbours {
  readonly layers: readonly ComparedLayer[];
  /** The nearest layers that contract before each. */
  readonly before: ReadonlyMap<ComparedLayer, readonly ComparedLayer[]>;
}

function neighboursIn(analysis: Analysis): Neighbours {
  const layers = layersOf(analysis);
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const sources = sourcesOf(analysis.graph.body);
  return { layers, before: new Map(layers.map((layer) => [layer, contractionsBefore(layer, sources, byNode)])) };
}

const isLarge = ({ profile }: ComparedLayer): boolean => profile.window.reduce((product, size) => product * size, 1) > 1;

/** Whether an example has several positions there. */
const isMap = ({ outputs }: Node): boolean => outputs.some(({ type }) => hasPlaces(type.shape));

/** Whether it has an axis of space or time of more than one element. */
export const hasPlaces = (shape: Shape): boolean =>
  shape.some(({ name, size }) => (roleOf(name) === 'space' || roleOf(name) === 'time') && size !== 1);

function roleBeside(layer: ComparedLayer, before: readonly ComparedLayer[], after: readonly ComparedLayer[]): LayerRole {
  const { features, contracted, window } = layer.profile;
  if (window.length === 0 || isLarge(layer) || features === contracted) return 'plain';
  const isFewer = cutsChannels(layer);
  if (after.some(isLarge)) return isFewer ? 'cutsBefore' : 'widensBefore';
  if (before.some(isLarge)) return isFewer ? 'cutsAfter' : 'widensAfter';
  return 'plain';
}

/** What a tensor comes from: a node, or the tensors that a repeat hands on. */
type Source = { readonly node: Node } | { readonly tensors: readonly Tensor[] };

function sourcesOf(body: Region): ReadonlyMap<Tensor, Source> {
  const sources = new Map<Tensor, Source>();
  const collect = ({ items }: Region): void => {
    for (const item of items) {
      if (item.kind === 'node') {
        for (const tensor of writesOf(item)) sources.set(tensor, { node: item });
        continue;
      }
      sources.set(item.entry, { tensors: [item.initial, item.exit] });
      sources.set(item.result, { tensors: [item.exit] });
      collect(item.body);
    }
  };
  collect(body);
  return sources;
}

/** What goes through a node: its only input, or the only one as large as what it gives, as where a gate weighs channels. */
function carriersOf({ inputs, outputs }: Node): readonly Tensor[] {
  if (inputs.length === 1) return inputs;
  const [output] = outputs;
  const large = inputs.filter(({ type }) => output !== undefined && sameSize(elementCount(type.shape), elementCount(output.type.shape)));
  return large.length === 1 ? large : [];
}

/** The layers that contract with nothing that contracts between them and the layer; sums of several paths end the search. */
function contractionsBefore(
  { node }: ComparedLayer,
  sources: ReadonlyMap<Tensor, Source>,
  layers: ReadonlyMap<Node, ComparedLayer>,
): readonly ComparedLayer[] {
  const found = new Set<ComparedLayer>();
  const seen = new Set<Tensor>();
  const open: Tensor[] = [...node.inputs];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const source = sources.get(tensor);
    if (source === undefined) continue;
    if ('tensors' in source) {
      open.push(...source.tensors);
      continue;
    }
    const layer = layers.get(source.node);
    if (layer !== undefined) found.add(layer);
    else open.push(...carriersOf(source.node));
  }
  return [...found];
}
