// einsum and matmul: types, numbers, exact MACs, faults.
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call } from './calls.js';

const einsum = (inputs: readonly string[], patterns: readonly string[], result: string, named: Call['named'] = {}): Call => ({
  operator: 'einsum',
  inputs,
  patterns,
  result,
  named,
});

describe('einsum', () => {
  test('attention scores and their use', () => {
    const scores = einsum(['[N, h=12, T, d=64]', '[N, h=12, T, d=64]'], ['[N, h, T, d]', '[N, h, S, d]'], '[N, h, T, S]');
    expect(typesOf(scores)).toEqual(['[N, h=12, T, S=T]']);
    expect(countsOf(scores)).toEqual({ multiplications: '768*N*T^2', additions: '756*N*T^2', macs: '768*N*T^2' });
    const weighted = einsum(['[N, h=12, T, S=T]', '[N, h=12, T, d=64]'], ['[N, h, T, S]', '[N, h, S, d]'], '[N, T, (h, d)]');
    expect(typesOf(weighted)).toEqual(['[N, T, D=768]']);
    expect(countsOf(weighted)).toMatchObject({ macs: '768*N*T^2' });
  });

  test.each([
    [
      'matrix product',
      [['[A=2, B=2]', '[B=2, C=2]'], ['[A, B]', '[B, C]'], '[A, C]'],
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      [19, 22, 43, 50],
    ],
    [
      'transposed',
      [['[A=2, B=2]', '[B=2, C=2]'], ['[A, B]', '[B, C]'], '[C, A]'],
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      [19, 43, 22, 50],
    ],
    [
      'inner product',
      [['[A=2]', '[A=2]'], ['[A]', '[A]'], '[]'],
      [
        [1, 2],
        [3, 4],
      ],
      [11],
    ],
    [
      'outer product',
      [['[A=2]', '[A=2]'], ['[A]', '[B]'], '[A, B]'],
      [
        [1, 2],
        [3, 4],
      ],
      [3, 4, 6, 8],
    ],
    [
      'in step',
      [['[A=2]', '[A=2]'], ['[A]', '[A]'], '[A]'],
      [
        [1, 2],
        [3, 4],
      ],
      [3, 8],
    ],
    ['sum', [['[A=2, B=2]'], ['[A, B]'], '[B]'], [[1, 2, 3, 4]], [4, 6]],
    ['trace', [['[A=2, B=2]'], ['[i, i]'], '[]'], [[1, 2, 3, 4]], [5]],
    ['diagonal', [['[A=2, B=2]'], ['[i, i]'], '[i]'], [[1, 2, 3, 4]], [1, 4]],
    ['transpose', [['[A=2, B=2]'], ['[A, B]'], '[B, A]'], [[1, 2, 3, 4]], [1, 3, 2, 4]],
    [
      'an axis of one tensor alone',
      [['[A=2, B=2]', '[A=2]'], ['[A, B]', '[A]'], '[A]'],
      [
        [1, 2, 3, 4],
        [1, 10],
      ],
      [3, 70],
    ],
    [
      'three tensors',
      [['[A=2]', '[A=2, B=2]', '[B=2]'], ['[A]', '[A, B]', '[B]'], '[]'],
      [
        [1, 2],
        [1, 2, 3, 4],
        [5, 6],
      ],
      [95],
    ],
  ] as const)('%s', (_, [inputs, patterns, result], given, expected) => {
    expect(numbersOf(einsum(inputs, patterns, result), given)).toEqual([expected]);
  });

  test('groups in tensors and in the result', () => {
    const call = einsum(['[N, T, D=8]', '[N, S, D=8]'], ['[N, T, (h, d)]', '[N, S, (h, d)]'], '[N, h, T, S]', { h: 2 });
    expect(typesOf(call)).toEqual(['[N, h=2, T, S]']);
    expect(countsOf(call)).toMatchObject({ macs: '8*N*S*T' });
    const [numbers] = numbersOf(einsum(['[A=1, D=4]', '[A=1, D=4]'], ['[A, (h, d)]', '[A, (h, d)]'], '[A, h]', { h: 2 }), [
      [1, 2, 3, 4],
      [1, 1, 1, 1],
    ]);
    expect(numbers).toEqual([3, 7]);
  });

  test('one tensor by a rewrite, and tensors without patterns', () => {
    expect(typesOf({ operator: 'einsum', inputs: ['[N, T, S]'], args: ['[N, T, S] => [N, S]'] })).toEqual(['[N, S]']);
    expect(typesOf(einsum(['[N, T, C=4]', '[C=4, K=2]'], [], '[N, T, K]'))).toEqual(['[N, T, K=2]']);
  });

  test('additions: a sum over an axis that one tensor has alone comes first', () => {
    expect(countsOf(einsum(['[A=3, B=5]', '[A=3]'], ['[A, B]', '[A]'], '[]'))).toEqual({
      multiplications: '3',
      additions: '14',
      macs: '3',
    });
  });

  test.each([
    [einsum(['[T=5, d=8]', '[T=6, d=8]'], ['[T, d]', '[T, d]'], '[T]'), 'shape-mismatch', 'axis T is 5 in one place and 6 in another'],
    [
      einsum(['[T=5, d=8]', '[T=6, d=8]'], ['[T, d]', '[S]'], '[T, S]'),
      'shape-mismatch',
      '[S] has 1 axes, and the tensor, [T=6, d=8], has 2',
    ],
    [
      einsum(['[T, d=8]', '[S, d=8]'], ['[T, d]', '[S, d]'], '[T, U]'),
      'bad-argument',
      'axis U of the result [T, U] is in none of the tensors',
    ],
    [einsum(['[T, d=8]', '[S, d=8]'], ['[T, d]', '[S, d]'], '[T, T]'), 'bad-argument', 'axis T occurs twice in [T, T]'],
    [
      einsum(['[T, d=9]', '[S, d=9]'], ['[T, (h, d)]', '[S, (h, d)]'], '[T, S, h]', { h: 2 }),
      'not-divisible',
      'axis d, which has 9, does not divide by h = 2',
    ],
    [{ operator: 'einsum', inputs: ['[T]', '[T]'], args: ['[T] => [T]'] }, 'bad-argument', 'one `[...] => [...]` describes one tensor'],
    [{ operator: 'einsum', inputs: ['[T]', '[T]'], patterns: ['[T]', '[T]'] }, 'missing-argument', '`einsum` needs the axes of the result'],
  ] as const)('%#: %s', (call, code, message) => {
    expect(faultOf(call)).toMatchObject({ code, message });
  });
});

