// Local response normalisation over any number of neighbouring channels. That of TensorFlow.js has a radius, and so odd numbers only.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole } from './layer.js';
import { elementsOfWindows } from './windows.js';

/** The least number with all its digits. */
const smallest = 2 ** -126;

export interface LocalResponseNormSettings {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** y[c] = x[c] / (k + alpha/size * sum of x^2 over channels c - floor(size/2) .. c + floor((size - 1)/2))^beta, as in PyTorch. */
export class LocalResponseNorm extends CoreLayer<LocalResponseNormSettings> {
  static readonly className = 'LocalResponseNorm';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { size, alpha, beta, k } = this.settings;
    // Else the gradient would be 0 times that of a power, which is infinite where k and the neighbours are 0.
    if (alpha === 0) return x.div(k ** beta);
    const before = Math.floor(size / 2);
    const windows = { axis: x.rank - 1, size, stride: 1, dilation: 1, padding: [before, size - 1 - before] as const };
    const energy = tf.addN([...elementsOfWindows(x.square(), windows, 0)]);
    const base = energy.mul(alpha / size).add(k);
    // Powers of what has left the range of 32 bits would be infinite, and their gradients no numbers.
    const kept = k === 0 ? base.maximum(smallest) : base;
    return x.mul(kept.pow(-beta));
  }
}
tf.serialization.registerClass(LocalResponseNorm);
