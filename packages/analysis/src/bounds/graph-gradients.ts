// A bounded graph from its outputs back to its inputs: what no gradient exceeds, node by node and copy by copy.
import type { Node, Tensor, Weights } from '@trammel/graph';
import type { BoundedItem, BoundedRegion } from './graph-facts.js';
import { nothing, plus, times, type LogBound } from './log-bound.js';
import type { NodeBounds, TensorBound } from './result.js';

/** What was found on the way back. */
export interface Backward {
  /** By node, the last copy first. */
  readonly outputs: ReadonlyMap<Node, readonly NodeBounds['outputs'][]>;
  /** By weights, their copy and the name of a parameter. */
  readonly parameters: ReadonlyMap<Weights, ReadonlyMap<number, ReadonlyMap<string, LogBound>>>;
  /** Of a tensor that no node makes. */
  readonly at: (tensor: Tensor) => LogBound;
}

interface Walk {
  readonly arrived: Map<Tensor, LogBound>;
  readonly outputs: Map<Node, NodeBounds['outputs'][]>;
  readonly parameters: Map<Weights, Map<number, Map<string, LogBound>>>;
  readonly copiesOf: (node: Node) => number;
}

/** From gradients of norm 1 at the outputs; `copiesOf` says how often a node runs. */
export function goBack(region: BoundedRegion, outputs: readonly Tensor[], copiesOf: (node: Node) => number): Backward {
  const walk: Walk = { arrived: new Map(), outputs: new Map(), parameters: new Map(), copiesOf };
  for (const output of outputs) arrive(walk, output, 0);
  walkRegion(region, walk);
  return { ...walk, at: (tensor) => walk.arrived.get(tensor) ?? nothing };
}

function arrive({ arrived }: Walk, tensor: Tensor, bound: LogBound): void {
  if (tensor.type.elementType === 'f32') arrived.set(tensor, plus(arrived.get(tensor) ?? nothing, bound));
}

/** The gradient of a tensor all of whose readers were met; it may be another tensor's in the round before. */
function taken({ arrived }: Walk, tensor: Tensor): LogBound {
  const bound = arrived.get(tensor) ?? nothing;
  arrived.delete(tensor);
  return bound;
}

function walkRegion(region: BoundedRegion, walk: Walk): void {
  for (let index = region.length - 1; index >= 0; index -= 1) {
    const item = region[index];
    if (item?.kind === 'node') walkNode(item, walk);
    else if (item !== undefined) walkRepeat(item, walk);
  }
}

function walkRepeat({ repeat, rounds }: Extract<BoundedItem, { kind: 'repeat' }>, walk: Walk): void {
  let bound = taken(walk, repeat.result);
  for (let round = rounds.length - 1; round >= 0; round -= 1) {
    arrive(walk, repeat.exit, bound);
    walkRegion(rounds[round] ?? [], walk);
    bound = taken(walk, repeat.entry);
  }
  arrive(walk, repeat.initial, bound);
}

function walkNode({ node, bounds }: Extract<BoundedItem, { kind: 'node' }>, walk: Walk): void {
  const arrived = node.outputs.map((tensor) => taken(walk, tensor));
  const found = walk.outputs.get(node) ?? [];
  walk.outputs.set(node, found);
  const copy = walk.copiesOf(node) - 1 - found.length;
  found.push(
    node.outputs.map((tensor, index): TensorBound | undefined => {
      const fact = bounds.outputs[index];
      return tensor.type.elementType === 'f32' && fact !== undefined ? { atMost: arrived[index] ?? nothing, range: fact.range } : undefined;
    }),
  );
  for (const [index, bound] of arrived.entries()) {
    if (bound === nothing) continue;
    const { inputs, parameters } = bounds.gains(index);
    for (const [position, tensor] of node.inputs.entries()) arrive(walk, tensor, times(bound, inputs[position] ?? nothing));
    const own =
      node.weights === undefined
        ? undefined
        : parametersAt(walk, node.weights, Math.floor((copy * node.weights.copies) / walk.copiesOf(node)));
    for (const { name, gain } of parameters) own?.set(name, plus(own.get(name) ?? nothing, times(bound, gain)));
  }
}

/** Weights that are declared outside of a repeat exist once for all of its rounds. */
function parametersAt({ parameters }: Walk, weights: Weights, copy: number): Map<string, LogBound> {
  const copies = parameters.get(weights) ?? new Map<number, Map<string, LogBound>>();
  parameters.set(weights, copies);
  const own = copies.get(copy) ?? new Map<string, LogBound>();
  copies.set(copy, own);
  return own;
}
