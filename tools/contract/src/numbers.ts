// Numbers to run programs on: pseudo-random, generic, the same every time.
import type { Value } from '@trammel/program';
import { approximateSize, elementCount, type TensorType } from '@trammel/tensor';

/** A generator of numbers on [0, 1): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many elements a tensor without open symbols has. */
export function countOf({ shape }: Pick<TensorType, 'shape'>): number {
  return approximateSize(elementCount(shape));
}

/** From where inputs are drawn: numbers of both signs, or where an operator needs them positive ones; none near 0. */
export type Range = 'signed' | 'positive';

/** Elements for an input: whole numbers are 0 and 1, so that they are the index of something. */
export function elementsFor(type: TensorType, range: Range, draw: () => number): number[] {
  return Array.from({ length: countOf(type) }, () => {
    if (type.elementType !== 'f32') return Math.floor(2 * draw());
    const magnitude = 0.2 + 1.6 * draw();
    return range === 'signed' && draw() < 0.5 ? -magnitude : magnitude;
  });
}

/** Elements for a parameter: weights of both signs, running statistics (which may be variances) positive. */
export function parameterElementsFor({ instruction, shape }: Value, draw: () => number): number[] {
  const isTrainable = instruction.op === 'parameter' && instruction.isTrainable;
  return Array.from({ length: countOf({ shape }) }, () => (isTrainable ? 2 * draw() - 1 : 0.5 + draw()));
}
