// Draws have the moments of their distributions, and the same key gives the same draws.
import { describe, expect, test } from 'vitest';
import { fillIndices, fillInitial, fillNormal, fillOrthogonal, type Key } from './index.js';

const key: Key = { seed: 1, draw: 2, tensor: 3 };
const count = 1_000_000;

const drawn = (fill: (to: Float64Array, key: Key) => void, length = count, by: Key = key): Float64Array => {
  const to = new Float64Array(length);
  fill(to, by);
  return to;
};
const mean = (values: Float64Array, of: (x: number) => number): number => values.reduce((sum, x) => sum + of(x), 0) / values.length;
const normals = (to: Float64Array, by: Key): void => fillNormal(to, by, 0, 1);

test('normal draws have the moments and the tails of the bell', () => {
  const values = drawn(normals);
  expect(mean(values, (x) => x)).toBeCloseTo(0, 2);
  expect(mean(values, (x) => x ** 2)).toBeCloseTo(1, 2);
  expect(Math.abs(mean(values, (x) => x ** 3))).toBeLessThan(4 * Math.sqrt(15 / count));
  expect(Math.abs(mean(values, (x) => x ** 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  // P(|x| < a), by the error function; the last is beyond the lowest layer.
  for (const [bound, probability] of [
    [0.1, 0.0796557],
    [0.5, 0.3829249],
    [1, 0.6826895],
    [2, 0.9544997],
    [3, 0.9973002],
    [3.6541528853610088, 0.9997419],
  ] as const) {
    const share = mean(values, (x) => (Math.abs(x) < bound ? 1 : 0));
    expect(Math.abs(share - probability), String(bound)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / count));
  }
});

test('the tail beyond the layers falls as that of the bell', () => {
  const draws = 60;
  const values = new Float64Array(count);
  const beyond = new Map([
    // P(|x| > a); the layers end at 3.654.
    [3.6541528853610088, 2.580325e-4],
    [4, 6.33425e-5],
    [4.5, 6.79535e-6],
  ]);
  const found = new Map([...beyond.keys()].map((bound) => [bound, 0]));
  for (let draw = 0; draw < draws; draw += 1) {
    fillNormal(values, { ...key, draw }, 0, 1);
    for (const x of values) {
      if (Math.abs(x) < 3.65) continue;
      for (const bound of beyond.keys()) if (Math.abs(x) > bound) found.set(bound, (found.get(bound) ?? 0) + 1);
    }
  }
  for (const [bound, probability] of beyond) {
    const expected = probability * count * draws;
    expect(Math.abs((found.get(bound) ?? 0) - expected), String(bound)).toBeLessThan(4 * Math.sqrt(expected));
  }
});

test('keys tell draws apart, and the same key gives the same', () => {
  const first = drawn(normals, 1000);
  expect(drawn(normals, 1000)).toEqual(first);
  for (const other of [
    { ...key, seed: 2 },
    { ...key, draw: 3 },
    { ...key, tensor: 4 },
    { seed: 2, draw: 1, tensor: 3 },
  ]) {
    const values = drawn(normals, 1000, other);
    const product = values.reduce((sum, x, at) => sum + x * (first[at] ?? 0), 0) / 1000;
    expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(1000));
  }
});

describe('initialisers', () => {
  const variance = (initializer: Parameters<typeof fillInitial>[1]['initializer']): number =>
    mean(
      drawn((to, by) => fillInitial(to, { initializer, fans: { in: 50, out: 150 } }, 100, by)),
      (x) => x * x,
    );

  test.each([
    ['normal', { kind: 'normal', mean: 0, std: 0.5 }, 0.25],
    // Var of a normal variable cut off at 2 deviations: 1 - 2*2*phi(2)/(2*Phi(2)-1).
    ['truncated', { kind: 'truncated_normal', mean: 0, std: 1 }, 0.774],
    ['uniform', { kind: 'uniform', minimum: -1, maximum: 1 }, 1 / 3],
    ['he', { kind: 'variance_scaling', scale: 2, fan: 'in', distribution: 'normal' }, 0.04],
    ['xavier', { kind: 'variance_scaling', scale: 1, fan: 'average', distribution: 'uniform' }, 0.01],
    ['constant', { kind: 'constant', value: 3 }, 9],
  ] as const)('%s', (_, initializer, expected) => {
    expect(variance(initializer) / expected).toBeCloseTo(1, 2);
  });
});

test.each([
  [6, 6],
  [4, 9],
  [9, 4],
  [1, 5],
  [64, 64],
])('%i x %i orthogonal matrices are orthonormal along the shorter side', (rows, columns) => {
  const matrix = drawn((to, by) => fillOrthogonal(to, by, rows, 2), rows * columns);
  const at = (row: number, column: number): number =>
    (rows <= columns ? matrix[row * columns + column] : matrix[column * columns + row]) ?? 0;
  const [short, long] = [Math.min(rows, columns), Math.max(rows, columns)];
  for (let i = 0; i < short; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let product = 0;
      for (let k = 0; k < long; k += 1) product += at(i, k) * at(j, k);
      expect(product).toBeCloseTo(i === j ? 4 : 0, 10);
    }
  }
});

test('orthogonal matrices have no direction of their own', () => {
  const draws = 20_000;
  const [sums, squares, fourths] = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
  for (let draw = 0; draw < draws; draw += 1) {
    for (const [at, x] of drawn((to, by) => fillOrthogonal(to, by, 3, 1), 9, { ...key, draw }).entries()) {
      sums[at] = (sums[at] ?? 0) + x / draws;
      squares[at] = (squares[at] ?? 0) + x ** 2 / draws;
      fourths[at] = (fourths[at] ?? 0) + x ** 4 / draws;
    }
  }
  // Each entry is one coordinate of a point on the sphere: E x = 0, E x^2 = 1/3, E x^4 = 1/5.
  for (let at = 0; at < 9; at += 1) {
    expect(Math.abs(sums[at] ?? 1)).toBeLessThan(0.02);
    expect(Math.abs((squares[at] ?? 1) - 1 / 3)).toBeLessThan(0.01);
    expect(Math.abs((fourths[at] ?? 1) - 1 / 5)).toBeLessThan(0.01);
  }
});

test('indices are all below the bound', () => {
  const values = drawn((to, by) => fillIndices(to, by, 7), 10_000);
  expect(new Set(values)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});
