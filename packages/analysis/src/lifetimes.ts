// From when to when each tensor is needed, as positions in one pass through a graph. Not the bytes that this takes.
import type { Graph, Region, Repeat, Tensor } from '@trammel/graph';
import { present } from '@trammel/tensor';

/**
 * Positions of items: nodes and repeats are counted from 1 in the order in which they begin, a repeat before what is in it. Tensors are
 * told by index, and views as the tensor that they lie in.
 */
export interface Lifetimes {
  /** The position of the item that makes the tensor, or that of the repeat whose copies take it; 0 for an input of the graph. */
  readonly made: Int32Array;
  /** The position of the last item that reads it; 0 where none does. */
  readonly read: Int32Array;
  /** The position of the last item in the repeat. */
  readonly endOf: (repeat: Repeat) => number;
}

/** The lifetimes of all tensors of the graph; `homes` says which tensor each one lies in. */
export function lifetimesOf(graph: Graph, { homes }: { readonly homes: Int32Array }): Lifetimes {
  const made = new Int32Array(graph.tensorCount);
  const read = new Int32Array(graph.tensorCount);
  const ends = new Map<Repeat, number>();
  let position = 0;
  const readNow = ({ index }: Tensor): void => {
    read[homes[index] ?? index] = position;
  };
  const visit = (region: Region): void => {
    for (const item of region.items) {
      position += 1;
      if (item.kind === 'node') {
        for (const tensor of item.inputs) readNow(tensor);
        for (const { index } of item.outputs) made[index] = position;
        continue;
      }
      readNow(item.initial);
      made[item.entry.index] = position;
      visit(item.body);
      ends.set(item, position);
      made[item.result.index] = position;
    }
  };
  visit(graph.body);
  return { made, read, endOf: (repeat) => present(ends.get(repeat), () => 'the repeat is of the graph') };
}
