// The weights that generated models begin with follow the distributions that the language promises, held to the formulas of their papers.
import * as tf from '@tensorflow/tfjs';
import { initializerForms, namedInitializers } from '@trammel/operators';
import { beforeAll, expect, test } from 'vitest';
import { modulesOf, trainedGraphOf } from '../test/project.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

interface Expected {
  readonly mean?: number;
  /** Of one element, where so many inputs are summed and each is in so many outputs. */
  readonly variance: (fanIn: number, fanOut: number) => number;
  /** How many standard deviations the furthest of many elements is from the mean. */
  readonly reach: 'unbounded' | 'constant' | 'any' | number;
}

const uniformReach = Math.sqrt(3);

/** N(0, 1) cut off at 2 deviations, all between as likely among themselves as before: its variance, and its reach in its own deviations. */
const truncated = { variance: 0.7737413, reach: 2 / Math.sqrt(0.7737413) };

const constant = (mean: number): Expected => ({ mean, variance: () => 0, reach: 'constant' });
const normal = (variance: Expected['variance']): Expected => ({ variance, reach: 'unbounded' });
const uniform = (variance: Expected['variance']): Expected => ({ variance, reach: uniformReach });

const glorot: Expected['variance'] = (fanIn, fanOut) => 2 / (fanIn + fanOut);
const he: Expected['variance'] = (fanIn) => 2 / fanIn;
const lecun: Expected['variance'] = (fanIn) => 1 / fanIn;

const expectations: Readonly<Record<string, Expected>> = {
  zeros: constant(0),
  ones: constant(1),
  'constant(0.1)': constant(0.1),
  'constant(-2)': constant(-2),
  xavier_normal: normal(glorot),
  xavier_uniform: uniform(glorot),
  glorot_normal: normal(glorot),
  glorot_uniform: uniform(glorot),
  he_normal: normal(he),
  he_uniform: uniform(he),
  he_normal_fan_out: normal((_, fanOut) => 2 / fanOut),
  kaiming_normal: normal(he),
  kaiming_uniform: uniform(he),
  lecun_normal: normal(lecun),
  lecun_uniform: uniform(lecun),
  torch_default: uniform((fanIn) => 1 / (3 * fanIn)),
  'normal(0.02)': normal(() => 0.02 ** 2),
  'normal(std=0.5, mean=1)': { ...normal(() => 0.5 ** 2), mean: 1 },
  'truncated_normal(0.02)': { variance: () => truncated.variance * 0.02 ** 2, reach: truncated.reach },
  'uniform(0.05)': uniform(() => 0.05 ** 2 / 3),
  // Rows or columns of length `gain`: the squares of each of the shorter side add up to gain^2 over the longer one.
  orthogonal: { variance: (fanIn, fanOut) => 1 / Math.max(fanIn, fanOut), reach: 'any' },
  'orthogonal(1.4)': { variance: (fanIn, fanOut) => 1.4 ** 2 / Math.max(fanIn, fanOut), reach: 'any' },
};

/** Within so many standard errors: what one test of some hundred millions misses. */
const errors = 6;

function check(written: string, values: Float32Array, fans: { readonly in: number; readonly out: number }): void {
  const { mean = 0, variance, reach } = expectations[written] ?? constant(Number.NaN);
  const count = values.length;
  const deviation = Math.sqrt(variance(fans.in, fans.out));
  const measured = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  if (reach === 'constant') {
    expect(values.every((value) => value === Math.fround(mean))).toBe(true);
    return;
  }
  expect(Math.abs(measured - mean), `mean of ${written}`).toBeLessThan((errors * deviation) / Math.sqrt(count));
  // The relative error of a deviation is 1/sqrt(2 count) for the normal distribution, and less for those without tails.
  expect(Math.abs(spread / deviation - 1), `deviation of ${written}`).toBeLessThan(errors / Math.sqrt(2 * count));
  const furthest = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0) / deviation;
  if (reach === 'unbounded') expect(furthest, `reach of ${written}`).toBeGreaterThan(3.3);
  else if (reach !== 'any') {
    expect(furthest, `reach of ${written}`).toBeLessThan(reach * (1 + 1e-6));
    expect(furthest, `reach of ${written}`).toBeGreaterThan(reach * (1 - 100 / count));
  }
}

/** The weights of layers that begin so, each of its own, in their order. */
async function weightsOf(input: string, layer: (init: string) => string): Promise<readonly Float32Array[]> {
  const names = Object.keys(expectations).map((init, index) => ({ name: `y${index}`, init }));
  const lines = names.map(({ name, init }) => `  ${name} = x -> ${layer(init)}\n`).join('');
  const outputs = names.map(({ name }) => name).join(', ');
  const text = `net A {\n  input x: ${input}\n${lines}  output ${outputs}\n}\ntrain A { loss = mse(y0, target) }\n`;
  const { createNetwork, weights, readWeights } = await modulesOf(trainedGraphOf(text));
  return [...readWeights(createNetwork(1).model, weights).values()].map(({ values }) => values);
}

test('every initialiser of the language is here', () => {
  const words = Object.keys(expectations).map((written) => written.replace(/\(.*/, ''));
  expect(new Set(words)).toEqual(new Set([...namedInitializers.keys(), ...initializerForms.keys()]));
});

test('in matrices', async () => {
  const found = await weightsOf('[N, C=400]', (init) => `dense(250, bias=false, init=${init})`);
  for (const [index, written] of Object.keys(expectations).entries())
    check(written, found[index] ?? new Float32Array(), { in: 400, out: 250 });
});

test('in kernels of two groups, where each output sums half of the channels', async () => {
  const found = await weightsOf('[N, C=64, H=8, W=8]', (init) => `conv(96, 3x5, groups=2, bias=false, init=${init})`);
  const fans = { in: (64 / 2) * 3 * 5, out: (96 / 2) * 3 * 5 };
  for (const [index, written] of Object.keys(expectations).entries()) {
    // What is orthogonal is the kernel as a matrix with a row for each output, whatever the groups.
    const isMatrix = written.startsWith('orthogonal');
    check(written, found[index] ?? new Float32Array(), isMatrix ? { in: fans.in, out: 96 } : fans);
  }
});
