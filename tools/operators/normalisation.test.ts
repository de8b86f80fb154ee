// Normalisations: types, parameters and buffers, numbers by hand, counts in closed form, and faults. More numbers stand in pytorch/.
import { printShape, roleOf } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, siteOf, typesOf, updatesOf, type Call, type Written } from './calls.js';

const norm = (operator: Call['operator'], input: string, args: readonly Written[] = [], named: Call['named'] = {}): Call => ({
  operator,
  inputs: [input],
  args,
  named,
});

const parametersOf = (call: Call): readonly string[] =>
  siteOf(call).parameters.map(({ name, shape, isTrainable }) => `${name}${printShape(shape)}${isTrainable ? '' : ' buffer'}`);

describe('types are those of the input, in both modes', () => {
  test.each([
    norm('bn', '[N, C=8, H, W]'),
    norm('bn', '[N, H=4, W=4, C=8]'),
    norm('bn', '[N, D=8]'),
    norm('layer_norm', '[N, T, D=8]'),
    norm('layer_norm', '[N, C=3, H=4, W]', [['H', 'C']]),
    norm('rms_norm', '[N, T, D=8]'),
    norm('group_norm', '[N, H, W, C=8]', [4]),
    norm('group_norm', '[N, C=8, T=5]', [1]),
    norm('instance_norm', '[N, H, C=8, W]', [], { affine: true }),
    norm('lrn', '[N, H, W, C=8]', [5]),
  ])('%#: %o', (call) => {
    expect(typesOf(call)).toEqual(call.inputs);
    const [trained] = siteOf(call).program('training').outputs;
    expect(printShape(trained?.shape ?? [])).toBe(call.inputs[0]);
  });
});

test('parameters and buffers', () => {
  expect(parametersOf(norm('bn', '[N, H, W, C=8]'))).toEqual([
    'weight[C=8]',
    'bias[C=8]',
    'running_mean[C=8] buffer',
    'running_var[C=8] buffer',
  ]);
  expect(parametersOf(norm('bn', '[N, C=8]', [], { affine: false }))).toEqual(['running_mean[C=8] buffer', 'running_var[C=8] buffer']);
  expect(parametersOf(norm('layer_norm', '[N, T, D=8]'))).toEqual(['weight[D=8]', 'bias[D=8]']);
  expect(parametersOf(norm('layer_norm', '[N, T, D=8]', [], { bias: false }))).toEqual(['weight[D=8]']);
  expect(parametersOf(norm('layer_norm', '[N, C=3, H=4]', [['H', 'C']]))).toEqual(['weight[C=3, H=4]', 'bias[C=3, H=4]']);
  expect(parametersOf(norm('rms_norm', '[N, T, D=8]'))).toEqual(['weight[D=8]']);
  expect(parametersOf(norm('rms_norm', '[N, T, D=8]', [], { affine: false }))).toEqual([]);
  expect(parametersOf(norm('group_norm', '[N, C=8, H, W]', [2]))).toEqual(['weight[C=8]', 'bias[C=8]']);
  expect(parametersOf(norm('instance_norm', '[N, C=8, H, W]'))).toEqual([]);
  expect(parametersOf(norm('instance_norm', '[N, C=8, H, W]', [], { affine: true }))).toEqual(['weight[C=8]', 'bias[C=8]']);
  const [scale, shift, , variance] = siteOf(norm('bn', '[N, C=8]')).parameters;
  expect([scale?.initializer, shift?.initializer, variance?.initializer]).toEqual([1, 0, 1].map((value) => ({ kind: 'constant', value })));
  expect(siteOf(norm('bn', '[N, C=8]', [], { init: 'zeros' })).parameters[0]?.initializer).toEqual({ kind: 'constant', value: 0 });
});

