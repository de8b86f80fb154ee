// The size of an axis as a number within the model, for sizes that are only known when it runs.
import * as tf from '@tensorflow/tfjs';
import { sizeAt } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface AxisSizeSettings {
  readonly axis: number;
}

/** A scalar. */
export class AxisSize extends CoreLayer<AxisSizeSettings> {
  static readonly className = 'AxisSize';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    return tf.scalar(sizeAt(sole(inputs).shape, this.settings.axis));
  }

  protected override shapeOf(): Shape {
    return [];
  }
}
tf.serialization.registerClass(AxisSize);
