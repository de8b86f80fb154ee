// More or fewer positions along the axes of space: the nearest, or between the nearest two. The Layers API has two dimensions only.
import * as tf from '@tensorflow/tfjs';
import { withSize } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface ResampleSettings {
  readonly mode: 'nearest' | 'linear';
  /** How many times as large each axis of space becomes; or, with `size`, how large. */
  readonly scale?: readonly number[];
  readonly size?: readonly number[];
  /** For linear: whether the first and the last numbers keep their places. */
  readonly alignCorners?: true;
}

/** Along one axis after the other. */
export class Resample extends CoreLayer<ResampleSettings> {
  static readonly className = 'Resample';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    return Array.from({ length: x.rank - 2 }, (_, index) => index + 1).reduce((part, axis) => this.resampled(part, axis), x);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    return shape.map((size, axis) => (axis === 0 || axis === shape.length - 1 ? size : this.sizeOf(size, axis)));
  }

  private sizeOf<Size extends number | null>(length: Size, axis: number): Size | number {
    return this.settings.size?.[axis - 1] ?? (length === null ? length : length * (this.settings.scale?.[axis - 1] ?? 1));
  }

  private resampled(x: tf.Tensor, axis: number): tf.Tensor {
    const length = x.shape[axis] ?? 1;
    const size = this.sizeOf(length, axis);
    if (size === length) return x;
    // Truth values have no differences.
    if (this.settings.mode === 'linear' && x.dtype !== 'float32') return this.resampled(x.toFloat(), axis);
    const places = Array.from({ length: size }, (_, index) => this.placeOf(index, length, size));
    const within = (index: number): number => Math.max(0, Math.min(length - 1, index));
    const low = read(
      x,
      axis,
      places.map((place) => within(Math.floor(place))),
    );
    if (this.settings.mode === 'nearest') return low;
    const high = read(
      x,
      axis,
      places.map((place) => within(Math.ceil(place))),
    );
    const shape = withSize(
      x.shape.map(() => 1),
      axis,
      size,
    ).map(Number);
    const parts = tf.tensor1d(places.map((place) => place - Math.floor(place))).reshape(shape);
    return low.add(parts.mul(high.sub(low)));
  }

  /** Where the result looks along the input. */
  private placeOf(index: number, length: number, size: number): number {
    if (this.settings.mode === 'nearest') return Math.floor((index * length) / size);
    if (this.settings.alignCorners === true) return (index * (length - 1)) / Math.max(size - 1, 1);
    return (2 * length * index + length - size) / (2 * size);
  }
}
tf.serialization.registerClass(Resample);

const read = (x: tf.Tensor, axis: number, indices: number[]): tf.Tensor => tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
