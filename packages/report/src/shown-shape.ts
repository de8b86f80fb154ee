// The shape of a tensor as tables and drawings tell it: at the sizes of the analysis.
import type { Analysis } from '@trammel/analysis';
import type { Tensor } from '@trammel/graph';
import { substituteShape, type Shape } from '@trammel/tensor';

/** Its axes; a batch of 1 says nothing, and is left out. */
export function shownShape({ type }: Tensor, { sizes }: Pick<Analysis, 'sizes'>): Shape {
  return substituteShape(type.shape, sizes).filter((axis) => !(axis.name === 'N' && axis.size === 1));
}
