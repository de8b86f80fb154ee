// Which layers cut the channels that a layer reads: the nearest contractions before it that give fewer than they take.
import { writesOf, type Node, type Region, type Tensor } from '@trammel/graph';
import type { Analysis } from '../analysis.js';
import type { ComparedLayer } from './layers.js';

/** Of the candidates, those whose result reaches the layer and that give the channels it reads out of more. */
export function reducersBefore(layer: ComparedLayer, candidates: readonly ComparedLayer[], { graph }: Analysis): readonly ComparedLayer[] {
  const byNode = new Map(candidates.map((candidate) => [candidate.node, candidate]));
  const sources = new Map<Tensor, Source>();
  collectSources(graph.body, sources);
  const nearest = contractionsBefore(layer.node, sources);
  return [...nearest].flatMap((node): readonly ComparedLayer[] => {
    const candidate = byNode.get(node);
    if (candidate === undefined) return [];
    const { features, contracted } = candidate.profile;
    return features === layer.profile.contracted && contracted > features ? [candidate] : [];
  });
}

/** What a tensor comes from: a node, or the tensors that a repeat hands on. */
type Source = { readonly node: Node } | { readonly tensors: readonly Tensor[] };

function collectSources({ items }: Region, into: Map<Tensor, Source>): void {
  for (const item of items) {
    if (item.kind === 'node') {
      for (const tensor of writesOf(item)) into.set(tensor, { node: item });
      continue;
    }
    into.set(item.entry, { tensors: [item.initial, item.exit] });
    into.set(item.result, { tensors: [item.exit] });
    collectSources(item.body, into);
  }
}

/** The nodes that contract with nothing that contracts between them and the node. */
function contractionsBefore(node: Node, sources: ReadonlyMap<Tensor, Source>): ReadonlySet<Node> {
  const found = new Set<Node>();
  const seen = new Set<Tensor>();
  const open: Tensor[] = [...node.inputs];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const source = sources.get(tensor);
    if (source === undefined) continue;
    if ('tensors' in source) open.push(...source.tensors);
    else if (contracts(source.node)) found.add(source.node);
    else open.push(...source.node.inputs);
  }
  return found;
}

function contracts({ site }: Node): boolean {
  return site.program('inference').values.some(({ instruction }) => instruction.op === 'contract');
}
