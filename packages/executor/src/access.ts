// How the elements of a value lie in a buffer: an offset, and a stride for each axis. Several values may lie in one buffer.
import type { Run } from '@trammel/program';

/** A buffer by its number in the plan. */
export type BufferId = number;

/** Elements at offset + sum(index * stride). */
export interface Access {
  readonly buffer: BufferId;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** How many elements a tensor of this shape has. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** How far apart neighbours along each axis lie where the last axis is the fastest and nothing lies between. */
export function rowMajor(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/** A whole buffer in the order of the shape. */
export function wholeBuffer(buffer: BufferId, shape: readonly number[]): Access {
  return { buffer, offset: 0, shape, strides: rowMajor(shape) };
}

/** The axes as few runs: those of size 1 are gone, and neighbours that are one line together are one. */
export function runsOf({ shape, strides }: Pick<Access, 'shape' | 'strides'>): readonly Run[] {
  const runs: Run[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const stride = strides[axis] ?? 0;
    const before = runs.at(-1);
    if (before !== undefined && before.stride === stride * size) runs[runs.length - 1] = { size: before.size * size, stride };
    else runs.push({ size, stride });
  }
  return runs;
}

/** True when the elements follow each other in the order of the shape. */
export function isContiguous(access: Access): boolean {
  const runs = runsOf(access);
  return runs.length === 0 || (runs.length === 1 && runs[0]?.stride === 1);
}
