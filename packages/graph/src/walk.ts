// Walking a graph: every node with how often it runs. Not a schedule.
import type { Tensor } from './edge.js';
import type { Frame } from './frame.js';
import type { Graph, Item, Node, Region } from './graph.js';

/** A node, and how many times the folded repeats around it run it. */
export interface Visit {
  readonly node: Node;
  readonly copies: number;
}

/** All nodes in the order of the source, inside of repeats too. */
export function nodesOf(region: Region): readonly Visit[] {
  const visits: Visit[] = [];
  collect(region, 1, visits);
  return visits;
}

/** The node of which there is most; undefined where there is nothing. The first of several. */
export function nodeWithMost({ body }: Pick<Graph, 'body'>, amountOf: (visit: Visit) => number): Node | undefined {
  let most: { readonly node: Node; readonly amount: number } | undefined;
  for (const visit of nodesOf(body)) {
    const amount = amountOf(visit);
    if (amount > (most?.amount ?? 0)) most = { node: visit.node, amount };
  }
  return most?.node;
}

function collect(region: Region, copies: number, into: Visit[]): void {
  for (const item of region.items) {
    if (item.kind === 'node') into.push({ node: item, copies });
    else collect(item.body, copies * item.count, into);
  }
}

/** What the item reads from outside of itself. */
export function readsOf(item: Item): readonly Tensor[] {
  if (item.kind === 'node') return item.inputs;
  const made = new Set<Tensor>([item.entry]);
  const reads: Tensor[] = [item.initial];
  for (const inner of item.body.items) {
    for (const tensor of readsOf(inner)) if (!made.has(tensor)) reads.push(tensor);
    for (const tensor of writesOf(inner)) made.add(tensor);
  }
  return reads;
}

/** What the item gives. */
export function writesOf(item: Item): readonly Tensor[] {
  return item.kind === 'node' ? item.outputs : [item.result];
}

/** The graph cut down to what the tensors depend on. */
export function upTo(graph: Graph, tensors: readonly Tensor[]): Graph {
  const needed = new Set(tensors);
  const items = keep(graph.body, needed);
  const weights = new Set(nodesOf({ items }).flatMap(({ node }) => (node.weights === undefined ? [] : [node.weights])));
  return {
    ...graph,
    body: { items },
    weights: graph.weights.filter((w) => weights.has(w)),
    inputs: graph.inputs.filter((i) => needed.has(i.tensor)),
  };
}

/** The items that write something needed; what they read becomes needed. */
function keep(region: Region, needed: Set<Tensor>): readonly Item[] {
  const kept: Item[] = [];
  for (const item of [...region.items].reverse()) {
    // A repeat that holds a needed tensor inside is needed as well.
    const isNeeded =
      writesOf(item).some((t) => needed.has(t)) ||
      (item.kind === 'repeat' && nodesOf(item.body).some(({ node }) => node.outputs.some((t) => needed.has(t))));
    if (!isNeeded) continue;
    kept.push(item);
    for (const tensor of readsOf(item)) needed.add(tensor);
  }
  return kept.reverse();
}

/** The graph cut down to what stands in the frame. */
export function inFrame(graph: Graph, frame: Frame): Graph {
  const body = keepInside(graph.body, frame);
  const weights = new Set(nodesOf(body).flatMap(({ node }) => (node.weights === undefined ? [] : [node.weights])));
  return { ...graph, body, weights: graph.weights.filter((w) => weights.has(w)) };
}

function keepInside(region: Region, frame: Frame): Region {
  const items = region.items.flatMap((item): readonly Item[] => {
    if (framesOf(item.frame).includes(frame)) return [item];
    if (item.kind === 'node') return [];
    const body = keepInside(item.body, frame);
    return body.items.length === 0 ? [] : [{ ...item, body }];
  });
  return { items };
}

/** The frame and those around it, outermost first. */
export function framesOf(frame: Frame): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) frames.push(at);
  return frames.reverse();
}
