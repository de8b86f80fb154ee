// What a trained network says of examples, as text. Not the training.
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { loadWeights } from './checkpoint.js';
import type { Dataset } from './dataset.js';
import { endWithSentences } from './errors.js';
import { files, type Labels, type Subject } from './training-loop.js';
import { predict } from './training-step.js';

/** How many examples are shown, and how many numbers of each output, unless asked otherwise. */
const [shownExamples, shownNumbers] = [10, 8];

/** Loads the weights of a run, and prints what the network says of the examples that the command line names: `3 7 --folder run`. */
export async function printPredictions(subject: Subject, dataset: Dataset, labels?: Labels): Promise<void> {
  endWithSentences();
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { folder: { type: 'string', default: 'run' } } });
  await loadWeights(`${values.folder}/${files.weights}`, subject.model, subject.weights);
  const asked =
    positionals.length === 0
      ? Array.from({ length: Math.min(shownExamples, dataset.count) }, (_, index) => index)
      : positionals.map(Number);
  for (const example of asked) {
    if (!Number.isSafeInteger(example) || example < 0 || example >= dataset.count)
      throw new Error(`there are examples 0 to ${dataset.count - 1}`);
    console.log(tf.tidy(() => `example ${example}: ${describe(subject, dataset.batch(Int32Array.of(example)), labels)}`));
  }
}

function describe(subject: Subject, batch: Readonly<Record<string, tf.Tensor>>, labels: Labels | undefined): string {
  const outputs = predict(subject, batch);
  const scores = labels === undefined ? undefined : outputs[labels.output];
  if (labels === undefined || scores === undefined || scores.rank !== 2) return outputs.map(numbersIn).join('  ');
  const probabilities = scores.as2D(1, scores.size).softmax();
  const [best = 0] = probabilities.argMax(1).dataSync();
  const percent = (100 * (probabilities.dataSync()[best] ?? 0)).toFixed(1);
  return `${best} with ${percent} %; it is ${batch[labels.input]?.dataSync()[0] ?? 'not known'}`;
}

function numbersIn(output: tf.Tensor): string {
  const numbers = Array.from(output.dataSync().slice(0, shownNumbers), (value) => value.toFixed(4));
  return `[${numbers.join(', ')}${output.size > shownNumbers ? ', ...' : ''}]`;
}
