// Symbolic sizes: every function against plain integer arithmetic, canonical equality, and sizes that have no value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSizes,
  approximateSize,
  ceilDivideSizes,
  divideSizesExactly,
  floorDivideSizes,
  isKnown,
  isNeverNegative,
  isNeverNegativeForPositive,
  isWhole,
  maximumSize,
  minimumSize,
  moduloSizes,
  multiplySizes,
  powerOfSize,
  printSize,
  productOfSizes,
  sameSize,
  substituteSize,
  subtractSizes,
  sumOfSizes,
  symbolSize,
  symbolsOf,
  type Size,
} from './index.js';

const [N, D, H, W, S] = [symbolSize('N'), symbolSize('D'), symbolSize('H'), symbolSize('W'), symbolSize('S')];
const heads = symbolSize('heads');
const exact = (a: Size, b: Size): Size => divideSizesExactly(a, b) ?? expect.fail(`${printSize(a)} / ${printSize(b)} leaves a remainder`);
const floored = (a: Size, b: Size): Size => floorDivideSizes(a, b);
const plus = addSizes;
const times = multiplySizes;
const minus = subtractSizes;

/** A size together with its meaning over plain bigints. */
interface Meant {
  readonly size: Size;
  readonly value: (symbols: ReadonlyMap<string, bigint>) => bigint;
}

const floorBig = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);
const big = (value: number | bigint): Meant => ({ size: value, value: () => BigInt(value) });
const symbol = (name: string): Meant => ({ size: symbolSize(name), value: (symbols) => symbols.get(name) ?? 0n });

const divisor = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((value) => big(value)),
  fc.constantFrom('S', 'heads').map(symbol),
  fc.tuple(fc.constantFrom('S', 'heads', 'H'), fc.integer({ min: 1, max: 4 })).map(([name, by]): Meant => ({
    size: plus(symbolSize(name), by),
    value: (symbols) => (symbols.get(name) ?? 0n) + BigInt(by),
  })),
  fc.tuple(fc.constantFrom('S', 'heads'), fc.integer({ min: 2, max: 4 })).map(([name, by]): Meant => ({
    size: times(symbolSize(name), by),
    value: (symbols) => (symbols.get(name) ?? 0n) * BigInt(by),
  })),
);

const leaf = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('N', 'H', 'W', 'S', 'heads').map(symbol) },
  { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }).map((value) => big(value)) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER, 2n ** 60n + 7n).map((value) => big(value)) },
);

const { meant } = fc.letrec<{ meant: Meant }>((tie) => {
  const pair = fc.tuple(tie('meant'), tie('meant'));
  const divided = fc.tuple(tie('meant'), divisor);
  return {
    meant: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'size' },
      leaf,
      pair.map(([a, b]): Meant => ({ size: plus(a.size, b.size), value: (s) => a.value(s) + b.value(s) })),
      pair.map(([a, b]): Meant => ({ size: minus(a.size, b.size), value: (s) => a.value(s) - b.value(s) })),
      pair.map(([a, b]): Meant => ({ size: times(a.size, b.size), value: (s) => a.value(s) * b.value(s) })),
      pair.map(([a, b]): Meant => ({
        size: maximumSize(a.size, b.size),
        value: (s) => (a.value(s) > b.value(s) ? a.value(s) : b.value(s)),
      })),
      pair.map(([a, b]): Meant => ({
        size: minimumSize(a.size, b.size),
        value: (s) => (a.value(s) < b.value(s) ? a.value(s) : b.value(s)),
      })),
      divided.map(([a, b]): Meant => ({ size: floored(a.size, b.size), value: (s) => floorBig(a.value(s), b.value(s)) })),
      divided.map(([a, b]): Meant => ({ size: ceilDivideSizes(a.size, b.size), value: (s) => -floorBig(-a.value(s), b.value(s)) })),
      divided.map(([a, b]): Meant => ({
        size: moduloSizes(a.size, b.size),
        value: (s) => a.value(s) - b.value(s) * floorBig(a.value(s), b.value(s)),
      })),
      // Exact by construction: (a*b)/b.
      divided.map(([a, b]): Meant => ({ size: exact(times(a.size, b.size), b.size), value: a.value })),
      fc
        .tuple(tie('meant'), fc.integer({ min: 0, max: 3 }))
        .map(([a, n]): Meant => ({ size: powerOfSize(a.size, n), value: (s) => a.value(s) ** BigInt(n) })),
    ),
  };
});

