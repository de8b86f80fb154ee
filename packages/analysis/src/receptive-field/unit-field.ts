// Exactly which elements of a graph's inputs given elements of its tensors read: node by node, from the last to the first.
import { type Graph, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import type { SymbolValues } from '@trammel/tensor';
import { backward } from './backward.js';
import { elementAt } from './element-at.js';
import { graphTracings, tracingOf, type GraphTracings } from './graph-tracings.js';
import { elementSet, noElements, sameIndexSet, unionOfIndexSets, type IndexSet } from './index-set.js';

/** The elements of each input of the graph that can change a unit; of those that it reads. */
export type UnitField = ReadonlyMap<Tensor, IndexSet>;

/** What the unit at that index of a tensor reads, in inference. Every symbol must have a value. In a repeat it is of the last copy. */
export function fieldOfUnit(graph: Graph, tensor: Tensor, index: readonly number[], sizes: SymbolValues): UnitField {
  return fieldOfElements(graph, new Map([[tensor, elementSet(index)]]), sizes);
}

/** What sets of elements of tensors read together. */
function fieldOfElements(graph: Graph, elements: ReadonlyMap<Tensor, IndexSet>, sizes: SymbolValues): UnitField {
  const walk: Walk = { tracings: graphTracings(graph, sizes), demands: new Map(elements) };
  walkRegion(graph.body, walk);
  return new Map(
    graph.inputs.flatMap(({ tensor }) => {
      const read = walk.demands.get(tensor);
      return read === undefined ? [] : [[tensor, read] as const];
    }),
  );
}

interface Walk {
  readonly tracings: GraphTracings;
  /** The elements that are read of each tensor, so far. */
  readonly demands: Map<Tensor, IndexSet>;
}

function demand(walk: Walk, tensor: Tensor, set: IndexSet): void {
  walk.demands.set(tensor, unionOfIndexSets([walk.demands.get(tensor) ?? noElements, set]));
}

function walkRegion(region: Region, walk: Walk): void {
  for (let at = region.items.length - 1; at >= 0; at -= 1) {
    const item = elementAt(region.items, at);
    if (item.kind === 'node') walkNode(item, walk);
    else walkRepeat(item, walk);
  }
}

function walkNode(node: Node, walk: Walk): void {
  const wanted = new Map(
    node.outputs.flatMap((output, position) => {
      const set = walk.demands.get(output);
      return set === undefined ? [] : [[position, set] as const];
    }),
  );
  if (wanted.size === 0) return;
  const tracing = tracingOf(walk.tracings, node);
  for (const [position, set] of backward(tracing, wanted)) demand(walk, elementAt(node.inputs, position), set);
}

/** Copy by copy from the last, until a copy reads the same of what comes before it as is read of itself: then all earlier ones do too. */
function walkRepeat(repeat: Repeat, walk: Walk): void {
  const result = walk.demands.get(repeat.result);
  let wanted = unionOfIndexSets([result ?? noElements, walk.demands.get(repeat.exit) ?? noElements]);
  const inner = tensorsIn(repeat.body);
  const asked = new Map(
    inner.flatMap((tensor) => {
      const set = walk.demands.get(tensor);
      return set === undefined || tensor === repeat.exit ? [] : [[tensor, set] as const];
    }),
  );
  for (let copy = repeat.count - 1; copy >= 0; copy -= 1) {
    const isLast = copy === repeat.count - 1;
    for (const tensor of [repeat.entry, ...inner]) walk.demands.delete(tensor);
    // Only of the last copy elements inside of the body were asked for.
    if (isLast) for (const [tensor, set] of asked) walk.demands.set(tensor, set);
    demand(walk, repeat.exit, wanted);
    walkRegion(repeat.body, walk);
    const before = walk.demands.get(repeat.entry) ?? noElements;
    const isSteady = !isLast && sameIndexSet(before, wanted);
    wanted = before;
    if (isSteady || before.boxes.length === 0) break;
  }
  demand(walk, repeat.initial, wanted);
}

function tensorsIn(region: Region): readonly Tensor[] {
  return region.items.flatMap((item) => (item.kind === 'node' ? item.outputs : [item.entry, item.result, ...tensorsIn(item.body)]));
}
