// Pools into a given number of windows, whose sizes follow. TensorFlow.js has none.
import * as tf from '@tensorflow/tfjs';
import { largest } from './largest.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface AdaptivePoolSettings {
  readonly operation: 'mean' | 'max';
  /** How many windows there are along each axis of space. */
  readonly size: readonly number[];
}

/** Window i of m covers floor(i*n/m) to ceil((i + 1)*n/m) - 1 of n, as in PyTorch. */
export class AdaptivePool extends CoreLayer<AdaptivePoolSettings> {
  static readonly className = 'AdaptivePool';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    return this.settings.size.reduce((part, count, index) => this.pooled(part, index + 1, count), sole(inputs));
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    return [shape[0] ?? null, ...this.settings.size, shape.at(-1) ?? null];
  }

  private pooled(x: tf.Tensor, axis: number, count: number): tf.Tensor {
    const length = x.shape[axis] ?? 1;
    const windows = Array.from({ length: count }, (_, index) => {
      const start = Math.floor((index * length) / count);
      const end = Math.ceil(((index + 1) * length) / count);
      const window = x.slice(
        x.shape.map((_size, at) => (at === axis ? start : 0)),
        x.shape.map((size, at) => (at === axis ? end - start : size)),
      );
      return this.settings.operation === 'mean' ? window.mean(axis, true) : largest(window, [axis]);
    });
    return tf.concat(windows, axis);
  }
}
tf.serialization.registerClass(AdaptivePool);
