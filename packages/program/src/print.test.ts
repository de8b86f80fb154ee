// Programs as text: what people read when they debug.
import { symbolSize, type Shape, type Size } from '@trammel/tensor';
import { expect, test } from 'vitest';
import {
  accumulate,
  activation,
  add,
  broadcastTo,
  constant,
  contract,
  coordinate,
  divide,
  flip,
  gather,
  indexOf,
  input,
  iota,
  mean,
  merge,
  multiply,
  order,
  pad,
  parameter,
  pick,
  print,
  printScalar,
  program,
  random,
  reduceMaximum,
  rename,
  reshape,
  roll,
  scalar,
  scan,
  scatterAdd,
  sizeValue,
  slice,
  split,
  view,
  window,
  type Scalar,
  type Value,
} from './index.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const N = symbolSize('N');

/** The text of the one value between an input x and the return. */
const lineOf = (make: (x: Value) => Value, from: Shape = shape({ A: 4, B: 6 })): string | undefined => {
  const x = input('x', from);
  return print(program([x], [], [make(x)]))
    .split('\n')
    .at(-3);
};

test('a convolution', () => {
  const x = input('x', shape({ N, C: 3, H: 8, W: 8 }));
  const w = parameter('conv.weight', shape({ O: 4, C: 3, kh: 3, kw: 3 }));
  const b = parameter('conv.bias', shape({ O: 4 }));
  const rows = window(x, 'H', { name: 'kh', size: 3, count: 4, stride: 2, before: 1 });
  const windows = window(rows, 'W', { name: 'kw', size: 3, count: 6, dilation: 1 });
  const sums = add(contract(windows, w, ['C', 'kh', 'kw'], ['N', 'O', 'H', 'W']), b);
  const out = activation(sums, (z) => scalar.maximum(z, scalar.number(0)));
  expect(print(program([x], [w, b], [mean(out, ['H', 'W'])]))).toBe(
    `
x: [N, C=3, H=8, W=8] = input
conv.weight: [O=4, C=3, kh=3, kw=3] = parameter
conv.bias: [O=4] = parameter
v3: [N, C=3, H=4, W=8, kh=3] = window x[N, C, 2*H+kh-1, W] else 0
v4: [N, C=3, H=4, W=6, kh=3, kw=3] = window v3[N, C, H, W+kw, kh]
v5: [N, H=4, W=6, O=4] = contract v4, conv.weight over C, kh, kw
v6: [N, O=4, H=4, W=6] = order v5[N, H, W, O]
v7: [N, O=4, H=4, W=6] = broadcast conv.bias[O]
v8: [N, O=4, H=4, W=6] = v6 + v7
v9: [N, O=4, H=4, W=6] = activation(max(v8, 0))
v10: [N, O=4] = sum v9 over H, W
v12: [N, O=4] = broadcast (24)[]
v13: [N, O=4] = v10 / v12
return v13
`.trimStart(),
  );
});

