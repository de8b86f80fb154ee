// Axes by number, from the end where the number is below 0, and what sizes come to.
import * as tf from '@tensorflow/tfjs';
import type { Shape } from './layer.js';

/** The number of the axis from the start. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? rank + axis : axis);

/** The size of an axis that is known by then. */
export const sizeAt = (shape: readonly number[], axis: number): number => shape[axisOf(axis, shape.length)] ?? 1;

/** The index along an axis, as a tensor that meets one of the shape element by element. */
export function indicesAlong(shape: readonly number[], axis: number): tf.Tensor {
  const size = sizeAt(shape, axis);
  return tf.range(0, size).reshape(shape.map((_, index) => (index === axis ? size : 1)));
}

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

/** Equal parts along an axis. TensorFlow.js has no gradient for a split into one. */
export const partsOf = (x: tf.Tensor, count: number, axis: number): readonly tf.Tensor[] => (count === 1 ? [x] : tf.split(x, count, axis));

/** The elements along an axis, which goes away. TensorFlow.js has no gradient where there is only one. */
export function elementsAlong(x: tf.Tensor, axis: number): tf.Tensor[] {
  const rest = x.shape.filter((_, index) => index !== axis);
  return x.shape[axis] === 1 ? [x.reshape(rest)] : tf.unstack(x, axis);
}

/** Tensors one after the other along an axis, be it one. */
export function joined(parts: readonly tf.Tensor[], axis: number): tf.Tensor {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : tf.concat([...parts], axis);
}

/** The tensor repeated along axes of size 1. A tile has no gradient beyond four axes in TensorFlow.js; a product has. */
export function repeated(x: tf.Tensor, shape: number[]): tf.Tensor {
  if (x.dtype === 'float32') return x.mul(tf.ones(shape));
  return x.tile(shape.map((size, axis) => (x.shape[axis] === 1 ? size : 1)));
}

/** As `repeated`, with an axis of size 1 in front for each that is missing; the tensor itself where it has the shape. */
export function repeatedTo(x: tf.Tensor, shape: number[]): tf.Tensor {
  const placed = x.rank === shape.length ? x : x.reshape([...shape.slice(x.rank).map(() => 1), ...x.shape]);
  return placed.shape.every((size, axis) => size === shape[axis]) ? placed : repeated(placed, shape);
}
