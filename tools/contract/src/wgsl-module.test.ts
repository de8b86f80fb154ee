/// <reference types="@webgpu/types" />
// Generated WebGPU modules as a user has them: imported, loaded, run, trained, saved, let go.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourceFile } from '@trammel/diagnostics';
import { lossProgramOf, parametersByName, programOfGraph, type Graph, type Training } from '@trammel/graph';
import { run } from '@trammel/interpreter';
import { generateWgsl } from '@trammel/target-wgsl';
import { drawnInputs, drawnParameters, recipeOf, trainerOf, trainingStep } from '@trammel/training';
import { openDevice } from '@trammel/wgsl-device';
import { compile } from 'trammel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

interface Outputs {
  readonly [name: string]: { readonly data: Float32Array; readonly shape: readonly number[] };
}

interface Loaded {
  run(inputs: Record<string, unknown>): Promise<Outputs>;
  train(inputs: Record<string, unknown>): Promise<{ readonly loss: number; readonly rate: number }>;
  weights(): Promise<Uint8Array>;
  dispose(): void;
  readonly bytes: { readonly kept: number; readonly arena: number };
}

interface Module {
  load(device: GPUDevice, weights?: unknown, options?: { readonly seed?: number }): Promise<Loaded>;
}

let device: GPUDevice;
const folder = mkdtempSync(join(tmpdir(), 'trammel-module-'));
beforeAll(async () => {
  ({ device } = await openDevice());
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function graphOf(text: string): Graph {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'it stands alone' }) });
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  const graph = networks[0]?.graph;
  if (error !== undefined || graph === undefined) throw new Error(error?.message ?? 'there is no net');
  return graph;
}

const corpus = (file: string): string => readFileSync(new URL(`../../corpus/${file}`, import.meta.url), 'utf8');

async function moduleOf(graph: Graph): Promise<Module> {
  const [file] = generateWgsl(graph).files;
  const path = join(folder, `${graph.name}-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(path, file?.text ?? '');
  const found = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, Module>;
  return found[graph.name] as Module;
}

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, at) => Math.sin(at * 0.7));

test('LeNet-5 computes what the interpreter computes, for any batch, and gives its weights back', async () => {
  const graph = graphOf(corpus('lenet5.net'));
  const module = await moduleOf(graph);
  const program = programOfGraph(graph, { mode: 'inference' });
  const sizes = new Map([['N', 2]]);
  const parameters = drawnParameters(program, { seed: 0, sizes }, parametersByName(graph));
  const model = await module.load(device);
  for (const batch of [1, 3, 2]) {
    const image = ramp(batch * 784);
    const expected = run(program, { inputs: new Map([['image', image]]), parameters, sizes: new Map([['N', batch]]) });
    const { logits } = await model.run({ image });
    expect(logits?.shape).toEqual([batch, 10]);
    const exact = 'outputs' in expected ? (expected.outputs[0]?.data ?? []) : [];
    for (const [at, x] of exact.entries()) expect(Math.abs((logits?.data[at] ?? Number.NaN) - x)).toBeLessThan(1e-5);
  }
  const file = await model.weights();
  const again = await module.load(device, file);
  const image = ramp(784);
  expect((await again.run({ image }))['logits']?.data).toEqual((await model.run({ image }))['logits']?.data);
  model.dispose();
  again.dispose();
  await expect(model.run({ image })).rejects.toMatchObject({ code: 'disposed' });
  await expect(module.load(device, { 'conv.weight': [1] })).rejects.toMatchObject({ code: 'weights' });
  await expect(module.load(device, new Uint8Array(4))).rejects.toMatchObject({ code: 'weights' });
});

test('what is wrong with inputs is told', async () => {
  const model = await (await moduleOf(graphOf(corpus('lenet5.net')))).load(device);
  await expect(model.run({})).rejects.toMatchObject({ code: 'input', message: 'the input image was not given' });
  await expect(model.run({ image: new Float32Array(1000) })).rejects.toMatchObject({ code: 'input' });
  await expect(model.run({ image: { data: new Float32Array(784), shape: [1, 28, 28] } })).rejects.toMatchObject({ code: 'input' });
  model.dispose();
});

const optimizers = [
  'sgd(0.1)',
  'momentum(0.05)',
  'momentum(0.05, form=difference)',
  'nesterov(0.05, form=difference, weight_decay=1e-3)',
  'adamw(0.01)',
];

describe('steps of training are those of the executor', () => {
  test.each(optimizers)('%s', async (optimizer) => {
    const graph = graphOf(`net A {
  input x: [N, C=4, T=64]
  conv(6, 3, pad=1) -> bn -> relu -> maxpool(2) -> flatten -> dense(3) as logits
}
train A {
  loss = cross_entropy(logits, labels)
  optimizer = ${optimizer}
  schedule = exponential(0.9)
}`);
    const training = graph.training as Training;
    const forward = lossProgramOf(graph, training);
    const drawing = { seed: 0, sizes: new Map([['N', 5]]) };
    const inputs = drawnInputs(forward.program, drawing, new Set());
    const parameters = drawnParameters(forward.program, drawing, parametersByName(graph));
    const made = trainerOf(trainingStep(forward, recipeOf(training)), { ...drawing, inputs, parameters });
    if ('why' in made) throw new Error(made.why);
    const model = await (await moduleOf(graph)).load(device);
    const all = Object.fromEntries(inputs);
    let at = made.trainer.begin;
    for (let step = 0; step < 6; step += 1) {
      const { loss, rate, next } = made.trainer.advance(at);
      at = next;
      const found = await model.train(all);
      expect(Math.abs(found.loss - loss)).toBeLessThan(2e-4);
      expect(Math.abs(found.rate - rate)).toBeLessThan(1e-6);
    }
    model.dispose();
  });
});

test('loading and letting go a hundred times, and running a thousand times, takes no more memory', { timeout: 120_000 }, async () => {
  const module = await moduleOf(graphOf('net A {\n  input x: [N, C=4]\n  dense(3) -> relu as y\n}\n'));
  for (let round = 0; round < 100; round += 1) (await module.load(device)).dispose();
  const model = await module.load(device);
  const { arena } = (await model.run({ x: ramp(8) }), model.bytes);
  for (let round = 0; round < 1000; round += 1) await model.run({ x: ramp(8) });
  expect(model.bytes.arena).toBe(arena);
  model.dispose();
});
