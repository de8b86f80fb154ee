// The edges of a graph. Not the nodes.
import type { TensorType } from '@trammel/tensor';

/** What flows along an edge; two edges are the same tensor when they are the same object. */
export interface Tensor {
  readonly type: TensorType;
  /** Its number in the graph: what is known of tensors is kept in lists by it, which a deep network goes through in order. */
  readonly index: number;
}
