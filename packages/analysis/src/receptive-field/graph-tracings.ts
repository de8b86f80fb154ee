// The programs of a graph's nodes made ready for tracing, with what is known of tensors handed on from node to node.
import { type Graph, type Node, type Region, type Tensor } from '@trammel/graph';
import type { Program } from '@trammel/program';
import { present, type SymbolValues } from '@trammel/tensor';
import { traceable, type Known, type Tracing } from './tracing.js';

/** For each node of the graph its meaning in inference. Nodes with one site, of whose inputs nothing is known, share a tracing. */
export type GraphTracings = ReadonlyMap<Node, Tracing>;

/** The tracings of all nodes, those in repeats too. */
export function graphTracings(graph: Graph, sizes: SymbolValues): GraphTracings {
  const walk: Walk = { sizes, shared: new Map(), known: new Map(), tracings: new Map() };
  walkRegion(graph.body, walk);
  return walk.tracings;
}

/** The tracing of a node of the graph. */
export function tracingOf(tracings: GraphTracings, node: Node): Tracing {
  return present(tracings.get(node), () => 'the node is of the graph');
}

interface Walk {
  readonly sizes: SymbolValues;
  readonly shared: Map<Program, Tracing>;
  /** Of the entry of a repeat nothing is known, since copies differ. */
  readonly known: Map<Tensor, Known>;
  readonly tracings: Map<Node, Tracing>;
}

function walkRegion(region: Region, walk: Walk): void {
  for (const item of region.items) {
    if (item.kind === 'node') walkNode(item, walk);
    else walkRegion(item.body, walk);
  }
}

function walkNode(node: Node, { sizes, shared, known, tracings }: Walk): void {
  const program = node.site.program('inference');
  const given = node.inputs.map((input) => known.get(input));
  const isShared = given.every((input) => input === undefined);
  const tracing = (isShared ? shared.get(program) : undefined) ?? traceable(program, sizes, given);
  if (isShared) shared.set(program, tracing);
  tracings.set(node, tracing);
  for (const [position, output] of node.outputs.entries()) {
    const own = tracing.outputs[position];
    if (own !== undefined) known.set(output, own);
  }
}
