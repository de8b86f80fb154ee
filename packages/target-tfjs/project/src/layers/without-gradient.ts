// What has no gradient, such as a comparison: TensorFlow.js refuses to pass it, instead of taking zero.
import * as tf from '@tensorflow/tfjs';

/** The result, of which nothing depends on the inputs as far as gradients are asked for. */
export function withoutGradient(inputs: readonly tf.Tensor[], compute: (...inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor {
  const fixed = tf.customGrad((...given) => {
    const tensors = given.filter((each) => each instanceof tf.Tensor);
    return { value: compute(...tensors), gradFunc: () => tensors.map(({ shape }) => tf.zeros(shape)) };
  });
  return fixed(...inputs);
}
