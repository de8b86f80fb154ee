// Pools of all kinds: types, numbers by hand, what each output reads, counts and faults. More numbers stand in pytorch/.
import { symbolSize } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call, type Written } from './calls.js';

const pool = (operator: Call['operator'], input: string, args: readonly Written[] = [], named: Call['named'] = {}): Call => ({
  operator,
  inputs: [input],
  args,
  named,
});

describe('types', () => {
  test.each([
    [pool('maxpool', '[N, C=8, H=32, W=33]', [2]), '[N, C=8, H=16, W=16]'],
    [pool('maxpool', '[N, C=8, H, W]', [2]), '[N, C=8, H=floor(H/2), W=floor(W/2)]'],
    [pool('maxpool', '[N, C=64, H=112, W=112]', [3, 2, 1]), '[N, C=64, H=56, W=56]'],
    [pool('maxpool', '[N, H=8, W=8, C=4]', [[3, 2]], { stride: 1 }), '[N, H=6, W=7, C=4]'],
    [pool('maxpool', '[N, T, D=16]', [3, 1], { pad: 'half' }), '[N, T, D=16]'],
    [pool('maxpool', '[N, C=1, D=8, H=8, W=8]', [2]), '[N, C=1, D=4, H=4, W=4]'],
    [pool('maxpool', '[N, C=192, H=28, W=28]', [3, 1], { pad: 'same' }), '[N, C=192, H=28, W=28]'],
    [pool('maxpool', '[N, C=8, H, W=5]', [3, 2], { pad: 'same' }), '[N, C=8, H=floor((H+1)/2), W=3]'],
    [pool('maxpool', '[N, C=8, T]', [3, 1], { dilation: 4, pad: 'causal' }), '[N, C=8, T]'],
    [pool('maxpool', '[N, C=8, H=10, W=10]', [3, 1], { dilation: 2 }), '[N, C=8, H=6, W=6]'],
    // GoogLeNet: 112 -> 56 and 28 -> 14 need the window that hangs over.
    [pool('maxpool', '[N, C=64, H=112, W=28]', [3, 2], { ceil: true }), '[N, C=64, H=56, W=14]'],
    [pool('maxpool', '[N, C=64, H, W=112]', [3, 2], { ceil: true }), '[N, C=64, H=floor(H/2), W=56]'],
    // Along H a third window would start where the padding after the input begins, and is dropped.
    [pool('avgpool', '[N, C=1, H=5, W=6]', [2, 3, 1], { ceil: true }), '[N, C=1, H=2, W=3]'],
    [pool('global_avgpool', '[N, C=8, H, W]'), '[N, C=8]'],
    [pool('global_avgpool', '[N, T, D=8]'), '[N, D=8]'],
    [pool('global_maxpool', '[N, H=7, W=7, C=8]', [], { keep: true }), '[N, H=1, W=1, C=8]'],
    [pool('adaptive_avgpool', '[N, C=8, H=14, W=9]', [7]), '[N, C=8, H=7, W=7]'],
    [pool('adaptive_avgpool', '[N, H=14, W=9, C=8]', [[1, 3]]), '[N, H=1, W=3, C=8]'],
    [pool('adaptive_maxpool', '[N, C=8, H, W]', [2]), '[N, C=8, H=2, W=2]'],
  ])('%#: %o', (call, type) => {
    expect(typesOf(call)).toEqual([type]);
  });
});

