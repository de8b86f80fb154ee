// Transposed convolution with what the Layers API lacks: groups, dilation, padding of any kind, any rank.
import * as tf from '@tensorflow/tfjs';
import { joined, partsOf } from './axes.js';
import { convolve } from './convolve.js';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';
import { entry, padAlong } from './windows.js';

/** Lists have one entry for each axis of space. */
export interface ConvTransposeSettings {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly groups: number;
  readonly useBias: boolean;
  /** What is cut off before and after the output, in which every input adds a whole kernel; below 0 it is padded with zeros. */
  readonly cropping: readonly (readonly [number, number])[];
}

/** Every input position adds a weighted kernel to the output. */
export class ConvTranspose extends CoreLayer<ConvTransposeSettings> {
  static readonly className = 'ConvTranspose';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { filters, groups, kernelSize, useBias } = this.settings;
    const kernel = { name: 'kernel', shape: [...kernelSize, shape.at(-1) ?? 1, filters / groups] };
    return useBias ? [kernel, { name: 'bias', shape: [filters] }] : [kernel];
  }

  /** Zeros between the inputs and around them, and a convolution with the kernel the other way round. */
  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { kernelSize, strides, dilationRate: dilations, groups } = this.settings;
    const spread = kernelSize.reduce((part, size, index) => {
      const reach = entry(dilations, index) * (size - 1);
      const apart = withZerosBetween(part, index + 1, entry(strides, index));
      return padAlong(apart, { axis: index + 1, before: reach, after: reach, fill: 0 });
    }, sole(inputs));
    const axes = kernelSize.map((_, index) => index);
    const kernel = tf.reverse(this.present('kernel'), axes);
    const kernels = partsOf(kernel, groups, kernel.rank - 2);
    const results = partsOf(spread, groups, spread.rank - 1).map((part, index) =>
      convolve(part, kernels[index] ?? kernel, { strides: axes.map(() => 1), dilations, groups: 1 }),
    );
    const whole = joined(results, spread.rank - 1);
    const result = this.settings.cropping.reduce((part, sides, index) => cropped(part, index + 1, sides), whole);
    const bias = this.weight('bias');
    return bias === undefined ? result : result.add(bias);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const { kernelSize, strides, dilationRate, cropping, filters } = this.settings;
    const sizes = kernelSize.map((size, index) => {
      const length = shape[index + 1] ?? null;
      const [before, after] = cropping[index] ?? [0, 0];
      return length === null ? null : (length - 1) * entry(strides, index) + entry(dilationRate, index) * (size - 1) + 1 - before - after;
    });
    return [shape[0] ?? null, ...sizes, filters];
  }
}
tf.serialization.registerClass(ConvTranspose);

/** The elements along an axis `step` apart, with zeros between them. */
function withZerosBetween(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const size = x.shape[axis] ?? 1;
  const apart = x.reshape([...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
  const wide = padAlong(apart, { axis: axis + 1, before: 0, after: step - 1, fill: 0 });
  const whole = wide.reshape([...x.shape.slice(0, axis), size * step, ...x.shape.slice(axis + 1)]);
  return cropped(whole, axis, [0, step - 1]);
}

function cropped(x: tf.Tensor, axis: number, [before, after]: readonly [number, number]): tf.Tensor {
  const padded = padAlong(x, { axis, before: Math.max(-before, 0), after: Math.max(-after, 0), fill: 0 });
  const [start, end] = [Math.max(before, 0), Math.max(after, 0)];
  if (start === 0 && end === 0) return padded;
  return padded.slice(
    padded.shape.map((_, index) => (index === axis ? start : 0)),
    padded.shape.map((size, index) => (index === axis ? size - start - end : size)),
  );
}
