// The simplifier on programs whose simplest form is known. That meaning is kept is tested with the interpreter.
import { symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import {
  activation,
  add,
  broadcastTo,
  constant,
  coordinate,
  divide,
  equal,
  flip,
  gather,
  indexOf,
  input,
  iota,
  map,
  merge,
  multiply,
  order,
  pad,
  parameter,
  pick,
  print,
  program,
  random,
  reduceSum,
  rename,
  reshape,
  scalar,
  scan,
  simplify,
  sizeValue,
  slice,
  split,
  verify,
  view,
  window,
  type Value,
} from './index.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const N = symbolSize('N');
const x = input('x', shape({ N, A: 4, B: 6 }));

/** The lines between the input and the return, and what is returned. */
function simplified(...outputs: readonly Value[]): readonly string[] {
  const simple = simplify(program([x], [], outputs));
  expect(verify(simple)).toEqual([]);
  return print(simple).trimEnd().split('\n').slice(1);
}

describe('views', () => {
  test.each<[string, Value, readonly string[]]>([
    ['two turns that undo each other', order(order(x, ['B', 'N', 'A']), ['N', 'A', 'B']), ['return x']],
    ['a rename and back', rename(rename(x, { A: 'Z' }), { Z: 'A' }), ['return x']],
    ['a rename is not nothing', rename(x, { A: 'Z' }), ['v1: [N, Z=4, B=6] = rename x[N, Z, B]', 'return v1']],
    ['two flips', flip(flip(x, 'A'), 'A'), ['return x']],
    [
      'a slice of a slice',
      slice(slice(x, 'B', { start: 1, size: 3, step: 2 }), 'B', { start: 1, size: 2 }),
      ['v1: [N, A=4, B=2] = slice x[N, A, 2*B+3]', 'return v1'],
    ],
    ['a split and its merge', merge(split(x, 'B', shape({ P: 2, Q: 3 })), ['P', 'Q'], 'B'), ['return x']],
    ['a merge and its split', split(merge(x, ['N', 'A', 'B'], 'flat'), 'flat', x.shape), ['return x']],
    ['a reshape and back', reshape(reshape(x, shape({ P: 8, N, Q: 3 })), x.shape), ['return x']],
    [
      'a reshape that splits one axis',
      reshape(x, shape({ N, A: 4, P: 3, Q: 2 })),
      ['v1: [N, A=4, P=3, Q=2] = split x[N, A, 2*P+Q]', 'return v1'],
    ],
    [
      'a window of a pad',
      window(pad(x, 'B', { before: 1, after: 1 }), 'B', { name: 'k', size: 3, count: 6 }),
      ['v1: [N, A=4, B=6, k=3] = window x[N, A, B+k-1] else 0', 'return v1'],
    ],
    [
      'a pad of a pad',
      pad(pad(x, 'B', { before: 1, after: 0 }), 'B', { before: 2, after: 3 }),
      ['v1: [N, A=4, B=12] = pad x[N, A, B-3] else 0', 'return v1'],
    ],
    ['a pad that is cut off', slice(pad(x, 'B', { before: 2, after: 2 }), 'B', { start: 2, size: 6 }), ['return x']],
    [
      'nothing but padding',
      slice(pad(x, 'B', { before: 2, after: 2, fill: 7 }), 'B', { start: 0, size: 2 }),
      ['v2: [N, A=4, B=2] = broadcast 7[]', 'return v2'],
    ],
    ['a broadcast of which one is picked', pick(broadcastTo(x, [...shape({ Z: 9 }), ...x.shape]), 'Z', 3), ['return x']],
    [
      'views of a number',
      slice(broadcastTo(constant(3), shape({ A: 9 })), 'A', { start: 2, size: 4 }),
      ['v2: [A=4] = broadcast 3[]', 'return v2'],
    ],
  ])('%s', (_, value, expected) => {
    expect(simplified(value)).toEqual(expected);
  });

  test('different fills do not mix', () => {
    const twice = pad(pad(x, 'B', { before: 1, after: 0, fill: 5 }), 'B', { before: 2, after: 0, fill: 6 });
    expect(simplified(twice)).toHaveLength(3);
    // What falls off the slice never meets the fill of the pad.
    const inside = slice(pad(x, 'B', { before: 1, after: 0, fill: 5 }), 'B', { start: 0, size: 3 });
    expect(simplified(inside)).toEqual(['v1: [N, A=4, B=3] = pad x[N, A, B-1] else 5', 'return v1']);
  });

  test('a window past the ends of a slice must not read what was cut off', () => {
    const part = slice(x, 'B', { start: 2, size: 2 });
    expect(simplified(window(part, 'B', { name: 'k', size: 3, count: 2, before: 1 }))).toEqual([
      'v1: [N, A=4, B=2, k=3] = view x[N, A, B+k+1] where B+k-1 >= 0 and -B-k+2 >= 0 else 0',
      'return v1',
    ]);
  });

  test('a beginning that is padded must not read what follows it', () => {
    const beginning = slice(x, 'B', { start: 0, size: 2 });
    expect(simplified(pad(beginning, 'B', { before: 0, after: 2 }))).toEqual([
      'v1: [N, A=4, B=4] = mask x[N, A, B] where -B+1 >= 0 else 0',
      'return v1',
    ]);
  });

  test('indices that are brought inside of one axis are not those of a longer one', () => {
    const to = shape({ N, D: 4 });
    const diagonal = view(x, to, [indexOf(to, 'N'), indexOf(to, 'D'), indexOf(to, 'D')]);
    expect(simplified(pad(diagonal, 'D', { before: 0, after: 2, outside: 'clamp' }))).toEqual([
      'v1: [N, D=4] = view x[N, D, D]',
      'v2: [N, D=6] = pad v1[N, clamp(D)]',
      'return v2',
    ]);
  });

  test('a quotient and a remainder of different indices stay apart', () => {
    const parts = split(x, 'B', shape({ P: 2, Q: 3 }));
    const to = shape({ N, A: 4, I: 6, J: 6 });
    const mixed = view(parts, to, [
      indexOf(to, 'N'),
      indexOf(to, 'A'),
      { ...indexOf(to, 'I'), divisor: 3, rounding: 'floor' },
      { ...indexOf(to, 'J'), modulus: 3 },
    ]);
    expect(simplified(mixed)).toHaveLength(3);
  });

  test('conditions that always hold go', () => {
    const { shape: to } = x;
    const where = [
      { terms: [{ axis: 1, coefficient: 1 }], offset: 0 },
      { terms: [{ axis: 1, coefficient: 1 }], offset: -1 },
    ];
    const masked = view(
      x,
      to,
      to.map((axis) => indexOf(to, axis.name)),
      { where: [...where, ...where] },
    );
    expect(simplified(masked)).toEqual(['v1: [N, A=4, B=6] = mask x[N, A, B] where A-1 >= 0 else 0', 'return v1']);
  });

  test('nearest neighbours twice', () => {
    const grow = (value: Value): Value => {
      const to = value.shape.map((axis) => (axis.name === 'A' ? { name: 'A', size: Number(axis.size) * 2 } : axis));
      return view(
        value,
        to,
        to.map((_, axis) => coordinate([{ axis, coefficient: 1 }], axis === 1 ? { divisor: 2, rounding: 'floor' } : {})),
      );
    };
    expect(simplified(pick(grow(x), 'A', 5))).toEqual(['v1: [N, B=6] = pick x[N, 2, B]', 'return v1']);
    expect(simplified(grow(grow(x)))).toEqual(['v1: [N, A=16, B=6] = stretch x[N, floor(A/4), B]', 'return v1']);
  });

  test('reshapes of reshapes', () => {
    const once = reshape(x, shape({ N, P: 8, Q: 3 }));
    expect(simplified(reshape(once, shape({ N, R: 2, S: 12 })))).toEqual(simplified(reshape(x, shape({ N, R: 2, S: 12 }))));
    // Heads of attention: split, turned, and back again.
    const heads = order(split(x, 'B', shape({ head: 2, D: 3 })), ['N', 'head', 'A', 'D']);
    expect(simplified(merge(order(heads, ['N', 'A', 'head', 'D']), ['head', 'D'], 'B'))).toEqual(['return x']);
  });
});

describe('maps', () => {
  const all = (...outputs: readonly Value[]): readonly string[] => simplified(...outputs);

  test('numbers move into the expression and are worked out', () => {
    const scaled = multiply(x, divide(constant(3), constant(2)));
    expect(all(scaled)).toEqual(['v1: [N, A=4, B=6] = x * 1.5', 'return v1']);
    expect(all(add(x, sizeValue(4)))).toEqual(['v1: [N, A=4, B=6] = x + 4', 'return v1']);
    expect(all(add(x, multiply(sizeValue(N), constant(2))))).toEqual([
      'v1: [] = (N) * 2',
      'v2: [N, A=4, B=6] = broadcast v1[]',
      'v3: [N, A=4, B=6] = x + v2',
      'return v3',
    ]);
    expect(all(broadcastTo(add(constant(1), constant(2)), x.shape))).toEqual(['v2: [N, A=4, B=6] = broadcast 3[]', 'return v2']);
  });

  test('operations that give back their operand go, one that may change the sign of a zero stays', () => {
    const twice = scalar.negate(scalar.negate(scalar.argument(0)));
    expect(all(map(scalar.multiply(twice, scalar.number(1)), [x]))).toEqual(['return x']);
    expect(all(add(x, 0))).toEqual(['v1: [N, A=4, B=6] = x + 0', 'return v1']);
    expect(all(multiply(x, 0))).toEqual(['v1: [N, A=4, B=6] = x * 0', 'return v1']);
  });

  test('the type of the elements stays', () => {
    const [one] = simplify(program([x], [], [map(scalar.argument(0), [x], 'int')])).outputs;
    expect(one?.elementType).toBe('int');
    const [same] = simplify(program([], [], [equal(broadcastTo(constant(1), shape({ A: 2 })), 1)])).outputs;
    expect(same?.elementType).toBe('bool');
  });

  test('equal operands become one, unused ones go', () => {
    const row = input('x', x.shape);
    expect(all(map(scalar.add(scalar.argument(0), scalar.argument(2)), [x, reduceSum(row, []), x]))).toEqual([
      'v1: [N, A=4, B=6] = x + x',
      'return v1',
    ]);
  });
});

describe('sharing', () => {
  test('values that are computed alike are one', () => {
    const twice = (): Value => activation(add(x, reduceSum(x, ['A'])), scalar.tanh);
    expect(simplified(multiply(twice(), twice()))).toEqual([
      'v1: [N, B=6] = sum x over A',
      'v2: [N, A=4, B=6] = broadcast v1[N, B]',
      'v3: [N, A=4, B=6] = x + v2',
      'v4: [N, A=4, B=6] = activation(tanh(v3))',
      'v5: [N, A=4, B=6] = v4 * v4',
      'return v5',
    ]);
  });

  test('but not draws, nor what differs in a name, a fill or an axis', () => {
    const draws = add(random(shape({ A: 2 })), random(shape({ A: 2 })));
    expect(simplified(draws).filter((line) => line.includes('random'))).toHaveLength(2);
    const pads = [5, 6].map((fill) => pad(x, 'B', { before: 1, after: 0, fill }));
    expect(simplified(...pads)).toHaveLength(3);
    expect(simplified(iota('I', 3), iota('J', 3), gather(x, 'A', iota('I', 3)), gather(x, 'B', iota('I', 3)))).toHaveLength(5);
  });

  test('inputs and parameters stay, used or not', () => {
    const w = parameter('w', []);
    const simple = simplify(program([x], [w], [multiply(x, 1)]));
    expect([simple.inputs, simple.parameters, simple.outputs, simple.values]).toEqual([[x], [w], [x], [x, w]]);
  });
});

test('recurrences: the body is simplified, and one recurrence stays one', () => {
  const { states, outputs } = scan({
    axis: { name: 'A', size: 4 },
    initial: [multiply(pick(x, 'A', 0), 1)],
    sequences: [flip(flip(x, 'A'), 'A')],
    captured: [],
    body: ([h], [s]) => {
      const next = add(multiply(h as Value, 1), order(order(s as Value, ['B', 'N']), ['N', 'B']));
      return { next: [next], outputs: [add(h as Value, s as Value)] };
    },
  });
  expect(simplified(...states, ...outputs)).toEqual([
    'v1: [N, B=6] = pick x[N, 0, B]',
    'scan0 over A=4 forward',
    '  state0: [N, B=6] = state from v1',
    '  slice0: [N, B=6] = slice of x',
    '  v4: [N, B=6] = state0 + slice0',
    '  next v4',
    '  output v4',
    'v5: [N, B=6] = state 0 of scan0',
    'v6: [A=4, N, B=6] = output 0 of scan0',
    'return v5, v6',
  ]);
});
