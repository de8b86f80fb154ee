// Numbers kept between bounds.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole } from './layer.js';

export interface ClampSettings {
  readonly min?: number;
  readonly max?: number;
}

/** min(max(x, low), high) */
export class Clamp extends CoreLayer<ClampSettings> {
  static readonly className = 'Clamp';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { min, max } = this.settings;
    const x = sole(inputs);
    if (min !== undefined && max !== undefined) return x.clipByValue(min, max);
    const above = min === undefined ? x : tf.maximum(x, min);
    return max === undefined ? above : tf.minimum(above, max);
  }
}
tf.serialization.registerClass(Clamp);
