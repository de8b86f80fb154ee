// Reshape, flatten, transpose, rearrange: types on several layouts, the order of elements, faults.
import { symbolSize } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call } from './calls.js';

const count = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

describe('reshape', () => {
  const reshape = (input: string, shape: string): Call => ({ operator: 'reshape', inputs: [input], args: [shape] });

  test.each([
    ['[N, C=48]', '[N, C, H=4, W=4]', '[N, C=3, H=4, W=4]'],
    ['[N, C=48]', '[N, C=3, H=4, W]', '[N, C=3, H=4, W=4]'],
    ['[N, C=3, H=4, W=4]', '[N, C=48]', '[N, C=48]'],
    ['[N, T, D=64]', '[N, T, h=8, d]', '[N, T, h=8, d=8]'],
    ['[N, T, D=64]', '[M, D=64]', '[M=N*T, D=64]'],
    ['[N, T, D]', '[N, T, h=8, d]', '[N, T, h=8, d=D/8]'],
    ['[N, C=6]', '[N, A=1, C=6, B=1]', '[N, A=1, C=6, B=1]'],
    ['[X=1]', '[A=1, B=1]', '[A=1, B=1]'],
    ['[]', '[A=1]', '[A=1]'],
    ['int[N, T=6]', '[N, H=2, W=3]', 'int[N, H=2, W=3]'],
  ])('%s to %s is %s', (input, shape, expected) => {
    expect(typesOf(reshape(input, shape))).toEqual([expected]);
    expect(countsOf(reshape(input, shape))).toEqual({});
  });

  test.each([
    ['[A=4, B=6]', '[C=6, D=4]'],
    ['[A=2, B=3, C=4]', '[X=2, Y=4, Z=3]'],
    ['[A=2, B=3, C=4]', '[X=6, Y=2, Z=2]'],
    ['[A=24]', '[A=2, B=3, C=4]'],
    ['[A=2, B=1, C=12]', '[B=2, C=1, A=12]'],
  ])('%s to %s keeps the elements in order', (input, shape) => {
    expect(numbersOf(reshape(input, shape), [count(24)])).toEqual([count(24)]);
  });

  test('faults', () => {
    expect(faultOf(reshape('[N, C=48]', '[N, C=5, H]'))).toMatchObject({
      code: 'not-divisible',
      message: 'axis H would have 48*N / 5*N elements, which is no whole number',
    });
    expect(faultOf(reshape('[C=48]', '[C=5, H=9]'))).toMatchObject({
      code: 'shape-mismatch',
      message: '[C=48] has 48 elements, and [C=5, H=9] has 45',
    });
    expect(faultOf(reshape('[N, C=48]', '[N, X, Y]')).message).toBe('only one size can follow from the others, and X, Y have none');
    expect(faultOf(reshape('[N, C=48]', '[N, (a, b)]')).message).toBe(
      'each axis of [N, (a, b)] needs one name of its own; groups belong to `rearrange`',
    );
  });
});

describe('flatten', () => {
  test.each([
    ['[N, C=16, H=5, W=5]', '[N, C=400]'],
    ['[N, H=5, W=5, C=16]', '[N, C=400]'],
    ['[N, T, D=8]', '[N, C=8*T]'],
    ['[N, C=16]', '[N, C=16]'],
    ['[N]', '[N, C=1]'],
    ['[H=2, N, W=3]', '[N, C=6]'],
    ['[C=3, H=4]', '[C=12]'],
  ])('%s is %s', (input, expected) => {
    expect(typesOf({ operator: 'flatten', inputs: [input] })).toEqual([expected]);
    expect(countsOf({ operator: 'flatten', inputs: [input] })).toEqual({});
  });

  test('keeps the order of the layout', () => {
    expect(numbersOf({ operator: 'flatten', inputs: ['[N, C=2, H=2]'] }, [count(8)], { sizes: { N: 2 } })).toEqual([count(8)]);
    expect(numbersOf({ operator: 'flatten', inputs: ['[C=2, N=2, H=2]'] }, [count(8)])).toEqual([[0, 1, 4, 5, 2, 3, 6, 7]]);
  });
});

describe('transpose', () => {
  const transpose = (input: string, ...args: readonly string[]): Call => ({ operator: 'transpose', inputs: [input], args });

  test('swaps two axes, or orders all', () => {
    expect(typesOf(transpose('[N, T, C=4]', 'T', 'C'))).toEqual(['[N, C=4, T]']);
    expect(typesOf(transpose('[N, C=3, H, W]', 'N', 'H', 'W', 'C'))).toEqual(['[N, H, W, C=3]']);
    expect(numbersOf(transpose('[A=2, B=3]', 'A', 'B'), [count(6)])).toEqual([[0, 3, 1, 4, 2, 5]]);
  });

  test('faults', () => {
    expect(faultOf(transpose('[N, T, C=4]', 'T')).message).toBe('`transpose` takes two axes, or all of [N, T, C=4], and is given 1');
    expect(faultOf(transpose('[N, T, C=4]', 'T', 'T')).message).toBe('axis T is named twice');
    expect(faultOf(transpose('[N, T, C=4]', 'T', 'c')).code).toBe('missing-axis');
  });
});

