// The programs of a graph's nodes made ready for tracing, with what is known of tensors handed on from node to node.
import { type Graph, type Node, type Region, type Tensor } from '@trammel/graph';
import type { Site } from '@trammel/operators';
import { present, type SymbolValues } from '@trammel/tensor';
import { traceable, type Known, type Tracing } from './tracing.js';

/** For each node of the graph its meaning in inference. Nodes with one site, of whose inputs nothing is known, share a tracing. */
export interface GraphTracings {
  readonly shared: ReadonlyMap<Site, Tracing>;
  /** Of nodes of whose inputs something is known. */
  readonly own: ReadonlyMap<Node, Tracing>;
}

/** The tracings of all nodes, those in repeats too. */
export function graphTracings(graph: Graph, sizes: SymbolValues): GraphTracings {
  const walk: Walk = { sizes, shared: new Map(), known: new Map(), own: new Map() };
  walkRegion(graph.body, walk);
  return walk;
}

/** The tracing of a node of the graph. */
export function tracingOf({ shared, own }: GraphTracings, node: Node): Tracing {
  return present((own.size === 0 ? undefined : own.get(node)) ?? shared.get(node.site), explain);
}

const explain = (): string => 'the node is of the graph';

interface Walk {
  readonly sizes: SymbolValues;
  readonly shared: Map<Site, Tracing>;
  readonly own: Map<Node, Tracing>;
  /** Of few tensors anything is known. Of the entry of a repeat nothing is, since copies differ. */
  readonly known: Map<Tensor, Known>;
}

function walkRegion(region: Region, walk: Walk): void {
  for (const item of region.items) {
    if (item.kind === 'node') walkNode(item, walk);
    else walkRegion(item.body, walk);
  }
}

function walkNode(node: Node, walk: Walk): void {
  const { known } = walk;
  const tracing = known.size > 0 && node.inputs.some((input) => known.has(input)) ? ownTracing(node, walk) : sharedTracing(node.site, walk);
  let position = 0;
  for (const own of tracing.outputs) {
    const output = node.outputs[position];
    if (own !== undefined && output !== undefined) known.set(output, own);
    position += 1;
  }
}

function ownTracing(node: Node, { sizes, known, own }: Walk): Tracing {
  const given = node.inputs.map((input) => known.get(input));
  const tracing = traceable(node.site.program('inference'), sizes, given);
  own.set(node, tracing);
  return tracing;
}

function sharedTracing(site: Site, { sizes, shared }: Walk): Tracing {
  const found = shared.get(site);
  if (found !== undefined) return found;
  const tracing = traceable(site.program('inference'), sizes);
  shared.set(site, tracing);
  return tracing;
}
