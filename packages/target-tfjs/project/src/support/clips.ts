// Limits on gradients, before an optimizer sees them.
import * as tf from '@tensorflow/tfjs';

/** From the gradients of all variables to limited ones. */
export type Clip = (gradients: readonly tf.Tensor[]) => readonly tf.Tensor[];

/** All gradients together times min(1, limit / (norm + 1e-6)), where norm is the 2-norm of all their elements. */
export function clipByNorm(limit: number): Clip {
  return (gradients) => {
    const norm = tf.addN(gradients.map((gradient) => gradient.square().sum())).sqrt();
    const factor = tf.minimum(tf.scalar(limit).div(norm.add(1e-6)), 1);
    return gradients.map((gradient) => gradient.mul(factor));
  };
}

/** Each element moved into [-limit, limit]. */
export function clipByValue(limit: number): Clip {
  return (gradients) => gradients.map((gradient) => gradient.clipByValue(-limit, limit));
}
