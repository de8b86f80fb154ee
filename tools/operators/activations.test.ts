// Activations: their values against tables and closed forms, their counts, and their derivatives at kinks.
import { differentiate } from '@trammel/autodiff';
import { run } from '@trammel/interpreter';
import type { OperatorName } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, siteOf, typesOf, type Call } from './calls.js';

const on = (operator: OperatorName, input = '[X=6]', named: Call['named'] = {}): Call => ({ operator, inputs: [input], named });

const points = [-4, -1, 0, 0.5, 3, 7];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));

describe('values', () => {
  // From tables of the normal distribution and closed forms.
  const expected: readonly (readonly [OperatorName, (x: number) => number])[] = [
    ['relu', (x) => Math.max(x, 0)],
    ['relu6', (x) => Math.min(Math.max(x, 0), 6)],
    ['leaky_relu', (x) => (x > 0 ? x : 0.01 * x)],
    ['elu', (x) => (x > 0 ? x : Math.expm1(x))],
    ['selu', (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))],
    ['silu', (x) => x * sigmoid(x)],
    ['mish', (x) => x * Math.tanh(softplus(x))],
    ['sigmoid', sigmoid],
    ['hard_sigmoid', (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1)],
    ['hard_swish', (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6],
    ['tanh', Math.tanh],
    ['hard_tanh', (x) => Math.min(Math.max(x, -1), 1)],
    ['softplus', softplus],
    ['softsign', (x) => x / (1 + Math.abs(x))],
    ['identity', (x) => x],
  ];

  test.each(expected)('%s', (operator, formula) => {
    const [numbers = []] = numbersOf(on(operator), [points]);
    for (const [index, x] of points.entries()) expect(numbers[index]).toBeCloseTo(formula(x), 12);
  });

  test('gelu by erf and by tanh', () => {
    // Phi(1) = 0.841344746068543, Phi(-2) = 0.022750131948179
    expect(numbersOf(on('gelu', '[X=2]'), [[1, -2]])[0]?.[0]).toBeCloseTo(0.841344746068543, 12);
    expect(numbersOf(on('gelu', '[X=2]'), [[1, -2]])[0]?.[1]).toBeCloseTo(-2 * 0.022750131948179, 12);
    // PyTorch: gelu(1, approximate='tanh') = 0.8411919906082768
    expect(numbersOf(on('gelu', '[X=1]', { approximate: 'tanh' }), [[1]])[0]?.[0]).toBeCloseTo(0.8411919906082768, 12);
  });

  test('attributes', () => {
    expect(numbersOf({ ...on('leaky_relu', '[X=2]'), args: [0.2] }, [[-1, 1]])).toEqual([[-0.2, 1]]);
    expect(numbersOf({ ...on('elu', '[X=1]'), args: [2] }, [[-1]])[0]?.[0]).toBeCloseTo(2 * Math.expm1(-1), 14);
    expect(faultOf({ ...on('leaky_relu'), named: { alpha: 0.1 } }).help).toEqual([
      { text: 'it is called `slope` here', replacement: 'slope' },
    ]);
  });

  test('prelu learns a slope for each feature', () => {
    const call = on('prelu', '[N, C=2, T=2]');
    expect(siteOf(call).parameters).toMatchObject([
      { name: 'slope', shape: [{ name: 'C', size: 2 }], initializer: { kind: 'constant', value: 0.25 } },
    ]);
    expect(numbersOf(call, [[-1, 1, -1, 1]], { parameters: { slope: [0.5, 3] }, sizes: { N: 1 } })).toEqual([[-0.5, 1, -3, 1]]);
    expect(faultOf(on('prelu', '[]')).code).toBe('bad-input');
  });
});

describe('far out', () => {
  test.each(['sigmoid', 'silu', 'softplus', 'mish', 'elu', 'selu', 'gelu', 'tanh', 'softsign'] as const)(
    '%s and its derivative are finite',
    (operator) => {
      for (const number of [
        ...(numbersOf(on(operator, '[X=2]'), [[-1000, 1000]])[0] ?? []),
        slope(operator, -1000),
        slope(operator, 1000),
      ]) {
        expect(Number.isFinite(number)).toBe(true);
      }
    },
  );

  test('the derivative of the sigmoid keeps its digits where it is small', () => {
    // s'(x) = exp(-x) / (1 + exp(-x))^2
    expect(slope('sigmoid', 50) / Math.exp(-50)).toBeCloseTo(1, 10);
    expect(slope('sigmoid', -50) / Math.exp(-50)).toBeCloseTo(1, 10);
  });
});

/** The derivative at x. */
function slope(operator: OperatorName, x: number): number {
  const forward = siteOf(on(operator, '[X=1]')).program('inference');
  const gradient = differentiate(forward, { withRespectTo: forward.inputs });
  const names = gradient.inputs.map(({ instruction }) => ('name' in instruction ? instruction.name : ''));
  const result = run(gradient, { inputs: new Map(names.map((name) => [name, [name === 'input0' ? x : 1]])) });
  return 'problem' in result ? Number.NaN : (result.outputs[0]?.data[0] ?? Number.NaN);
}

describe('derivatives at kinks and at zero', () => {
  test.each([
    ['relu', 0, 0],
    ['relu6', 0, 0],
    ['relu6', 6, 0],
    ['leaky_relu', 0, 0.01],
    ['elu', 0, 1],
    ['hard_sigmoid', -3, 0],
    ['hard_sigmoid', 3, 0],
    ['hard_tanh', 1, 0],
    ['sigmoid', 0, 0.25],
    ['silu', 0, 0.5],
    ['softplus', 0, 0.5],
    ['softsign', 0, 1],
    ['tanh', 0, 1],
    ['gelu', 0, 0.5],
    ['mish', 0, 0.6],
  ] as const)("%s'(%d) = %d", (operator, x, expected) => {
    expect(slope(operator, x)).toBeCloseTo(expected, 12);
  });
});

describe('types and counts', () => {
  const all = [
    'relu',
    'relu6',
    'leaky_relu',
    'prelu',
    'elu',
    'selu',
    'gelu',
    'silu',
    'mish',
    'sigmoid',
    'hard_sigmoid',
    'hard_swish',
    'tanh',
    'hard_tanh',
    'softplus',
    'softsign',
  ] as const;
  test.each(all)('%s is one activation for each element', (operator) => {
    expect(countsOf(on(operator, '[N, C=16, H=5, W=7]'))).toEqual({ activations: '560*N' });
    expect(typesOf(on(operator, '[N, T, D=16]'))).toEqual(['[N, T, D=16]']);
  });

  test('identity is nothing', () => {
    expect(countsOf(on('identity', '[N, C=16]'))).toEqual({});
    expect(typesOf(on('identity', 'int[N, T]'))).toEqual(['int[N, T]']);
  });
});
