// Arithmetic, comparisons, logic and choices: broadcasting by name, numbers beside tensors, element types, faults.
import { symbolSize } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { countsOf, faultOf, numbersOf, siteOf, typesOf, type Call } from './calls.js';

const both = (operator: Call['operator'], inputs = ['[X=3]', '[X=3]']): Call => ({ operator, inputs });
const withNumber = (operator: Call['operator'], named: Call['named'] = {}, input = '[X=3]'): Call => ({ operator, inputs: [input], named });

describe('two tensors', () => {
  test.each([
    ['add', [5, 7, 9]],
    ['sub', [-3, -3, -3]],
    ['mul', [4, 10, 18]],
    ['div', [0.25, 0.4, 0.5]],
    ['pow', [1, 32, 729]],
    ['maximum', [4, 5, 6]],
    ['minimum', [1, 2, 3]],
  ] as const)('%s', (operator, expected) => {
    const [numbers = []] = numbersOf(both(operator), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
    for (const [index, number] of expected.entries()) expect(numbers[index]).toBeCloseTo(number, 12);
  });

  test('broadcast by the names of their axes', () => {
    const call = both('add', ['[C=2, H=2]', '[C=2]']);
    expect(
      numbersOf(call, [
        [1, 2, 3, 4],
        [10, 20],
      ]),
    ).toEqual([[11, 12, 23, 24]]);
    expect(typesOf(both('mul', ['[C=3]', '[N, C=3, H, W]']))).toEqual(['[N, C=3, H, W]']);
    expect(typesOf(both('sub', ['[N, T, D=8]', '[N, T=1, D=8]']))).toEqual(['[N, T, D=8]']);
    expect(typesOf(both('sub', ['[T, N]', '[N, T]']))).toEqual(['[T, N]']);
  });

  test('several at once', () => {
    const call: Call = { operator: 'add', inputs: ['[N, C=4]', '[N, C=4]', '[C=4]'] };
    expect(typesOf(call)).toEqual(['[N, C=4]']);
    expect(countsOf(call)).toEqual({ additions: '8*N' });
    expect(numbersOf({ operator: 'mul', inputs: ['[X=1]', '[X=1]', '[X=1]'] }, [[2], [3], [4]])).toEqual([[24]]);
    expect(countsOf({ operator: 'maximum', inputs: ['[X=2]', '[X=2]', '[X=2]'] })).toEqual({ comparisons: '4' });
  });
});

describe('a tensor and a number', () => {
  test('the number stands on its side', () => {
    expect(numbersOf(withNumber('sub', { right: 1 }), [[1, 2, 3]])).toEqual([[0, 1, 2]]);
    expect(numbersOf(withNumber('sub', { left: 1 }), [[1, 2, 3]])).toEqual([[0, -1, -2]]);
    expect(numbersOf(withNumber('div', { left: 6 }), [[1, 2, 3]])).toEqual([[6, 3, 2]]);
    expect(numbersOf({ ...withNumber('mul'), args: [0.5] }, [[1, 2, 3]])).toEqual([[0.5, 1, 1.5]]);
    expect(countsOf(withNumber('mul', { right: 2 }, '[N, C=8]'))).toEqual({ multiplications: '8*N' });
  });

  test('a size may be symbolic, and its root is taken once', () => {
    const call = withNumber('div', { right: symbolSize('d') }, '[X=2]');
    expect(numbersOf(call, [[4, 8]], { sizes: { d: 4 } })).toEqual([[1, 2]]);
    expect(countsOf(call)).toEqual({ multiplications: '2' });
  });

  test('powers with whole exponents are products', () => {
    expect(numbersOf(withNumber('pow', { right: 3 }), [[-1, 2, -3]])).toEqual([[-1, 8, -27]]);
    expect(numbersOf(withNumber('pow', { right: -2 }), [[1, 2, 4]])).toEqual([[1, 0.25, 0.0625]]);
    expect(numbersOf(withNumber('pow', { right: 0.5 }), [[1, 4, 9]])).toEqual([[1, 2, 3]]);
    expect(numbersOf(withNumber('pow', { left: 2 }), [[1, 4, 9]])).toEqual([[2, 16, 512]]);
    expect(countsOf(withNumber('pow', { right: 2 }))).toEqual({ multiplications: '3' });
    expect(countsOf(withNumber('pow', { right: 7 }))).toEqual({ multiplications: '12' });
    expect(countsOf(withNumber('pow', { right: 1.5 }))).toEqual({ activations: '3' });
  });
});

describe('element types', () => {
  test.each([
    ['add', ['int[X]', 'int[X]'], 'int[X]'],
    ['add', ['int[X]', '[X]'], '[X]'],
    ['mul', ['[X]', 'bool[X]'], '[X]'],
    ['div', ['int[X]', 'int[X]'], '[X]'],
    ['less', ['int[X]', 'int[X]'], 'bool[X]'],
    ['logical_and', ['bool[X]', 'bool[X]'], 'bool[X]'],
    ['where', ['bool[X]', 'int[X]', 'int[X]'], 'int[X]'],
    ['where', ['bool[X]', 'bool[X]', 'bool[X]'], 'bool[X]'],
    ['where', ['bool[X]', 'int[X]', '[X]'], '[X]'],
    ['negate', ['int[X]'], 'int[X]'],
    ['abs', ['[X]'], '[X]'],
    ['exp', ['int[X]'], '[X]'],
  ] as const)('%s of %j is %s', (operator, inputs, expected) => {
    expect(typesOf({ operator, inputs })).toEqual([expected]);
  });

  test('a whole number keeps whole numbers whole, a fraction does not', () => {
    expect(typesOf(withNumber('add', { right: 1 }, 'int[T]'))).toEqual(['int[T]']);
    expect(typesOf(withNumber('add', { right: 1.5 }, 'int[T]'))).toEqual(['[T]']);
    expect(typesOf(withNumber('sub', { left: symbolSize('T') }, 'int[T]'))).toEqual(['int[T]']);
  });
});

describe('faults', () => {
  test('sizes that do not meet', () => {
    expect(faultOf(both('add', ['[N, C=256, H=56]', '[N, C=64, H=56]']))).toEqual({
      code: 'shape-mismatch',
      at: { kind: 'input', index: 1 },
      against: { kind: 'input', index: 0 },
      message: '`add` needs equal shapes, but axis C is 256 in one and 64 in the other',
      notes: ['tensor 1 is [N, C=256, H=56]', 'tensor 2 is [N, C=64, H=56]'],
      help: [{ text: 'project one of them to the size of the other, as with `conv(256, 1x1)` or `dense(256)`' }],
    });
    expect(faultOf(both('add', ['[N, T=5, D=8]', '[N, T=6, D=8]']))).toMatchObject({
      message: '`add` needs equal shapes, but axis T is 5 in one and 6 in the other',
      help: [],
    });
  });

  test('too few and too many operands', () => {
    expect(faultOf(both('add', ['[X=3]'])).message).toBe('`add` needs two tensors, or a tensor and a number');
    expect(faultOf({ ...both('sub'), named: { right: 1 } }).message).toBe(
      '`sub` needs two tensors, or a tensor and a number, and is given 3 of them',
    );
  });

  test('a warning where every tensor is repeated', () => {
    const site = siteOf(both('add', ['[N, T, C=8]', '[N, T, D=8]']));
    expect(site.outputs[0]?.shape.map((axis) => axis.name)).toEqual(['N', 'T', 'C', 'D']);
    expect(site.warnings).toMatchObject([{ code: 'outer-broadcast', message: '`add` repeats every tensor, and gives [N, T, C=8, D=8]' }]);
    expect(siteOf(both('add', ['[N, T, C=8]', '[C=8]'])).warnings).toEqual([]);
  });

  test('logic is of truth values', () => {
    expect(faultOf(both('logical_or', ['bool[X]', '[X]'])).message).toBe(
      '`logical_or` needs truth values (bool) as `x`, and is given numbers (f32)',
    );
  });
});

describe('comparisons and logic', () => {
  test.each([
    ['less', [1, 0, 0]],
    ['less_equal', [1, 1, 0]],
    ['greater', [0, 0, 1]],
    ['greater_equal', [0, 1, 1]],
    ['equal', [0, 1, 0]],
    ['not_equal', [1, 0, 1]],
  ] as const)('%s', (operator, expected) => {
    expect(
      numbersOf(both(operator), [
        [1, 2, 3],
        [2, 2, 2],
      ]),
    ).toEqual([expected]);
    expect(numbersOf(withNumber(operator, { right: 2 }), [[1, 2, 3]])).toEqual([expected]);
    expect(numbersOf(withNumber(operator, { left: 2 }), [[3, 2, 1]])).toEqual([expected]);
    expect(countsOf(both(operator))).toEqual({ comparisons: '3' });
  });

  test('and, or, not', () => {
    const inputs = [
      [0, 0, 1, 1],
      [0, 1, 0, 1],
    ];
    const truths = ['bool[X=4]', 'bool[X=4]'];
    expect(numbersOf(both('logical_and', truths), inputs)).toEqual([[0, 0, 0, 1]]);
    expect(numbersOf(both('logical_or', truths), inputs)).toEqual([[0, 1, 1, 1]]);
    expect(numbersOf({ operator: 'logical_not', inputs: ['bool[X=2]'] }, [[0, 1]])).toEqual([[1, 0]]);
    expect(countsOf(both('logical_or', truths))).toEqual({});
  });
});

describe('choices and bounds', () => {
  test('where', () => {
    const call: Call = { operator: 'where', inputs: ['bool[X=2]', '[X=2]', '[X=2]'] };
    expect(
      numbersOf(call, [
        [1, 0],
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([[1, 4]]);
    expect(
      numbersOf({ operator: 'where', inputs: ['bool[X=2]', '[X=2]'], named: { a: 7 } }, [
        [1, 0],
        [1, 2],
      ]),
    ).toEqual([[7, 2]]);
    expect(
      numbersOf({ operator: 'where', inputs: ['bool[X=2]', '[X=2]'], named: { b: 7 } }, [
        [1, 0],
        [1, 2],
      ]),
    ).toEqual([[1, 7]]);
    expect(countsOf(call)).toEqual({});
    expect(faultOf({ operator: 'where', inputs: ['bool[X=2]', '[X=2]'] }).message).toBe(
      '`where` chooses between two tensors, or a tensor and a number, and is given 1 of them',
    );
    expect(faultOf({ operator: 'where', inputs: ['bool[X=2]', '[X=2]'], args: [0] }).code).toBe('too-many-arguments');
  });

  test('clamp', () => {
    const clamp = (named: Call['named'] = {}): Call => ({ operator: 'clamp', inputs: ['[X=3]'], named });
    expect(numbersOf(clamp({ min: -1, max: 1 }), [[-2, 0.5, 2]])).toEqual([[-1, 0.5, 1]]);
    expect(numbersOf(clamp({ min: 0 }), [[-2, 0.5, 2]])).toEqual([[0, 0.5, 2]]);
    expect(numbersOf(clamp({ max: 0 }), [[-2, 0.5, 2]])).toEqual([[-2, 0, 0]]);
    expect(faultOf(clamp()).message).toBe('`clamp` needs `min`, `max` or both');
    expect(faultOf(clamp({ min: 2, max: 1 })).message).toBe('`max` is 1, which is less than `min`, 2');
  });
});

describe('functions of one tensor', () => {
  test.each([
    ['negate', (x: number) => -x, {}],
    ['abs', Math.abs, { comparisons: '3' }],
    ['sqrt', Math.sqrt, { activations: '3' }],
    ['exp', Math.exp, { activations: '3' }],
    ['log', Math.log, { activations: '3' }],
    ['sin', Math.sin, { activations: '3' }],
    ['cos', Math.cos, { activations: '3' }],
  ] as const)('%s', (operator, formula, counts) => {
    const [numbers = []] = numbersOf({ operator, inputs: ['[X=3]'] }, [[0.25, 1, 4]]);
    for (const [index, x] of [0.25, 1, 4].entries()) expect(numbers[index]).toBeCloseTo(formula(x), 12);
    expect(countsOf({ operator, inputs: ['[X=3]'] })).toEqual(counts);
  });
});
