// The parts of a difference of products: they sum to it, turn with it, and a factor that alone changes has it all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorContributions } from './decomposition.js';

const factor = fc.oneof(fc.integer({ min: 0, max: 4096 }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }));
const products = fc.integer({ min: 1, max: 6 }).chain((length) => {
  const list = fc.array(factor, { minLength: length, maxLength: length });
  return fc.tuple(list, list);
});
const product = (factors: readonly number[]): number => factors.reduce((all, each) => all * each, 1);
const sum = (parts: readonly number[]): number => parts.reduce((all, each) => all + each, 0);

describe('contributions of factors', () => {
  it('sum to the difference', () => {
    fc.assert(
      fc.property(products, ([from, to]) => {
        const [a, b] = [product(from), product(to)];
        expect(Math.abs(sum(factorContributions(from, to)) - (b - a))).toBeLessThanOrEqual(1e-7 * Math.max(a, b, 1));
      }),
    );
  });

  it('change their signs when the products change places', () => {
    fc.assert(
      fc.property(products, ([from, to]) => {
        const there = factorContributions(from, to);
        const back = factorContributions(to, from);
        const scale = Math.max(product(from), product(to), 1);
        there.forEach((part, index) => {
          expect(Math.abs(part + (back[index] ?? Number.NaN))).toBeLessThanOrEqual(1e-7 * scale);
        });
      }),
    );
  });

  it('are whole where one factor changes', () => {
    expect(factorContributions([1, 1024, 96, 256 * 25], [1, 1024, 96, 64 * 25])).toEqual([0, 0, 0, -471_859_200]);
    expect(factorContributions([0, 5], [3, 5])).toEqual([15, 0]);
  });

  it('are shared by what factors multiply by', () => {
    const [first, second] = factorContributions([2, 3], [4, 6]);
    expect(first).toBeCloseTo(9, 12);
    expect(second).toBeCloseTo(9, 12);
  });
});
