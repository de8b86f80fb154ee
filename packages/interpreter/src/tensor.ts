// Tensors of known shape in memory, row-major, and the arithmetic of their offsets. Not the values of a program.

/** Elements in row-major order: the last axis is the fastest. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** How many elements a tensor of this shape has. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[]): Tensor {
  return { shape, data: new Float64Array(countElements(shape)) };
}

/** How far apart neighbours along each axis lie: strides[a] = product of the sizes after a. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}
