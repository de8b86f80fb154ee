// Upsampling and shuffles of pixels and channels: types, numbers by hand, what each output reads, counts and faults.
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call, type Written } from './calls.js';

const use = (operator: Call['operator'], input: string, args: readonly Written[] = [], named: Call['named'] = {}): Call => ({
  operator,
  inputs: [input],
  args,
  named,
});
const bilinear = { mode: 'bilinear' };

describe('types', () => {
  test.each([
    [use('upsample', '[N, C=8, H=16, W=15]', [2]), '[N, C=8, H=32, W=30]'],
    [use('upsample', '[N, H, W, C=8]', [[2, 3]], bilinear), '[N, H=2*H, W=3*W, C=8]'],
    [use('upsample', '[N, T=5, D=8]', [], { size: 9, ...bilinear }), '[N, T=9, D=8]'],
    [use('upsample', '[N, C=8, H, W]', [], { size: [7, 9] }), '[N, C=8, H=7, W=9]'],
    [use('upsample', '[N, C=1, D=2, H=3, W=4]', [2]), '[N, C=1, D=4, H=6, W=8]'],
    [use('pixel_shuffle', '[N, C=12, H, W=5]', [2]), '[N, C=3, H=2*H, W=10]'],
    [use('pixel_shuffle', '[N, H=4, W=5, C=12]', [2]), '[N, H=8, W=10, C=3]'],
    [use('pixel_shuffle', '[N, T, D=6]', [3]), '[N, T=3*T, D=2]'],
    [use('pixel_unshuffle', '[N, C=3, H=8, W=10]', [2]), '[N, C=12, H=4, W=5]'],
    [use('pixel_unshuffle', '[N, H, W=10, C=3]', [2]), '[N, H=H/2, W=5, C=12]'],
    [use('channel_shuffle', '[N, H, W, C=12]', [3]), '[N, H, W, C=12]'],
  ])('%#: %o', (call, type) => {
    expect(typesOf(call)).toEqual([type]);
  });
});

describe('upsampling', () => {
  const line = [0, 4, 8];
  const on = (args: readonly Written[], named: Call['named'] = {}, input = '[C=1, T=3]'): readonly (readonly number[])[] =>
    numbersOf(use('upsample', input, args, named), [line], { sizes: { T: 3 } });

  test('nearest copies', () => {
    expect(on([2])).toEqual([[0, 0, 4, 4, 8, 8]]);
    expect(on([], { size: 5 })).toEqual([[0, 0, 4, 4, 8]]);
    expect(on([], { size: 2 })).toEqual([[0, 4]]);
  });

  test('bilinear reads between the nearest two, at centres of pixels or at corners', () => {
    expect(on([2], bilinear)).toEqual([[0, 1, 3, 5, 7, 8]]);
    expect(on([], { size: 5, align_corners: true, ...bilinear })).toEqual([[0, 2, 4, 6, 8]]);
    expect(on([], { size: 1, align_corners: true, ...bilinear })).toEqual([[0]]);
    expect(on([], { size: 1, ...bilinear })).toEqual([[4]]);
  });

  test('symbolic sizes give the same numbers', () => {
    for (const named of [{}, bilinear, { align_corners: true, ...bilinear }]) {
      expect(on([2], named, '[C=1, T]')).toEqual(on([2], named));
      expect(on([], { size: 5, ...named }, '[C=1, T]')).toEqual(on([], { size: 5, ...named }));
    }
  });

  test('a tap of weight 0 is not read', () => {
    const rowsRead = (args: readonly Written[], named: Call['named']): readonly (readonly number[])[] => {
      const outputs = Array.from({ length: 4 }, (_, row) => {
        const input = Array.from({ length: 4 }, (__, index) => (index === row ? Number.NaN : 1));
        return numbersOf(use('upsample', '[C=1, T=4]', args, { ...named, ...bilinear }), [input])[0] ?? [];
      });
      return Array.from({ length: outputs[0]?.length ?? 0 }, (_, row) =>
        outputs.flatMap((output, index) => (Number.isNaN(output[row]) ? [index] : [])),
      );
    };
    expect(rowsRead([2], {})).toEqual([[0], [0, 1], [0, 1], [1, 2], [1, 2], [2, 3], [2, 3], [3]]);
    expect(rowsRead([3], {})).toEqual([[0], [0], [0, 1], [0, 1], [1], [1, 2], [1, 2], [2], [2, 3], [2, 3], [3], [3]]);
    expect(rowsRead([], { size: 7, align_corners: true })).toEqual([[0], [0, 1], [1], [1, 2], [2], [2, 3], [3]]);
  });
});

