// The measure `gradient`: the ratio of a tensor's gradient to that of the output, in the copy of the tensor where it is smallest.
import type { Graph, Tensor } from '@trammel/graph';
import type { GradientAnalysis } from '../gradient/result.js';
import { placesOf } from './places.js';
import { doubtsAt, weakestOf } from './tensor-attenuation.js';

/** The ratio, or why it cannot be told. */
export function gradientMeasure(
  graph: Graph,
  tensor: Tensor,
  gradient: GradientAnalysis,
): { readonly ratio: number } | { readonly missing: string } {
  if (gradient.missing !== undefined) return { missing: gradient.missing };
  const places = placesOf(graph);
  const { place, attenuation, reliability } = weakestOf(tensor, gradient, places);
  const why = doubtsAt(place, gradient, places).join('; ');
  if (attenuation === undefined) return { missing: `the gradient at this tensor is not known: ${why}` };
  // Nothing is decided by an estimate that is known to be poor. At an output it is none: the gradient there is what others are compared with.
  if (reliability?.isReliable === false && attenuation.low !== attenuation.high) return { missing: `the estimate is not reliable: ${why}` };
  return { ratio: 10 ** attenuation.rms };
}
