// Padding, slices, reversals and rotations: types, numbers by hand, and faults. All are views, which cost nothing.
import { symbolSize } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, typesOf, type Call, type Written } from './calls.js';

const use = (operator: Call['operator'], input: string, args: readonly Written[] = [], named: Call['named'] = {}): Call => ({
  operator,
  inputs: [input],
  args,
  named,
});

describe('types', () => {
  test.each([
    [use('pad', '[N, C=3, H=8, W]', [1]), '[N, C=3, H=10, W=W+2]'],
    [use('pad', '[N, H=8, W=8, C=3]', [1, 2]), '[N, H=10, W=12, C=3]'],
    [
      use('pad', '[N, C=3, H=8, W=8]', [
        [0, 1],
        [2, 0],
      ]),
      '[N, C=3, H=9, W=10]',
    ],
    [use('pad', '[N, C=3, H=8, W=8]', [[0, 1]]), '[N, C=3, H=9, W=9]'],
    [use('pad', '[N, C=3, H=8, W=8]', [], { W: [0, 1], C: 1 }), '[N, C=5, H=8, W=9]'],
    [use('pad', '[N, C=3, H=8, W=8]', [1], { W: 0 }), '[N, C=3, H=10, W=8]'],
    [use('pad', '[N, T=8, D=3]', [1]), '[N, T=10, D=3]'],
    [use('pad', '[N, C=3]', [], { C: [0, 1] }), '[N, C=4]'],
    [use('slice', '[N, T=16, D=8]', ['T', 0, 4]), '[N, T=4, D=8]'],
    [use('slice', '[N, T, D=8]', ['T', 1]), '[N, T=T-1, D=8]'],
    [use('slice', '[N, T, D=8]', ['T', -1]), '[N, T=1, D=8]'],
    [use('slice', '[N, T, D=8]', ['T', 0, -1], { step: 2 }), '[N, T=floor(T/2), D=8]'],
    [use('slice', '[N, T, D=8]', ['T', 0], { size: symbolSize('S') }), '[N, T=S, D=8]'],
    [use('slice', '[N, C=3, H=9, W=9]', ['H', 1], { size: 4, step: 2 }), '[N, C=3, H=4, W=9]'],
    [use('flip', '[N, C=3, H, W]', ['W']), '[N, C=3, H, W]'],
    [use('roll', '[N, C=3, H, W]', [-2, ['H', 'W']]), '[N, C=3, H, W]'],
  ])('%#: %o', (call, type) => {
    expect(typesOf(call)).toEqual([type]);
    expect(countsOf(call)).toEqual({});
  });
});

describe('numbers', () => {
  const line = [1, 2, 3, 4];
  const on = (operator: Call['operator'], args: readonly Written[], named: Call['named'] = {}, input = '[C=1, T=4]'): readonly number[] => {
    const [known] = numbersOf(use(operator, input, args, named), [line], { sizes: { T: 4 } });
    return known ?? [];
  };

  test('pad', () => {
    expect(on('pad', [[1, 2]])).toEqual([0, 1, 2, 3, 4, 0, 0]);
    expect(on('pad', [[1, 2]], { value: -0.5 })).toEqual([-0.5, 1, 2, 3, 4, -0.5, -0.5]);
    expect(on('pad', [[3, 1]], { mode: 'reflect' })).toEqual([4, 3, 2, 1, 2, 3, 4, 3]);
    expect(on('pad', [[5, 1]], { mode: 'replicate' })).toEqual([1, 1, 1, 1, 1, 1, 2, 3, 4, 4]);
    expect(on('pad', [[4, 2]], { mode: 'circular' })).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2]);
    expect(on('pad', [], { C: [1, 0] })).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
  });

  test('slice, flip, roll', () => {
    expect(on('slice', ['T', 1, 3])).toEqual([2, 3]);
    expect(on('slice', ['T', -3, -1])).toEqual([2, 3]);
    expect(on('slice', ['T'], { step: 2 })).toEqual([1, 3]);
    expect(on('slice', ['T', 1], { size: 2, step: 2 })).toEqual([2, 4]);
    expect(on('flip', ['T'])).toEqual([4, 3, 2, 1]);
    expect(on('roll', [1, 'T'])).toEqual([4, 1, 2, 3]);
    expect(on('roll', [-5, 'T'])).toEqual([2, 3, 4, 1]);
  });

  test('symbolic sizes give the same numbers', () => {
    const calls: readonly (readonly [Call['operator'], readonly Written[], Call['named']])[] = [
      ['pad', [[3, 1]], { mode: 'reflect' }],
      ['pad', [[4, 2]], { mode: 'circular' }],
      ['slice', ['T', -3, -1], {}],
      ['slice', ['T'], { step: 2 }],
      ['flip', ['T'], {}],
      ['roll', [-5, 'T'], {}],
    ];
    for (const [operator, args, named] of calls) expect(on(operator, args, named, '[C=1, T]')).toEqual(on(operator, args, named));
  });
});