test.each<[string, string | undefined]>([
  ['v1: [B=6, A=4] = order x[A, B]', lineOf((x) => order(x, ['B', 'A']))],
  ['v1: [Z=4, B=6] = rename x[Z, B]', lineOf((x) => rename(x, { A: 'Z' }))],
  ['v1: [B=6] = pick x[2, B]', lineOf((x) => pick(x, 'A', 2))],
  ['v1: [A=2, B=6] = slice x[2*A+1, B]', lineOf((x) => slice(x, 'A', { start: 1, size: 2, step: 2 }))],
  ['v1: [A=7, B=6] = pad x[A-1, B] else -Infinity', lineOf((x) => pad(x, 'A', { before: 1, after: 2, fill: -Infinity }))],
  ['v1: [A=6, B=6] = pad x[A, B] else 0', lineOf((x) => pad(x, 'A', { before: 0, after: 2 }))],
  ['v1: [A=2, B=6] = slice x[A, B]', lineOf((x) => slice(x, 'A', { start: 0, size: 2 }))],
  ['v1: [A=7, B=6] = pad x[reflect(A-1), B]', lineOf((x) => pad(x, 'A', { before: 1, after: 2, outside: 'reflect' }))],
  ['v1: [A=4, B=6] = flip x[-A+3, B]', lineOf((x) => flip(x, 'A'))],
  ['v1: [A=4, B=6] = roll x[(A-1) mod 4, B]', lineOf((x) => roll(x, 'A', 1))],
  ['v1: [A=4, B=2, C=3] = split x[A, 3*B+C]', lineOf((x) => split(x, 'B', shape({ B: 2, C: 3 })))],
  ['v1: [M=24] = merge x[floor(M/6), M mod 6]', lineOf((x) => merge(x, ['A', 'B'], 'M'))],
  ['v2: [P=8, Q=3] = split v1[3*P+Q]', lineOf((x) => reshape(x, shape({ P: 8, Q: 3 })))],
  ['v1: [C=2, A=4, B=6] = broadcast x[A, B]', lineOf((x) => broadcastTo(x, shape({ C: 2, A: 4, B: 6 })))],
  [
    'v1: [A=8, B=6] = stretch x[floor(A/2), B]',
    lineOf((x) =>
      view(x, shape({ A: 8, B: 6 }), [
        coordinate([{ axis: 0, coefficient: 1 }], { divisor: 2, rounding: 'floor' }),
        coordinate([{ axis: 1, coefficient: 1 }]),
      ]),
    ),
  ],
  [
    'v1: [A=7, B=6] = stretch x[A/2, B] else 0',
    lineOf((x) =>
      view(x, shape({ A: 7, B: 6 }), [
        coordinate([{ axis: 0, coefficient: 1 }], { divisor: 2 }),
        coordinate([{ axis: 1, coefficient: 1 }]),
      ]),
    ),
  ],
  [
    'v1: [A=4, B=6] = mask x[A, B] where A-B >= 0 else -Infinity',
    lineOf((x) =>
      view(
        x,
        x.shape,
        ['A', 'B'].map((axis) => indexOf(x.shape, axis)),
        {
          fill: -Infinity,
          where: [
            {
              terms: [
                { axis: 0, coefficient: 1 },
                { axis: 1, coefficient: -1 },
              ],
              offset: 0,
            },
          ],
        },
      ),
    ),
  ],
  [
    'v1: [L=9] = accumulate x at [A+B]',
    lineOf((x) =>
      accumulate(x, shape({ L: 9 }), [
        coordinate([
          { axis: 0, coefficient: 1 },
          { axis: 1, coefficient: 1 },
        ]),
      ]),
    ),
  ],
  ['v2: [T=3, B=6] = gather x where A = v1', lineOf((x) => gather(x, 'A', iota('T', 3)))],
  ['v2: [V=9, B=6] = scatterAdd x where V = v1', lineOf((x) => scatterAdd(x, 'V', iota('A', 4), shape({ V: 9, B: 6 })))],
  ['v1: [A=4] = maximum x over B', lineOf((x) => reduceMaximum(x, ['B']))],
  ['v1: [A=2] = random', lineOf(() => random(shape({ A: 2 })))],
  ['v1: int[T=3] = iota', lineOf(() => iota('T', 3))],
])('%s', (expected, line) => {
  expect(line).toBe(expected);
});

test('expressions, with no more parentheses than needed', () => {
  const [x, y] = [scalar.argument(0), scalar.argument(1)];
  const text = (expression: Scalar): string => printScalar(expression, (index) => ['x', 'y'][index] ?? '?');
  expect(text(scalar.subtract(x, scalar.subtract(x, y)))).toBe('x - (x - y)');
  expect(text(scalar.subtract(scalar.subtract(x, y), y))).toBe('x - y - y');
  expect(text(scalar.multiply(scalar.add(x, y), scalar.negate(x)))).toBe('(x + y) * -x');
  expect(text(scalar.negate(scalar.add(x, y)))).toBe('-(x + y)');
  expect(text(scalar.power(scalar.negate(x), scalar.number(-2)))).toBe('(-x) ^ (-2)');
  expect(text(scalar.select(scalar.lessOrEqual(x, y), scalar.number(-0), scalar.ofSize(N)))).toBe('select(x <= y, -0, (N))');
});

test('a recurrence is written once, before its first result', () => {
  const x = input('x', shape({ N, T: 3, C: 2 }));
  const w = parameter('w', shape({ C: 2 }));
  const { states, outputs } = scan({
    axis: { name: 'T', size: 3 },
    initial: [broadcastTo(constant(0), shape({ N, C: 2 }))],
    sequences: [x],
    captured: [w],
    direction: 'backward',
    body: ([h], [s], [v]) => {
      const next = add(multiply(h as Value, v as Value), s as Value);
      return { next: [next], outputs: [divide(next, sizeValue(N))] };
    },
  });
  expect(print(program([x], [w], [...states, ...outputs]))).toBe(
    `
x: [N, T=3, C=2] = input
w: [C=2] = parameter
v3: [N, C=2] = broadcast 0[]
scan0 over T=3 backward
  state0: [N, C=2] = state from v3
  slice0: [N, C=2] = slice of x
  captured0: [C=2] = w
  v7: [N, C=2] = broadcast captured0[C]
  v8: [N, C=2] = state0 * v7
  v9: [N, C=2] = v8 + slice0
  v11: [N, C=2] = broadcast (N)[]
  v12: [N, C=2] = v9 / v11
  next v9
  output v12
v13: [N, C=2] = state 0 of scan0
v14: [T=3, N, C=2] = output 0 of scan0
return v13, v14
`.trimStart(),
  );
});

test('names that are taken get a number', () => {
  const [a, b] = [input('x', []), input('x', [])];
  expect(print(program([a, b], [], [add(a, b)]))).toBe('x: [] = input\nx#2: [] = input\nv2: [] = x + x#2\nreturn v2\n');
});
