/// <reference types="@webgpu/types" />
// WebGPU kernels against the interpreter on random networks, open sizes and gradients included.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { sourceFile } from '@trammel/diagnostics';
import { parametersByName, programOfGraph, type Graph } from '@trammel/graph';
import { numbersFor, randomNetwork, type RandomNetwork } from '@trammel/networks';
import type { Program } from '@trammel/program';
import { compile } from 'trammel';
import { openDevice } from '@trammel/wgsl-device';
import { beforeAll, expect, test } from 'vitest';
import { differenceOnDevice } from './wgsl-executed.js';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});

/** Seeds in a row; `TRAMMEL_SEEDS=0-500` for a long run. */
const [from = 0, to = 0] = (process.env['TRAMMEL_SEEDS'] ?? '0-10').split('-').map(Number);
const seeds = Array.from({ length: to - from }, (_, at) => from + at);

function graphOf({ seed, text }: RandomNetwork): Graph | undefined {
  return compile(sourceFile(`random-${seed}.net`, text), { resolve: () => ({ why: 'it stands alone' }) }).networks[0]?.graph;
}

async function far(
  { network, graph }: { readonly network: RandomNetwork; readonly graph: Graph },
  program: Program,
  limit: number,
): Promise<readonly string[]> {
  const { seed, sizes } = network;
  const { inputs, parameters } = numbersFor(program, { seed, sizes, parameters: parametersByName(graph) });
  const found = await differenceOnDevice(device, program, { inputs, parameters, sizes, random: { seed } }).catch(String);
  return typeof found === 'number' && found <= limit ? [] : [`${network.text}\n${found}`];
}

test('random networks give the numbers and the gradients of the interpreter', { timeout: 300_000 }, async () => {
  const wrong: string[] = [];
  for (const seed of seeds) {
    const network = randomNetwork(seed);
    const graph = graphOf(network);
    if (graph === undefined) throw new Error(`seed ${seed} does not compile`);
    const forward = programOfGraph(graph, { mode: 'training' });
    const variables = [...forward.inputs, ...forward.parameters].filter(({ elementType }) => elementType === 'f32');
    wrong.push(...(await far({ network, graph }, programOfGraph(graph, { mode: 'inference' }), 1e-5)));
    wrong.push(...(await far({ network, graph }, differentiateWithOutputs(forward, { withRespectTo: variables }), 1e-4)));
  }
  expect(wrong).toEqual([]);
});
