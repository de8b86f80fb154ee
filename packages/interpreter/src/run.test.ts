// Each primitive on cases small enough to be computed by hand, and what happens to bad arguments.
import {
  accumulate,
  activation,
  add,
  broadcastTo,
  constant,
  contract,
  coordinate,
  divide,
  equal,
  flip,
  gather,
  input,
  iota,
  less,
  map,
  maximum,
  mean,
  merge,
  multiply,
  order,
  pad,
  parameter,
  pick,
  program,
  random,
  reduceMaximum,
  reduceMinimum,
  reduceProduct,
  reduceSum,
  rename,
  reshape,
  roll,
  scalar,
  scan,
  scatterAdd,
  select,
  sizeValue,
  slice,
  split,
  view,
  window,
  type Value,
} from '@trammel/program';
import { multiplySizes, symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { explainRunProblem, run, type RunOptions, type RunResult } from './index.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));

function runValue(output: Value, inputs: Readonly<Record<string, readonly number[]>> = {}, rest: RunOptions = {}): RunResult {
  const given = { inputs: new Map(Object.entries(inputs)), ...rest };
  return run(program([], [], [output]), given);
}

function numbers(output: Value, inputs: Readonly<Record<string, readonly number[]>> = {}, rest: RunOptions = {}): readonly number[] {
  const result = runValue(output, inputs, rest);
  if ('problem' in result) throw new Error(explainRunProblem(result.problem));
  return Array.from(result.outputs[0]?.data ?? []);
}

const x6 = input('x', shape({ A: 2, B: 3 }));
const given6 = { x: [1, 2, 3, 4, 5, 6] };
const line = input('x', shape({ A: 4 }));
const givenLine = { x: [1, 2, 3, 4] };

describe('leaves', () => {
  test('constant, size, iota', () => {
    expect(numbers(constant(2.5))).toEqual([2.5]);
    expect(numbers(sizeValue(multiplySizes(symbolSize('N'), 3)), {}, { sizes: new Map([['N', 7]]) })).toEqual([21]);
    expect(numbers(iota('A', 4))).toEqual([0, 1, 2, 3]);
  });

  test('parameters are looked up among the parameters', () => {
    const weight = parameter('w', shape({ A: 2 }));
    expect(numbers(weight, { w: [9, 9] }, { parameters: new Map([['w', [1, 2]]]) })).toEqual([1, 2]);
  });

  test('random values are uniform, repeatable, and each has its own stream', () => {
    const [a, b] = [random(shape({ A: 4000 })), random(shape({ A: 4000 }))];
    const draw = (seed: number): readonly number[] => {
      const result = run(program([], [], [a, b]), { random: { seed } });
      return 'outputs' in result ? result.outputs.flatMap((tensor) => Array.from(tensor.data)) : [];
    };
    const draws = draw(1);
    expect(draw(1)).toEqual(draws);
    expect(draw(2)).not.toEqual(draws);
    expect(new Set(draws).size).toBeGreaterThan(7990);
    expect(draws.every((u) => u >= 0 && u < 1 && Math.fround(u) === u)).toBe(true);
    for (const part of [draws.slice(0, 4000), draws.slice(4000)]) {
      const average = part.reduce((sum, u) => sum + u, 0) / 4000;
      const variance = part.reduce((sum, u) => sum + (u - average) ** 2, 0) / 4000;
      // Four standard errors: 4 * sqrt(1/12/4000), and as much for the variance.
      expect(Math.abs(average - 1 / 2)).toBeLessThan(0.0183);
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0048);
    }
  });
});

