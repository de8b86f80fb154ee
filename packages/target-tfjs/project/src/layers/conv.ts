// Convolution with what the Layers API lacks: groups, dilations that can be trained, padding of any kind, any rank.
import * as tf from '@tensorflow/tfjs';
import { convolve } from './convolve.js';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';
import { entries, entry, padAlong, paddingOf, placesOf, type PaddingPerAxis, type PerAxis } from './windows.js';

/** Of each axis of space, or of all alike. */
export interface ConvSettings {
  readonly filters: number;
  readonly kernelSize: PerAxis;
  /** 1 unless given, as dilation and groups are. */
  readonly strides?: PerAxis;
  /** None unless given. */
  readonly padding?: PaddingPerAxis;
  readonly dilationRate?: PerAxis;
  readonly groups?: number;
  /** True unless given. */
  readonly useBias?: boolean;
}

/** Convolution over all axes but the batch and the channels. */
export class Conv extends CoreLayer<ConvSettings> {
  static readonly className = 'Conv';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { filters, groups = 1, kernelSize, useBias = true } = this.settings;
    const kernel = { name: 'kernel', shape: [...entries(kernelSize, shape.length - 2), (shape.at(-1) ?? 1) / groups, filters] };
    return useBias ? [kernel, { name: 'bias', shape: [filters] }] : [kernel];
  }

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { strides = 1, dilationRate = 1, groups = 1 } = this.settings;
    const sliding = { strides: entries(strides, x.rank - 2), dilations: entries(dilationRate, x.rank - 2), groups };
    const padded = this.along(x.shape).reduce((part, places, index) => padAlong(part, { ...places, axis: index + 1, fill: 0 }), x);
    const result = convolve(padded, this.present('kernel'), sliding);
    const bias = this.weight('bias');
    return bias === undefined ? result : result.add(bias);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const counts = this.along(shape.map((size) => size ?? Number.NaN)).map(({ count }) => (Number.isNaN(count) ? null : count));
    return [shape[0] ?? null, ...counts, this.settings.filters];
  }

  private along(shape: readonly number[]) {
    const { kernelSize, strides = 1, dilationRate = 1, padding = 0 } = this.settings;
    return entries(kernelSize, shape.length - 2).map((size, index) =>
      placesOf(shape[index + 1] ?? 1, {
        size,
        stride: entry(strides, index),
        dilation: entry(dilationRate, index),
        padding: paddingOf(padding, index),
      }),
    );
  }
}
tf.serialization.registerClass(Conv);
