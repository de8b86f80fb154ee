// `model.json` with its shards, as TensorFlow.js itself writes and reads them: `tf.loadLayersModel` loads it in a page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { assignAll } from './assign.js';
import { fit } from './fit.js';
import { bytesOfFloats, floatsOf, type TensorSpec } from './stored-tensor.js';
import { readWeightFiles, shardPaths, writeWeightFiles } from './weight-manifest.js';

/** Writes the layers with their weights into a folder: `model.json`, and shards of at most 4 MiB beside it. */
export async function saveModel(folder: string, model: tf.LayersModel): Promise<void> {
  const tensors = specsOf(model).map((spec, index) => ({ ...spec, bytes: bytesOfFloats(model.weights[index]?.read().dataSync() ?? []) }));
  const written = writeWeightFiles(tensors);
  if (written === undefined) throw new Error('a weight is of a type that model.json does not have');
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of written.shards) await writeFile(join(folder, path), bytes);
  const content = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js ${tf.version_core}`,
    convertedBy: null,
    modelTopology: model.toJSON(undefined, false),
    weightsManifest: written.manifest,
  };
  await writeFile(join(folder, 'model.json'), JSON.stringify(content));
}

/** Sets all weights from a `model.json`, or throws, and none is set. Its layers are not read: they are those of the model. */
export async function loadModelWeights(path: string, model: tf.LayersModel): Promise<void> {
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  const manifest = typeof content === 'object' && content !== null && 'weightsManifest' in content ? content.weightsManifest : undefined;
  const paths = shardPaths(manifest);
  if ('why' in paths) throw new Error(`${path} cannot be read: ${paths.why}`);
  const shards = new Map<string, Uint8Array>();
  for (const shard of paths.groups.flat()) shards.set(shard, await readFile(join(dirname(path), shard)));
  const read = readWeightFiles(manifest, (shard) => shards.get(shard));
  if ('why' in read) throw new Error(`${path} cannot be read: ${read.why}`);
  const fitting = fit(specsOf(model), read.tensors);
  if ('why' in fitting) throw new Error(`${path} does not fit the model: ${fitting.why}`);
  assignAll(
    model.weights.map((variable, index) => {
      const { shape, bytes } = fitting.tensors[index] ?? { shape: [], bytes: new Uint8Array() };
      return { name: variable.originalName, variable, make: () => tf.tensor(floatsOf(bytes), [...shape]) };
    }),
  );
}

/** The variables as the model has them, under the names that TensorFlow.js looks for. */
const specsOf = (model: tf.LayersModel): readonly TensorSpec[] =>
  model.weights.map(({ originalName, shape }) => ({ name: originalName, type: 'F32', shape: shape.map((size) => size ?? 1) }));
