// Which layers make a gradient as small, or as large, as it is: for the message of an assertion on it.
import type { Graph, Node, Tensor } from '@trammel/graph';
import type { Attenuations } from '../gradient/result.js';
import { decadeKinds } from './decade-kinds.js';
import { printDecades } from './decades.js';
import { placesOf } from './places.js';
import { routeTo, type StepDecades } from './route.js';
import { weakestOf } from './tensor-attenuation.js';

/** Less than this is not told as a reason. */
const leastDecades = 0.005;

/** The three that weigh most of one sign, as `repeat.sigmoid -4.39 decades in 7 copies (slope -4.21, spread -0.18)`. */
export function strongestSteps(
  graph: Graph,
  tensor: Tensor,
  facts: { readonly gradient: Attenuations; readonly sign: -1 | 1 },
): readonly string[] {
  const places = placesOf(graph);
  const { place } = weakestOf(tensor, facts.gradient, places);
  const sums = new Map<Node, { readonly decades: StepDecades; readonly copies: number }>();
  for (const { node, decades, copies } of routeTo(place, facts.gradient, places).steps) {
    if (decades === undefined) continue;
    const before = sums.get(node);
    const sum = before === undefined ? decades : addDecades(before.decades, decades);
    sums.set(node, { decades: sum, copies: (before?.copies ?? 0) + copies });
  }
  return (
    [...sums]
      .filter(([, { decades }]) => facts.sign * decades.total > leastDecades)
      // What is told as equal keeps its order, from the output back.
      .sort(([, a], [, b]) => facts.sign * (rounded(b.decades.total) - rounded(a.decades.total)))
      .slice(0, 3)
      .map(
        ([node, { decades, copies }]) =>
          `${node.id} ${printDecades(decades.total)} decades${copies > 1 ? ` in ${copies} copies` : ''}${causesOf(decades)}`,
      )
  );
}

const rounded = (decades: number): number => Math.round(100 * decades);

/** Part by part. */
export function addDecades(a: StepDecades, b: StepDecades): StepDecades {
  return {
    total: a.total + b.total,
    weightGain: a.weightGain + b.weightGain,
    maximumSlope: a.maximumSlope + b.maximumSlope,
    spreadSaturation: a.spreadSaturation + b.spreadSaturation,
    offsetSaturation: a.offsetSaturation + b.offsetSaturation,
    other: a.other + b.other,
  };
}

/** The causes that have a part in it, the largest first. */
function causesOf(decades: StepDecades): string {
  const parts = decadeKinds
    .filter(([cause]) => Math.abs(decades[cause]) > leastDecades)
    .sort(([a], [b]) => Math.abs(decades[b]) - Math.abs(decades[a]))
    .map(([cause, word]) => `${word} ${printDecades(decades[cause])}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
