// Convolution with what the Layers API lacks: groups, dilations that can be trained, padding of any kind, any rank.
import * as tf from '@tensorflow/tfjs';
import { convolve } from './convolve.js';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';
import { entry, padAlong, placesOf, type Padding } from './windows.js';

/** Lists have one entry for each axis of space. */
export interface ConvSettings {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly Padding[];
  readonly dilationRate: readonly number[];
  readonly groups: number;
  readonly useBias: boolean;
}

/** Convolution over all axes but the batch and the channels. */
export class Conv extends CoreLayer<ConvSettings> {
  static readonly className = 'Conv';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { filters, groups, kernelSize, useBias } = this.settings;
    const kernel = { name: 'kernel', shape: [...kernelSize, (shape.at(-1) ?? 1) / groups, filters] };
    return useBias ? [kernel, { name: 'bias', shape: [filters] }] : [kernel];
  }

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { strides, dilationRate: dilations, groups } = this.settings;
    const padded = this.along(x.shape).reduce((part, places, index) => padAlong(part, { ...places, axis: index + 1, fill: 0 }), x);
    const result = convolve(padded, this.present('kernel'), { strides, dilations, groups });
    const bias = this.weight('bias');
    return bias === undefined ? result : result.add(bias);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const counts = this.along(shape.map((size) => size ?? Number.NaN)).map(({ count }) => (Number.isNaN(count) ? null : count));
    return [shape[0] ?? null, ...counts, this.settings.filters];
  }

  private along(shape: readonly number[]) {
    const { kernelSize, strides, dilationRate, padding } = this.settings;
    return kernelSize.map((size, index) =>
      placesOf(shape[index + 1] ?? 1, {
        size,
        stride: entry(strides, index),
        dilation: entry(dilationRate, index),
        padding: padding[index] ?? [0, 0],
      }),
    );
  }
}
tf.serialization.registerClass(Conv);
