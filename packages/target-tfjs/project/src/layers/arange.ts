// The numbers 0, 1, 2 and so on.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, type Shape } from './layer.js';

export interface ArangeSettings {
  readonly size: number;
}

/** y[i] = i. The input is not read: a model is a graph that begins at its inputs. */
export class Arange extends CoreLayer<ArangeSettings> {
  static readonly className = 'Arange';

  protected override compute(): tf.Tensor {
    return tf.range(0, this.settings.size);
  }

  protected override shapeOf(): Shape {
    return [this.settings.size];
  }
}
tf.serialization.registerClass(Arange);
