// The adjoint of every primitive against central differences, gradients of gradients included.
import {
  absolute,
  accumulate,
  activation,
  add,
  binaryFunctions,
  broadcastTo,
  constant,
  contract,
  coordinate,
  divide,
  exponential,
  flip,
  gather,
  input,
  iota,
  map,
  mean,
  merge,
  multiply,
  order,
  pad,
  parameter,
  pick,
  random,
  reduceMaximum,
  reduceMinimum,
  reduceProduct,
  reduceSum,
  rename,
  reshape,
  roll,
  scalar,
  scatterAdd,
  select,
  sizeValue,
  slice,
  split,
  subtract,
  unaryFunctions,
  view,
  window,
  type BinaryFunction,
  type Coordinate,
  type Scalar,
  type UnaryFunction,
  type Value,
} from '@trammel/program';
import { multiplySizes, symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test, vi } from 'vitest';
import { expectGradients, gradientAt, programOf, type GradientCheck } from './expect-gradients.js';

// Differences of every element take thousands of runs.
vi.setConfig({ testTimeout: 120_000 });

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const tensor = (name: string, sizes: Readonly<Record<string, Size>>): Value => input(name, shape(sizes));
const [x, y] = [scalar.argument(0), scalar.argument(1)];

/** The square makes the incoming gradient depend on the values, so that a gradient of a gradient is more than zero. */
const squared = (value: Value): Value => multiply(value, value);

function check(output: Value, options: GradientCheck = {}): void {
  expectGradients(programOf(squared(output)), { order: 2, ...options });
}

const matrix = tensor('x', { A: 3, B: 4 });
const line = tensor('x', { A: 6 });

describe('map', () => {
  const inside: Partial<Record<UnaryFunction, readonly number[]>> = { logarithm: [0.3, 2, 5], squareRoot: [0.3, 2, 5] };

  test.each(Object.keys(unaryFunctions) as UnaryFunction[])('%s', (name) => {
    const values = inside[name] ?? [-1.3, 0.4, 2.2];
    check(map({ kind: 'unary', function: name, operand: x }, [tensor('x', { A: 3 })]), { given: { x: values } });
    check(map(scalar.activation({ kind: 'unary', function: name, operand: x }), [tensor('x', { A: 3 })]), { given: { x: values } });
  });

  test.each(Object.keys(binaryFunctions) as BinaryFunction[])('%s', (name) => {
    const expression: Scalar = { kind: 'binary', function: name, left: x, right: y };
    const given = { x: [0.3, 2, 1.5], y: [1.2, 0.7, -2] };
    const [left, right] = [tensor('x', { A: 3 }), tensor('y', { A: 3 })];
    check(map(expression, [left, right]), { given });
    check(map({ ...expression, right: scalar.number(1.3) }, [left]), { given });
    check(map({ ...expression, left: scalar.number(1.3), right: x }, [left]), { given });
    // Equal elements are a kink of all but the smooth functions.
    if (!['maximum', 'minimum', 'less', 'lessOrEqual', 'equal'].includes(name)) check(map(expression, [left, left]), { given });
  });

  test('a select passes the gradient to the side that is chosen', () => {
    check(select(tensor('c', { A: 3 }), tensor('x', { A: 3 }), tensor('y', { A: 3 })), { given: { c: [1, 0, 1] } });
    const leaky = scalar.select(scalar.less(scalar.number(0), x), scalar.multiply(x, y), scalar.multiply(scalar.number(0.1), x));
    check(map(leaky, [tensor('x', { A: 3 }), tensor('y', { A: 3 })]), { given: { x: [-1, 2, 0.5] } });
  });

  test('operands that are the same value, and expressions that use one often', () => {
    check(map(scalar.divide(scalar.subtract(x, scalar.exponential(y)), scalar.add(x, scalar.number(3))), [line, line]));
    check(multiply(multiply(line, line), line));
    const gelu = activation(line, (z) =>
      scalar.multiply(
        scalar.multiply(scalar.number(0.5), z),
        scalar.add(scalar.number(1), scalar.errorFunction(scalar.divide(z, scalar.number(Math.SQRT2)))),
      ),
    );
    check(gelu);
    check(map(scalar.multiply(scalar.ofSize(3), scalar.power(x, scalar.ofSize(2))), [line]), { given: { x: [1, 2, 3, 0.1, 0.2, 5] } });
  });

  test('operands of other shapes', () => {
    check(add(multiply(matrix, tensor('r', { B: 4 })), tensor('s', { A: 3, B: 1 })));
    check(divide(matrix, add(tensor('s', {}), 3)));
  });
});

