// Some of the elements along an axis.
import * as tf from '@tensorflow/tfjs';
import { axisOf, sizeAt, withSize } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';
import { everyNth } from './windows.js';

export interface SliceSettings {
  readonly axis: number;
  /** The first index; below 0 it counts from the end. */
  readonly start: number;
  /** The index before which to stop, alike; the end unless given. */
  readonly stop?: number;
  readonly step?: number;
}

/** Elements start, start + step, ... before stop. */
export class Slice extends CoreLayer<SliceSettings> {
  static readonly className = 'Slice';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const axis = axisOf(this.settings.axis, x.rank);
    return everyNth(x, { axis, step: this.settings.step ?? 1, ...this.range(sizeAt(x.shape, axis)) });
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const size = shape[axisOf(this.settings.axis, shape.length)] ?? null;
    return withSize(shape, this.settings.axis, size === null ? this.fixedCount() : this.range(size).count);
  }

  /** How many there are along an axis of any size: both ends count from the same end. */
  private fixedCount(): number | null {
    const { start, stop = 0, step = 1 } = this.settings;
    return start < 0 === stop <= 0 ? Math.ceil((stop - start) / step) : null;
  }

  private range(length: number): { readonly start: number; readonly count: number } {
    const { start: first, stop = length, step = 1 } = this.settings;
    const start = first < 0 ? length + first : first;
    return { start, count: Math.ceil(((stop < 0 ? length + stop : stop) - start) / step) };
  }
}
tf.serialization.registerClass(Slice);
