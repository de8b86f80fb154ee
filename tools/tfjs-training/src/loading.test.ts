// Files of weights are loaded whole or not at all, wherever it goes wrong: in their last tensor, or for want of memory in the middle.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readSafetensors, writeSafetensors, type StoredTensor } from '@trammel/weights';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { modulesOf, trainedGraphOf, writeProject, type Modules, type Network, type Trainer } from '../test/project.js';

const graph = trainedGraphOf(`net Small {
  input x: [N, C=5]
  dense(6) -> bn -> relu -> dense(3) as logits
}
train Small {
  loss      = cross_entropy(logits, labels)
  optimizer = momentum(lr=0.1, momentum=0.9)
  batch     = 64
  epochs    = 1
}
`);

/** A network that is trained a little, and where its files lie. */
let modules: Modules;
let folder: string;

beforeAll(async () => {
  await tf.setBackend('cpu');
  modules = await modulesOf(graph);
  folder = mkdtempSync(join(tmpdir(), 'trammel-loading-'));
  const { createNetwork, weights, plan, train, loadData } = modules;
  const signal = new AbortController().signal;
  const run = { folder, resume: false, epochs: undefined, examples: undefined, signal, say: () => undefined };
  await train({ ...createNetwork(1), weights }, await loadData(), plan, run);
});

interface Subject {
  readonly network: Network;
  readonly trainer: Trainer;
}

/** Another network than that of the files. */
function subject(): Subject {
  const { createNetwork, createTrainer, weights, plan } = modules;
  const network = createNetwork(2);
  return { network, trainer: createTrainer(network, weights, plan) };
}

/** All numbers that a load could change, and how much memory is in use. */
const standingOf = ({ network, trainer }: Subject) => ({
  weights: [...modules.readWeights(network.model, modules.weights)].map(([name, { values }]) => [name, [...values]]),
  states: [...trainer.states].map(([name, state]) => [name, [...state.dataSync()]]),
  tensors: tf.memory().numTensors,
  buffers: tf.memory().numDataBuffers,
});

const tensorsIn = ({ network }: Subject): number => network.model.weights.length;

interface Kind {
  readonly of: string;
  readonly file: string;
  readonly load: (path: string, subject: Subject) => Promise<unknown>;
  /** Spoils the last tensor of the file. */
  readonly spoil: (path: string, change: (last: StoredTensor) => Partial<StoredTensor>) => void;
}

function spoilSafetensors(path: string, change: (last: StoredTensor) => Partial<StoredTensor>): void {
  const read = readSafetensors(readFileSync(path));
  if ('why' in read) throw new Error(read.why);
  const last = read.tensors.at(-1);
  if (last === undefined) throw new Error('there are tensors');
  writeFileSync(path, writeSafetensors([...read.tensors.slice(0, -1), { ...last, ...change(last) }], read.metadata));
}

function spoilModel(path: string, change: (last: StoredTensor) => Partial<StoredTensor>): void {
  interface Entry {
    name: string;
    shape: readonly number[];
    dtype: string;
  }
  const content = JSON.parse(readFileSync(path, 'utf8')) as { readonly weightsManifest: readonly { readonly weights: Entry[] }[] };
  const last = content.weightsManifest[0]?.weights.at(-1);
  if (last === undefined) throw new Error('there are tensors');
  const { name = last.name, shape = last.shape, type } = change({ ...last, type: 'F32', bytes: new Uint8Array() });
  Object.assign(last, { name, shape, dtype: type === undefined ? last.dtype : 'int32' });
  writeFileSync(path, JSON.stringify(content));
}

const kinds: readonly Kind[] = [
  {
    of: 'weights',
    file: 'weights.safetensors',
    load: (path, { network }) => modules.loadWeights(path, network.model, modules.weights),
    spoil: spoilSafetensors,
  },
  {
    of: 'model.json',
    file: 'model/model.json',
    load: (path, { network }) => modules.loadModelWeights(path, network.model),
    spoil: spoilModel,
  },
  {
    of: 'a checkpoint',
    file: 'checkpoint.safetensors',
    load: (path, { network, trainer }) => modules.loadCheckpoint(path, network.model, { weights: modules.weights, trainer }),
    spoil: spoilSafetensors,
  },
];

/** Whether the load fails when there is memory for so many tensors and no more. */
async function failsAt(room: number, load: () => Promise<unknown>): Promise<boolean> {
  const backend = tf.backend();
  const write = backend.write.bind(backend);
  let left = room;
  const spy = vi.spyOn(backend, 'write').mockImplementation((...tensor) => {
    if (left === 0) throw new Error('there is no memory left');
    left -= 1;
    return write(...tensor);
  });
  const failure = await load().then(
    () => undefined,
    (error: unknown) => error,
  );
  spy.mockRestore();
  if (failure !== undefined) expect(failure).toEqual(new Error('there is no memory left'));
  return failure !== undefined;
}

describe.each(kinds)('$of', ({ file, load, spoil }) => {
  test.each([
    ['name', ({ name }: StoredTensor) => ({ name: `${name}s` })],
    ['shape', ({ shape }: StoredTensor) => ({ shape: [1, ...shape] })],
    ['type', () => ({ type: 'I32' as const })],
  ])('with another %s of its last tensor', async (_, change) => {
    const path = join(folder, file);
    const whole = readFileSync(path);
    const loading = subject();
    const before = standingOf(loading);
    spoil(path, change);
    await expect(load(path, loading)).rejects.toThrow(/does not fit/);
    writeFileSync(path, whole);
    expect(standingOf(loading)).toEqual(before);
  });

  test('when memory runs out, wherever it does', async () => {
    const path = join(folder, file);
    const loading = subject();
    const before = standingOf(loading);
    let faults = 0;
    while (await failsAt(faults, () => load(path, loading))) {
      expect(standingOf(loading), `after ${faults} tensors`).toEqual(before);
      faults += 1;
    }
    // Every tensor of the file was the first that found no room, before all of them did.
    expect(faults).toBeGreaterThanOrEqual(tensorsIn(loading));
    expect(standingOf(loading)).not.toEqual(before);
  });
});

test('values that are fewer than their shape has', () => {
  const written = subject();
  const values = modules.readWeights(written.network.model, modules.weights);
  const larger = [...values].map(([name, { shape, values: own }]) => [name, { shape, values: own.map((value) => value + 1) }] as const);
  const last = larger.at(-1);
  if (last === undefined) throw new Error('there are weights');
  const before = standingOf(written);
  const short = new Map([...larger, [last[0], { shape: last[1].shape, values: last[1].values.slice(1) }] as const]);
  expect(() => modules.writeWeights(written.network.model, modules.weights, short)).toThrow(/should have 3 values but has 2/);
  expect(standingOf(written)).toEqual(before);
});

test('values of another type than the variable keeps', async () => {
  const { assignAll } = (await writeProject(graph).load('support/assign')) as {
    readonly assignAll: (assignments: readonly { name: string; variable: tf.Variable; make: () => tf.Tensor }[]) => void;
  };
  const variables = (['first', 'last'] as const).map((name) => ({ name, variable: tf.variable(tf.zeros([2])) }));
  const tensors = tf.memory().numTensors;
  const types = { first: 'float32', last: 'int32' } as const;
  const assignments = variables.map(({ name, variable }) => ({ name, variable, make: () => tf.ones([2], types[name]) }));
  expect(() => assignAll(assignments)).toThrow('the values for last are int32 [2], and the model keeps float32 [2]');
  expect(variables.map(({ variable }) => [...variable.dataSync()])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(tf.memory().numTensors).toBe(tensors);
});