describe('map', () => {
  test('broadcasts by name and keeps the order of the largest', () => {
    const row = input('r', shape({ B: 3 }));
    expect(numbers(add(x6, row), { ...given6, r: [10, 20, 30] })).toEqual([11, 22, 33, 14, 25, 36]);
    expect(numbers(multiply(row, x6), { ...given6, r: [1, 0, 2] })).toEqual([1, 0, 6, 4, 0, 12]);
  });

  test('comparisons give 1 and 0, a select takes a side element by element', () => {
    expect(numbers(less(line, 3), givenLine)).toEqual([1, 1, 0, 0]);
    expect(numbers(equal(line, 3), givenLine)).toEqual([0, 0, 1, 0]);
    expect(numbers(select(less(line, 3), line, multiply(line, 10)), givenLine)).toEqual([1, 2, 30, 40]);
  });

  test('the side that is not chosen is not evaluated', () => {
    const x = scalar.argument(0);
    const safe = map(scalar.select(scalar.less(x, scalar.number(2)), scalar.number(7), scalar.logarithm(x)), [line]);
    const result = runValue(safe, givenLine);
    expect('operations' in result && result.operations).toEqual({ multiplications: 0, additions: 0, activations: 3, comparisons: 4 });
    expect(numbers(safe, givenLine)).toEqual([7, Math.log(2), Math.log(3), Math.log(4)]);
  });

  test('an activation is one whatever its body, and what is fixed is not counted', () => {
    const swish = activation(line, (x) => scalar.divide(x, scalar.add(scalar.number(1), scalar.exponential(scalar.negate(x)))));
    const result = runValue(swish, givenLine);
    expect('operations' in result && result.operations).toEqual({ multiplications: 0, additions: 0, activations: 4, comparisons: 0 });
    const scaled = map(scalar.multiply(scalar.argument(0), scalar.divide(scalar.number(1), scalar.ofSize(4))), [line]);
    const counted = runValue(scaled, givenLine);
    expect('operations' in counted && counted.operations.multiplications).toBe(4);
    expect(numbers(scaled, givenLine)).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe('views', () => {
  test('order, rename, split, merge, reshape keep the elements', () => {
    expect(numbers(order(x6, ['B', 'A']), given6)).toEqual([1, 4, 2, 5, 3, 6]);
    expect(numbers(rename(x6, { A: 'Z' }), given6)).toEqual(given6.x);
    expect(numbers(merge(order(x6, ['B', 'A']), ['A', 'B'], 'C'), given6)).toEqual(given6.x);
    expect(numbers(merge(x6, ['B', 'A'], 'C'), given6)).toEqual([1, 4, 2, 5, 3, 6]);
    expect(numbers(reduceSum(split(merge(x6, ['A', 'B'], 'C'), 'C', shape({ P: 3, Q: 2 })), ['Q']), given6)).toEqual([3, 7, 11]);
    expect(numbers(order(reshape(x6, shape({ P: 3, Q: 2 })), ['Q', 'P']), given6)).toEqual([1, 3, 5, 2, 4, 6]);
  });

  test('slice, pick, flip, roll, broadcast', () => {
    expect(numbers(slice(line, 'A', { start: 1, size: 2, step: 2 }), givenLine)).toEqual([2, 4]);
    expect(numbers(pick(x6, 'A', 1), given6)).toEqual([4, 5, 6]);
    expect(numbers(flip(line, 'A'), givenLine)).toEqual([4, 3, 2, 1]);
    expect(numbers(roll(line, 'A', 1), givenLine)).toEqual([4, 1, 2, 3]);
    expect(numbers(broadcastTo(line, shape({ A: 4, B: 2 })), givenLine)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test('pad with a fill, with the nearest and with the mirrored element', () => {
    expect(numbers(pad(line, 'A', { before: 1, after: 2, fill: 9 }), givenLine)).toEqual([9, 1, 2, 3, 4, 9, 9]);
    expect(numbers(pad(line, 'A', { before: 1, after: 2, outside: 'clamp' }), givenLine)).toEqual([1, 1, 2, 3, 4, 4, 4]);
    expect(numbers(pad(line, 'A', { before: 3, after: 4, outside: 'reflect' }), givenLine)).toEqual([4, 3, 2, 1, 2, 3, 4, 3, 2, 1, 2]);
  });

  test('window with stride, dilation and padding', () => {
    const windows = window(line, 'A', { name: 'k', size: 3, count: 2, stride: 2, before: 1, fill: -1 });
    expect(numbers(windows, givenLine)).toEqual([-1, 1, 2, 2, 3, 4]);
    const dilated = window(line, 'A', { name: 'k', size: 2, count: 2, dilation: 2 });
    expect(numbers(dilated, givenLine)).toEqual([1, 3, 2, 4]);
  });

  test('an exact division takes the fill where it leaves a remainder; where cuts', () => {
    const stretched = view(line, shape({ A: 7 }), [coordinate([{ axis: 0, coefficient: 1 }], { divisor: 2 })], { fill: 0 });
    expect(numbers(stretched, givenLine)).toEqual([1, 0, 2, 0, 3, 0, 4]);
    const repeated = view(line, shape({ A: 8 }), [coordinate([{ axis: 0, coefficient: 1 }], { divisor: 2, rounding: 'floor' })]);
    expect(numbers(repeated, givenLine)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    const causal = view(line, shape({ Q: 2, A: 4 }), [coordinate([{ axis: 1, coefficient: 1 }])], {
      fill: 5,
      where: [
        {
          terms: [
            { axis: 0, coefficient: 1 },
            { axis: 1, coefficient: -1 },
          ],
          offset: 1,
        },
      ],
    });
    expect(numbers(causal, givenLine)).toEqual([1, 2, 5, 5, 1, 2, 3, 5]);
  });

  test('an accumulate adds what a view would read', () => {
    const windows = input('g', shape({ i: 3, k: 2 }));
    const slide = coordinate(
      [
        { axis: 0, coefficient: 1 },
        { axis: 1, coefficient: 1 },
      ],
      { offset: -1 },
    );
    const folded = accumulate(windows, shape({ A: 3 }), [slide]);
    expect(numbers(folded, { g: [1, 2, 3, 4, 5, 6] })).toEqual([2 + 3, 4 + 5, 6]);
    const result = runValue(folded, { g: [1, 2, 3, 4, 5, 6] });
    expect('operations' in result && result.operations.additions).toBe(2);
  });
});

describe('reduce and contract', () => {
  test('every reducer, over any axes', () => {
    expect(numbers(reduceSum(x6, ['A']), given6)).toEqual([5, 7, 9]);
    expect(numbers(reduceSum(x6, ['B']), given6)).toEqual([6, 15]);
    expect(numbers(reduceProduct(x6, ['A', 'B']), given6)).toEqual([720]);
    expect(numbers(reduceMaximum(x6, ['B']), { x: [-1, -2, -3, 4, 6, 5] })).toEqual([-1, 6]);
    expect(numbers(reduceMinimum(x6, ['A']), { x: [3, -2, 3, 4, 6, 1] })).toEqual([3, -2, 1]);
    expect(numbers(mean(x6, ['B']), given6)).toEqual([2, 5]);
  });

  test('over no elements', () => {
    const empty = input('x', shape({ A: 0, B: 2 }));
    expect(numbers(reduceSum(empty, ['A']), { x: [] })).toEqual([0, 0]);
    expect(numbers(reduceMaximum(empty, ['A']), { x: [] })).toEqual([-Infinity, -Infinity]);
    expect(numbers(reduceProduct(empty, ['A']), { x: [] })).toEqual([1, 1]);
    expect(numbers(contract(empty, empty, ['A']), { x: [] })).toEqual([0, 0]);
  });

  test('a contraction is a matrix product, a batched one, an outer product, and counts as the rule says', () => {
    const right = input('y', shape({ B: 3, D: 2 }));
    const product = contract(x6, right, ['B']);
    const y = [1, 0, 0, 1, 1, 1];
    expect(numbers(product, { ...given6, y })).toEqual([4, 5, 10, 11]);
    const result = runValue(product, { ...given6, y });
    expect('operations' in result && result.operations).toEqual({ multiplications: 12, additions: 8, activations: 0, comparisons: 0 });
    expect(numbers(contract(x6, right, ['B'], ['D', 'A']), { ...given6, y })).toEqual([4, 10, 5, 11]);
    const batched = contract(x6, input('z', shape({ A: 2, B: 3, D: 1 })), ['B']);
    expect(numbers(batched, { ...given6, z: [1, 1, 1, 0, 0, 2] })).toEqual([6, 12]);
    expect(numbers(contract(line, input('w', shape({ D: 2 })), []), { ...givenLine, w: [1, 10] })).toEqual([1, 10, 2, 20, 3, 30, 4, 40]);
  });
});

describe('gather and scatter', () => {
  const indices = input('i', shape({ T: 3 }), 'int');

  test('rows of a table; 0 where the index is none of the table', () => {
    expect(numbers(gather(x6, 'A', indices), { ...given6, i: [1, 0, 1] })).toEqual([4, 5, 6, 1, 2, 3, 4, 5, 6]);
    expect(numbers(gather(x6, 'A', indices), { ...given6, i: [2, -1, 0.5] })).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(numbers(gather(x6, 'B', input('i', shape({ A: 2 }))), { ...given6, i: [2, 0] })).toEqual([3, 4]);
    expect(numbers(gather(x6, 'B', input('i', shape({ B: 2 }))), { ...given6, i: [2, 0] })).toEqual([3, 6, 1, 4]);
  });

  test('a scatter adds up what meets', () => {
    const updates = input('u', shape({ T: 3, B: 2 }));
    const scattered = scatterAdd(updates, 'A', indices, shape({ A: 2, B: 2 }));
    expect(numbers(scattered, { u: [1, 2, 3, 4, 5, 6], i: [1, 0, 1] })).toEqual([3, 4, 6, 8]);
    expect(numbers(scattered, { u: [1, 2, 3, 4, 5, 6], i: [1, 7, -1] })).toEqual([0, 0, 1, 2]);
  });
});

describe('scan', () => {
  const time = { name: 'T', size: 3 };
  const sequence = input('x', shape({ B: 2, T: 3 }));
  const running = (direction: 'forward' | 'backward') =>
    scan({
      axis: time,
      direction,
      initial: [input('h', shape({ B: 2 }))],
      sequences: [sequence],
      captured: [input('w', [])],
      body: ([h], [x], [w]) => {
        const next = add(multiply(h as Value, w as Value), x as Value);
        return { next: [next], outputs: [multiply(next, 10)] };
      },
    });
  const given = { x: [1, 2, 3, 10, 20, 30], h: [0, 1], w: [2] };

  test('carries its state forward and stacks its outputs', () => {
    expect(numbers(running('forward').states[0] as Value, given)).toEqual([11, 118]);
    expect(numbers(running('forward').outputs[0] as Value, given)).toEqual([10, 120, 40, 440, 110, 1180]);
  });

  test('backward', () => {
    expect(numbers(running('backward').states[0] as Value, given)).toEqual([17, 178]);
    expect(numbers(running('backward').outputs[0] as Value, given)).toEqual([170, 1780, 80, 840, 30, 320]);
  });

  test('draws anew at each step', () => {
    const draws = scan({
      axis: time,
      initial: [],
      sequences: [],
      captured: [],
      body: () => ({ next: [], outputs: [random(shape({ A: 2 }))] }),
    });
    expect(new Set(numbers(draws.outputs[0] as Value)).size).toBe(6);
  });

  test('both results come from one evaluation', () => {
    const { states, outputs } = running('forward');
    const result = run(program([], [], [...states, ...outputs]), { inputs: new Map(Object.entries(given)) });
    expect('operations' in result && result.operations).toEqual({ multiplications: 12, additions: 6, activations: 0, comparisons: 0 });
  });

  test('no step leaves the initial state', () => {
    const none = scan({
      axis: { name: 'T', size: 0 },
      initial: [line],
      sequences: [],
      captured: [],
      body: ([h]) => ({ next: [h as Value], outputs: [h as Value] }),
    });
    expect(numbers(none.states[0] as Value, givenLine)).toEqual([1, 2, 3, 4]);
    expect(numbers(none.outputs[0] as Value, givenLine)).toEqual([]);
  });
});

describe('bad arguments are values', () => {
  const batch = input('x', shape({ N: symbolSize('N'), A: 2 }));
  const problem = (result: RunResult): string => ('problem' in result ? explainRunProblem(result.problem) : 'none');

  test.each([
    ['the input x was not given', { sizes: new Map([['N', 2]]) }],
    ['the input x has 3 elements, not 4', { sizes: new Map([['N', 2]]), inputs: new Map([['x', [1, 2, 3]]]) }],
    ['the size N is not a number of elements', { inputs: new Map([['x', [1, 2, 3]]]) }],
    ['the size N is -1, which is not a number of elements', { sizes: new Map([['N', -1]]), inputs: new Map([['x', []]]) }],
    [
      'a tensor of 1000000000 x 2 elements is beyond the limit of 268435456',
      { sizes: new Map([['N', 1e9]]), inputs: new Map([['x', []]]) },
    ],
    ['none', { sizes: new Map([['N', 1]]), inputs: new Map([['x', [1, 2]]]) }],
  ])('%s', (expected: string, options: RunOptions) => {
    expect(problem(run(program([batch], [], [maximum(batch, 0)]), options))).toBe(expected);
  });

  test('a missing parameter', () => {
    expect(problem(runValue(divide(parameter('w', []), 2)))).toBe('the parameter w was not given');
  });
});