test('shuffles follow the order of PyTorch', () => {
  const eight = [0, 1, 2, 3, 4, 5, 6, 7];
  expect(numbersOf(use('pixel_shuffle', '[C=8, H=1, W=1]', [2]), [eight])).toEqual([eight]);
  expect(numbersOf(use('pixel_shuffle', '[C=4, H=1, W=2]', [2]), [eight])).toEqual([[0, 2, 1, 3, 4, 6, 5, 7]]);
  expect(numbersOf(use('pixel_unshuffle', '[C=1, H=2, W=4]', [2]), [[0, 2, 1, 3, 4, 6, 5, 7]])).toEqual([eight]);
  expect(numbersOf(use('pixel_shuffle', '[T=2, C=4]', [2]), [eight])).toEqual([[0, 2, 1, 3, 4, 6, 5, 7]]);
  expect(numbersOf(use('channel_shuffle', '[C=6]', [3]), [[0, 1, 2, 3, 4, 5]])).toEqual([[0, 2, 4, 1, 3, 5]]);
});

test('counts: views cost nothing, a bilinear step one multiplication and two additions', () => {
  expect(countsOf(use('upsample', '[N, C=8, H, W]', [2]))).toEqual({});
  expect(countsOf(use('pixel_shuffle', '[N, C=8, H, W]', [2]))).toEqual({});
  expect(countsOf(use('pixel_unshuffle', '[N, C=8, H=4, W=4]', [2]))).toEqual({});
  expect(countsOf(use('channel_shuffle', '[N, C=8, H, W]', [2]))).toEqual({});
  // First along H, to 8 x 3, then along W, to 8 x 6.
  expect(countsOf(use('upsample', '[N, C=1, H=4, W=3]', [2], bilinear))).toEqual({
    multiplications: `${8 * 3 + 8 * 6}*N+${8 + 6}`,
    additions: `${2 * (8 * 3 + 8 * 6)}*N`,
  });
});

describe('faults', () => {
  test.each([
    [use('upsample', '[N, C=8, H=4, W=4]'), '`upsample` needs a scale, or the size of the output'],
    [
      use('upsample', '[N, C=8, H=4, W=4]', [2], { size: 8 }),
      'the scale and the size of the output are both given: one follows from the other',
    ],
    [
      use('upsample', '[N, C=8, H=4, W=4]', [2], { align_corners: true }),
      'align_corners says where numbers are read between, which mode=nearest does not do',
    ],
    [use('upsample', '[N, C=8, H=4, W=4]', [[2, 2, 2]]), '`scale` has 3 entries, and the axes of space and time are H, W'],
    [
      use('upsample', '[N, C=8, H=4, W=4]', [1.5]),
      '`scale` expects a whole number of at least 1, or one for each axis such as 3x3, and is given 1.5',
    ],
    [use('upsample', '[N, C=8, H=4, W=4]', [2], { mode: 'linear' }), '`mode` expects one of `nearest`, `bilinear`, and is given linear'],
    [use('pixel_shuffle', '[N, C=6, H=4, W=4]', [2]), 'axis C of [N, C=6, H=4, W=4] is no multiple of 4'],
    [use('pixel_unshuffle', '[N, C=6, H=4, W=5]', [2]), 'axis W of [N, C=6, H=4, W=5] is no multiple of 2'],
    [use('pixel_shuffle', '[N, C=6]', [2]), 'there is no axis of space or time in [N, C=6]'],
    [use('channel_shuffle', '[N, C=8, H=4, W=4]', [3]), '3 groups do not divide the 8 incoming channels'],
  ])('%#', (call, message) => {
    expect(faultOf(call).message).toBe(message);
  });

  test('habits', () => {
    const help = (operator: Call['operator'], name: string): readonly unknown[] =>
      faultOf(use(operator, '[N, C=8, H=4, W=4]', [], { [name]: 2 })).help ?? [];
    expect(help('upsample', 'scale_factor')).toEqual([{ text: 'it is called `scale` here', replacement: 'scale' }]);
    expect(help('pixel_shuffle', 'upscale_factor')).toEqual([{ text: 'it is called `factor` here', replacement: 'factor' }]);
  });
});
