// Transposed convolutions: types, parameters, numbers by hand, what each output reads, the cost of a U-Net, and faults.
import { approximateSize, elementCount, sumOfSizes } from '@trammel/tensor';
import { operationCounts } from '@trammel/program';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, siteOf, typesOf, type Call, type Written } from './calls.js';

const up = (input: string, args: readonly Written[], named: Call['named'] = {}): Call => ({
  operator: 'conv_transpose',
  inputs: [input],
  args,
  named,
});

describe('types', () => {
  test.each([
    [up('[N, C=8, H=16, W=16]', [4, 2], { stride: 2 }), '[N, C=4, H=32, W=32]'],
    [up('[N, C=8, H, W]', [4, 2], { stride: 2 }), '[N, C=4, H=2*H, W=2*W]'],
    [up('[N, H=5, W=6, C=8]', [4, [3, 3]], { stride: 2, pad: 1, output_pad: [1, 0] }), '[N, H=10, W=11, C=4]'],
    [up('[N, T=7, D=8]', [16, 4], { stride: 2, pad: 1 }), '[N, T=14, D=16]'],
    [up('[N, C=2, D=2, H=3, W=4]', [2, 3], { stride: 3, pad: 'same' }), '[N, C=2, D=6, H=9, W=12]'],
    [up('[N, C=2, H=3, W]', [2, 5], { stride: 2, pad: 'same' }), '[N, C=2, H=6, W=2*W]'],
    [up('[N, C=2, H=3, W=3]', [2, 1], { stride: 3, pad: 'same' }), '[N, C=2, H=9, W=9]'],
    [up('[N, C=2, H=8, W=8]', [2, 3], { stride: 2, pad: 'half' }), '[N, C=2, H=15, W=15]'],
    [up('[N, C=2, H=8, W=8]', [2, 3], { pad: [[1, 0], 2], dilation: 2 }), '[N, C=2, H=11, W=8]'],
  ])('%#: %o', (call, type) => {
    expect(typesOf(call)).toEqual([type]);
  });
});

test('parameters: the input channels come first, as in PyTorch', () => {
  const { parameters } = siteOf(up('[N, C=8, H, W]', [6, [2, 3]], { stride: 2, groups: 2 }));
  expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
    [
      'weight',
      [
        { name: 'C.in', size: 8 },
        { name: 'C.out', size: 3 },
        { name: 'H.k', size: 2 },
        { name: 'W.k', size: 3 },
      ],
    ],
    ['bias', [{ name: 'C', size: 6 }]],
  ]);
  // An output element gets 2*3/(2*2) kernels on average, over 4 channels each.
  expect(parameters[0]?.fans).toEqual({ in: 6, out: 18 });
  expect(siteOf(up('[N, C=8, H, W]', [6], { bias: false })).parameters.length).toBe(1);
});

describe('numbers', () => {
  const on = (size: number, named: Call['named']): Call => up(`[C=1, T=${size}]`, [1, 3], { ...named, bias: false });
  const given = { parameters: { weight: [1, 10, 100] } };

  test('each input adds a kernel', () => {
    expect(numbersOf(on(3, { stride: 2 }), [[1, 2, 3]], given)).toEqual([[1, 10, 102, 20, 203, 30, 300]]);
    expect(numbersOf(on(3, { stride: 2, pad: 1 }), [[1, 2, 3]], given)).toEqual([[10, 102, 20, 203, 30]]);
    expect(numbersOf(on(3, { stride: 2, pad: 1, output_pad: 1 }), [[1, 2, 3]], given)).toEqual([[10, 102, 20, 203, 30, 300]]);
    expect(numbersOf(on(2, { dilation: 2 }), [[1, 2]], given)).toEqual([[1, 2, 10, 20, 100, 200]]);
  });

  test('pad=same cuts the odd row off the end, and fills what a small kernel leaves', () => {
    expect(numbersOf(on(3, { stride: 2, pad: 'same' }), [[1, 2, 3]], given)).toEqual([[1, 10, 102, 20, 203, 30]]);
    expect(numbersOf(up('[C=1, T=2]', [1, 1], { stride: 3, pad: 'same', bias: false }), [[1, 2]], { parameters: { weight: [5] } })).toEqual(
      [[5, 0, 0, 10, 0, 0]],
    );
  });

  test('the bias is everywhere', () => {
    const call = up('[C=1, T=2]', [2, 1], { stride: 2 });
    expect(numbersOf(call, [[1, 2]], { parameters: { weight: [3, 4], bias: [100, 200] } })).toEqual([[103, 100, 106, 204, 200, 208]]);
  });
});