describe('matmul', () => {
  const matmul = (...inputs: readonly string[]): Call => ({ operator: 'matmul', inputs });

  test.each([
    ['[N, T, C=16]', '[N, C=16, S=8]', '[N, T, S=8]'],
    ['[N, h=2, T, d=4]', '[N, h=2, d=4, S]', '[N, h=2, T, S]'],
    ['[N, h=2, T, S]', '[N, h=2, S, d=4]', '[N, h=2, T, d=4]'],
    ['[A=3, B=4]', '[X=4, Y=5]', '[A=3, Y=5]'],
    ['[N, C=4]', '[C=4]', '[N]'],
    ['[N, T, d=4]', '[N, S, d=4]', '[N, T, S]'],
    ['[N, T, C=4]', '[C=4, K=5]', '[N, T, K=5]'],
  ])('%s by %s is %s', (a, b, expected) => {
    expect(typesOf(matmul(a, b))).toEqual([expected]);
  });

  test('numbers and counts', () => {
    expect(
      numbersOf(matmul('[A=2, B=2]', '[B=2, C=2]'), [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ]),
    ).toEqual([[19, 22, 43, 50]]);
    expect(countsOf(matmul('[N, T, C=16]', '[N, C=16, S=8]'))).toEqual({
      multiplications: '128*N*T',
      additions: '120*N*T',
      macs: '128*N*T',
    });
  });

  test.each([
    ['[N, T, C=16]', '[N, C=8, S=8]', '`matmul` sums over axis C, but the sizes are 16 in a and 8 in b'],
    ['[A=3, B=4]', '[X=5, Y=5]', '`matmul` sums over the axes B and X that meet, but the sizes are 4 in a and 5 in b'],
    ['[N, T, C=4]', '[N, C=4, T]', 'axis T is in both, so it is not plain whether the result has it once or twice'],
    ['[N=2, T, C=4]', '[N=3, C=4, S]', 'axis N is 2 in a and 3 in b'],
    ['[]', '[C=4]', '`matmul` needs axes to sum over, and is given [] and [C=4]'],
  ])('%s by %s: %s', (a, b, message) => {
    expect(faultOf(matmul(a, b)).message).toBe(message);
  });
});
