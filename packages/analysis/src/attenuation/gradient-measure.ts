// The measure `gradient`: the ratio of a tensor's gradient to that of the output, in the copy of the tensor where it is smallest.
import type { Graph, Tensor } from '@trammel/graph';
import type { GradientAnalysis } from '../gradient/result.js';
import { placesOf } from './places.js';
import { weakestOf } from './tensor-attenuation.js';

/** The ratio, or why it cannot be told. */
export function gradientMeasure(
  graph: Graph,
  tensor: Tensor,
  gradient: GradientAnalysis,
): { readonly ratio: number } | { readonly missing: string } {
  if (gradient.missing !== undefined) return { missing: gradient.missing };
  const { attenuation, of } = weakestOf(tensor, gradient, placesOf(graph));
  if (attenuation === undefined) return { missing: 'the gradient at this tensor is not known: something behind it has no rule' };
  // Nothing is decided by an estimate that is known to be poor.
  if (of?.isReliable === false) return { missing: `the estimate is not reliable: ${of.doubts.join('; ')}` };
  return { ratio: 10 ** attenuation.rms };
}
