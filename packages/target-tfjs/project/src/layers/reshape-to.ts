// The same elements in the same order under another shape, the batch included. The reshape of the Layers API leaves the batch alone.
import * as tf from '@tensorflow/tfjs';
import { product } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface ReshapeToSettings {
  /** A size; -1 for the one that follows from the others; or the number of an axis of the input whose size it is. */
  readonly shape: readonly (number | { readonly sameAs: number })[];
}

/** As many elements as before. */
export class ReshapeTo extends CoreLayer<ReshapeToSettings> {
  static readonly className = 'ReshapeTo';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    return x.reshape(this.settings.shape.map((size) => (typeof size === 'number' ? size : (x.shape[size.sameAs] ?? 1))));
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const sizes = this.settings.shape.map((size) => (typeof size === 'number' ? size : (shape[size.sameAs] ?? null)));
    const whole = product(shape);
    const others = product(sizes.filter((size) => size !== -1));
    const rest = whole === null || others === null ? null : whole / others;
    return sizes.map((size) => (size === -1 ? rest : size));
  }
}
tf.serialization.registerClass(ReshapeTo);
