// Products of matrices on WebAssembly are those of plain JavaScript, however they lie and however many there are.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { trainedGraphOf, writeProject } from '../test/project.js';

beforeAll(async () => {
  const graph = trainedGraphOf('net A {\n  input x: [N, C=2]\n  dense(2) as y\n}\ntrain A { loss = mse(y, target) }\n');
  const { useBackend } = (await writeProject(graph).load('support/backend')) as { readonly useBackend: () => Promise<string> };
  expect(await useBackend()).toBe('wasm');
});

test.each([
  [[3, 5], [5, 4], false, false],
  [[3, 5], [4, 5], false, true],
  [[5, 3], [5, 4], true, false],
  [[5, 3], [4, 5], true, true],
  [[2, 3, 4, 5], [2, 3, 6, 5], false, true],
  [[2, 3, 4, 5], [1, 1, 5, 6], false, false],
  [[4, 5, 3], [1, 5, 4], true, false],
  [[2, 2, 64, 48], [2, 2, 48, 64], false, false],
  [[3, 64, 48], [3, 64, 48], false, true],
  [[3, 48, 64], [3, 48, 64], true, false],
  [[3, 64, 48], [1, 48, 64], false, false],
] as const)('%j times %j, turned: %s and %s', async (a, b, transposeA, transposeB) => {
  const on = async (backend: string): Promise<readonly tf.Tensor[]> => {
    await tf.setBackend(backend);
    const [x, y] = [tf.randomUniform([...a], -1, 1, 'float32', 1), tf.randomUniform([...b], -1, 1, 'float32', 2)];
    // TensorFlow.js has no gradient where one matrix meets several.
    const isPaired = a.slice(0, -2).join() === b.slice(0, -2).join();
    const squares = (p: tf.Tensor, q: tf.Tensor): tf.Tensor => tf.matMul(p, q, transposeA, transposeB).square().sum();
    const gradients = isPaired ? tf.grads(squares)([x, y]) : [];
    const product = tf.matMul(x, y, transposeA, transposeB);
    return [product, ...gradients].map((tensor) => tf.tensor(tensor.arraySync() as tf.TensorLike));
  };
  const plain = await on('cpu');
  const fast = await on('wasm');
  const { numTensors } = tf.memory();
  tf.dispose(tf.matMul(tf.ones([...a]), tf.ones([...b]), transposeA, transposeB));
  expect(tf.memory().numTensors - numTensors).toBe(2);
  for (const [index, tensor] of plain.entries()) {
    expect(fast[index]?.shape).toEqual(tensor.shape);
    const [expected, values] = [await tensor.data(), await (fast[index] ?? tensor).data()];
    for (const [at, value] of expected.entries())
      expect(Math.abs((values[at] ?? Number.NaN) - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  }
});
