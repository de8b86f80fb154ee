// The elements moved along some axes; those that leave at one end come in at the other.
import * as tf from '@tensorflow/tfjs';
import { sizeAt } from './axes.js';
import { CoreLayer, sole } from './layer.js';

export interface RollSettings {
  readonly axes: readonly number[];
  /** How far along each of the axes; below 0 towards the start. */
  readonly by: readonly number[];
}

/** y[i] = x[(i - by) mod size] along each of the axes. */
export class Roll extends CoreLayer<RollSettings> {
  static readonly className = 'Roll';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    return this.settings.axes.reduce((part, axis, index) => {
      const size = sizeAt(part.shape, axis);
      const by = (((this.settings.by[index] ?? 0) % size) + size) % size;
      return by === 0 ? part : tf.concat([...tf.split(part, [size - by, by], axis)].reverse(), axis);
    }, sole(inputs).clone());
  }
}
tf.serialization.registerClass(Roll);
