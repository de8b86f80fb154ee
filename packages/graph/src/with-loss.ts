// A network together with the loss of its training, as one graph and as one program. Not the gradients.
import type { Graph, Training } from './graph.js';
import { trainingProgramOf, type TrainingProgram } from './program-of-graph.js';

/** Network and loss as one program, whose first output is the loss. */
export function lossProgramOf(graph: Graph, training: Training): TrainingProgram {
  return trainingProgramOf(withLoss(graph, training), [training.loss.value]);
}

/** The network with its loss behind it, which may have weights of its own. */
export function withLoss(graph: Graph, { loss }: Training): Graph {
  return { ...graph, inputs: [...graph.inputs, ...loss.inputs], body: { items: [...graph.body.items, ...loss.body.items] } };
}
