// The scores of classes and their labels under the names of a generated project. Not where they are found.
import { labelledScores, type Graph, type Training } from '@trammel/graph';
import { featureAxis } from '@trammel/tensor';
import { inputName } from './model-file.js';

/** By which accuracy can be told. */
// A type, since only types can be written as literals.
export type Scores = {
  /** The name of the labels among the inputs of the loss. */
  readonly input: string;
  /** Which output of the network the scores are, and along which of its axes the classes lie. */
  readonly output: number;
  readonly axis: number;
};

/** Undefined where the loss holds no output against labels. */
export function scoresOf(graph: Graph, training: Training): Scores | undefined {
  const found = labelledScores(graph, training);
  if (found === undefined) return undefined;
  const shape = graph.outputs[found.output]?.tensor.type.shape ?? [];
  const classes = featureAxis(shape);
  return { input: inputName(found.labels.name), output: found.output, axis: shape.findIndex((axis) => axis === classes) };
}
