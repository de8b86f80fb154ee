// Operation counts: the counting rule of convolutions, each primitive by hand, and symbols.
import { addSizes, multiplySizes, printSize, symbolSize, type Shape, type Size } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import {
  accumulate,
  activation,
  add,
  contract,
  coordinate,
  expressionCounts,
  gather,
  input,
  iota,
  map,
  maximum,
  mean,
  multiply,
  operationCounts,
  parameter,
  program,
  random,
  reduceMaximum,
  reduceMinimum,
  reduceProduct,
  reduceSum,
  scalar,
  scan,
  scatterAdd,
  window,
  type OperationCounts,
  type Scalar,
  type Value,
} from './index.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const N = symbolSize('N');
const [x, y] = [scalar.argument(0), scalar.argument(1)];

const written = (counts: OperationCounts): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count !== 0)
      .map(([name, count]) => [name, printSize(count as Size)]),
  );
const countsOf = (...outputs: readonly Value[]): Readonly<Record<string, string>> => written(operationCounts(program([], [], outputs)));

interface Convolution {
  readonly batch: Size;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
}

/** A convolution with padding that keeps 32 x 32, a bias, and one activation. */
function convolution({ batch, channels, filters, kernel }: Convolution): Value {
  const before = (kernel - 1) / 2;
  const image = input('x', shape({ N: batch, C: channels, H: 32, W: 32 }));
  const weight = parameter('w', shape({ O: filters, C: channels, kh: kernel, kw: kernel }));
  const rows = window(image, 'H', { name: 'kh', size: kernel, count: 32, before });
  const windows = window(rows, 'W', { name: 'kw', size: kernel, count: 32, before });
  const sums = contract(windows, weight, ['C', 'kh', 'kw'], ['N', 'O', 'H', 'W']);
  return activation(add(sums, parameter('b', shape({ O: filters }))), (z) => scalar.maximum(z, scalar.number(0)));
}

describe('convolutions: n*a*b multiplications and as many additions for each element', () => {
  test.each([
    { filters: 128, kernel: 1, products: 33554432, activations: 131072 },
    { filters: 192, kernel: 3, products: 452984832, activations: 196608 },
    { filters: 96, kernel: 5, products: 629145600, activations: 98304 },
  ])('256 channels, $kernel x $kernel to $filters', ({ filters, kernel, products, activations }) => {
    expect(operationCounts(program([], [], [convolution({ batch: 1, channels: 256, filters, kernel })]))).toEqual({
      multiplications: products,
      additions: products,
      macs: products,
      activations,
      comparisons: 0,
    });
  });

  test('a batch multiplies all', () => {
    expect(countsOf(convolution({ batch: N, channels: 64, filters: 192, kernel: 3 }))).toEqual({
      multiplications: '113246208*N',
      additions: '113246208*N',
      macs: '113246208*N',
      activations: '196608*N',
    });
  });
});

