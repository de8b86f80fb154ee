// A tensor repeated along axes of size 1 until it is as large as another.
import * as tf from '@tensorflow/tfjs';
import { axisOf, broadcastShape, repeated } from './axes.js';
import { CoreLayer, type Shape } from './layer.js';

export interface RepeatToSettings {
  /** The axis whose size stays, whatever the others have. */
  readonly except?: number;
}

/** The first tensor with the sizes of all. */
export class RepeatTo extends CoreLayer<RepeatToSettings> {
  static readonly className = 'RepeatTo';

  protected override compute([x, ...others]: readonly tf.Tensor[]): tf.Tensor {
    if (x === undefined) throw new Error('there is nothing to repeat');
    const wanted = this.target([x.shape, ...others.map(({ shape }) => shape)]);
    return repeated(
      x,
      wanted.map((size, axis) => size ?? x.shape[axis] ?? 1),
    );
  }

  protected override shapeOf(shapes: readonly Shape[]): Shape {
    return this.target(shapes);
  }

  private target(shapes: readonly Shape[]): Shape {
    const [first = []] = shapes;
    const { except } = this.settings;
    const kept = except === undefined ? -1 : axisOf(except, first.length);
    return broadcastShape(shapes).map((size, axis) => (axis === kept ? (first[axis] ?? null) : size));
  }
}
tf.serialization.registerClass(RepeatTo);
