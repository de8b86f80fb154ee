// Files of weights on a disk: those of a network, and with them all that a training needs to go on exactly where it stood.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { assignAll, type Assignment } from './assign.js';
import { fit } from './fit.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';
import { bytesOfFloats, floatsOf, type StoredTensor } from './stored-tensor.js';
import type { Trainer } from './training-step.js';
import { readWeights, specsOf, weightAssignments, type WeightEntry } from './weight-values.js';

/** Where a training stands. */
export interface Standing {
  /** How many steps were made. */
  readonly step: number;
  /** The sum of the losses of the steps of this epoch. */
  readonly lossSum: number;
}

/** Writes the weights in the order of the network's source. */
export async function saveWeights(path: string, model: tf.LayersModel, weights: readonly WeightEntry[]): Promise<void> {
  await writeWhole(path, writeSafetensors(storedWeights(model, weights)));
}

/** Sets all weights from a file that holds them, in any order; else throws, and none is set. */
export async function loadWeights(path: string, model: tf.LayersModel, weights: readonly WeightEntry[]): Promise<void> {
  const { tensors } = await readFileOf(path);
  // A checkpoint holds more than the weights.
  const own = tensors.filter(({ name }) => !isState(name));
  assignAll(assignmentsOf(path, model, { weights, found: own }));
}

/** Writes weights, what the optimizer remembers, and where the training stands. */
export async function saveCheckpoint(path: string, model: tf.LayersModel, training: Saved, standing: Standing): Promise<void> {
  const states = [...training.trainer.states].map(([name, state]) =>
    stored(`${stateMark}${name}`, state.shape, state.dataSync<'float32'>()),
  );
  const metadata = new Map([
    ['step', String(standing.step)],
    ['loss_sum', String(standing.lossSum)],
  ]);
  await writeWhole(path, writeSafetensors([...storedWeights(model, training.weights), ...states], metadata));
}

/** What a checkpoint holds beside the model. */
export interface Saved {
  readonly weights: readonly WeightEntry[];
  readonly trainer: Trainer;
}

/** Sets everything as it was when the file was written, or throws, and nothing is set. */
export async function loadCheckpoint(path: string, model: tf.LayersModel, { weights, trainer }: Saved): Promise<Standing> {
  const { tensors, metadata } = await readFileOf(path);
  const [step, lossSum] = ['step', 'loss_sum'].map((name) => Number(metadata.get(name) ?? Number.NaN));
  if (step === undefined || lossSum === undefined || !Number.isSafeInteger(step) || step < 0)
    throw new Error(`${path} is no checkpoint of a training: it does not say how many steps were made`);
  const expected = [...trainer.states].map(([name, { shape }]) => ({ name: `${stateMark}${name}`, type: 'F32' as const, shape }));
  const states = fit(
    expected,
    tensors.filter(({ name }) => isState(name)),
  );
  if ('why' in states) throw new Error(`${path} does not fit the optimizer: ${states.why}`);
  const remembered = [...trainer.states].map(([name, variable], index) => ({
    name,
    variable,
    make: () => tf.tensor(floatsOf(states.tensors[index]?.bytes ?? new Uint8Array()), variable.shape),
  }));
  const own = tensors.filter(({ name }) => !isState(name));
  assignAll([...assignmentsOf(path, model, { weights, found: own }), ...remembered]);
  return { step, lossSum };
}

/** No weight has a name that begins so. */
const stateMark = 'optimizer:';
const isState = (name: string): boolean => name.startsWith(stateMark);

function storedWeights(model: tf.LayersModel, weights: readonly WeightEntry[]): readonly StoredTensor[] {
  return [...readWeights(model, weights)].map(([name, { shape, values }]) => stored(name, shape, values));
}

const stored = (name: string, shape: readonly number[], values: ArrayLike<number>): StoredTensor => ({
  name,
  type: 'F32',
  shape,
  bytes: bytesOfFloats(values),
});

/** How the weights of a model take those of a file, if it has them all. */
function assignmentsOf(
  path: string,
  model: tf.LayersModel,
  { weights, found }: { readonly weights: readonly WeightEntry[]; readonly found: readonly StoredTensor[] },
): readonly Assignment[] {
  const fitting = fit(specsOf(weights), found, 'any');
  if ('why' in fitting) throw new Error(`${path} does not fit the network: ${fitting.why}`);
  return weightAssignments(model, weights, (_, index) => floatsOf(fitting.tensors[index]?.bytes ?? new Uint8Array()));
}

async function readFileOf(path: string) {
  const read = readSafetensors(await readFile(path));
  if ('why' in read) throw new Error(`${path} cannot be read: ${read.why}`);
  return read;
}

/** A file is there whole or as it was before, whatever happens meanwhile. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}
