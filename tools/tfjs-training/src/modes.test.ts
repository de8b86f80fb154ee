// What differs between training and prediction in generated models: dropout, and the statistics of batch norms.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { modulesOf, trainedGraphOf, writeProject, type Modules } from '../test/project.js';

type WithRandom = <T>(random: () => number, run: () => T) => T;

/** The draws of a generated project, so that a run is like the one before. */
let drawn: <T>(run: () => T) => T;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const { generator, withRandom } = (await writeProject(graphOf('[N, C=2]', 'relu')).load('support/random')) as {
    readonly generator: (seed: number) => () => number;
    readonly withRandom: WithRandom;
  };
  drawn = (run) => withRandom(generator(1), run);
});

const graphOf = (input: string, layer: string) =>
  trainedGraphOf(`net A {\n  input x: ${input}\n  ${layer} as y\n}\ntrain A { loss = mse(y, target) }\n`);

async function modelOf(input: string, layer: string): Promise<{ readonly model: tf.LayersModel; readonly modules: Modules }> {
  const modules = await modulesOf(graphOf(input, layer));
  return { model: modules.createNetwork(1).model, modules };
}

type Mode = 'training' | 'prediction';

const numbersOf = (model: tf.LayersModel, x: tf.Tensor, mode: Mode): Float32Array =>
  drawn(() => (model.apply(x, { training: mode === 'training' }) as tf.Tensor).dataSync<'float32'>());

describe('dropout', () => {
  test.each([
    // How many numbers share a draw: one, those of a channel, those of an example.
    ['dropout(0.3)', 0.3, 1],
    ['dropout(0.9)', 0.9, 1],
    ['dropout(0.25, axes=C)', 0.25, 36],
    ['drop_path(0.2)', 0.2, 36 * 50],
  ])('%s', async (layer, probability, together) => {
    const { model } = await modelOf('[N, C=50, H=6, W=6]', layer);
    const x = tf.randomUniform([100, 50, 6, 6], 1, 2, 'float32', 3);
    const given = x.dataSync<'float32'>();
    expect(numbersOf(model, x, 'prediction').every((value, index) => value === given[index])).toBe(true);

    const dropped = numbersOf(model, x, 'training');
    let kept = 0;
    let furthest = 0;
    for (const [index, value] of dropped.entries()) {
      if (value === 0) continue;
      kept += 1;
      furthest = Math.max(furthest, Math.abs((value * (1 - probability)) / (given[index] ?? Number.NaN) - 1));
    }
    expect(furthest).toBeLessThan(1e-6);
    const draws = given.length / together;
    const error = Math.sqrt((probability * (1 - probability)) / draws);
    expect(Math.abs(kept / given.length - (1 - probability))).toBeLessThan(5 * error);
    // As few draws as are shared, and each step has its own.
    expect((kept / together) % 1).toBe(0);
    const [one, other] = drawn(() => [0, 1].map(() => (model.apply(x, { training: true }) as tf.Tensor).dataSync<'float32'>()));
    expect(one?.every((value, index) => value === other?.[index])).toBe(false);
  });
});

test('running statistics of a batch norm move in training by its momentum, and in prediction not at all', async () => {
  const { model, modules } = await modelOf('[N, C=3]', 'bn(momentum=0.3, eps=1e-3)');
  const statistics = () => {
    const values = modules.readWeights(model, modules.weights);
    return ['mean', 'var'].map((name) => [...values].find(([key]) => key.endsWith(`running_${name}`))?.[1].values ?? new Float32Array());
  };
  const x = tf.randomNormal([40, 3], 5, 2, 'float32', 7);
  const rows = x.arraySync() as number[][];
  let running = { mean: 0, variance: 1 };
  const column = rows.map(([value = Number.NaN]) => value);
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (column.length - 1);
  for (let step = 0; step < 3; step += 1) {
    const before = statistics();
    const predicted = numbersOf(model, x, 'prediction');
    expect(statistics()).toEqual(before);
    expect(predicted[0]).toBeCloseTo(((column[0] ?? Number.NaN) - running.mean) / Math.sqrt(running.variance + 1e-3), 4);

    numbersOf(model, x, 'training');
    running = { mean: 0.7 * running.mean + 0.3 * mean, variance: 0.7 * running.variance + 0.3 * variance };
    const [means, variances] = statistics();
    expect(means?.[0]).toBeCloseTo(running.mean, 4);
    expect(variances?.[0]).toBeCloseTo(running.variance, 4);
  }
});
