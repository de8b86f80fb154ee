/// <reference types="@webgpu/types" />
// The corpus as WebGPU kernels: its numbers at reduced sizes, and the memory that it takes at published ones.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { sourceFile } from '@trammel/diagnostics';
import { compileProgram, explainCompileProblem } from '@trammel/executor';
import { parametersByName, programOfGraph, type Graph } from '@trammel/graph';
import { corpusNetworks, numbersFor, reducedText, type CorpusNetwork } from '@trammel/networks';
import {
  countOf,
  generateWgsl,
  largestLiveSet,
  livesOf,
  moduleData,
  networkSchedules,
  placeLives,
  planOf,
  registerStrategy,
  type Plan,
} from '@trammel/target-wgsl';
import { compiled, openDevice, runOnDevice } from '@trammel/wgsl-device';
import { compile } from 'trammel';
import { beforeAll, describe, expect, test } from 'vitest';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});

const textOf = (file: string): string => readFileSync(new URL(`../../corpus/${file}`, import.meta.url), 'utf8');

function graphOf(text: string, { net, set = {} }: Pick<CorpusNetwork, 'net' | 'set'>): Graph {
  const options = { net, overrides: new Map(Object.entries(set)) };
  const graph = compile(sourceFile('corpus.net', text), { resolve: () => ({ why: 'it stands alone' }) }, options).networks[0]?.graph;
  if (graph === undefined) throw new Error(`${net} does not compile`);
  return graph;
}

/** One network of each kind of kernels; all of them, which takes minutes, with TRAMMEL_CORPUS=all. */
const usual = new Set(['LeNet5', 'R3D18', 'MixerB16', 'GPT2', 'Llama', 'LanguageModel']);
const isLong = process.env['TRAMMEL_CORPUS'] === 'all';
const numeric = isLong ? corpusNetworks : corpusNetworks.filter(({ net }) => usual.has(net));

describe.each(numeric)('$net at reduced size', (network) => {
  test('gives the numbers of the executor', { timeout: 120_000 }, async () => {
    const graph = graphOf(reducedText(textOf(network.file), network), network);
    const sizes = new Map(graph.symbols.map(({ name }) => [name, network.at?.[name] ?? 2]));
    const program = programOfGraph(graph, { mode: 'inference' });
    const executed = compileProgram(program, { sizes });
    if ('problem' in executed) throw new Error(explainCompileProblem(executed.problem));
    const executable = executed.compilation.executable();
    const { inputs, parameters } = numbersFor(program, { seed: 1, sizes, parameters: parametersByName(graph) });
    for (const [name, array] of executable.inputs) array.set(inputs.get(name) ?? []);
    for (const [name, array] of executable.parameters) array.set(parameters.get(name) ?? []);
    executable.run(1);
    const found = await runOnDevice(device, compiled(program), { inputs, parameters, sizes });
    for (const [at, exact] of executable.outputs.entries()) {
      const scale = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const own = found[at]?.data ?? [];
      const worst = exact.reduce((most, x, index) => Math.max(most, Math.abs(x - (own[index] ?? Number.NaN))), 0);
      expect(worst / scale).toBeLessThanOrEqual(1e-5);
    }
  });
});

/** The arena and the largest live set of a plan at this batch, in bytes. */
function memoryOf(plan: Plan, batch: number): { readonly arena: number; readonly live: number } {
  const { symbols, sizes, tensors, passes } = moduleData(plan);
  const values = sizes(...symbols.map((symbol) => (symbol === 'N' ? batch : 32)));
  const lives = (passes[0] === undefined ? [] : livesOf(passes[0], tensors)).map(([tensor, first, last]) => ({
    bytes: 16 * Math.ceil(countOf(values, tensors[tensor]?.shape ?? []) / 4),
    first,
    last,
  }));
  return { arena: placeLives(lives, 256).bytes, live: largestLiveSet(lives) };
}

/** The same at published sizes, at which nothing is run. */
const published = new Set(['MobileNetV2', 'MNASNet1_0', 'ShallowResNet', 'UNet', 'LanguageModel']);

test('at published sizes no arena is larger than 1.1 times the largest live set', { timeout: 120_000 }, () => {
  const large = corpusNetworks
    .filter(({ net }) => isLong || published.has(net))
    .flatMap(({ file, net }) => {
      const { plan } = compiled(programOfGraph(graphOf(textOf(file), { net }), { mode: 'inference' }));
      return [1, 8].flatMap((batch) => {
        const { arena, live } = memoryOf(plan, batch);
        return arena <= 1.1 * live + 4096 ? [] : [`${net}, batch ${batch}: ${arena} bytes, ${live} live`];
      });
    });
  expect(large).toEqual([]);
});

test('no name in a shader hides a type', () => {
  const { plan } = compiled(programOfGraph(graphOf(textOf('vgg16.net'), { net: 'VGG16' }), { mode: 'inference' }), registerStrategy);
  const names = plan.shaders.flatMap(({ code }) => [...code.matchAll(/\b(?:let|var) (\w+)/g)].map(([, name]) => name));
  expect(names.length).toBeGreaterThan(1000);
  expect(names.filter((name) => /^(?:[iuf]\d+|bool|vec\d|array)$/.test(name ?? ''))).toEqual([]);
});

test.each([
  ['MobileNetV2', 'mobilenet-v2.net', 15_000],
  ['LeNet5, which is trained', '../../examples/lenet.net', 16_000],
])('%s takes little to load', (_, file, most) => {
  const net = file.startsWith('mobilenet') ? 'MobileNetV2' : 'LeNet5';
  const [module] = generateWgsl(graphOf(textOf(file), { net })).files;
  expect(gzipSync(module?.text ?? '', { level: 9 }).length).toBeLessThan(most);
});

test('a step of a perceptron of ten layers takes at most 40 dispatches', () => {
  const text = `net Perceptron {
  input x: [N, D=784]
  repeat 9 { dense(256) -> sigmoid }
  dense(10) as logits
}
train Perceptron {
  loss = cross_entropy(logits, labels)
  optimizer = momentum(0.01)
}`;
  const { schedules } = networkSchedules(graphOf(text, { net: 'Perceptron' }), registerStrategy);
  expect(planOf(schedules).passes.map(({ steps }) => steps.length)).toEqual([10, 37]);
});
