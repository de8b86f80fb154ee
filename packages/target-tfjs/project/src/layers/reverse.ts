// The elements in reverse order along some axes.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole } from './layer.js';

export interface ReverseSettings {
  readonly axes: readonly number[];
}

/** y[i] = x[size - 1 - i] along each of the axes. */
export class Reverse extends CoreLayer<ReverseSettings> {
  static readonly className = 'Reverse';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    return tf.reverse(sole(inputs), [...this.settings.axes]);
  }
}
tf.serialization.registerClass(Reverse);
