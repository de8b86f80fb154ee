// The step of training as a program: sound for every setting, and the numbers of small networks worked out by hand.
import { lossProgramOf, parametersByName } from '@trammel/graph';
import { verify } from '@trammel/program';
import { describe, expect, test } from 'vitest';
import { trainedGraphOf, type Trained } from '../test/graph-of.js';
import { drawnInputs, drawnParameters, type Elements } from './drawn-data.js';
import { recipeOf } from './recipe.js';
import { trainerOf, type Moment } from './training-run.js';
import { trainingStep, type TrainingStep } from './training-step.js';

const stepOf = (graph: Trained): TrainingStep => trainingStep(lossProgramOf(graph, graph.training), recipeOf(graph.training));

const net = (body: string, settings: string): string => `net A {\n  input x: [N, C=4]\n${body}\n}\ntrain A {\n${settings}\n}\n`;
const classifier = 'dense(6) -> bn -> relu -> dropout(0.2) -> dense(3) as logits';
const sizes = new Map([['N', 5]]);

/** Losses of some steps from the beginning, and where they led. */
function trained(text: string, steps: number, inputs?: Elements): { readonly losses: readonly number[]; readonly end: Moment } {
  const graph = trainedGraphOf(text);
  const step = stepOf(graph);
  expect(verify(step.program)).toEqual([]);
  const drawing = { seed: 1, sizes };
  const targets = new Set(graph.training.loss.inputs.map(({ name }) => name));
  const { program } = lossProgramOf(graph, graph.training);
  const parameters = drawnParameters(program, drawing, parametersByName(graph));
  const circumstances = { inputs: inputs ?? drawnInputs(program, drawing, targets), parameters, sizes, seed: 1 };
  const made = trainerOf(step, circumstances);
  if ('why' in made) throw new Error(made.why);
  const { begin, advance } = made.trainer;
  let end = begin;
  const losses: number[] = [];
  for (let k = 0; k < steps; k += 1) {
    const { loss, next } = advance(end);
    losses.push(loss);
    end = next;
  }
  return { losses, end };
}

const optimizers = [
  'sgd(0.1)',
  'sgd(0.05, momentum=0.9, nesterov=true)',
  'momentum(0.05, form=difference)',
  'nesterov(0.05, form=difference, weight_decay=1e-3)',
  'adam(0.05, weight_decay=1e-3)',
  'adamw(0.05)',
  'rmsprop(0.01, momentum=0.5)',
];

describe('the step is a sound program that makes the loss fall', () => {
  test.each(optimizers)('%s', (optimizer) => {
    const { losses } = trained(net(classifier, `loss = cross_entropy(logits, labels)\noptimizer = ${optimizer}`), 40);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(Math.min(...losses.slice(-5))).toBeLessThan(0.6 * (losses[0] ?? 0));
  });

  test.each([
    'schedule = constant(warmup=3)',
    'schedule = step(5)',
    'schedule = exponential(0.9)',
    'schedule = cosine(20, warmup=2)',
    'schedule = linear(20)',
    'schedule = polynomial(20)',
    'schedule = inverse_sqrt(warmup=2)',
    'clip = norm(0.1)',
    'clip = value(0.01)',
  ])('%s', (setting) => {
    const { losses } = trained(net(classifier, `loss = cross_entropy(logits, labels)\noptimizer = adam(0.05)\n${setting}`), 20);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  });

  test.each([
    ['a recurrence', 'lstm(3) -> mean(T) -> dense(2) as logits', '[N, T=4, D=3]'],
    ['weights used twice', 'layer twice = dense(4)\nx -> twice -> tanh -> twice -> tanh -> dense(2) as logits', '[N, C=4]'],
    ['convolutions and pools', 'conv(4, 3x3, pad=1) -> bn -> relu -> maxpool(2) -> flatten -> dense(2) as logits', '[N, C=2, H=6, W=6]'],
    ['a repeat', 'repeat 3 { dense(4) -> bn -> relu }\ndense(2) as logits', '[N, C=4]'],
  ])('%s', (_, body, shape) => {
    const text = `net A {\n  input x: ${shape}\n  ${body}\n}\ntrain A {\n  loss = cross_entropy(logits, labels)\n  optimizer = adam(0.05)\n}\n`;
    const { losses } = trained(text, 20);
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0));
  });
});

