// Images and inverse images of boxes under coordinates, against going through every element.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasElement, indexSet, type IndexSet } from './index-set.js';
import { elementsOf, indicesOf, setOf } from './integer-set.js';
import { readIndex, valueOfForm, type KnownCoordinate } from './known-coordinate.js';
import { imageOfView, preimageOfAccumulate, type KnownMap } from './view-image.js';

const every = (sizes: readonly number[]): readonly (readonly number[])[] =>
  sizes.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((index) => elementsOf(indicesOf(size)).map((at) => [...index, at])),
    [[]],
  );

/** The elements of a set within a tensor of these sizes, as text. */
const listed = (set: IndexSet, sizes: readonly number[]): string =>
  every(sizes)
    .filter((index) => hasElement(set, index))
    .join(' ');

/** Where an index of the map leads; undefined for nowhere. */
function target({ coordinates, where }: KnownMap, index: readonly number[]): readonly number[] | undefined {
  if (where.some((form) => valueOfForm(form, index) < 0)) return undefined;
  const at = coordinates.map((coordinate) => readIndex(coordinate, valueOfForm(coordinate, index)));
  const known = at.flatMap((along) => along ?? []);
  return known.length === at.length ? known : undefined;
}

/** The digits of an affine form, as an axis has that was merged from axes of these sizes. */
function digits(sizes: readonly number[], form: Pick<KnownCoordinate, 'terms' | 'offset'>): readonly KnownCoordinate[] {
  return sizes.map((size, axis) => {
    const divisor = sizes.slice(axis + 1).reduce((product, later) => product * later, 1);
    return { ...form, divisor, rounding: 'floor', modulus: size, outside: 'fill', size };
  });
}

const run = (size: number) => fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe('views of merged axes', () => {
  const sizes = [3, 4, 5];
  const merged = 60;

  it('lead runs of the merged index to boxes of digits', () => {
    fc.assert(
      fc.property(run(merged), run(merged), fc.integer({ min: -7, max: 7 }), ([a, b], [c, d], offset) => {
        const chosen = elementsOf(indicesOf(merged)).filter((i) => (i >= a && i <= b) || (i >= c && i <= d));
        const map: KnownMap = { coordinates: digits(sizes, { terms: [{ axis: 0, coefficient: 1 }], offset }), where: [] };
        const image = imageOfView(map, indexSet([[setOf(chosen)]]));
        const read = new Set(chosen.map((i) => String(target(map, [i]))));
        expect(listed(image, sizes)).toBe(
          every(sizes)
            .filter((index) => read.has(String(index)))
            .join(' '),
        );
        expect(image.boxes.length).toBeLessThan(12);
      }),
      { numRuns: 300 },
    );
  });

  it('lead windows over the merged index to boxes of digits, and back', () => {
    const form = {
      terms: [
        { axis: 0, coefficient: 2 },
        { axis: 1, coefficient: 1 },
      ],
      offset: -1,
    };
    const map: KnownMap = { coordinates: digits(sizes, form), where: [{ terms: [{ axis: 0, coefficient: -1 }], offset: 20 }] };
    fc.assert(
      fc.property(run(30), run(5), run(60), ([a, b], [c, d], [e, f]) => {
        const inBox = (index: readonly number[]): boolean => {
          const [i = 0, k = 0] = index;
          return i >= a && i <= b && k >= c && k <= d;
        };
        const chosen = every([30, 5]).filter(inBox);
        const image = imageOfView(map, indexSet([[setOf(chosen.map(([i = 0]) => i)), setOf(chosen.map(([, k = 0]) => k))]]));
        const read = new Set(chosen.map((index) => String(target(map, index))));
        expect(listed(image, sizes)).toBe(
          every(sizes)
            .filter((index) => read.has(String(index)))
            .join(' '),
        );

        const wanted = every(sizes).slice(e, f + 1);
        const results = indexSet(wanted.map((index) => index.map((at) => setOf([at]))));
        const added = every([30, 5]).filter((index) => wanted.some((own) => String(own) === String(target(map, index))));
        expect(listed(preimageOfAccumulate(map, results, [30, 5]), [30, 5])).toBe(added.join(' '));
      }),
      { numRuns: 60 },
    );
  });
});
