// How far apart neighbours lie in tensors of shapes whose sizes may be symbolic; the last axis is the fastest.
import { multiplySizes, type Shape, type Size } from '@trammel/tensor';

/** strides[a] = product of the sizes after a. */
export function stridesOf(shape: Shape): readonly Size[] {
  const strides: Size[] = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    strides[axis] = multiplySizes(strides[axis + 1] ?? 1, shape[axis + 1]?.size ?? 1);
  }
  return strides;
}
