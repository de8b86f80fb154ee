/** How many numbers a graph learns: for tests, which hold it against what was published. */
import { type Graph } from '@trammel/graph';
import { elementCount } from '@trammel/tensor';

/** Trainable elements, each tensor once, with the copies of folded repeats. */
export function parameterCount(graph: Graph): number {
  const counts = graph.weights.flatMap(({ parameters, copies }) =>
    parameters.filter(({ isTrainable }) => isTrainable).map(({ shape }) => Number(elementCount(shape)) * copies),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
