// The exponential linear unit with any alpha; that of TensorFlow.js has 1.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole } from './layer.js';

export interface ExponentialLinearSettings {
  readonly alpha: number;
}

/** x for x > 0, else alpha*(exp(x) - 1) */
export class ExponentialLinear extends CoreLayer<ExponentialLinearSettings> {
  static readonly className = 'ExponentialLinear';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    return x.relu().add(x.neg().relu().neg().exp().sub(1).mul(this.settings.alpha));
  }
}
tf.serialization.registerClass(ExponentialLinear);