describe('rearrange', () => {
  const rearrange = (input: string, pattern: string, named: Call['named'] = {}): Call => ({
    operator: 'rearrange',
    inputs: [input],
    args: [pattern],
    named,
  });

  test.each([
    ['[N, T, D=192]', '[N, T, (s, h, d)] => [s, N, h, T, d]', { s: 3, h: 8 }, '[s=3, N, h=8, T, d=8]'],
    ['[N, T, D=64]', '[N, T, (h, d)] => [N, T, (d, h)]', { h: 8 }, '[N, T, D=64]'],
    ['[N, C=3, H=32, W=32]', '[N, C, (H, p), (W, q)] => [N, (H, W), (p, q, C)]', { p: 4, q: 4 }, '[N, T=64, C=48]'],
    ['[N, H=8, W=8, C=4]', '[N, (H, p), (W, q), C] => [(N, H, W), (p, q), C]', { p: 2, q: 2 }, '[N=16*N, T=4, C=4]'],
    ['[N, C=16, H, W]', '[N, C, H, W] => [N, (H, W), C]', {}, '[N, T=H*W, C=16]'],
    ['[N, T, C=4]', '[N, L, E] => [N, E, L]', {}, '[N, E=4, L=T]'],
    ['[N, h=8, T, d=8]', '[N, h, T, d] => [N, T, (h, d)]', {}, '[N, T, D=64]'],
    ['[N, h=8, T, d=8]', '[N, h, T, d] => [N, T, C=(h, d)]', {}, '[N, T, C=64]'],
    ['[N, a=2, b=3]', '[N, a, b] => [N, (a, b)]', {}, '[N, C=6]'],
    ['[N, C=4]', '[N, C] => [N, C, r]', { r: 3 }, '[N, C=4, r=3]'],
    ['[N, C=4]', '[N, C] => [N, C, r=3]', {}, '[N, C=4, r=3]'],
    ['[N, A=1, C=4]', '[N, (), C] => [N, C]', {}, '[N, C=4]'],
    ['[N, C=4]', '[N, C] => [N, A=(), C]', {}, '[N, A=1, C=4]'],
    ['[N, T, D]', '[N, T, (h, d)] => [N, h, T, d]', { h: 8 }, '[N, h=8, T, d=D/8]'],
    ['[N, T, D]', '[N, T, (h, d)] => [N, h, T, d]', { h: symbolSize('h') }, '[N, h, T, d=D/h]'],
    ['[N, C=4, H, W]', '[N, C, H, W] => [N, C, (H, W)]', {}, '[N, C=4, T=H*W]'],
  ] as const)('%s by %s %j is %s', (input, pattern, named, expected) => {
    expect(typesOf(rearrange(input, pattern, named))).toEqual([expected]);
    expect(countsOf(rearrange(input, pattern, named))).toEqual({});
  });

  test('moves elements as einops does', () => {
    // einops.rearrange(arange(12).reshape(2, 6), 'a (b c) -> c a b', b=3)
    expect(numbersOf(rearrange('[A=2, B=6]', '[a, (b, c)] => [c, a, b]', { b: 3 }), [count(12)])).toEqual([
      [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11],
    ]);
    // einops.rearrange(arange(16).reshape(4, 4), '(h p) (w q) -> (h w) (p q)', p=2, q=2)
    expect(numbersOf(rearrange('[H=4, W=4]', '[(h, p), (w, q)] => [(h, w), (p, q)]', { p: 2, q: 2 }), [count(16)])).toEqual([
      [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15],
    ]);
    // einops.repeat(arange(2), 'a -> (a r)', r=2)
    expect(numbersOf(rearrange('[A=2]', '[a] => [(a, r)]', { r: 2 }), [count(2)])).toEqual([[0, 0, 1, 1]]);
    expect(
      numbersOf(rearrange('[N, T, D]', '[N, T, (h, d)] => [N, h, T, d]', { h: 2 }), [count(8)], { sizes: { N: 1, T: 2, D: 4 } }),
    ).toEqual([[0, 1, 4, 5, 2, 3, 6, 7]]);
  });

  test.each([
    ['[N, C=10]', '[N, (a, b)] => [N, a, b]', { a: 3 }, 'not-divisible', 'axis C, which has 10, does not divide by a = 3'],
    ['[N, C=12]', '[N, (a, b)] => [N, a, b]', { a: 3, b: 5 }, 'shape-mismatch', 'a * b = 3 * 5 is 15, and axis C has 12'],
    ['[N, C=12]', '[N, (a, b)] => [N, a, b]', {}, 'missing-argument', 'the sizes of a and b do not follow from axis C, which has 12'],
    ['[N, C=12]', '[N, C, H] => [N, H, C]', {}, 'shape-mismatch', '[N, C, H] has 3 axes, and the tensor, [N, C=12], has 2'],
    ['[N, C=12]', '[N, C] => [N]', {}, 'bad-argument', 'axis C, which has 12, is missing in [N]'],
    ['[N, C=12]', '[N, C] => [N, C, r]', {}, 'missing-argument', 'axis r is new in [N, C, r], and has no size'],
    ['[N, C=12]', '[N, C] => [C, N]', { q: 2 }, 'unknown-argument', 'no pattern has an axis q'],
    ['[N, C=12]', '[N, C] => [N, C, C]', {}, 'bad-argument', 'axis C occurs twice in [N, C, C]'],
    ['[N, C=12]', '[N, C=8] => [C, N]', {}, 'shape-mismatch', 'C is written as 8, and axis C has 12'],
    ['[N, C=12]', '[N, ()] => [N]', {}, 'shape-mismatch', '() is 1, and axis C has 12'],
  ] as const)('%s by %s %j: %s', (...[input, pattern, named, code, message]) => {
    expect(faultOf(rearrange(input, pattern, named))).toMatchObject({ code, message });
  });
});
