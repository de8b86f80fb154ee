// Where along an axis the largest element stands.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from './without-gradient.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface ArgMaxSettings {
  readonly axis: number;
}

/** The first of the largest. */
export class ArgMax extends CoreLayer<ArgMaxSettings> {
  static readonly className = 'ArgMax';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    return withoutGradient([x], (given = x) => given.argMax(this.settings.axis));
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    return shape.filter((_, axis) => axis !== this.settings.axis);
  }
}
tf.serialization.registerClass(ArgMax);
