// Pools with what the Layers API lacks: padding of any kind, dilation, hanging windows, averages that count the padding.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole, type Shape } from './layer.js';
import {
  elementsOfWindows,
  entries,
  entry,
  padAlong,
  paddingOf,
  placesOf,
  type AxisWindows,
  type PaddingPerAxis,
  type PerAxis,
} from './windows.js';

/** Of each axis of space, or of all alike. */
export interface PoolSettings {
  readonly poolSize: PerAxis;
  readonly strides: PerAxis;
  /** None unless given, and no dilation. */
  readonly padding?: PaddingPerAxis;
  readonly dilationRate?: PerAxis;
  readonly rounding?: 'ceil';
}

abstract class Pool<Settings extends PoolSettings> extends CoreLayer<Settings> {
  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const counts = this.along(shape.length).map((windows) => {
      const { count } = placesOf(shape[windows.axis] ?? Number.NaN, windows);
      return Number.isNaN(count) ? null : count;
    });
    return [shape[0] ?? null, ...counts, shape.at(-1) ?? null];
  }

  /** The windows along each axis of space. */
  protected along(rank: number): readonly AxisWindows[] {
    const { poolSize, strides, padding = 0, dilationRate = 1, rounding } = this.settings;
    return entries(poolSize, rank - 2).map((size, index) => ({
      axis: index + 1,
      size,
      stride: entry(strides, index),
      dilation: entry(dilationRate, index),
      padding: paddingOf(padding, index),
      ...(rounding === undefined ? {} : { rounding }),
    }));
  }
}

/** The largest number of each window; padding never wins. */
export class MaxPool extends Pool<PoolSettings> {
  static readonly className = 'MaxPool';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    return this.along(x.rank).reduce(
      (part, windows) => elementsOfWindows(part, windows, Number.NEGATIVE_INFINITY).reduce((a, b) => tf.maximum(a, b)),
      x,
    );
  }
}
tf.serialization.registerClass(MaxPool);

export interface AveragePoolSettings extends PoolSettings {
  /** Whether an average counts the padding as zeros, rather than the input alone. */
  readonly countPadding: boolean;
}

/** The average of each window. */
export class AveragePool extends Pool<AveragePoolSettings> {
  static readonly className = 'AveragePool';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    return this.along(x.rank).reduce((part, windows) => {
      const sum = tf.addN([...elementsOfWindows(part, windows, 0)]);
      return sum.div(this.counted(windows, part));
    }, x);
  }

  /** How many elements of each window along an axis count. */
  private counted(windows: AxisWindows, { shape, rank }: tf.Tensor): tf.Tensor {
    const { axis, padding } = windows;
    const length = shape[axis] ?? 1;
    const isCounted = this.settings.countPadding;
    const [before, after] = isCounted && padding !== 'same' ? padding : [0, 0];
    const ones = padAlong(tf.ones([length]), { axis: 0, before, after, fill: 1 });
    // What hangs over the end beyond the padding counts for nothing.
    const rest = isCounted && padding !== 'same' ? { ...windows, axis: 0, padding: [0, 0] as const } : { ...windows, axis: 0 };
    const { count } = placesOf(length, windows);
    if (isCounted && padding === 'same') return tf.scalar(windows.size);
    const elements = rest.padding === 'same' || !isCounted ? elementsOfWindows(ones, rest, 0) : hanging(ones, windows, count);
    return tf.addN([...elements]).reshape(Array.from({ length: rank }, (_, index) => (index === axis ? count : 1)));
  }
}
tf.serialization.registerClass(AveragePool);

/** The elements of `count` windows over ones, zeros beyond their end. */
function hanging(ones: tf.Tensor, { size, stride, dilation }: AxisWindows, count: number): readonly tf.Tensor[] {
  const after = Math.max((count - 1) * stride + dilation * (size - 1) + 1 - ones.size, 0);
  return elementsOfWindows(padAlong(ones, { axis: 0, before: 0, after, fill: 0 }), { axis: 0, size, stride, dilation, padding: [0, 0] }, 0);
}
