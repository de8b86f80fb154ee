// The edges of a graph. Not the nodes.
import type { TensorType } from '@trammel/tensor';

/** What flows along an edge; two edges are the same tensor when they are the same object. */
export interface Tensor {
  readonly type: TensorType;
}
