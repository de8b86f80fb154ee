// Transposed convolution with what the Layers API lacks: groups, dilation, padding of any kind, any rank.
import * as tf from '@tensorflow/tfjs';
import { joined, partsOf } from './axes.js';
import { convolve } from './convolve.js';
import { CoreLayer, sole, type Shape, type Weight } from './layer.js';
import { entries, entry, padAlong, type PerAxis } from './windows.js';

/** Of each axis of space, or of all alike. */
export interface ConvTransposeSettings {
  readonly filters: number;
  readonly kernelSize: PerAxis;
  /** 1 unless given, as dilation and groups are. */
  readonly strides?: PerAxis;
  readonly dilationRate?: PerAxis;
  readonly groups?: number;
  /** True unless given. */
  readonly useBias?: boolean;
  /**
   * What is cut off before and after the output, in which every input adds a whole kernel; nothing unless given. Below 0 it is padded with
   * zeros.
   */
  readonly cropping?: number | readonly (number | readonly [number, number])[];
}

/** Every input position adds a weighted kernel to the output. */
export class ConvTranspose extends CoreLayer<ConvTransposeSettings> {
  static readonly className = 'ConvTranspose';

  protected override weightsFor([shape = []]: readonly Shape[]): readonly Weight[] {
    const { filters, groups = 1, kernelSize, useBias = true } = this.settings;
    const kernel = { name: 'kernel', shape: [...entries(kernelSize, shape.length - 2), shape.at(-1) ?? 1, filters / groups] };
    return useBias ? [kernel, { name: 'bias', shape: [filters] }] : [kernel];
  }

  /** Zeros between the inputs and around them, and a convolution with the kernel the other way round. */
  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { kernelSize, strides = 1, dilationRate = 1, groups = 1 } = this.settings;
    const x = sole(inputs);
    const axes = Array.from({ length: x.rank - 2 }, (_, index) => index);
    const dilations = entries(dilationRate, axes.length);
    const spread = axes.reduce((part, index) => {
      const reach = entry(dilations, index) * (entry(kernelSize, index) - 1);
      const apart = withZerosBetween(part, index + 1, entry(strides, index));
      return padAlong(apart, { axis: index + 1, before: reach, after: reach, fill: 0 });
    }, x);
    const kernel = tf.reverse(this.present('kernel'), axes);
    const kernels = partsOf(kernel, groups, kernel.rank - 2);
    const results = partsOf(spread, groups, spread.rank - 1).map((part, index) =>
      convolve(part, kernels[index] ?? kernel, { strides: axes.map(() => 1), dilations, groups: 1 }),
    );
    const whole = joined(results, spread.rank - 1);
    const result = axes.reduce((part, index) => cropped(part, index + 1, this.cut(index)), whole);
    const bias = this.weight('bias');
    return bias === undefined ? result : result.add(bias);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const { kernelSize, strides = 1, dilationRate = 1, filters } = this.settings;
    const sizes = entries(kernelSize, shape.length - 2).map((size, index) => {
      const length = shape[index + 1] ?? null;
      const [before, after] = this.cut(index);
      return length === null ? null : (length - 1) * entry(strides, index) + entry(dilationRate, index) * (size - 1) + 1 - before - after;
    });
    return [shape[0] ?? null, ...sizes, filters];
  }

  /** What is cut off along an axis of space. */
  private cut(index: number): readonly [number, number] {
    const { cropping = 0 } = this.settings;
    const own = typeof cropping === 'number' ? cropping : (cropping[index] ?? 0);
    return typeof own === 'number' ? [own, own] : own;
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