describe('views', () => {
  const index = (position: number): Coordinate => coordinate([{ axis: position, coefficient: 1 }]);
  const sum = (...terms: readonly (readonly [number, number])[]): Coordinate['terms'] =>
    terms.map(([axis, coefficient]) => ({ axis, coefficient }));

  test('order, rename, split, merge, reshape', () => {
    check(order(matrix, ['B', 'A']));
    check(rename(matrix, { A: 'Z' }));
    check(split(line, 'A', shape({ P: 1, Q: 3, R: 2 })));
    check(merge(tensor('x', { A: 2, B: 1, C: 3, D: 2 }), ['D', 'B', 'A'], 'M'));
    check(merge(matrix, [], 'M'));
    check(reshape(matrix, shape({ P: 2, Q: 6 })));
    check(order(merge(matrix, ['B', 'A'], 'M'), ['M']));
  });

  test('slice, pick, pad, flip, roll, broadcast', () => {
    check(slice(line, 'A', { start: 1, size: 2, step: 3 }));
    check(slice(line, 'A', { start: 2, size: 7 }));
    check(pick(matrix, 'B', 2));
    check(pick(matrix, 'B', 7));
    check(pad(line, 'A', { before: 2, after: 1, fill: 9 }));
    check(pad(line, 'A', { before: -2, after: -1 }));
    check(pad(line, 'A', { before: 2, after: 1, outside: 'clamp' }));
    check(pad(line, 'A', { before: 2, after: 1, outside: 'reflect' }));
    check(flip(matrix, 'B'));
    check(roll(line, 'A', 4));
    check(broadcastTo(line, shape({ Z: 2, A: 6, Y: 3 })));
    check(broadcastTo(tensor('x', { A: 1, B: 2 }), shape({ B: 2, A: 5 })));
  });

  test('windows that overlap, that do not, with gaps, dilated, padded', () => {
    for (const [size, count, stride, dilation, before] of [
      [3, 6, 1, 1, 1],
      [2, 3, 2, 1, 0],
      [2, 3, 2, 1, 1],
      [1, 3, 2, 1, 0],
      [2, 2, 4, 1, 1],
      [2, 2, 2, 3, 1],
      [2, 3, 1, 3, 0],
      [3, 2, 1, 2, 0],
      [2, 2, 2, 4, 0],
      [6, 1, 1, 1, 0],
    ] as const) {
      check(window(line, 'A', { name: 'k', size, count, stride, dilation, before, fill: -3 }));
    }
  });

  test('upsampling, dilation by zeros, diagonals and conditions', () => {
    const twice = { divisor: 2, rounding: 'floor' } as const;
    check(view(line, shape({ A: 12 }), [coordinate(sum([0, 1]), twice)]));
    check(view(line, shape({ A: 11 }), [coordinate(sum([0, 1]), { ...twice, offset: -3 })]));
    check(view(line, shape({ A: 11 }), [coordinate(sum([0, -1]), { ...twice, offset: 9 })]));
    check(view(line, shape({ A: 11 }), [coordinate(sum([0, 1]), { ...twice, offset: -1, outside: 'clamp' })]));
    check(view(line, shape({ A: 11 }), [coordinate(sum([0, 1]), { divisor: 2 })]));
    check(view(line, shape({ A: 8 }), [coordinate(sum([0, -1]), { divisor: 2, offset: 9 })]));
    check(view(line, shape({ A: 15 }), [coordinate(sum([0, 1]), { modulus: 6 })]));
    check(view(line, shape({ A: 6 }), [coordinate(sum([0, -1]), { modulus: 6, offset: 2 })]));
    check(view(line, shape({ A: 4 }), [coordinate(sum([0, 1]), { modulus: 6 })]));
    check(view(matrix, shape({ A: 3 }), [index(0), index(0)]));
    check(
      view(matrix, shape({ A: 12 }), [coordinate(sum([0, 1]), { divisor: 4, rounding: 'floor' }), coordinate(sum([0, 1]), { modulus: 4 })]),
    );
    check(
      view(matrix, shape({ A: 30 }), [
        coordinate(sum([0, 1]), { divisor: 8, rounding: 'floor' }),
        coordinate(sum([0, 1]), { modulus: 4, ...twice }),
      ]),
    );
    check(
      view(matrix, shape({ A: 9 }), [
        coordinate(sum([0, 1]), { divisor: 3, modulus: 3, rounding: 'floor' }),
        coordinate(sum([0, 1]), { modulus: 3 }),
      ]),
    );
    check(
      view(matrix, shape({ A: 9 }), [
        coordinate(sum([0, 1]), { divisor: 6, offset: 2, rounding: 'floor' }),
        coordinate(sum([0, 1]), { modulus: 6, offset: 2 }),
      ]),
    );
    check(
      view(matrix, shape({ A: 9 }), [
        coordinate(sum([0, 1]), { divisor: 6, offset: 2, rounding: 'floor' }),
        coordinate(sum([0, 1]), { modulus: 6, offset: 1 }),
      ]),
    );
    check(view(line, shape({ A: 6, B: 6 }), [index(1)], { fill: 5, where: [{ terms: sum([0, 1], [1, -1]), offset: 0 }] }));
    check(view(line, shape({ A: 5 }), [coordinate(sum([0, 1], [0, 1]))]));
    check(view(line, shape({ A: 2, B: 2 }), [coordinate(sum([0, 2], [1, -1]), { offset: 1 })]));
  });

  test('what comes near to a simple case and is none', () => {
    check(view(line, shape({ A: 6 }), [coordinate(sum([0, 1]), { offset: -1 })]));
    check(view(line, shape({ A: 6 }), [coordinate(sum([0, -1]))]));
    check(view(line, shape({ A: 4 }), [coordinate(sum([0, 1]), { divisor: 2, modulus: 1 })]));
    check(view(line, shape({ A: 2 }), [coordinate([], { offset: 3, divisor: 2, rounding: 'floor' })]));
    check(view(line, shape({ A: 2 }), [coordinate([], { offset: 9, outside: 'clamp' })]));
    check(view(line, shape({ A: 2 }), [coordinate([], { offset: -2, outside: 'reflect' })]));
    check(view(line, shape({ A: 8 }), [coordinate(sum([0, 1]), { modulus: 8, outside: 'clamp' })]));
    check(view(line, shape({ A: 9 }), [coordinate(sum([0, 1]), { offset: 2, modulus: 6 })]));
    check(view(line, shape({ A: 4 }), [coordinate(sum([0, 1]), { offset: 3, modulus: 6 })]));
    check(view(line, shape({ A: 3, k: 3 }), [coordinate(sum([0, 1], [1, 1]))], { where: [{ terms: sum([0, 1], [1, -1]), offset: 0 }] }));
    check(view(line, shape({ A: 2, k: 2 }), [coordinate(sum([0, 2], [1, 4]))]));
    check(view(matrix, shape({ A: 3, B: 4 }), [coordinate(sum([0, 1], [1, 1])), index(1)]));
    check(
      view(tensor('x', { A: 6, B: 6 }), shape({ P: 2, Q: 3, R: 2 }), [coordinate(sum([0, 3], [1, 1])), coordinate(sum([1, 1], [2, 3]))]),
    );
    check(view(matrix, shape({ A: 12 }), [coordinate(sum([0, 1]), { divisor: 4 }), coordinate(sum([0, 1]), { modulus: 4 })]));
    check(
      view(matrix, shape({ A: 12 }), [coordinate(sum([0, 1]), { divisor: 3, rounding: 'floor' }), coordinate(sum([0, 1]), { modulus: 3 })]),
    );
    check(
      view(matrix, shape({ A: 8 }), [coordinate(sum([0, 1]), { divisor: 2, rounding: 'floor' }), coordinate(sum([0, 1]), { modulus: 2 })]),
    );
  });

  test('an accumulation', () => {
    const folded = (outside: Coordinate['outside'], divisor: number): Value =>
      accumulate(tensor('x', { i: 4, k: 3 }), shape({ A: 5 }), [
        coordinate(sum([0, 1], [1, 1]), { offset: -1, outside, divisor, rounding: 'floor' }),
      ]);
    for (const outside of ['fill', 'clamp', 'reflect'] as const) for (const divisor of [1, 2]) check(folded(outside, divisor));
    check(accumulate(matrix, shape({ A: 3 }), [index(0)], [{ terms: sum([0, 1], [1, -1]), offset: 0 }]));
  });
});

