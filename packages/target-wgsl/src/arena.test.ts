// Places in the arena: nothing that lives at the same time overlaps, and little is wasted.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestLiveSet, placeLives } from './arena.js';

const life = fc
  .record({ bytes: fc.integer({ min: 1, max: 5000 }), first: fc.integer({ min: 0, max: 20 }), length: fc.integer({ min: 0, max: 10 }) })
  .map(({ bytes, first, length }) => ({ bytes, first, last: first + length }));

test('pieces that live at the same time lie apart, at multiples of the alignment', () => {
  fc.assert(
    fc.property(fc.array(life, { maxLength: 30 }), fc.constantFrom(1, 16, 256), (lives, alignment) => {
      const { offsets, bytes } = placeLives(lives, alignment);
      for (const [at, a] of lives.entries()) {
        const begin = offsets[at] ?? Number.NaN;
        expect(begin % alignment).toBe(0);
        expect(begin + a.bytes).toBeLessThanOrEqual(bytes);
        for (const [other, b] of lives.entries()) {
          const from = offsets[other] ?? Number.NaN;
          const isApart = begin + a.bytes <= from || from + b.bytes <= begin;
          if (at !== other && a.first <= b.last && b.first <= a.last) expect(isApart).toBe(true);
        }
      }
      expect(bytes).toBeGreaterThanOrEqual(largestLiveSet(lives));
    }),
  );
});

test('one after the other take the place of the largest', () => {
  const lives = [3, 7, 5].map((bytes, at) => ({ bytes, first: at, last: at }));
  expect(placeLives(lives, 1)).toEqual({ offsets: [0, 0, 0], bytes: 7 });
  expect(largestLiveSet(lives)).toBe(7);
});
