// Kernels that a backend lacks, or computes wrong, done in plain JavaScript in its place. Slower than its own, and right.
import * as tf from '@tensorflow/tfjs';

/** Fills what the backend lacks of the kernels of plain JavaScript, and puts these in the place of those that are `wrong`. */
export function registerPlainKernels(backendName: string, wrong: readonly string[]): void {
  const its = new Set(tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName));
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (its.has(kernelName) && !wrong.includes(kernelName)) continue;
    if (its.has(kernelName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc: plainKernel(kernelName, backendName) });
  }
}

/** The kernel of plain JavaScript between copies of the tensors from and to the backend. */
function plainKernel(kernelName: string, backendName: string): tf.KernelFunc {
  const kernel = kernelOf(kernelName);
  return ({ inputs, attrs }) => {
    const plain = tf.findBackend('cpu');
    const backend = tf.findBackend(backendName);
    const moved = (from: tf.KernelBackend, to: tf.KernelBackend, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => ({
      dataId: to.write(from.readSync(dataId), [...shape], dtype),
      shape,
      dtype,
    });
    const given = new Map(
      Object.entries(inputs).flatMap(([name, input]) => (isTensor(input) ? [[name, moved(backend, plain, input)]] : [])),
    );
    const made = kernel({ inputs: Object.fromEntries(given), backend: plain, ...(attrs === undefined ? {} : { attrs }) });
    const back = (result: tf.TensorInfo): tf.TensorInfo => {
      const its = moved(plain, backend, result);
      plain.disposeData(result.dataId);
      return its;
    };
    const results = Array.isArray(made) ? made.map(back) : back(made);
    for (const { dataId } of given.values()) plain.disposeData(dataId);
    return results;
  };
}

const isTensor = (value: tf.TensorInfo | undefined): value is tf.TensorInfo => value !== undefined;

function kernelOf(name: string): tf.KernelFunc {
  const kernel = tf.getKernelsForBackend('cpu').find(({ kernelName }) => kernelName === name);
  if (kernel === undefined) throw new Error(`plain JavaScript has no kernel ${name}`);
  return kernel.kernelFunc;
}
