// The measure `gradient`: the ratio of a tensor's gradient to that of the output, in the copy of the tensor where it is smallest.
import type { Graph, Tensor } from '@trammel/graph';
import type { GradientAnalysis } from '../gradient/result.js';
import { placesOf, type Place, type Places } from './places.js';
import { weakestOf } from './tensor-attenuation.js';

/** The ratio, or why it cannot be told. */
export function gradientMeasure(
  graph: Graph,
  tensor: Tensor,
  gradient: GradientAnalysis,
): { readonly ratio: number } | { readonly missing: string } {
  if (gradient.missing !== undefined) return { missing: gradient.missing };
  const places = placesOf(graph);
  const { place, attenuation, of } = weakestOf(tensor, gradient, places);
  const doubts = of === undefined || of.doubts.length === 0 ? doubtsBehind(place, gradient, places) : of.doubts;
  if (attenuation === undefined) return { missing: `the gradient at this tensor is not known: ${doubts.join('; ')}` };
  // Nothing is decided by an estimate that is known to be poor.
  if (of?.isReliable === false) return { missing: `the estimate is not reliable: ${doubts.join('; ')}` };
  return { ratio: 10 ** attenuation.rms };
}

/** Why nothing is known of what comes back to a tensor: the doubts about its readers. */
function doubtsBehind(place: Place, { nodes }: GradientAnalysis, places: Places): readonly string[] {
  const doubts = places.readersOf(place).nodes.flatMap(({ node, copy }) => nodes.get(node)?.at(copy).doubts ?? []);
  return doubts.length === 0 ? ['something behind it has no rule'] : [...new Set(doubts)];
}
