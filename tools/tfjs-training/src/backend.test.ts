// WebAssembly computes what plain JavaScript does, with the gradient that is registered for it.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { trainedGraphOf, writeProject } from '../test/project.js';

beforeAll(async () => {
  const graph = trainedGraphOf('net A {\n  input x: [N, C=2]\n  dense(2) as y\n}\ntrain A { loss = mse(y, target) }\n');
  const { useBackend } = (await writeProject(graph).load('support/backend')) as { readonly useBackend: () => Promise<string> };
  expect(await useBackend()).toBe('wasm');
});

/** The gradients by the image and by the kernel of a convolution whose outputs are weighed at random. */
function gradientsOf(
  size: [number, number],
  kernel: [number, number],
  strides: [number, number],
  pad: 'same' | 'valid' | number,
): readonly number[][] {
  return tf.tidy(() => {
    const x = tf.randomUniform<tf.Rank.R4>([2, ...size, 3], -1, 1, 'float32', 1);
    const w = tf.randomUniform<tf.Rank.R4>([...kernel, 3, 4], -1, 1, 'float32', 2);
    const weighed = (image: tf.Tensor, weight: tf.Tensor): tf.Tensor => {
      const y = tf.conv2d(
        image as tf.Tensor4D,
        weight as tf.Tensor4D,
        strides,
        pad,
        'NHWC',
        1,
        typeof pad === 'number' ? 'floor' : undefined,
      );
      return y.mul(tf.randomUniform(y.shape, -1, 1, 'float32', 3)).sum();
    };
    return tf
      .grads(weighed)([x, w])
      .map((gradient) => [...gradient.dataSync()]);
  });
}

describe('the gradient of a convolution', () => {
  test.each([
    [[7, 6], [3, 3], [1, 1], 'same'],
    [[7, 6], [3, 2], [1, 1], 'valid'],
    [[8, 9], [3, 3], [2, 2], 'same'],
    [[9, 8], [2, 3], [2, 3], 'valid'],
    [[8, 8], [3, 3], [2, 2], 1],
    [[5, 5], [5, 5], [1, 1], 2],
    [[6, 6], [1, 1], [2, 2], 'valid'],
  ] as const)('of %j by %j, strides %j, padding %s', async (size, kernel, strides, pad) => {
    const on = async (backend: string): Promise<readonly number[][]> => {
      await tf.setBackend(backend);
      return gradientsOf([...size], [...kernel], [...strides], pad);
    };
    const cpu = await on('cpu');
    const wasm = await on('wasm');
    for (const [index, gradient] of cpu.entries()) {
      expect(wasm[index]).toHaveLength(gradient.length);
      for (const [at, value] of gradient.entries()) expect(wasm[index]?.[at]).toBeCloseTo(value, 4);
    }
  });
});

/** Layers whose gradients need kernels that WebAssembly lacks or computes wrong: a loss of tensors of these shapes. */
const losses: readonly {
  readonly of: string;
  readonly shapes: readonly (readonly number[])[];
  readonly loss: (...x: tf.Tensor[]) => tf.Tensor;
}[] = [
  {
    of: 'a depthwise convolution',
    shapes: [
      [2, 7, 6, 3],
      [3, 3, 3, 2],
    ],
    loss: (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, [2, 2], 'same'),
  },
  {
    of: 'a convolution in three dimensions',
    shapes: [
      [2, 4, 6, 6, 2],
      [3, 3, 3, 2, 3],
    ],
    loss: (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, [1, 2, 2], 'same'),
  },
  { of: 'a maximum pool of numbers below 0', shapes: [[2, 6, 6, 3]], loss: (x) => tf.maxPool(x.sub<tf.Tensor4D>(2), 3, 2, 'same') },
  {
    of: 'a maximum pool in three dimensions',
    shapes: [[2, 4, 6, 6, 2]],
    loss: (x) => tf.maxPool3d(x.sub<tf.Tensor5D>(2), 2, 2, 'valid'),
  },
  { of: 'rows picked by indices', shapes: [[5, 3]], loss: (x) => tf.gather(x as tf.Tensor2D, tf.tensor1d([4, 0, 4, 2], 'int32')) },
];

test.each(losses)('$of: values and gradients', async ({ shapes, loss }) => {
  const on = async (backend: string): Promise<readonly number[][]> => {
    await tf.setBackend(backend);
    return tf.tidy(() => {
      const given = shapes.map((shape, index) => tf.randomUniform([...shape], -1, 1, 'float32', index));
      const weighed = (...x: tf.Tensor[]): tf.Tensor => {
        const y = loss(...x);
        return y.mul(tf.randomUniform(y.shape, -1, 1, 'float32', 9)).sum();
      };
      return [loss(...given), ...tf.grads(weighed)(given)].map((tensor) => [...tensor.dataSync()]);
    });
  };
  const cpu = await on('cpu');
  const before = tf.memory().numTensors;
  const wasm = await on('wasm');
  expect(tf.memory().numTensors).toBe(before);
  for (const [index, gradient] of cpu.entries()) {
    expect(wasm[index]).toHaveLength(gradient.length);
    for (const [at, value] of gradient.entries()) expect(wasm[index]?.[at]).toBeCloseTo(value, 4);
  }
});