describe('numbers', () => {
  const line = [3, -1, 4, -1, 5, -9, 2];
  const on = (operator: Call['operator'], args: readonly Written[], named: Call['named'] = {}): readonly (readonly number[])[] =>
    numbersOf(pool(operator, '[C=1, T=7]', args, named), [line]);

  test('the padding never wins a maximum', () => {
    expect(numbersOf(pool('maxpool', '[C=1, T=4]', [2, 2, 1]), [[-1, -2, -3, -4]])).toEqual([[-1, -2, -4]]);
  });

  test('side by side, overlapping, rounded up', () => {
    expect(on('maxpool', [2])).toEqual([[3, 4, 5]]);
    expect(on('maxpool', [2], { ceil: true })).toEqual([[3, 4, 5, 2]]);
    expect(on('maxpool', [3, 1], { dilation: 2 })).toEqual([[5, -1, 5]]);
    expect(on('avgpool', [2])).toEqual([[1, 1.5, -2]]);
  });

  test('what an average is taken over', () => {
    // The last window holds one element of the input and, with ceil, nothing of the padding behind it.
    expect(on('avgpool', [2], { ceil: true })).toEqual([[1, 1.5, -2, 2]]);
    expect(on('avgpool', [2, 2, 1])).toEqual([[1.5, 1.5, 2, -3.5]]);
    expect(on('avgpool', [2, 2, 1], { count_include_pad: false })).toEqual([[3, 1.5, 2, -3.5]]);
    // pad=same puts the odd row after, and does not count it.
    expect(on('avgpool', [2], { pad: 'same' })).toEqual([[1, 1.5, -2, 2]]);
    expect(on('avgpool', [2], { pad: 'same', count_include_pad: true })).toEqual([[1, 1.5, -2, 1]]);
  });

  test('windows that look back only', () => {
    expect(on('maxpool', [3, 1], { pad: 'causal' })).toEqual([[3, 3, 4, 4, 5, 5, 5]]);
    expect(on('maxpool', [2, 1], { pad: 'causal', dilation: 2 })).toEqual([[3, -1, 4, -1, 5, -1, 5]]);
    expect(on('avgpool', [2, 2], { pad: 'causal' })).toEqual([[1.5, 1.5, 2, -3.5]]);
  });

  test('symbolic sizes give the same numbers', () => {
    const open = (operator: Call['operator'], args: readonly Written[], named: Call['named'] = {}): Call =>
      pool(operator, '[C=1, T]', args, named);
    const given = { sizes: { T: 7 } };
    expect(numbersOf(open('avgpool', [2], { ceil: true }), [line], given)).toEqual(on('avgpool', [2], { ceil: true }));
    expect(numbersOf(open('avgpool', [3, 2], { pad: 'same' }), [line], given)).toEqual(on('avgpool', [3, 2], { pad: 'same' }));
    expect(numbersOf(open('maxpool', [3, 2], { pad: 'same' }), [line], given)).toEqual(on('maxpool', [3, 2], { pad: 'same' }));
    for (const size of [1, 2, 3, 5]) {
      expect(numbersOf(open('adaptive_maxpool', [size]), [line], given)).toEqual(on('adaptive_maxpool', [size]));
      expect(numbersOf(open('adaptive_avgpool', [size]), [line], given)).toEqual(on('adaptive_avgpool', [size]));
    }
  });

  test('global', () => {
    expect(numbersOf(pool('global_avgpool', '[H=2, C=2]'), [[1, 2, 3, 6]])).toEqual([[2, 4]]);
    expect(numbersOf(pool('global_maxpool', '[C=2, H=2]'), [[1, 2, 3, 6]])).toEqual([[2, 6]]);
  });

  test('adaptive windows overlap where the sizes do not divide', () => {
    // 7 to 3: 0..2, 2..4, 4..6; 7 to 2: 0..3, 3..6; 7 to 5: 0..1, 1..2, 2..4, 4..5, 5..6.
    expect(on('adaptive_maxpool', [3])).toEqual([[4, 5, 5]]);
    expect(on('adaptive_avgpool', [2])).toEqual([[1.25, -0.75]]);
    expect(on('adaptive_maxpool', [5])).toEqual([[3, 4, 5, 5, 2]]);
    expect(on('adaptive_avgpool', [14])).toEqual([line.flatMap((x) => [x, x])]);
  });
});

