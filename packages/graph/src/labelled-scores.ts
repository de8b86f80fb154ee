// Where a network gives the scores of classes, and which labels its loss holds them against. Not the loss.
import type { Graph, NamedTensor, Training } from './graph.js';
import { nodesOf } from './walk.js';

/** By which accuracy can be told. */
export interface LabelledScores {
  /** Among the inputs of the loss. */
  readonly labels: NamedTensor;
  /** Which output of the network the scores are. */
  readonly output: number;
}

/** The scores that a node of the loss takes together with whole numbers from outside, if the network gives them. */
export function labelledScores({ outputs }: Pick<Graph, 'outputs'>, { loss }: Training): LabelledScores | undefined {
  for (const { node } of nodesOf(loss.body)) {
    const [scores, truth] = node.inputs;
    const labels = loss.inputs.find(({ tensor }) => tensor === truth);
    const output = outputs.findIndex(({ tensor }) => tensor === scores);
    if (labels?.tensor.type.elementType === 'int' && output >= 0) return { labels, output };
  }
  return undefined;
}
