// The operations of whole networks in TensorFlow.js, over the layout that its WebGPU backend is made for: channels last.
import * as tf from '@tensorflow/tfjs-core';
import { inputShapes, kernelOf, networks } from './networks.mjs';

/** Channels last; a matrix stays as it is. */
const ofInput = ([batch, channels, height, width], data) =>
  height === undefined
    ? tf.tensor2d(data, [batch, channels])
    : tf.tidy(() => tf.transpose(tf.tensor4d(data, [batch, channels, height, width]), [0, 2, 3, 1]));

/** Weights are made in the first run and used again in the order of the operations. */
function operations() {
  const kept = [];
  let next = 0;
  const keep = (make) => {
    kept[next] ??= tf.keep(tf.tidy(make));
    next += 1;
    return kept[next - 1];
  };
  return {
    begin: () => (next = 0),
    again: (x) => x,
    conv: (x, { from, to, kernel, stride, groups = 1 }) => {
      const shape = [to, from / groups, kernel, kernel];
      const data = () => tf.tensor4d(kernelOf(to * (from / groups) * kernel * kernel, (from / groups) * kernel * kernel), shape);
      const pad = (kernel - 1) / 2;
      const bias = keep(() => tf.zeros([to]));
      if (groups > 1) {
        const filter = keep(() => tf.transpose(data(), [2, 3, 0, 1]));
        return tf.fused.depthwiseConv2d({ x, filter, strides: stride, pad, bias });
      }
      const filter = keep(() => tf.transpose(data(), [2, 3, 1, 0]));
      return tf.fused.conv2d({ x, filter, strides: stride, pad, bias });
    },
    maxpool: (x) => tf.maxPool(x, 3, 2, 1),
    mean: (x) => tf.mean(x, [1, 2]),
    dense: (x, { from, to }) => {
      const weight = keep(() => tf.transpose(tf.tensor2d(kernelOf(from * to, from), [to, from])));
      const bias = keep(() => tf.zeros([to]));
      return tf.fused.matMul({ a: x, b: weight, transposeA: false, transposeB: false, bias });
    },
    relu: (x) => tf.relu(x),
    relu6: (x) => tf.relu6(x),
    add: (x, y) => tf.add(x, y),
    scale: (x, by) => tf.mul(x, by),
    matmul: (x, y) => tf.matMul(x, y),
    softmax: (x) => tf.softmax(x),
    reshape: (x, shape) => tf.reshape(x, shape),
    transpose: (x, order) => tf.transpose(x, order),
    norm: (x) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
    },
  };
}

/** A run of the network. */
export function tfNetwork({ network }, data) {
  const x = ofInput(inputShapes[network], data);
  const own = operations();
  return async () => {
    own.begin();
    const result = tf.tidy(() => networks[network](own, x));
    const numbers = await result.data();
    result.dispose();
    return numbers;
  };
}
