// Trainings that stop and go on, and files of weights: bit for bit the same, or refused with nothing set.
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { modulesOf, trainedGraphOf, type Dataset, type Modules, type Network, type Run } from '../test/project.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Everything that could make one run differ from another: statistics that move, draws, momentum, a schedule, an order of examples. */
const text = `net Small(width = 6) {
  input x: [N, C=5]
  dense(width) -> bn -> relu -> dropout(0.3) -> dense(3) as logits
}
train Small {
  loss      = cross_entropy(logits, labels)
  optimizer = momentum(lr=0.1, momentum=0.9)
  schedule  = cosine(24)
  batch     = 40
  epochs    = 3
}
`;

const scratch = (): string => mkdtempSync(join(tmpdir(), 'trammel-run-'));

const runIn = (folder: string, more: Partial<Run> = {}): Run => ({
  folder,
  resume: false,
  epochs: undefined,
  examples: undefined,
  signal: new AbortController().signal,
  say: () => undefined,
  ...more,
});

interface Subject extends Modules {
  readonly network: Network;
}

async function subject(source = text): Promise<Subject> {
  const modules = await modulesOf(trainedGraphOf(source));
  return { ...modules, network: modules.createNetwork(modules.plan.seed) };
}

const bytesIn = (folder: string, file = 'weights.safetensors'): Buffer => readFileSync(join(folder, file));

async function trainWhole({ train, network, weights, loadData, plan }: Subject, run: Run) {
  return train({ ...network, weights }, await loadData(), plan, run);
}

/** Asks to stop while so many batches have been given out. */
function stopping(dataset: Dataset, after: number): { readonly dataset: Dataset; readonly signal: AbortSignal } {
  const stop = new AbortController();
  let given = 0;
  const batch: Dataset['batch'] = (examples) => {
    given += 1;
    if (given === after) stop.abort();
    return dataset.batch(examples);
  };
  return { dataset: { ...dataset, batch }, signal: stop.signal };
}

describe('a training', () => {
  test('goes on where it was stopped, bit for bit, in the middle of a round too', async () => {
    const [whole, parts] = [scratch(), scratch()];
    const straight = await trainWhole(await subject(), runIn(whole));
    expect(straight).toMatchObject({ step: 21, isFinished: true });

    const first = await subject();
    const data = await first.loadData();
    const { dataset, signal } = stopping(data.training, 10);
    const stopped = await first.train(
      { ...first.network, weights: first.weights },
      { ...data, training: dataset },
      first.plan,
      runIn(parts, { signal }),
    );
    expect(stopped).toMatchObject({ step: 10, isFinished: false });

    const said: string[] = [];
    await trainWhole(await subject(), runIn(parts, { resume: true, say: (line) => said.push(line) }));
    expect(said[0]).toBe('going on after step 10');
    expect(bytesIn(parts).equals(bytesIn(whole))).toBe(true);
    expect(bytesIn(parts, 'checkpoint.safetensors').equals(bytesIn(whole, 'checkpoint.safetensors'))).toBe(true);
  });

  test('begins anew without being asked to go on, and differs with another seed', async () => {
    const [one, other] = [scratch(), scratch()];
    const { plan, ...rest } = await subject();
    await trainWhole({ plan, ...rest }, runIn(one, { epochs: 1 }));
    await trainWhole(await subject(), runIn(other, { epochs: 1 }));
    expect(bytesIn(one).equals(bytesIn(other))).toBe(true);
    await trainWhole({ ...(await subject()), plan: { ...plan, seed: 2 } }, runIn(other, { epochs: 1 }));
    expect(bytesIn(one).equals(bytesIn(other))).toBe(false);
  });

  test('says of each round how it went, and learns', async () => {
    const said: string[] = [];
    await trainWhole(await subject(), runIn(scratch(), { epochs: 12, say: (line) => said.push(line) }));
    expect(said).toHaveLength(12);
    expect(said[0]).toMatch(/^epoch 1\/12 {2}loss \d\.\d{4} {2}validation loss \d\.\d{4} {2}accuracy \d+\.\d\d % {2}[\d.]+ s$/);
  });
});

describe('files', () => {
  const valuesOf = ({ readWeights, network, weights }: Subject) =>
    [...readWeights(network.model, weights)].map(([name, { values }]) => [name, [...values]]);

  test('safetensors and model.json give back what was saved, and TensorFlow.js itself reads model.json', async () => {
    const folder = scratch();
    const saved = await subject();
    await trainWhole(saved, runIn(folder, { epochs: 1 }));

    const [one, other] = [await subject(), await subject()];
    expect(valuesOf(one)).not.toEqual(valuesOf(saved));
    await one.loadWeights(join(folder, 'weights.safetensors'), one.network.model, one.weights);
    expect(valuesOf(one)).toEqual(valuesOf(saved));
    await other.loadModelWeights(join(folder, 'model', 'model.json'), other.network.model);
    expect(valuesOf(other)).toEqual(valuesOf(saved));

    const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model', 'model.json'), 'utf8')) as {
      readonly modelTopology: object;
      readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: tf.io.WeightsManifestEntry[] }[];
    };
    const bytes = Buffer.concat(weightsManifest.flatMap(({ paths }) => paths.map((path) => readFileSync(join(folder, 'model', path)))));
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      }),
    );
    const x = tf.randomUniform([4, 5], -1, 1, 'float32', 3);
    const numbers = (model: tf.LayersModel) => [...(model.predict(x) as tf.Tensor).dataSync()];
    expect(numbers(loaded)).toEqual(numbers(saved.network.model));
  });

  test('of another network are refused with the first difference, and nothing is set', async () => {
    const folder = scratch();
    const wide = await subject(text.replace('width = 6', 'width = 7'));
    await wide.saveWeights(join(folder, 'wide.safetensors'), wide.network.model, wide.weights);
    await wide.saveModel(join(folder, 'wide'), wide.network.model);
    const small = await subject();
    const before = valuesOf(small);
    await expect(small.loadWeights(join(folder, 'wide.safetensors'), small.network.model, small.weights)).rejects.toThrow(
      /does not fit the network: `dense.weight` is F32 \[7, 5\], and F32 \[6, 5\] in the network/,
    );
    await expect(small.loadModelWeights(join(folder, 'wide', 'model.json'), small.network.model)).rejects.toThrow(
      /`dense\/kernel` is F32 \[5, 7\]/,
    );
    expect(valuesOf(small)).toEqual(before);
  });

  test('that are cut off or of another optimizer are refused, and nothing is set', async () => {
    const folder = scratch();
    await trainWhole(await subject(), runIn(folder, { epochs: 1 }));
    const adam = await subject(text.replace('momentum(lr=0.1, momentum=0.9)', 'adam()'));
    const before = valuesOf(adam);
    await expect(trainWhole(adam, runIn(folder, { resume: true }))).rejects.toThrow(
      /does not fit the optimizer: `optimizer:mean\/dense.weight` \(F32 \[5, 6\]\) is missing/,
    );
    expect(valuesOf(adam)).toEqual(before);
    const path = join(folder, 'checkpoint.safetensors');
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await expect(trainWhole(adam, runIn(folder, { resume: true }))).rejects.toThrow(/cannot be read: its tensors take/);
    expect(valuesOf(adam)).toEqual(before);
  });
});