describe('an output reads its windows and nothing else', () => {
  const rowsRead = (call: Call, size: number): readonly (readonly number[])[] => {
    const outputs = Array.from({ length: size }, (_, row) => {
      const input = Array.from({ length: size }, (__, index) => (index === row ? Number.NaN : 1));
      return numbersOf(call, [input])[0] ?? [];
    });
    return Array.from({ length: outputs[0]?.length ?? 0 }, (_, row) =>
      outputs.flatMap((output, index) => (Number.isNaN(output[row]) ? [index] : [])),
    );
  };

  test.each([
    [14, 7],
    [13, 7],
    [13, 6],
    [7, 5],
    [5, 7],
    [10, 4],
    [6, 6],
    [3, 9],
    [9, 1],
  ])('adaptive, %i to %i', (n, m) => {
    const expected = Array.from({ length: m }, (_, i) => {
      const first = Math.floor((i * n) / m);
      return Array.from({ length: Math.ceil(((i + 1) * n) / m) - first }, (__, k) => first + k);
    });
    expect(rowsRead(pool('adaptive_avgpool', `[C=1, T=${n}]`, [m]), n)).toEqual(expected);
    expect(rowsRead(pool('adaptive_maxpool', `[C=1, T=${n}]`, [m]), n)).toEqual(expected);
  });

  test('padded', () => {
    expect(rowsRead(pool('avgpool', '[C=1, T=5]', [3, 2, 1]), 5)).toEqual([
      [0, 1],
      [1, 2, 3],
      [3, 4],
    ]);
  });
});

describe('counts', () => {
  test.each([
    [pool('maxpool', '[N, C=8, H=32, W=32]', [3, 2, 1]), { comparisons: `${8 * 16 * 16 * 8}*N` }],
    [pool('avgpool', '[N, C=8, H=32, W=32]', [2]), { additions: `${8 * 16 * 16 * 3}*N`, multiplications: `${8 * 16 * 16}*N` }],
    [pool('avgpool', '[N, C=1, H=4, W=4]', [3, 1, 1]), { additions: '128*N', multiplications: '16*N' }],
    [pool('global_avgpool', '[N, C=512, H=7, W=7]'), { additions: `${512 * 48}*N`, multiplications: '512*N' }],
    [pool('global_maxpool', '[N, C=512, H=7, W=7]'), { comparisons: `${512 * 48}*N` }],
    [pool('adaptive_avgpool', '[N, C=8, H=14, W=14]', [7]), { additions: `${8 * (196 - 49)}*N`, multiplications: `${8 * 49}*N` }],
    [pool('adaptive_maxpool', '[N, C=8, H=14, W=14]', [7]), { comparisons: `${8 * (196 - 49)}*N` }],
  ])('%#: %o', (call, counts) => {
    expect(countsOf(call)).toEqual(counts);
  });
});

describe('faults', () => {
  test.each([
    [pool('maxpool', '[N, C=8, H=4, W=4]'), '`maxpool` needs `kernel`: a whole number of at least 1, or one for each axis such as 3x3'],
    [pool('maxpool', '[N, C=8, H=4, W=4]', [2, 2, 2]), 'a window that spans 2 fits into the padding of axis H, which is 2'],
    [pool('avgpool', '[N, C=8, H=4, W=4]', [5]), 'a window that spans 5 does not fit axis H, which has 4 with its padding'],
    [pool('maxpool', '[N, C=8]', [2]), 'there is no axis of space or time in [N, C=8]'],
    [pool('maxpool', '[N, C=8, H=4, W=4]', [[1, 2, 3]]), '`kernel` has 3 entries, and the axes of space and time are H, W'],
    [pool('global_avgpool', '[N, C=8]'), 'there is no axis of space or time in [N, C=8]'],
    [pool('adaptive_avgpool', '[N, C=8, H=4, W=4]', [[1, 2, 3]]), '`size` has 3 entries, and the axes of space and time are H, W'],
    [pool('adaptive_avgpool', '[N, C=8, H=10000]', [9973]), '9973 windows over H=10000 are of more than 4096 kinds'],
    [pool('adaptive_avgpool', '[N, C=8, H=97, W=97]', [66]), '66 by 66 windows over H=97 and W=97 are of more than 4096 kinds'],
    [pool('adaptive_avgpool', '[N, C=8, H=4, W=4]', [symbolSize('S')]), 'the windows over H=4 are not known while there are S of them'],
  ])('%#', (call, message) => {
    expect(faultOf(call).message).toBe(message);
  });

  test('habits', () => {
    const help = (name: string): readonly unknown[] => faultOf(pool('avgpool', '[N, C=8, H=4, W=4]', [], { [name]: 2 })).help ?? [];
    expect(help('pool_size')).toEqual([{ text: 'it is called `kernel` here', replacement: 'kernel' }]);
    expect(help('ceil_mode')).toEqual([{ text: 'it is called `ceil` here', replacement: 'ceil' }]);
  });
});
