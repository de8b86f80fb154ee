// Axes by number, from the end where the number is below 0, and what sizes come to.
import type { Shape } from './layer.js';

/** The number of the axis from the start. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? rank + axis : axis);

/** The size of an axis that is known by then. */
export const sizeAt = (shape: readonly number[], axis: number): number => shape[axisOf(axis, shape.length)] ?? 1;

/** The product; null where a factor is not known. */
export function product(sizes: readonly (number | null)[]): number | null {
  return sizes.reduce<number | null>((total, size) => (total === null || size === null ? null : total * size), 1);
}

/** The shape with another size along one axis. */
export function withSize(shape: Shape, axis: number, size: number | null): Shape {
  const at = axisOf(axis, shape.length);
  return shape.map((old, index) => (index === at ? size : old));
}

/** The shape of tensors that meet element by element: an axis of size 1 is repeated. */
export function broadcastShape(shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, index) => {
    const sizes = shapes.map((shape) => shape[index - rank + shape.length] ?? (index < rank - shape.length ? 1 : null));
    const known = sizes.find((size) => size !== null && size !== 1);
    return known ?? (sizes.includes(null) ? null : 1);
  });
}
