// Dropout whose draws are shared along some axes, as of whole channels or whole examples. That of the Layers API draws each number.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole, type Mode } from './layer.js';

export interface DropAxesSettings {
  readonly rate: number;
  /** The axes along which draws differ. */
  readonly axes: readonly number[];
}

/** x * mask / (1 - rate) in training, x in inference. */
export class DropAxes extends CoreLayer<DropAxesSettings> {
  static readonly className = 'DropAxes';

  protected override compute(inputs: readonly tf.Tensor[], mode: Mode): tf.Tensor {
    const x = sole(inputs);
    const { rate, axes } = this.settings;
    if (mode === 'inference' || rate === 0) return x.clone();
    if (rate === 1) return tf.zerosLike(x);
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
    return x.mul(
      tf
        .randomUniform(shape)
        .greaterEqual(rate)
        .toFloat()
        .div(1 - rate),
    );
  }
}
tf.serialization.registerClass(DropAxes);