describe('faults', () => {
  const image = '[N, C=3, H=8, W=8]';

  test.each([
    [use('pad', image), '`pad` needs to know how much'],
    [use('pad', image, [1, 2, 3]), '`amounts` has 3 entries, and the axes of space and time are H, W'],
    [use('pad', '[N, C=3]', [1]), 'there is no axis of space or time in [N, C=3]'],
    [use('pad', image, [], { h: 1 }), 'there is no axis h in [N, C=3, H=8, W=8]'],
    [use('pad', image, [1], { moed: 'reflect' }), '`pad` has no argument `moed`'],
    [use('pad', image, [8], { mode: 'reflect' }), 'mode=reflect has 7 elements to put around axis H, and is asked for 8'],
    [use('pad', image, [9], { mode: 'circular' }), 'mode=circular has 8 elements to put around axis H, and is asked for 9'],
    [use('pad', image, [1], { mode: 'replicate', value: 2 }), 'mode=replicate takes its numbers from the input, and uses no value'],
    [
      use('pad', image, [-1]),
      '`amounts` expects whole numbers of at least 0, or pairs (before, after), one for all axes or one for each, and is given -1',
    ],
    [use('slice', image, ['T']), 'there is no axis T in [N, C=3, H=8, W=8]'],
    [use('slice', image, ['H', 0, 9]), 'the slice ends 1 after axis H, which has 8'],
    [use('slice', image, ['H', 4], { size: 5 }), 'the slice ends 1 after axis H, which has 8'],
    [use('slice', image, ['H', -9]), 'the slice begins 1 before axis H, which has 8'],
    [use('slice', image, ['H', 3, 3]), 'the slice from 3 to 3 takes nothing of axis H, which has 8'],
    [use('slice', image, ['H', 8]), 'the slice from 8 to 8 takes nothing of axis H, which has 8'],
    [use('slice', image, ['H', 0, 4], { size: 4 }), '`stop` and `size` are both given: one follows from the other'],
    [use('flip', image, [['H', 'H']]), 'axis H is named twice'],
    [use('roll', image, [[1, 2], 'H']), '`by` has 2 entries, and `axes` names H'],
    [use('roll', image, [1]), '`roll` needs `axes`: names of axes'],
  ])('%#', (call, message) => {
    expect(faultOf(call).message).toBe(message);
  });

  test('help', () => {
    expect(faultOf(use('pad', image, [], { h: 1 })).help).toEqual([{ text: 'did you mean `H`?', replacement: 'H' }]);
    expect(faultOf(use('pad', image, [1], { moed: 'reflect' })).help).toEqual([{ text: 'did you mean `mode`?', replacement: 'mode' }]);
    expect(faultOf(use('roll', image, [], { shifts: 1 })).help).toEqual([{ text: 'it is called `by` here', replacement: 'by' }]);
    expect(faultOf(use('flip', image, [], { dims: 'H' })).help).toEqual([{ text: 'it is called `axes` here', replacement: 'axes' }]);
    expect(faultOf(use('slice', image, ['H'], { end: 3 })).help).toEqual([{ text: 'it is called `stop` here', replacement: 'stop' }]);
  });
});