const values = fc.record({
  N: fc.nat(9),
  H: fc.nat(300),
  W: fc.nat(40),
  S: fc.integer({ min: 1, max: 7 }),
  heads: fc.integer({ min: 1, max: 6 }),
});

describe('against integers', () => {
  test('whatever is built has the value that it stands for, all symbols at once or one by one', () => {
    fc.assert(
      fc.property(meant, values, ({ size, value }, symbols) => {
        const entries = Object.entries(symbols);
        const expected = value(new Map(entries.map(([name, number]) => [name, BigInt(number)])));
        const together = substituteSize(size, new Map(entries));
        const stepwise = entries.reduce((rest, [name, number]) => substituteSize(rest, new Map([[name, number]])), size);
        for (const result of [together, stepwise]) {
          expect(isKnown(result) ? BigInt(result) : printSize(result)).toBe(expected);
          if (typeof result === 'number') expect(Number.isSafeInteger(result) && !Object.is(result, -0)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('terms are collected, in order and reduced', () => {
    fc.assert(
      fc.property(meant, ({ size }) => {
        if (isKnown(size)) return;
        expect(new Set(size.terms.map((term) => term.key)).size).toBe(size.terms.length);
        expect(size.terms.every((term) => term.coefficient !== 0)).toBe(true);
        expect(size.denominator > 0).toBe(true);
        expect(sameSize(plus(size, 0), size) && sameSize(times(size, 1), size) && minus(size, size) === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('what is never negative is not', () => {
    fc.assert(
      fc.property(meant, values, ({ size }, symbols) => {
        const value = substituteSize(size, new Map(Object.entries(symbols)));
        if (isNeverNegative(size)) expect(isKnown(value) && value >= 0).toBe(true);
        const isPositive = Object.values(symbols).every((symbol) => symbol > 0);
        if (isPositive && isNeverNegativeForPositive(size)) expect(isKnown(value) && value >= 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Long division gives up after some steps, which sixth powers of long sums would take. */
const isShort = (size: Size): boolean => isKnown(size) || size.terms.length <= 8;

describe('canonical equality', () => {
  test('the laws of a ring', () => {
    const law = (name: string, left: Size, right: Size): void => expect(printSize(left), name).toBe(printSize(right));
    fc.assert(
      fc.property(meant, meant, meant, ({ size: a }, { size: b }, { size: c }) => {
        // Products of sums that divide have several forms: a/(x+1)/(y+1) is not split into partial fractions.
        fc.pre([a, b, c].every((size) => isWhole(size)));
        law('addition commutes', plus(a, b), plus(b, a));
        law('multiplication commutes', times(a, b), times(b, a));
        law('addition associates', plus(a, plus(b, c)), plus(plus(a, b), c));
        law('multiplication associates', times(a, times(b, c)), times(times(a, b), c));
        law('distributes', times(a, plus(b, c)), plus(times(a, b), times(a, c)));
        law('maximum commutes', maximumSize(a, b), maximumSize(b, a));
        law('minimum commutes', minimumSize(a, b), minimumSize(b, a));
        law('product', productOfSizes([a, b, c]), times(a, times(b, c)));
        law('sum', sumOfSizes([a, b, c]), plus(a, plus(b, c)));
      }),
      { numRuns: 300 },
    );
  });

  test('a whole multiple of the divisor comes out of a floor', () => {
    fc.assert(
      fc.property(meant, meant, divisor, ({ size: a }, { size: b }, { size: d }) => {
        fc.pre(isWhole(a) && isWhole(b) && isShort(a) && isShort(b));
        expect(printSize(floored(plus(a, times(b, d)), d))).toBe(printSize(plus(floored(a, d), b)));
      }),
      { numRuns: 300 },
    );
  });

  test('dividing undoes multiplying', () => {
    fc.assert(
      fc.property(meant, meant, ({ size: a }, { size: b }) => {
        fc.pre(isWhole(a) && isWhole(b) && b !== 0 && isShort(a) && isShort(b));
        expect(printSize(exact(times(a, b), b))).toBe(printSize(a));
        expect(printSize(floored(times(a, b), b))).toBe(printSize(a));
        const quotient = divideSizesExactly(a, b);
        if (quotient !== undefined) expect(printSize(times(quotient, b))).toBe(printSize(a));
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, Size, Size]>([
    ['floor((2H+6-7)/2)+1 = H', plus(floored(plus(times(H, 2), -1), 2), 1), H],
    ['D/heads*heads = D', times(exact(D, heads), heads), D],
    ['heads*(D/heads) = D', times(heads, exact(D, heads)), D],
    ['(D/heads+1)*heads = D+heads', times(plus(exact(D, heads), 1), heads), plus(D, heads)],
    ['D/(D/heads) = heads', exact(D, exact(D, heads)), heads],
    ['(N*D)/heads = N*(D/heads)', exact(times(N, D), heads), times(N, exact(D, heads))],
    ['(D/heads)/2 = D/(2*heads)', exact(exact(D, heads), 2), exact(D, times(heads, 2))],
    ['D/8*8 = D', times(exact(D, 8), 8), D],
    ['D/8 + D/8 = D/4', plus(exact(D, 8), exact(D, 8)), exact(D, 4)],
    ['(D/(H+1))*(H+1) = D', times(exact(D, plus(H, 1)), plus(H, 1)), D],
    ['(H*W+H)/(W+1) = H', exact(plus(times(H, W), H), plus(W, 1)), H],
    ['(H^2-W^2)/(H-W) = H+W', exact(minus(times(H, H), times(W, W)), minus(H, W)), plus(H, W)],
    ['-(2*H+2)/(-H-1) = 2', exact(plus(times(H, -2), -2), plus(times(H, -1), -1)), 2],
    ['floor(H/2/2) = floor(H/4)', floored(floored(H, 2), 2), floored(H, 4)],
    ['floor((floor((H-1)/2)+1-1)/2)+1', plus(floored(floored(minus(H, 1), 2), 2), 1), floored(plus(H, 3), 4)],
    ['floor((H-1)/2)+1 = floor((H+1)/2)', plus(floored(minus(H, 1), 2), 1), floored(plus(H, 1), 2)],
    ['ceil(H/2) = floor((H-1)/2)+1', ceilDivideSizes(H, 2), plus(floored(minus(H, 1), 2), 1)],
    ['-floor(-H/3) = ceil(H/3)', times(floored(times(H, -1), 3), -1), ceilDivideSizes(H, 3)],
    ['floor(D/(2D)) = 0', floored(D, times(D, 2)), 0],
    ['floor(3D/(2D)) = 1', floored(times(D, 3), times(D, 2)), 1],
    ['floor(N*D/(N*heads)) = floor(D/heads)', floored(times(N, D), times(N, heads)), floored(D, heads)],
    ['floor((H+S-1)/S) = floor((H-1)/S)+1', floored(plus(H, minus(S, 1)), S), plus(floored(minus(H, 1), S), 1)],
    ['floor(D*N/(2D)) = floor(N/2)', floored(times(D, N), times(D, 2)), floored(N, 2)],
    ['floor(H/-2) = floor(-H/2)', floored(H, -2), floored(times(H, -1), 2)],
    ['H mod 2 - H = -2*floor(H/2)', minus(moduloSizes(H, 2), H), times(floored(H, 2), -2)],
    ['max(H, H+1) = H+1', maximumSize(H, plus(H, 1)), plus(H, 1)],
    ['max(3N, 5N) = 5N', maximumSize(times(N, 3), times(N, 5)), times(N, 5)],
    ['min(H, H-2) = H-2', minimumSize(H, minus(H, 2)), minus(H, 2)],
  ])('%s', (_, left, right) => {
    expect(printSize(left)).toBe(printSize(right));
    expect(sameSize(left, right)).toBe(true);
  });
});

describe('what has no value', () => {
  test('a known remainder and a zero divisor leave an exact division undefined', () => {
    expect(divideSizesExactly(7, 2)).toBeUndefined();
    expect(divideSizesExactly(D, times(D, 2))).toBeUndefined();
    expect(divideSizesExactly(times(D, 3), times(D, -2))).toBeUndefined();
    expect(divideSizesExactly(6, 0)).toBeUndefined();
    expect(divideSizesExactly(D, 0)).toBeUndefined();
    expect(divideSizesExactly(-6, -3)).toBe(2);
  });

  test('a division by 0 stays, prints and goes through everything', () => {
    const zero = minus(H, H);
    const none = floored(5, zero);
    expect(printSize(none)).toBe('floor(5/0)');
    expect(isKnown(plus(times(none, 2), 1))).toBe(false);
    expect(moduloSizes(D, 0)).toBe(D);
    const quotient = substituteSize(exact(D, heads), new Map([['heads', 0]]));
    expect(isKnown(quotient)).toBe(false);
    const ofSum = substituteSize(
      exact(D, minus(heads, H)),
      new Map([
        ['heads', 3],
        ['H', 3],
      ]),
    );
    expect(isKnown(ofSum)).toBe(false);
    expect(
      isKnown(
        substituteSize(
          floored(D, heads),
          new Map([
            ['heads', 0],
            ['D', 4],
          ]),
        ),
      ),
    ).toBe(false);
  });

  test('nothing throws, whatever divides', () => {
    fc.assert(
      fc.property(meant, meant, values, ({ size: a }, { size: b }, symbols) => {
        const numbers = new Map(Object.entries(symbols).map(([name, value]) => [name, Math.min(value, 1)]));
        for (const size of [floored(a, b), ceilDivideSizes(a, b), moduloSizes(a, b), divideSizesExactly(a, b) ?? 0]) {
          const value = substituteSize(size, numbers);
          for (const next of [
            floored(size, value),
            divideSizesExactly(value, size) ?? 0,
            maximumSize(size, value),
            minimumSize(value, b),
          ]) {
            expect(printSize(substituteSize(next, numbers))).not.toBe('');
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('an exact division that leaves a remainder after all is rounded down, and only as a whole', () => {
    expect(substituteSize(exact(D, 8), new Map([['D', 20]]))).toBe(2);
    expect(
      substituteSize(
        times(exact(D, heads), heads),
        new Map([
          ['D', 7],
          ['heads', 2],
        ]),
      ),
    ).toBe(7);
    expect(
      substituteSize(
        times(exact(D, heads), N),
        new Map([
          ['D', 3],
          ['heads', 2],
          ['N', 2],
        ]),
      ),
    ).toBe(3);
    expect(
      substituteSize(
        exact(plus(D, N), 2),
        new Map([
          ['D', 3],
          ['N', 5],
        ]),
      ),
    ).toBe(4);
  });
});

describe('facts', () => {
  test('text', () => {
    expect(printSize(times(N, 4089184256))).toBe('4089184256*N');
    expect(printSize(plus(floored(minus(H, 1), 2), 1))).toBe('floor((H+1)/2)');
    expect(printSize(minus(times(times(H, H), W), plus(times(N, 3), 2)))).toBe('H^2*W-3*N-2');
    expect(printSize(exact(D, 8))).toBe('D/8');
    expect(printSize(exact(plus(D, N), 8))).toBe('(D+N)/8');
    expect(printSize(exact(times(D, 3), heads))).toBe('3*D/heads');
    expect(printSize(exact(1, heads))).toBe('1/heads');
    expect(printSize(exact(D, plus(H, 1)))).toBe('D/(H+1)');
    expect(printSize(floored(times(D, 3), times(heads, 2)))).toBe('floor(3*D/(2*heads))');
    expect(printSize(maximumSize(H, 3))).toBe('max(3,H)');
  });

  test('wholeness', () => {
    expect([3, H, plus(times(H, 2), 1), floored(H, 2)].map(isWhole)).toEqual([true, true, true, true]);
    expect([exact(D, 8), exact(D, heads), exact(D, plus(H, 1))].map(isWhole)).toEqual([false, false, false]);
  });

  test('signs for sizes of at least 0 and at least 1', () => {
    const half = minus(floored(plus(H, 1), 2), 1);
    expect([H, times(H, W), minus(H, 1), minus(times(H, W), H), half, minus(H, 2)].map(isNeverNegative)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect([H, times(H, W), minus(H, 1), minus(times(H, W), H), half, minus(H, 2)].map(isNeverNegativeForPositive)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('symbols, in order of appearance, inside of floors too', () => {
    expect([...symbolsOf(plus(times(N, D), floored(H, S)))]).toEqual(['D', 'N', 'H', 'S']);
    expect([...symbolsOf(12)]).toEqual([]);
  });

  test('symbols may stand for sizes', () => {
    const size = plus(times(N, floored(minus(H, 1), 2)), 1);
    expect(printSize(substituteSize(size, new Map<string, Size>([['H', times(W, 2)]])))).toBe('N*W-N+1');
    expect(substituteSize(size, new Map())).toEqual(size);
  });

  test('floating point', () => {
    expect(approximateSize(2n ** 70n)).toBe(2 ** 70);
    expect(approximateSize(H)).toBeNaN();
  });
});
