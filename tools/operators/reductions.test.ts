// Reductions and softmax: types, numbers, counts, faults, and that large numbers do no harm.
import type { OperatorName } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call } from './calls.js';

const on = (operator: OperatorName, input: string, args: Call['args'] = [], named: Call['named'] = {}): Call => ({
  operator,
  inputs: [input],
  args,
  named,
});

describe('reductions', () => {
  test.each([
    ['mean', [2, 5]],
    ['sum', [6, 15]],
    ['max', [3, 6]],
    ['min', [1, 4]],
    ['argmax', [2, 2]],
  ] as const)('%s along an axis', (operator, expected) => {
    expect(numbersOf(on(operator, '[A=2, B=3]', ['B']), [[1, 2, 3, 4, 5, 6]])).toEqual([expected]);
  });

  test.each([
    [on('mean', '[N, C=16, H=8, W=8]', ['H', 'W']), '[N, C=16]'],
    [on('mean', '[N, C=16, H=8, W=8]', ['H', 'W'], { keep: true }), '[N, C=16, H=1, W=1]'],
    [on('sum', '[N, C=16]'), '[]'],
    [on('sum', '[N, C=16]', [], { keep: true }), '[N=1, C=1]'],
    [on('max', '[N, T, D=8]', ['T']), '[N, D=8]'],
    [on('sum', 'int[N, T]', ['T']), 'int[N]'],
    [on('sum', 'bool[N, T]', ['T']), 'int[N]'],
    [on('mean', 'int[N, T]', ['T']), '[N]'],
    [on('max', 'int[N, T]', ['T']), 'int[N]'],
    [on('argmax', '[N, C=10]'), 'int[N]'],
    [on('argmax', '[N, C=10, T]'), 'int[N, T]'],
    [on('argmax', '[N, T, V=10]', ['T']), 'int[N, V=10]'],
    [on('logsumexp', '[N, C=10]'), '[N]'],
    [on('logsumexp', '[N, T, S]', ['S'], { keep: true }), '[N, T, S=1]'],
  ] as const)('%j is %s', (call, expected) => {
    expect(typesOf(call)).toEqual([expected]);
  });

  test('counts', () => {
    expect(countsOf(on('mean', '[N, C=16, H=8, W=8]', ['H', 'W']))).toEqual({ additions: '1008*N', multiplications: '16*N' });
    expect(countsOf(on('sum', '[N, C=16, T]', ['T']))).toEqual({ additions: '16*N*T-16*N' });
    expect(countsOf(on('max', '[N, C=16]', ['C']))).toEqual({ comparisons: '15*N' });
    expect(countsOf(on('argmax', '[N, C=16]'))).toEqual({ comparisons: '46*N' });
  });

  test('argmax takes the first of equals', () => {
    expect(numbersOf(on('argmax', '[X=4]'), [[1, 3, 3, 2]])).toEqual([[1]]);
    expect(numbersOf(on('argmax', '[X=2]'), [[-1, -3]])).toEqual([[0]]);
  });

  test('faults', () => {
    expect(faultOf(on('mean', '[N, C=16]', ['H'])).message).toBe('there is no axis H in [N, C=16]');
    expect(faultOf(on('mean', '[N, C=16]', ['C', 'C'])).message).toBe('axis C is named twice');
    expect(faultOf(on('argmax', '[]')).message).toBe('a scalar has no axis to work on');
    expect(faultOf(on('mean', '[N, C=16]', [], { keepdim: true })).help).toEqual([
      { text: 'it is called `keep` here', replacement: 'keep' },
    ]);
  });
});

describe('softmax', () => {
  const x = [1, 2, 3];
  const total = Math.E + Math.E ** 2 + Math.E ** 3;

  test('numbers', () => {
    const close = (call: Call, expected: readonly number[]): void => {
      const [numbers = []] = numbersOf(call, [x]);
      for (const [index, number] of expected.entries()) expect(numbers[index]).toBeCloseTo(number, 12);
    };
    close(
      on('softmax', '[X=3]'),
      x.map((each) => Math.exp(each) / total),
    );
    close(
      on('log_softmax', '[X=3]'),
      x.map((each) => each - Math.log(total)),
    );
    close(on('logsumexp', '[X=3]'), [Math.log(total)]);
  });

  test('works on the feature axis unless told', () => {
    expect(numbersOf(on('softmax', '[C=1, T=2]'), [[1, 2]])).toEqual([[1, 1]]);
    expect(numbersOf(on('softmax', '[T=2, C=1]', ['T', 'C']), [[5, 5]])).toEqual([[0.5, 0.5]]);
    expect(typesOf(on('softmax', '[N, h=8, T, S]', ['S']))).toEqual(['[N, h=8, T, S]']);
  });

  test('large numbers do not overflow', () => {
    expect(numbersOf(on('softmax', '[X=2]'), [[1000, 1000]])).toEqual([[0.5, 0.5]]);
    expect(numbersOf(on('log_softmax', '[X=2]'), [[-1000, 1000]])).toEqual([[-2000, 0]]);
    expect(numbersOf(on('logsumexp', '[X=2]'), [[-Infinity, 1000]])).toEqual([[1000]]);
    expect(numbersOf(on('softmax', '[X=2]'), [[-Infinity, 3]])).toEqual([[0, 1]]);
  });

  test('counts', () => {
    expect(countsOf(on('softmax', '[N, C=10]'))).toEqual({
      comparisons: '9*N',
      additions: '19*N',
      activations: '10*N',
      multiplications: '10*N',
    });
    expect(countsOf(on('log_softmax', '[N, C=10]'))).toEqual({ comparisons: '9*N', additions: '29*N', activations: '11*N' });
    expect(countsOf(on('logsumexp', '[N, C=10]'))).toEqual({ comparisons: '9*N', additions: '20*N', activations: '11*N' });
  });

  test('faults', () => {
    expect(faultOf(on('softmax', '[N, C=3]', ['T']))).toMatchObject({ code: 'missing-axis', message: 'there is no axis T in [N, C=3]' });
    expect(faultOf(on('softmax', '[N, C=3]', [], { dim: 1 })).help).toEqual([{ text: 'it is called `axes` here', replacement: 'axes' }]);
  });
});