describe('numbers', () => {
  const statistics = { weight: [2], bias: [10], running_mean: [1], running_var: [3] };

  test('batch normalisation by running statistics', () => {
    // scale = 2 / sqrt(3 + 1) = 1, shift = 10 - 1
    const call = norm('bn', '[N, C=1]', [], { eps: 1 });
    expect(numbersOf(call, [[0, 4]], { parameters: statistics, sizes: { N: 2 } })).toEqual([[9, 13]]);
  });

  test('batch normalisation by the batch, and the running statistics after it', () => {
    // mean 3, biased variance 4: (x - 3)/2; unbiased variance 8. The running mean moves from 1 by a quarter towards 3.
    const call = norm('bn', '[N, C=1]', [], { eps: 0, momentum: 0.25 });
    const given = { parameters: statistics, sizes: { N: 2 }, mode: 'training' } as const;
    expect(numbersOf(call, [[1, 5]], given)).toEqual([[8, 12]]);
    expect(updatesOf(call, [[1, 5]], given)).toEqual([[1.5], [4.25]]);
    const plain = norm('bn', '[N, C=1]', [], { eps: 0, affine: false });
    expect(numbersOf(plain, [[1, 5]], given)[0]).toEqual([-1, 1]);
  });

  test('each example by itself', () => {
    const x = [1, 3, 10, 30];
    const given = { parameters: { weight: [1, 2], bias: [0, 100] }, sizes: { N: 2 } };
    expect(numbersOf(norm('layer_norm', '[N, D=2]', [], { eps: 0 }), [x], given)).toEqual([[-1, 102, -1, 102]]);
    expect(numbersOf(norm('instance_norm', '[C=2, T=2]', [], { eps: 0 }), [x])).toEqual([[-1, 1, -1, 1]]);
    expect(numbersOf(norm('group_norm', '[N, C=2, T=1]', [1], { eps: 0 }), [x], given)).toEqual([[-1, 102, -1, 102]]);
    // sqrt((1 + 49)/2) = 5
    expect(numbersOf(norm('rms_norm', '[D=2]', [], { eps: 0 }), [[1, 7]], { parameters: { weight: [5, 10] } })).toEqual([[1, 14]]);
    expect(numbersOf(norm('rms_norm', '[D=2]', [], { eps: 0, affine: false }), [[1, 7]])).toEqual([[0.2, 1.4]]);
  });

  test('local response', () => {
    // Two neighbours: the channel before and the channel itself, of the squares 1, 4, 9.
    const call = norm('lrn', '[C=3]', [2], { alpha: 2, beta: 1, k: 0 });
    expect(numbersOf(call, [[1, 2, 3]])).toEqual([[1, 2 / 5, 3 / 13]]);
  });
});

describe('counts', () => {
  test('batch normalisation in inference: one multiplication and one addition an element', () => {
    expect(countsOf(norm('bn', '[N, C=8, H, W]'))).toEqual({
      multiplications: '8*H*N*W+16',
      additions: '8*H*N*W+16',
      activations: '8',
    });
  });

  test('layer normalisation', () => {
    // Means: 63 additions of 64, twice, and a division; eps, a root; then each element.
    expect(countsOf(norm('layer_norm', '[N, T=16, D=64]'))).toEqual({
      multiplications: `${16 * (3 * 64 + 2)}*N`,
      additions: `${16 * (4 * 64 - 2 + 1)}*N`,
      activations: '16*N',
    });
    expect(countsOf(norm('rms_norm', '[N, T=16, D=64]'))).toEqual({
      multiplications: `${16 * (3 * 64 + 1)}*N`,
      additions: `${16 * (64 - 1 + 1)}*N`,
      activations: '16*N',
    });
  });

  test('group and instance normalisation', () => {
    // 8 groups of 4*100 numbers; weight / deviation for each of 32 channels.
    expect(countsOf(norm('group_norm', '[N, C=32, H=10, W=10]', [8]))).toEqual({
      multiplications: `${2 * 3200 + 16 + 32}*N`,
      additions: `${4 * 3200 - 16 + 8}*N`,
      activations: '8*N',
    });
    expect(countsOf(norm('instance_norm', '[N, C=32, H=10, W=10]'))).toEqual({
      multiplications: `${2 * 3200 + 64}*N`,
      additions: `${3 * 3200 - 64 + 32}*N`,
      activations: '32*N',
    });
  });

  test('local response', () => {
    expect(countsOf(norm('lrn', '[N, C=96, H=5, W=5]', [5]))).toEqual({
      multiplications: `${3 * 2400}*N`,
      additions: `${5 * 2400}*N`,
      activations: '2400*N',
    });
  });
});

