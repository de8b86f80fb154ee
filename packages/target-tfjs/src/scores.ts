// Where a network gives the scores of classes, and which labels its loss holds them against. Not the loss.
import { nodesOf, type Graph, type Training } from '@trammel/graph';
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

/** The scores that a node of the loss takes together with whole numbers from outside, if the network gives them. */
export function scoresOf({ outputs }: Graph, { loss }: Training): Scores | undefined {
  for (const { node } of nodesOf(loss.body)) {
    const [scores, truth] = node.inputs;
    const labels = loss.inputs.find(({ tensor }) => tensor === truth);
    const output = outputs.findIndex(({ tensor }) => tensor === scores);
    if (scores === undefined || labels?.tensor.type.elementType !== 'int' || output < 0) continue;
    const classes = featureAxis(scores.type.shape);
    return { input: inputName(labels.name), output, axis: scores.type.shape.findIndex((axis) => axis === classes) };
  }
  return undefined;
}
