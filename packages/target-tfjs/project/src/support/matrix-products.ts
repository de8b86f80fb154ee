// Matrix products on WebAssembly, which is fast for one pair of matrices as they lie alone: others are brought to that. Not for other backends.
import * as tf from '@tensorflow/tfjs';

/** How many multiplications each of several products has at least, so that taking them apart pays. */
const worthApart = 2 ** 17;

/** Puts a faster kernel in the place of that of the backend. The gradients of every dense layer are products of transposed matrices. */
export function registerMatrixProducts(backendName: string): void {
  const kernelName = 'BatchMatMul';
  const slow = tf.getKernelsForBackend(backendName).find((kernel) => kernel.kernelName === kernelName);
  if (slow === undefined) return;
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...slow,
    kernelFunc: (call) => {
      const { a, b } = call.inputs;
      const { transposeA, transposeB } = call.attrs ?? {};
      if (!isTensor(a) || !isTensor(b)) throw new Error('a matrix product has two tensors');
      if (transposeA !== true && transposeB !== true && !paysApart(a, b)) return slow.kernelFunc(call);
      return tf.tidy(() => {
        const left = transposeA === true ? transposed(a) : a;
        const right = transposeB === true ? transposed(b) : b;
        return paysApart(left, right) ? productsApart(left, right) : tf.matMul(left, right);
      });
    },
  });
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

/** With the last two axes in each other's places. */
function transposed(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/** Whether these are several pairs of large matrices, one beside the other. */
function paysApart(a: tf.Tensor, b: tf.Tensor): boolean {
  const [rows = 1, inner = 1] = a.shape.slice(-2);
  const isPaired = a.rank === b.rank && a.shape.slice(0, -2).every((size, axis) => size === b.shape[axis]);
  return isPaired && a.size > rows * inner && rows * inner * (b.shape.at(-1) ?? 1) >= worthApart;
}

/** The products of pairs of matrices, one at a time. */
function productsApart(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [rows = 1, inner = 1] = a.shape.slice(-2);
  const columns = b.shape.at(-1) ?? 1;
  const rights = tf.unstack(b.reshape([-1, inner, columns]));
  const products = tf.unstack(a.reshape([-1, rows, inner])).map((left, index) => tf.matMul(left, rights[index] ?? left));
  return tf.stack(products).reshape([...a.shape.slice(0, -1), columns]);
}
