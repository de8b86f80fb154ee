// The convolution that the layers of this project have in common: of any rank, dilated, in groups.
import * as tf from '@tensorflow/tfjs';
import { everyNth } from './windows.js';

/** What a convolution without padding is told; lists have one entry for each axis of space. */
export interface Convolution {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly groups: number;
}

/** x is [batch, ...space, channels], the kernel [...space, channels / groups, filters]. */
export function convolve(x: tf.Tensor, kernel: tf.Tensor, { strides, dilations, groups }: Convolution): tf.Tensor {
  if (groups > 1) {
    if (isDepthwise(kernel, strides, dilations)) return depthwise(x, kernel, { strides, groups });
    const parts = tf.split(x, groups, -1);
    const kernels = tf.split(kernel, groups, -1);
    return tf.concat(
      parts.map((part, index) => convolve(part, kernels[index] ?? kernel, { strides, dilations, groups: 1 })),
      -1,
    );
  }
  const [s1 = 1, s2 = 1, s3 = 1] = strides;
  const isDense = dilations.every((dilation) => dilation === 1);
  if (isDense && x.rank === 3) return tf.conv1d(x.as3D(...at3(x)), kernel.as3D(...at3(kernel)), s1, 'valid');
  if (isDense && x.rank === 4) return tf.conv2d(x.as4D(...at4(x)), kernel.as4D(...at4(kernel)), [s1, s2], 'valid');
  if (isDense && x.rank === 5) return tf.conv3d(x.as5D(...at5(x)), kernel.as5D(...at5(kernel)), [s1, s2, s3], 'valid');
  return byTaps(x, kernel, { strides, dilations });
}

const at3 = ({ shape: [a = 1, b = 1, c = 1] }: tf.Tensor): [number, number, number] => [a, b, c];
const at4 = ({ shape: [a = 1, b = 1, c = 1, d = 1] }: tf.Tensor): [number, number, number, number] => [a, b, c, d];
const at5 = ({ shape: [a = 1, b = 1, c = 1, d = 1, e = 1] }: tf.Tensor): [number, number, number, number, number] => [a, b, c, d, e];

/** One channel in each group: what TensorFlow.js has a kernel for, in two dimensions. */
function isDepthwise(kernel: tf.Tensor, strides: readonly number[], dilations: readonly number[]): boolean {
  return kernel.rank === 4 && kernel.shape[2] === 1 && strides[0] === strides[1] && dilations.every((dilation) => dilation === 1);
}

function depthwise(x: tf.Tensor, kernel: tf.Tensor, { strides, groups }: Pick<Convolution, 'strides' | 'groups'>): tf.Tensor {
  const [height = 1, width = 1, , filters = 1] = kernel.shape;
  const [s1 = 1, s2 = 1] = strides;
  return tf.depthwiseConv2d(x.as4D(...at4(x)), kernel.as4D(height, width, groups, filters / groups), [s1, s2], 'valid');
}

/**
 * A sum over the elements of the kernel, each a matrix product with the inputs that it meets. The gradients of TensorFlow.js refuse
 * dilated convolutions; those of this sum need nothing special, and no zeros are multiplied.
 */
function byTaps(x: tf.Tensor, kernel: tf.Tensor, { strides, dilations }: Omit<Convolution, 'groups'>): tf.Tensor {
  const sizes = kernel.shape.slice(0, -2);
  const [channels = 1, filters = 1] = kernel.shape.slice(-2);
  const counts = sizes.map((size, index) => {
    const span = (dilations[index] ?? 1) * (size - 1) + 1;
    return Math.floor(((x.shape[index + 1] ?? 1) - span) / (strides[index] ?? 1)) + 1;
  });
  const flat = kernel.reshape([-1, channels, filters]);
  const products = positionsOf(sizes).map((position, tap) => {
    const met = position.reduce((part, index, axis) => {
      const [step, dilation] = [strides[axis] ?? 1, dilations[axis] ?? 1];
      return everyNth(part, { axis: axis + 1, start: index * dilation, step, count: counts[axis] ?? 1 });
    }, x);
    const weights = flat.slice([tap, 0, 0], [1, channels, filters]).reshape([channels, filters]);
    return tf.matMul(met.reshape([-1, channels]), weights);
  });
  return tf.addN(products).reshape([x.shape[0], ...counts, filters]);
}

/** All positions in a box of these sizes, the last index the fastest. */
function positionsOf(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (positions, size) => positions.flatMap((position) => Array.from({ length: size }, (_, index) => [...position, index])),
    [[]],
  );
}