describe('reductions', () => {
  const cube = tensor('x', { A: 2, B: 3, C: 2 });

  test.each(Object.entries({ reduceSum, reduceMaximum, reduceMinimum, reduceProduct, mean }))('%s', (_, reduce) => {
    for (const axes of [['B'], ['C', 'A'], ['A', 'B', 'C']]) check(reduce(cube, axes));
  });

  test('a product with zeros', () => {
    check(reduceProduct(line, ['A']), { given: { x: [0.5, 0, 2, -3, 1, 4] } });
    check(reduceProduct(line, ['A']), { given: { x: [0.5, 0, 2, 0, 1, 4] } });
  });

  test('an extreme that several elements have gives the gradient to the first', () => {
    const first = (values: readonly number[]): readonly number[] => gradientAt(reduceMaximum(matrix, ['B', 'A']), matrix, values);
    expect(first([0, 2, 1, 0, 2, 0, 0, 2, 0, 0, 0, 2])).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(first([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('contractions, gathers and scatters', () => {
  test('matrix products, batches, outer products, a value with itself', () => {
    check(contract(matrix, tensor('w', { B: 4, C: 2 }), ['B']));
    check(contract(matrix, tensor('w', { C: 2, B: 4 }), ['B'], ['C', 'A']));
    check(contract(tensor('q', { N: 2, T: 2, D: 3 }), tensor('k', { D: 3, N: 2, S: 2 }), ['D']));
    check(contract(tensor('a', { A: 2 }), tensor('b', { B: 3 }), []));
    check(contract(tensor('a', { N: 2, A: 2 }), tensor('b', { A: 2, N: 2 }), []));
    check(contract(matrix, matrix, ['B']));
    check(contract(matrix, rename(matrix, { A: 'Z' }), ['B']));
    check(contract(tensor('a', { A: 2, B: 3, C: 2 }), tensor('b', { C: 2, A: 2, B: 3, Z: 2 }), ['C', 'A']));
  });

  test('gather and scatter', () => {
    const indices = (sizes: Readonly<Record<string, number>>): Value => input('i', shape(sizes), 'int');
    check(gather(matrix, 'A', indices({ T: 4 })), { given: { i: [2, 0, 2, 7] } });
    check(gather(matrix, 'B', indices({ A: 3 })), { given: { i: [3, 0, 1] } });
    check(gather(matrix, 'B', indices({ B: 2 })), { given: { i: [3, 3] } });
    check(scatterAdd(tensor('x', { T: 3, B: 2 }), 'A', indices({ T: 3 }), shape({ B: 2, A: 4 })), { given: { i: [1, 0, 1] } });
    check(scatterAdd(tensor('x', { B: 2, T: 3 }), 'A', indices({ T: 3 }), shape({ A: 2, B: 2 })), { given: { i: [1, -1, 9] } });
  });
});

describe('leaves', () => {
  test('constants, sizes, iotas and draws have no gradient but let others have theirs', () => {
    const noisy = multiply(add(line, random(shape({ A: 6 }))), map(scalar.add(x, scalar.number(1)), [iota('A', 6)]));
    check(add(multiply(noisy, constant(3)), sizeValue(5)));
    expect(gradientAt(reduceSum(broadcastTo(constant(2), line.shape), ['A']), line, [1, 2, 3, 4, 5, 6])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('parameters, one value read in many places, many outputs', () => {
    const weight = parameter('w', shape({ A: 6 }));
    let total = weight;
    for (let count = 0; count < 20; count += 1) total = add(total, multiply(weight, count));
    const e = exponential(multiply(total, 0.01));
    expectGradients(programOf(e, multiply(e, line), reduceSum(line, ['A']), e), { order: 2 });
  });

  test('symbolic sizes', () => {
    const n = symbolSize('N');
    const tokens = tensor('x', { N: n, D: 4 });
    const parts = split(tokens, 'D', shape({ h: 2, d: 2 }));
    const options = { sizes: new Map([['N', 3]]) };
    check(mean(parts, ['N', 'h']), options);
    check(merge(parts, ['N', 'h'], 'M'), options);
    check(reduceMaximum(subtract(tokens, mean(tokens, ['N'])), ['N', 'D']), options);
    check(
      split(merge(tokens, ['D', 'N'], 'M'), 'M', [
        { name: 'P', size: 2 },
        { name: 'Q', size: multiplySizes(n, 2) },
      ]),
      options,
    );
    check(contract(tokens, rename(tokens, { N: 'S' }), ['D']), options);
    check(window(tokens, 'N', { name: 'k', size: 3, count: n, before: 1 }), options);
    check(absolute(flip(tokens, 'N')), options);
  });
});
