// The figures of examples/hw5/vanishing: gradients that TensorFlow.js measures on digits beside those that are predicted, and what training does.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { sourceFile } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { analyze, compile } from 'trammel';
import { beforeAll, describe, expect, test } from 'vitest';
import { modulesOf, writeProject, type Modules, type Network } from '../test/project.js';

const folder = new URL('../../../examples/hw5/vanishing/', import.meta.url);
const readme = new URL('README.md', folder);
const layers = 8;

/** How many initialisations are measured, each on one digit, and on how many digits is trained for how long. */
const [initialisations, examples, epochs] = [40, 1600, 4];

beforeAll(async () => {
  const { useBackend } = (await writeProject(graphOf('Chain')).load('support/backend')) as { readonly useBackend: () => Promise<string> };
  await useBackend();
});

function graphOf(net: string): Graph {
  const source = sourceFile('chain.net', readFileSync(new URL('chain.net', folder), 'utf8'));
  const graph = compile(source, { resolve: () => ({ why: 'it stands alone' }) }, { net }).networks[0]?.graph;
  if (graph === undefined) throw new Error('chain.net compiles');
  return graph;
}

interface Figures {
  /** Of each A_l: log10 (||dL/dA_l|| / ||dL/dlogits||), root mean square over initialisations. */
  readonly predicted: readonly number[];
  readonly measured: readonly number[];
  /** Of each A_l: how far training moved it, as a part of what it was. */
  readonly moved: readonly number[];
  readonly losses: readonly string[];
}

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

async function figuresOf(net: string): Promise<Figures> {
  const graph = graphOf(net);
  const { gradient } = analyze(graph);
  const predicted = [...gradient.nodes.values()].flatMap((node) => node.at(0).parameters.get('weight')?.rms ?? []);
  const modules = await modulesOf(graph);
  const { moved, losses } = await trained(modules);
  return {
    predicted: predicted.slice(0, layers),
    measured: (await measured(modules)).slice(0, layers),
    moved: moved.slice(0, layers),
    losses,
  };
}

/** In each initialisation another digit. */
async function measured({ createNetwork, weights, loadData }: Modules): Promise<readonly number[]> {
  const { training } = await loadData();
  const squares = weightNames(weights).map(() => 0);
  for (let draw = 0; draw < initialisations; draw += 1) {
    const batch = training.batch(Int32Array.of(draw));
    const { model, loss } = createNetwork(draw + 1);
    const gradients = gradientsIn({ model, loss }, weights, [batch['image'], batch['labels']] as tf.Tensor[]);
    const scores = (model.apply(batch['image'] as tf.Tensor) as tf.Tensor).softmax().sub(tf.oneHot(batch['labels'] as tf.Tensor, 10));
    for (const [index, gradient] of gradients.entries())
      squares[index] = (squares[index] ?? 0) + (norm(gradient.dataSync()) / norm(scores.dataSync())) ** 2 / initialisations;
  }
  return squares.map((square) => Math.log10(square) / 2);
}

interface Weight {
  readonly name: string;
  readonly layer: string;
}

/** The matrices, in the order of the layers. */
const weightNames = (weights: readonly object[]): readonly Weight[] =>
  (weights as readonly Weight[]).filter(({ name }) => name.endsWith('.weight'));

function gradientsIn({ model, loss }: Network, weights: readonly object[], inputs: tf.Tensor[]): readonly tf.Tensor[] {
  const variables = weightNames(weights).map(({ layer }) => model.getLayer(layer).weights[0]?.read() as tf.Variable);
  const { grads } = tf.variableGrads(() => (loss.apply(inputs) as tf.Tensor).asScalar(), variables);
  return variables.map(({ name }) => grads[name] as tf.Tensor);
}

async function trained({
  createNetwork,
  weights,
  loadData,
  plan,
  train,
  readWeights,
}: Modules): Promise<Pick<Figures, 'moved' | 'losses'>> {
  const network = createNetwork(plan.seed);
  const before = readWeights(network.model, weights);
  const losses: string[] = [];
  const run = {
    folder: mkdtempSync(join(tmpdir(), 'trammel-vanishing-')),
    resume: false,
    epochs,
    examples,
    signal: new AbortController().signal,
    say: (line: string) => losses.push(/loss (\S+)/.exec(line)?.[1] ?? ''),
  };
  await train({ ...network, weights }, await loadData(), plan, run);
  const after = readWeights(network.model, weights);
  const moved = weightNames(weights).map(({ name }) => {
    const [from, to] = [before, after].map((values) => values.get(name)?.values ?? new Float32Array());
    return norm((to ?? []).map((value, index) => value - (from?.[index] ?? 0))) / norm(from ?? []);
  });
  return { moved, losses };
}

/** The rows of the table: predicted, measured and moved, of the one network and of the other. */
function tableOf(net: 'Chain' | 'SmallA5'): readonly (readonly number[])[] {
  const rows = readFileSync(readme, 'utf8').matchAll(/^\| A_\d \|(.*)\|$/gm);
  const first = net === 'Chain' ? 0 : 3;
  return [...rows].map(([, cells = '']) =>
    cells
      .split('|')
      .slice(first, first + 3)
      .map((cell) => Number(cell.replace('%', ''))),
  );
}

/** As tables have it. */
const rounded = (decades: number | undefined): number => Number((decades ?? Number.NaN).toFixed(2));

describe.each(['Chain', 'SmallA5'] as const)('%s', (net) => {
  test('is as the page says', async () => {
    const { predicted, measured: found, moved, losses } = await figuresOf(net);
    const table = tableOf(net);
    expect(table).toHaveLength(layers);
    for (const [index, [prediction, measurement, change]] of table.entries()) {
      expect(prediction).toBe(rounded(predicted[index]));
      // Backends differ in the last digits, and training carries that on.
      expect(Math.abs((measurement ?? Number.NaN) - (found[index] ?? Number.NaN))).toBeLessThan(0.02);
      expect((change ?? Number.NaN) / (100 * (moved[index] ?? Number.NaN))).toBeCloseTo(1, 0.5);
      expect(Math.abs((measurement ?? Number.NaN) - (prediction ?? Number.NaN))).toBeLessThan(0.05);
    }
    // Nobody does better than guessing: ln 10 = 2.303.
    expect(losses).toHaveLength(epochs);
    for (const loss of losses) expect(Number(loss)).toBeGreaterThan(2.29);
  }, 120_000);
});

test('a tenth of A_5 takes nearly a decade from all before it, and nothing from all behind it', () => {
  const [whole, small] = [tableOf('Chain'), tableOf('SmallA5')];
  for (const index of [0, 1, 2, 3]) expect((small[index]?.[1] ?? 0) - (whole[index]?.[1] ?? 0)).toBeCloseTo(-0.98, 1);
  for (const index of [5, 6, 7]) expect((small[index]?.[1] ?? 0) - (whole[index]?.[1] ?? 0)).toBeCloseTo(0, 1);
});
