// Exact integers against bigint arithmetic, above all where the number type begins to round.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addIntegers,
  compareIntegers,
  floorDivideIntegers,
  greatestCommonDivisor,
  moduloIntegers,
  multiplyIntegers,
  normalize,
  printInteger,
} from './index.js';

const near = (center: bigint) => fc.bigInt({ min: center - 50n, max: center + 50n });
const integer = fc
  .oneof(
    near(0n),
    near(2n ** 26n),
    near(2n ** 52n),
    near(2n ** 53n),
    near(-(2n ** 53n)),
    near(-(2n ** 31n)),
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  )
  .map((value) => normalize(value));
const floorBig = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);
const gcdBig = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcdBig(b, a % b));

describe('against bigints', () => {
  test('every function', () => {
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        const [x, y] = [BigInt(a), BigInt(b)];
        expect(addIntegers(a, b)).toBe(normalize(x + y));
        expect(multiplyIntegers(a, b)).toBe(normalize(x * y));
        expect(greatestCommonDivisor(a, b)).toBe(normalize(gcdBig(x, y)));
        expect(Math.sign(compareIntegers(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0);
        if (b !== 0) {
          expect(floorDivideIntegers(a, b)).toBe(normalize(floorBig(x, y)));
          expect(moduloIntegers(a, b)).toBe(normalize(x - y * floorBig(x, y)));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a quotient that floating point rounds up is rounded down', () => {
    expect(floorDivideIntegers(9007199254740991, 9007199254740990)).toBe(1);
    expect(floorDivideIntegers(9007199254740990, 9007199254740991)).toBe(0);
    expect(floorDivideIntegers(9007199254740989, 3)).toBe(3002399751580329);
    expect(floorDivideIntegers(8444249301319679, 3)).toBe(Number(8444249301319679n / 3n));
    expect(floorDivideIntegers(-9007199254740991, 2)).toBe(-4503599627370496);
  });

  test('a division by 0 is 0 and its remainder the dividend', () => {
    expect([floorDivideIntegers(5, 0), floorDivideIntegers(2n ** 60n, 0), moduloIntegers(5, 0), moduloIntegers(2n ** 60n, 0)]).toEqual([
      0,
      0,
      5,
      2n ** 60n,
    ]);
  });
});

test('text', () => {
  expect(printInteger(25557032)).toBe('25,557,032');
  expect(printInteger(-1234)).toBe('-1,234');
  expect(printInteger(2n ** 64n)).toBe('18,446,744,073,709,551,616');
  expect(printInteger(999)).toBe('999');
});