describe('primitives', () => {
  const a = input('a', shape({ A: 4, B: 6 }));

  test('reductions take one step less than they have elements', () => {
    expect(countsOf(reduceSum(a, ['B']))).toEqual({ additions: '20' });
    expect(countsOf(reduceProduct(a, ['A']))).toEqual({ multiplications: '18' });
    expect(countsOf(reduceMaximum(a, ['A', 'B']))).toEqual({ comparisons: '23' });
    expect(countsOf(reduceMinimum(a, ['A']))).toEqual({ comparisons: '18' });
    expect(countsOf(mean(a, ['B']))).toEqual({ additions: '20', multiplications: '4' });
    expect(countsOf(reduceSum(input('a', shape({ A: 0, B: 6 })), ['A']))).toEqual({});
    expect(countsOf(reduceSum(input('a', shape({ N, B: 6 })), ['N']))).toEqual({ additions: '6*N-6' });
  });

  test('contractions', () => {
    expect(countsOf(contract(a, input('b', shape({ B: 6, C: 5 })), ['B']))).toEqual({
      multiplications: '120',
      additions: '100',
      macs: '120',
    });
    expect(countsOf(contract(a, input('b', shape({ C: 5 })), []))).toEqual({ multiplications: '120' });
    expect(countsOf(contract(input('a', shape({ A: 0 })), input('b', shape({ A: 0, B: 2 })), ['A']))).toEqual({});
  });

  test('an accumulate adds what is in beyond what is out', () => {
    const slide = [
      coordinate([{ axis: 0, coefficient: 1 }]),
      coordinate([
        { axis: 1, coefficient: 1 },
        { axis: 2, coefficient: 1 },
      ]),
    ];
    const folded = (batch: Size, size: Size): Value =>
      accumulate(input('g', shape({ N: batch, i: 10, k: 3 })), shape({ N: batch, L: size }), slide);
    expect(countsOf(folded(2, 12))).toEqual({ additions: '36' });
    expect(countsOf(folded(N, 12))).toEqual({ additions: '18*N' });
    expect(countsOf(folded(N, 40))).toEqual({});
    // 9*H*W elements into H*W + H: more, since W is at least 1.
    const [H, W] = [symbolSize('H'), symbolSize('W')];
    const into = accumulate(input('g', shape({ H, W, k: 9 })), shape({ H, V: symbolSize('V') }), slide);
    expect(countsOf(into)).toEqual({ additions: 'max(-H*V+9*H*W,0)' });
    const larger = addSizes(multiplySizes(H, W), H);
    const bordered = accumulate(input('g', shape({ H, W, k: 9 })), shape({ L: larger }), [coordinate([{ axis: 0, coefficient: 1 }])]);
    expect(countsOf(bordered)).toEqual({ additions: '8*H*W-H' });
  });

  test('a scatter adds each update; what only moves or draws counts nothing', () => {
    const indices = iota('T', 3);
    expect(countsOf(scatterAdd(input('u', shape({ T: 3, B: 6 })), 'A', indices, a.shape))).toEqual({ additions: '18' });
    expect(countsOf(gather(a, 'A', indices), random(shape({ A: 9 })), indices)).toEqual({});
  });

  test('a recurrence counts its body once for each step, whatever is read of it', () => {
    const time = { name: 'T', size: symbolSize('T') };
    const { states, outputs } = scan({
      axis: time,
      initial: [input('h', shape({ N, C: 8 }))],
      sequences: [input('x', [...shape({ N }), time, ...shape({ C: 8 })])],
      captured: [parameter('w', shape({ C: 8, D: 8 }))],
      body: ([h], [s], [w]) => {
        const next = activation(add(h as Value, s as Value), scalar.tanh);
        return { next: [next], outputs: [contract(next, w as Value, ['C'])] };
      },
    });
    const once = { additions: '64*N*T', activations: '8*N*T', multiplications: '64*N*T', macs: '64*N*T' };
    expect(countsOf(...states)).toEqual(once);
    expect(countsOf(...states, ...outputs)).toEqual(once);
  });
});

describe('scalar expressions', () => {
  const counts = (expression: Scalar): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(expressionCounts(expression)).filter(([, count]) => count > 0));

  test('each function as its table says; a change of sign is free', () => {
    expect(counts(scalar.subtract(scalar.divide(x, y), scalar.negate(x)))).toEqual({ multiplications: 1, additions: 1 });
    expect(counts(scalar.exponential(scalar.maximum(x, y)))).toEqual({ activations: 1, comparisons: 1 });
  });

  test('an activation is one', () => {
    expect(counts(scalar.add(scalar.activation(scalar.exponential(scalar.multiply(x, x))), y))).toEqual({ activations: 1, additions: 1 });
    expect(counts(scalar.activation(scalar.number(3)))).toEqual({});
  });

  test('what depends on no element is free', () => {
    const epsilon = scalar.squareRoot(scalar.add(scalar.ofSize(N), scalar.number(1)));
    expect(counts(scalar.multiply(x, epsilon))).toEqual({ multiplications: 1 });
    expect(countsOf(map(epsilon, []))).toEqual({});
  });

  test('a select counts its condition and the dearer of its sides', () => {
    const cheap = scalar.add(x, y);
    const dear = scalar.exponential(scalar.add(scalar.add(x, y), y));
    expect(counts(scalar.select(scalar.less(x, y), cheap, dear))).toEqual({ comparisons: 1, additions: 2, activations: 1 });
    expect(counts(scalar.select(x, dear, cheap))).toEqual({ additions: 2, activations: 1 });
  });

  test('a map counts its expression for each element of its result', () => {
    const row = input('r', shape({ B: 6 }));
    expect(countsOf(multiply(maximum(input('a', shape({ N, B: 6 })), 0), row))).toEqual({ comparisons: '6*N', multiplications: '6*N' });
  });
});
