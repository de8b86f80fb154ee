// The operations of whole networks in jax-js, under `jit`.
import * as jax from '@jax-js/jax';
import { inputShapes, kernelOf, kernelsOf, networks, transposed } from './networks.mjs';

const { numpy: np, nn, lax } = jax;

/** `weight` gives the next weight with each call: the kernel of an operation, then its bias. */
function operations(weight) {
  return {
    again: (x) => x.ref,
    conv: (x, { kernel, stride, groups = 1 }) => {
      const pad = [(kernel - 1) / 2, (kernel - 1) / 2];
      return lax.convGeneralDilated(x, weight(), [stride, stride], [pad, pad], { featureGroupCount: groups }).add(weight());
    },
    // What is pooled is never below 0, so zeros around it change nothing.
    maxpool: (x) => {
      const padded = np.pad(x, [
        [0, 0],
        [0, 0],
        [1, 1],
        [1, 1],
      ]);
      return lax.reduceWindow(padded, (window) => np.max(window), [1, 1, 3, 3], [1, 1, 2, 2]);
    },
    mean: (x) => np.mean(x, [2, 3]),
    dense: (x) => np.matmul(x, weight()).add(weight()),
    relu: (x) => nn.relu(x),
    relu6: (x) => nn.relu6(x),
    add: (x, y) => x.add(y),
    scale: (x, by) => x.mul(by),
    matmul: (x, y) => np.matmul(x, y),
    softmax: (x) => nn.softmax(x, -1),
    reshape: (x, shape) => x.reshape(shape),
    transpose: (x, order) => np.transpose(x, order),
    norm: (x) => nn.standardize(x, -1, { epsilon: 1e-5 }),
  };
}

/** A run of the network. */
export function jaxNetwork({ network }, data) {
  const array = (numbers, sizes) => np.array(numbers, { dtype: np.float32 }).reshape(sizes);
  const weights = kernelsOf(network).flatMap(({ from, to, kernel, groups = 1 }) => {
    if (kernel === undefined) return [array(transposed(kernelOf(from * to, from), to, from), [from, to]), np.zeros([to])];
    const fan = (from / groups) * kernel * kernel;
    return [array(kernelOf(to * fan, fan), [to, from / groups, kernel, kernel]), np.zeros([to, 1, 1])];
  });
  const work = jax.jit((given, x) => {
    const rest = given.values();
    return networks[network](
      operations(() => rest.next().value),
      x,
    );
  });
  const input = array(data, inputShapes[network]);
  return () =>
    work(
      weights.map((one) => one.ref),
      input.ref,
    ).data();
}
