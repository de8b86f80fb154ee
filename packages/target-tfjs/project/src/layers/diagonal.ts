// The diagonal of two axes of one size. A matrix product has no use for it, so it is taken before.
import * as tf from '@tensorflow/tfjs';
import { indicesAlong } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface DiagonalSettings {
  /** The axis that stays. */
  readonly axis: number;
  /** The axis that runs in step with it and goes away; it stands later. */
  readonly other: number;
}

/** The elements whose indices along two axes are equal. */
export class Diagonal extends CoreLayer<DiagonalSettings> {
  static readonly className = 'Diagonal';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { axis, other } = this.settings;
    const isEqual = indicesAlong(x.shape, axis).equal(indicesAlong(x.shape, other));
    return tf.where(isEqual, x, tf.zerosLike(x)).sum(other);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    return shape.filter((_, index) => index !== this.settings.other);
  }
}
tf.serialization.registerClass(Diagonal);
