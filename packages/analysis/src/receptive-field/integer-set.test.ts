// Sets of whole numbers against plain lists of numbers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as sets from './integer-set.js';

const numbers = fc.oneof(
  fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 8 }),
  fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 8 }))
    .map(([from, step, count]) => Array.from({ length: count }, (_, k) => from + step * k)),
);

const listed = (values: Iterable<number>): readonly number[] => [...new Set(values)].sort((a, b) => a - b).map((value) => value + 0);

/** The set holds these numbers, in the one form that they have. */
function holds(set: sets.IntegerSet, values: Iterable<number>): void {
  expect(sets.elementsOf(set)).toEqual(listed(values));
  expect(set).toEqual(sets.setOf(listed(values)));
}

describe('sets of whole numbers', () => {
  it('unites, intersects and adds as lists do', () => {
    fc.assert(
      fc.property(numbers, numbers, (xs, ys) => {
        const [a, b] = [sets.setOf(xs), sets.setOf(ys)];
        holds(sets.union(a, b), [...xs, ...ys]);
        holds(
          sets.intersect(a, b),
          xs.filter((x) => ys.includes(x)),
        );
        holds(
          sets.sum(a, b),
          xs.flatMap((x) => ys.map((y) => x + y)),
        );
        expect(sets.covers(a, b)).toBe(ys.every((y) => xs.includes(y)));
        expect(sets.equalSets(a, b)).toBe(listed(xs).join() === listed(ys).join());
        expect(sets.keyOf(a) === sets.keyOf(b)).toBe(sets.equalSets(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('scales, divides and folds as lists do', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: -4, max: 4 }), fc.integer({ min: 1, max: 7 }), (xs, factor, divisor) => {
        const a = sets.setOf(xs);
        holds(
          sets.scale(a, factor),
          xs.map((x) => x * factor),
        );
        holds(
          sets.shift(a, factor),
          xs.map((x) => x + factor),
        );
        holds(
          sets.floorDivide(a, divisor),
          xs.map((x) => Math.floor(x / divisor)),
        );
        holds(
          sets.exactDivide(a, divisor),
          xs.filter((x) => x % divisor === 0).map((x) => x / divisor),
        );
        holds(
          sets.modulo(a, divisor),
          xs.map((x) => x - divisor * Math.floor(x / divisor)),
        );
        expect(sets.countOf(a)).toBe(listed(xs).length);
        for (let x = -22; x <= 22; x += 1) expect(sets.contains(a, x)).toBe(xs.includes(x));
      }),
      { numRuns: 500 },
    );
  });

  it('has sets without an end', () => {
    const past = sets.interval(Number.NEGATIVE_INFINITY, 3);
    expect(sets.union(past, sets.interval(2, 5))).toEqual(sets.interval(Number.NEGATIVE_INFINITY, 5));
    expect(sets.intersect(past, sets.interval(0, 9))).toEqual(sets.interval(0, 3));
    expect(sets.sum(past, sets.interval(-1, 1))).toEqual(sets.interval(Number.NEGATIVE_INFINITY, 4));
    expect(sets.sum(sets.everything, past)).toEqual(sets.everything);
    expect(sets.scale(past, -1)).toEqual(sets.interval(-3, Number.POSITIVE_INFINITY));
    expect(sets.modulo(past, 4)).toEqual(sets.indicesOf(4));
    expect(sets.covers(sets.everything, past)).toBe(true);
    expect(sets.covers(past, sets.everything)).toBe(false);
  });

  it('keeps a dilated run as one run', () => {
    const taps = sets.setOf([-4, 0, 4]);
    expect(sets.sum(taps, taps)).toEqual({ grain: 4, origin: 0, ends: [-2, 3] });
    expect(sets.sum(taps, sets.interval(0, 3))).toEqual(sets.interval(-4, 7));
  });
});