describe('by hand', () => {
  const line = 'net A {\n  input x: [N=2, C=1]\n  dense(1, init=ones) as y\n}\n';
  const inputs = new Map([
    ['x', Float64Array.of(1, 3)],
    ['t', Float64Array.of(0, 0)],
  ]);

  test('a line through two points: loss, gradients and the first step', () => {
    // y = (1, 3), loss = (1 + 9)/2, dloss/dw = (2*1*1 + 2*3*3)/2 = 10, dloss/db = (2*1 + 2*3)/2 = 4.
    const { losses, end } = trained(`${line}train A {\n  loss = mse(y, t)\n  optimizer = sgd(0.01)\n}\n`, 1, inputs);
    expect(losses).toEqual([5]);
    expect(end.parameters.get('y.weight')?.[0]).toBeCloseTo(1 - 0.1, 14);
    expect(end.parameters.get('y.bias')?.[0]).toBeCloseTo(-0.04, 14);
  });

  test('weight decay and a limit on the norm: the limit comes first', () => {
    const settings = 'loss = mse(y, t)\n  optimizer = sgd(0.01)\n  weight_decay = 0.5\n  clip = norm(1)';
    const { end } = trained(`${line}train A {\n  ${settings}\n}\n`, 1, inputs);
    const norm = Math.hypot(10, 4) + 1e-6;
    expect(end.parameters.get('y.weight')?.[0]).toBeCloseTo(1 - 0.01 * (10 / norm + 0.5), 14);
    expect(end.parameters.get('y.bias')?.[0]).toBeCloseTo((-0.01 * 4) / norm, 14);
  });

  test('the rate follows the number of the step', () => {
    const settings = 'loss = mean(y * 0 + w)\n  optimizer = sgd(1)\n  schedule = linear(4)';
    const text = `net A {\n  input x: [N=2, C=1]\n  w = parameter([C=1], init=zeros)\n  x * w as y\n}\ntrain A {\n  ${settings}\n}\n`;
    // The gradient is 1 throughout: 1 + 3/4 + 2/4 + 1/4.
    expect(trained(text, 6, inputs).end.parameters.get('w.weight')?.[0]).toBeCloseTo(-2.5, 14);
  });
});

describe('running statistics', () => {
  const inputs = new Map([
    ['x', Float64Array.of(1, 3)],
    ['t', Float64Array.of(0, 0)],
  ]);
  const head = 'net A {\n  input x: [N=2, C=1]\n';
  const tail = 'train A {\n  loss = mse(y, t)\n  optimizer = sgd(0)\n}\n';

  test('move towards those of the batch, the variance unbiased', () => {
    const { end } = trained(`${head}  bn(momentum=0.25) as y\n}\n${tail}`, 2, inputs);
    // Mean 2, unbiased variance 2: a quarter of the way, twice.
    expect(end.parameters.get('y.running_mean')?.[0]).toBeCloseTo(2 * (1 - 0.75 ** 2), 14);
    expect(end.parameters.get('y.running_var')?.[0]).toBeCloseTo(2 - 0.75 ** 2, 14);
  });

  test('of weights that are used twice move twice in a step', () => {
    const body = '  layer norm = bn(momentum=0.25)\n  x -> norm\n  y = x * 3 -> norm\n  y\n}\n';
    const { end } = trained(`${head}${body}${tail}`, 1, inputs);
    // First to the mean 2, then to the mean 6.
    expect(end.parameters.get('norm.running_mean')?.[0]).toBeCloseTo(0.75 * (0.25 * 2) + 0.25 * 6, 14);
  });

  test('of each copy of a repeat are its own', () => {
    const { end } = trained(`${head}  repeat 2 { bn(momentum=1) }\n  identity as y\n}\n${tail}`, 1, inputs);
    const means = [...end.parameters].filter(([name]) => name.endsWith('running_mean')).map(([, [mean]]) => mean);
    expect(means[0]).toBeCloseTo(2, 12);
    expect(means[1]).toBeCloseTo(0, 12);
  });
});

test('what is remembered has a name, a beginning and an input of its own', () => {
  const graph = trainedGraphOf(net('dense(2) as y', 'loss = mse(y, t)\noptimizer = adam()'));
  const { states, parameters, buffers, program } = stepOf(graph);
  expect(parameters).toEqual(['y.weight', 'y.bias']);
  expect(buffers).toEqual([]);
  expect(states.map(({ name }) => name)).toEqual(['y.weight.mean', 'y.weight.square', 'y.bias.mean', 'y.bias.square']);
  const inputs = program.inputs.map(({ instruction }) => (instruction.op === 'input' ? instruction.name : ''));
  expect(inputs).toEqual(['x', 't', 'training.step', ...states.map(({ name }) => name)]);
  // Loss, rate, 2 parameters, 4 states.
  expect(program.outputs).toHaveLength(8);
});
