// Concatenation, stacking, splitting and unstacking: what lies where, and that nothing is computed.
import { symbolSize } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call } from './calls.js';

const concat = (axis: string, ...inputs: readonly string[]): Call => ({ operator: 'concat', inputs, args: [axis] });

describe('concat', () => {
  test('sizes add up', () => {
    expect(typesOf(concat('C', '[N, C=64, H=28, W=28]', '[N, C=128, H=28, W=28]', '[N, C=32, H=28, W=28]'))).toEqual([
      '[N, C=224, H=28, W=28]',
    ]);
    expect(typesOf(concat('H', '[N, C, H, W]', '[N, C, H=2, W]'))).toEqual(['[N, C, H=H+2, W]']);
    expect(typesOf(concat('C', '[N, H, W, C=3]', '[N, C=2, H, W]'))).toEqual(['[N, H, W, C=5]']);
    expect(typesOf(concat('X', 'int[X=2]', 'int[X=2]'))).toEqual(['int[X=4]']);
    expect(typesOf(concat('C', '[N, C=2]'))).toEqual(['[N, C=2]']);
  });

  test('elements follow each other', () => {
    expect(
      numbersOf(concat('A', '[A=1, B=2]', '[A=2, B=2]'), [
        [1, 2],
        [3, 4, 5, 6],
      ]),
    ).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(
      numbersOf(concat('B', '[A=2, B=1]', '[A=2, B=2]', '[B=1, A=2]'), [
        [1, 2],
        [3, 4, 5, 6],
        [7, 8],
      ]),
    ).toEqual([[1, 3, 4, 7, 2, 5, 6, 8]]);
    expect(numbersOf(concat('T', '[T]', '[T=1]'), [[1, 2], [3]], { sizes: { T: 2 } })).toEqual([[1, 2, 3]]);
  });

  test('a tensor that lacks an axis is repeated along it: class tokens', () => {
    expect(typesOf(concat('T', '[T=1, D=4]', '[N, T, D=4]'))).toEqual(['[N, T=T+1, D=4]']);
    expect(numbersOf(concat('T', '[T=1, D=1]', '[N, T=2, D=1]'), [[9], [1, 2, 3, 4]], { sizes: { N: 2 } })).toEqual([[9, 1, 2, 9, 3, 4]]);
  });

  test('nothing is added or multiplied', () => {
    expect(countsOf(concat('C', '[N, C=2]', '[N, C=3]', '[N, C=4]'))).toEqual({});
  });

  test('faults name the axis and both sizes', () => {
    expect(faultOf(concat('C', '[N, C=64, H=28]', '[N, C=64, H=14]'))).toMatchObject({
      code: 'shape-mismatch',
      at: { index: 1 },
      against: { index: 0 },
      message: '`concat` along C needs equal sizes elsewhere, but axis H is 28 in one and 14 in the other',
    });
    expect(faultOf(concat('c', '[N, C=64]', '[N, C=64]'))).toMatchObject({
      code: 'missing-axis',
      message: 'there is no axis c in [N, C=64]',
    });
    expect(faultOf(concat('X', 'int[X=2]', '[X=2]')).message).toBe('`concat` needs elements of one type, and is given int and f32');
  });
});

describe('stack', () => {
  const stack = (inputs: readonly string[], ...args: NonNullable<Call['args']>): Call => ({ operator: 'stack', inputs, args });

  test('puts a new axis first, or where it is told', () => {
    expect(typesOf(stack(['[N, C=3]', '[N, C=3]'], 'S'))).toEqual(['[S=2, N, C=3]']);
    expect(typesOf(stack(['[N, C=3]', '[N, C=3]'], 'S', 2))).toEqual(['[N, C=3, S=2]']);
    expect(
      numbersOf(stack(['[A=2]', '[A=2]', '[A=2]'], 'S', 1), [
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ).toEqual([[1, 3, 5, 2, 4, 6]]);
  });

  test('faults', () => {
    expect(faultOf(stack(['[N, C=3]', '[N, C=4]'], 'S')).message).toBe(
      '`stack` needs equal shapes, but axis C is 3 in one and 4 in the other',
    );
    expect(faultOf(stack(['[N, C=3]', '[N, C=3, T]'], 'S')).message).toBe('`stack` needs equal shapes, but axis T is in only one of them');
    expect(faultOf(stack(['[N, C=3]', '[N, C=3]'], 'C')).message).toBe('there is an axis C already in [N, C=3]');
    expect(faultOf(stack(['[N, C=3]', '[N, C=3]'], 'S', 3)).message).toBe('`position` is 3, and [N, C=3] has 2 axes');
  });
});

describe('split', () => {
  const split = (input: string, ...args: NonNullable<Call['args']>): Call => ({ operator: 'split', inputs: [input], args });

  test('equal parts and parts of given sizes', () => {
    expect(typesOf(split('[N, C=6]', 'C', 3))).toEqual(['[N, C=2]', '[N, C=2]', '[N, C=2]']);
    expect(typesOf(split('[N, C=6]', 'C', [1, 5]))).toEqual(['[N, C=1]', '[N, C=5]']);
    expect(typesOf(split('[N, C]', 'C', 2))).toEqual(['[N, C=C/2]', '[N, C=C/2]']);
    expect(numbersOf(split('[A=2, B=3]', 'B', [1, 2]), [[1, 2, 3, 4, 5, 6]])).toEqual([
      [1, 4],
      [2, 3, 5, 6],
    ]);
    expect(countsOf(split('[N, C=6]', 'C', 3))).toEqual({});
  });

  test('faults', () => {
    expect(faultOf(split('[N, C=6]', 'C', 4))).toMatchObject({
      code: 'not-divisible',
      message: '4 equal parts do not divide axis C, which has 6',
    });
    expect(faultOf(split('[N, C=6]', 'C', [2, 3])).message).toBe('the parts have 5 in all, and axis C has 6');
    expect(faultOf(split('[N, C=6]', 'D', 2)).code).toBe('missing-axis');
  });
});

describe('unstack', () => {
  const unstack = (input: string, axis: string): Call => ({ operator: 'unstack', inputs: [input], args: [axis] });

  test('gives one tensor for each index', () => {
    expect(typesOf(unstack('[s=3, N, h, T, d]', 's'))).toEqual(['[N, h, T, d]', '[N, h, T, d]', '[N, h, T, d]']);
    expect(numbersOf(unstack('[A=2, B=2]', 'B'), [[1, 2, 3, 4]])).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(countsOf(unstack('[A=2, B=2]', 'B'))).toEqual({});
  });

  test('needs a known size', () => {
    expect(faultOf(unstack('[N, T]', 'T')).message).toBe(
      '`unstack` gives one tensor for each index, and the size of axis T, T, is not known',
    );
  });
});

test('parts may be of symbolic size', () => {
  const call: Call = { operator: 'split', inputs: ['[N, T]'], args: ['T', [symbolSize('a'), symbolSize('b')]] };
  expect(faultOf(call).message).toBe('the parts have a+b in all, and axis T has T');
});
