// Rounds through the data: shuffled steps, a validation after each, checkpoints, stopping and going on. Not the step.
import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { loadCheckpoint, saveCheckpoint, saveWeights, type Standing } from './checkpoint.js';
import { firstOf, type Data, type Dataset } from './dataset.js';
import { saveModel } from './model-files.js';
import { printRound, startBar } from './progress.js';
import { generator, shuffled } from './random.js';
import { createTrainer, lossOf, predict, type Network, type Rules, type Trainer } from './training-step.js';
import type { WeightEntry } from './weight-values.js';

/** How the network is trained. */
export interface Plan extends Rules {
  /** Examples in a step. */
  readonly batch: number;
  /** Rounds through the data, or steps: whichever ends first. */
  readonly epochs?: number;
  readonly steps?: number;
  /** Where the scores of classes are, and the labels that they are held against. */
  readonly labels?: Labels;
}

export interface Labels {
  /** Which input of the loss. */
  readonly input: string;
  /** Which output of the model, and along which of its axes the classes lie. */
  readonly output: number;
  readonly axis: number;
}

/** What is asked of one run. */
export interface Run {
  /** Where weights and checkpoints are kept. */
  readonly folder: string;
  readonly resume: boolean;
  /** More or fewer epochs than planned. */
  readonly epochs: number | undefined;
  /** Only so many of the examples. */
  readonly examples: number | undefined;
  /** Asks to stop after the step that is under way. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** What came of a run. */
export interface Outcome {
  readonly step: number;
  readonly isFinished: boolean;
  readonly accuracy: number | undefined;
}

/** The files of a training within its folder. */
export const files = { checkpoint: 'checkpoint.safetensors', weights: 'weights.safetensors' } as const;

/** A network with the table of its weights. */
export interface Subject extends Network {
  readonly weights: readonly WeightEntry[];
}

/** Trains to the end of the plan, or until it is asked to stop; the checkpoint is then where it stands. */
export async function train(subject: Subject, data: Data, plan: Plan, run: Run): Promise<Outcome> {
  const { model, weights } = subject;
  const training = firstOf(data.training, run.examples);
  const validation = firstOf(data.validation, run.examples);
  const perEpoch = Math.ceil(training.count / plan.batch);
  const total = stepsIn(plan, run, perEpoch);
  const epochs = Math.ceil(total / perEpoch);
  const trainer = createTrainer(subject, weights, plan);
  const checkpoint = `${run.folder}/${files.checkpoint}`;
  const canResume = run.resume && existsSync(checkpoint);
  let standing = canResume ? await loadCheckpoint(checkpoint, model, { weights, trainer }) : { step: 0, lossSum: 0 };
  let accuracy: number | undefined;
  if (canResume) run.say(`going on after step ${standing.step}`);
  while (standing.step < total && !run.signal.aborted) {
    const start = performance.now();
    const epoch = Math.floor(standing.step / perEpoch);
    const end = Math.min((epoch + 1) * perEpoch, total);
    const steps = { epoch, epochs, first: epoch * perEpoch, end };
    standing = await stepsOf({ trainer, training, plan, run }, steps, standing);
    if (standing.step === end) {
      const found = evaluate(subject, validation, plan);
      const seconds = (performance.now() - start) / 1000;
      const loss = standing.lossSum / (end - steps.first);
      run.say(printRound({ epoch: epoch + 1, epochs, loss, validationLoss: found.loss, accuracy: found.accuracy, seconds }));
      accuracy = found.accuracy;
      standing = { step: end, lossSum: 0 };
    }
    await saveCheckpoint(checkpoint, model, { weights, trainer }, standing);
  }
  await saveWeights(`${run.folder}/${files.weights}`, model, weights);
  await saveModel(`${run.folder}/model`, model);
  return { step: standing.step, isFinished: standing.step >= total, accuracy };
}

/** How many steps there are in all; what the run asks for goes first. */
function stepsIn({ epochs, steps }: Plan, { epochs: asked }: Run, perEpoch: number): number {
  if (asked !== undefined) return asked * perEpoch;
  const total = Math.min((epochs ?? Number.POSITIVE_INFINITY) * perEpoch, steps ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(total)) throw new Error('the plan of a training says how many epochs or steps there are');
  return total;
}

interface Round {
  readonly epoch: number;
  readonly epochs: number;
  /** Its first step, and the first step behind it. */
  readonly first: number;
  readonly end: number;
}

interface Going {
  readonly trainer: Trainer;
  readonly training: Dataset;
  readonly plan: Plan;
  readonly run: Run;
}

/** The steps of one epoch that are left, in an order that the seed and the number of the epoch decide. */
async function stepsOf({ trainer, training, plan, run }: Going, { epoch, epochs, first, end }: Round, from: Standing): Promise<Standing> {
  const order = shuffled(training.count, generator(plan.seed, -1 - epoch));
  const bar = startBar(`epoch ${epoch + 1}/${epochs}`, end - first);
  let { step, lossSum } = from;
  for (; step < end && !run.signal.aborted; step += 1) {
    const place = (step - first) * plan.batch;
    const batch = training.batch(order.subarray(place, place + plan.batch));
    const loss = trainer.advance(batch, step);
    tf.dispose(batch);
    if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss} at step ${step}: a smaller rate may help`);
    lossSum += loss;
    bar.update(step + 1 - first, loss);
    // Lets a key that was pressed be heard.
    await tf.nextFrame();
  }
  bar.stop();
  return { step, lossSum };
}

/** The mean loss of all examples, and the part of them that is right. */
export function evaluate(
  network: Network,
  dataset: Dataset,
  { batch: size, labels }: Pick<Plan, 'batch' | 'labels'>,
): { readonly loss: number; readonly accuracy: number | undefined } {
  let [loss, right, count] = [0, 0, 0];
  for (let first = 0; first < dataset.count; first += size) {
    const examples = Int32Array.from({ length: Math.min(size, dataset.count - first) }, (_, index) => first + index);
    const batch = dataset.batch(examples);
    tf.tidy(() => {
      loss += examples.length * (lossOf(network, batch, 'inference').dataSync()[0] ?? Number.NaN);
      const truth = labels === undefined ? undefined : batch[labels.input];
      const scores = labels === undefined ? undefined : predict(network, batch)[labels.output];
      if (labels === undefined || truth === undefined || scores === undefined) return;
      right += scores.argMax(labels.axis).equal(truth).sum().dataSync()[0] ?? 0;
      count += truth.size;
    });
    tf.dispose(batch);
  }
  return { loss: loss / dataset.count, accuracy: count === 0 ? undefined : right / count };
}