describe('dropout', () => {
  const ones = Array.from({ length: 1200 }, () => 1);
  const drop = (args: readonly Written[], named: Call['named'] = {}, operator: Call['operator'] = 'dropout'): Call =>
    norm(operator, '[N=20, C=6, T=10]', args, named);
  const train = (call: Call, seed = 1): readonly number[] => numbersOf(call, [ones], { mode: 'training', seed })[0] ?? [];

  test('inference is the identity and costs nothing', () => {
    for (const call of [drop([0.5]), drop([0.5], {}, 'drop_path')]) {
      expect(numbersOf(call, [ones])).toEqual([ones]);
      expect(countsOf(call)).toEqual({});
    }
  });

  test('training drops at random and keeps the expectation', () => {
    const kept = train(drop([0.25]));
    expect(new Set(kept)).toEqual(new Set([0, 1 / 0.75]));
    // Four standard errors of a share of 0.75 among 1200.
    expect(Math.abs(kept.filter((x) => x !== 0).length / 1200 - 0.75)).toBeLessThan(0.05);
    expect(train(drop([0.25]), 2)).not.toEqual(kept);
    expect(train(drop([0]))).toEqual(ones);
    expect(new Set(train(drop([1])))).toEqual(new Set([0]));
  });

  test('draws along some axes only', () => {
    const runs = (length: number, numbers: readonly number[]): boolean =>
      numbers.every((x, index) => x === numbers[index - (index % length)]);
    expect(runs(10, train(drop([0.5], { axes: 'C' })))).toBe(true);
    expect(runs(60, train(drop([0.5], { axes: 'C' })))).toBe(false);
    expect(runs(60, train(drop([0.5], {}, 'drop_path')))).toBe(true);
    expect(new Set(train(drop([0.5], {}, 'drop_path')))).toEqual(new Set([0, 2]));
    expect(roleOf('N')).toBe('batch');
  });

  test('counts of training: a multiplication an element, a comparison a draw', () => {
    expect(countsOf(drop([0.5]), 'training')).toEqual({ multiplications: '1200', comparisons: '1200' });
    expect(countsOf(drop([0.5], { axes: 'C' }), 'training')).toEqual({ multiplications: '1200', comparisons: '120' });
    expect(countsOf(drop([0.5], {}, 'drop_path'), 'training')).toEqual({ multiplications: '1200', comparisons: '20' });
  });
});

describe('faults', () => {
  test.each([
    [norm('bn', 'int[N, C=8]'), '`bn` needs numbers (f32) as `x`, and is given whole numbers (int)'],
    [norm('bn', '[C=8]'), 'there is nothing to average over besides the features in [C=8]'],
    [norm('bn', '[N, C=8]', [], { eps: -1 }), '`eps` expects a number of at least 0, and is given -1'],
    [norm('bn', '[N, C=8]', [1]), 'no positional arguments are taken here'],
    [norm('layer_norm', '[]'), 'a scalar has no axis to work on'],
    [norm('layer_norm', '[N, D=8]', ['C']), 'there is no axis C in [N, D=8]'],
    [norm('rms_norm', '[N, D=8]', [['D', 'D']]), 'axis D is named twice'],
    [norm('group_norm', '[N, C=8, H, W]', [3]), '3 groups do not divide the 8 incoming channels'],
    [norm('group_norm', '[N, C=8, H, W]'), '`group_norm` needs `groups`: a whole number of at least 1'],
    [norm('instance_norm', '[N, C=8]'), 'there are no positions to average over besides examples and features in [N, C=8]'],
    [norm('lrn', '[N, C=8, H, W]'), '`lrn` needs `size`: a whole number of at least 1'],
    [norm('dropout', '[N, C=8]', [1.5]), '`probability` expects a number from 0 to 1, and is given 1.5'],
    [norm('dropout', '[N, C=8]', [0.5], { axes: 'T' }), 'there is no axis T in [N, C=8]'],
    [norm('drop_path', '[T, C=8]', [0.5]), 'there is no axis N in [T, C=8]'],
  ])('%#', (call, message) => {
    expect(faultOf(call).message).toBe(message);
  });

  test('habits', () => {
    const help = (operator: Call['operator'], name: string): readonly unknown[] =>
      faultOf(norm(operator, '[N, C=8, H=4, W=4]', [], { [name]: 2 })).help ?? [];
    expect(help('bn', 'num_features')).toEqual([{ text: 'leave it out: input sizes follow from what comes in' }]);
    expect(help('bn', 'epsilon')).toEqual([{ text: 'it is called `eps` here', replacement: 'eps' }]);
    expect(help('layer_norm', 'elementwise_affine')).toEqual([{ text: 'it is called `affine` here', replacement: 'affine' }]);
    expect(help('group_norm', 'num_groups')).toEqual([{ text: 'it is called `groups` here', replacement: 'groups' }]);
    expect(help('dropout', 'rate')).toEqual([{ text: 'it is called `probability` here', replacement: 'probability' }]);
  });
});