test('an output row reads the input rows whose kernels reach it, and no other', () => {
  const call = up('[C=1, T=8]', [1, 3], { stride: 2, pad: 1, output_pad: 1, bias: false });
  const read = Array.from({ length: 8 }, (_, row) => {
    const input = Array.from({ length: 8 }, (_, index) => (index === row ? Number.NaN : 1));
    return numbersOf(call, [input], { parameters: { weight: [1, 1, 1] } })[0] ?? [];
  });
  const rows = Array.from({ length: 16 }, (_, row) => read.flatMap((output, index) => (Number.isNaN(output[row]) ? [index] : [])));
  // Measured with PyTorch: an even row reads one input, an odd row two.
  expect(rows).toEqual(
    Array.from({ length: 16 }, (_, row) => (row % 2 === 0 ? [row / 2] : [(row - 1) / 2, (row + 1) / 2].filter((r) => r < 8))),
  );
});

describe('counts', () => {
  test('multiplications happen at input positions', () => {
    const macs = 16 * 16 * 4 * 64 * 32;
    expect(countsOf(up('[N, C=64, H=16, W=16]', [32, 2], { stride: 2 }))).toEqual({
      multiplications: `${macs}*N`,
      // One less for each product than its channels, and the bias; kernels that do not overlap add nothing.
      additions: `${macs - 32 * 32 * 32 + 32 * 32 * 32}*N`,
      macs: `${macs}*N`,
    });
    expect(countsOf(up('[N, C=64, H, W]', [32, 3], { stride: 2, groups: 4, bias: false }))['macs']).toBe(`${(9 * 64 * 32) / 4}*H*N*W`);
  });

  test('a U-Net of widths 64 to 1024 at 224 x 224', () => {
    const conv = (from: number, to: number, size: number, kernel = 3): Call => ({
      operator: 'conv',
      inputs: [`[N=1, C=${from}, H=${size}, W=${size}]`],
      args: [to, kernel],
      named: { pad: 'half', bias: kernel === 1 },
    });
    const double = (from: number, to: number, size: number): readonly Call[] =>
      [conv(from, to, size), conv(to, to, size)].flatMap((call) => [
        call,
        { operator: 'bn', inputs: [`[N=1, C=${to}, H=${size}, W=${size}]`] },
      ]);
    const levels = [0, 1, 2, 3].map((level) => ({ width: 64 * 2 ** level, size: 224 / 2 ** level }));
    const calls = [
      ...levels.flatMap(({ width, size }, level) => double(level === 0 ? 3 : width / 2, width, size)),
      ...double(512, 1024, 14),
      ...levels.flatMap(({ width, size }) => [
        up(`[N=1, C=${2 * width}, H=${size / 2}, W=${size / 2}]`, [width, 2], { stride: 2 }),
        ...double(2 * width, width, size),
      ]),
      conv(64, 2, 224, 1),
    ];
    const sites = calls.map(siteOf);
    const parameters = sites.flatMap((site) => site.parameters);
    const count = (isTrainable: boolean): number =>
      approximateSize(sumOfSizes(parameters.filter((p) => p.isTrainable === isTrainable).map((p) => elementCount(p.shape))));
    expect(sumOfSizes(sites.map((site) => operationCounts(site.program('inference')).macs))).toBe(36_881_367_040);
    expect([count(true), count(false)]).toEqual([31_037_698, 11_776]);
  });
});

describe('faults', () => {
  test.each([
    [up('[N, C=8]', [4, 2]), 'there is no axis of space or time in [N, C=8]'],
    [up('[N, C=8, H=4, W=4]', [4, [2, 2, 2]]), '`kernel` has 3 entries, and the axes of space and time are H, W'],
    [
      up('[N, C=8, H=4, W=4]', [4, 2], { output_pad: 1 }),
      'an output_pad of 1 along axis H is not below the stride or the dilation, which is 1',
    ],
    [up('[N, C=8, H=1, W=4]', [4, 1], { pad: 1 }), 'nothing is left of axis H: `pad` cuts it to -1'],
    [up('[N, C=8, H=4, W=4]', [4, 2], { groups: 3 }), '3 groups do not divide the 8 incoming channels'],
    [up('[N, C=9, H=4, W=4]', [4, 2], { groups: 3 }), '3 groups do not divide the 4 outgoing channels'],
    [up('[N, C=8, H=4, W=4]', []), '`conv_transpose` needs `channels`: a whole number of at least 1'],
    [
      up('[N, C=8, H=4, W=4]', [4, 2], { pad: -1 }),
      '`pad` expects a whole number, one for each axis, pairs (before, after), `half` or `same`, and is given -1',
    ],
  ])('%#', (call, message) => {
    expect(faultOf(call).message).toBe(message);
  });

  test('habits', () => {
    expect(faultOf(up('[N, C=8, H=4, W=4]', [4, 2], { output_padding: 1 })).help).toEqual([
      { text: 'it is called `output_pad` here', replacement: 'output_pad' },
    ]);
  });
});
