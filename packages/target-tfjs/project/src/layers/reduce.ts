// Elements along some axes as one number.
import * as tf from '@tensorflow/tfjs';
import { axisOf } from './axes.js';
import { largest } from './largest.js';
import { asNumbers, CoreLayer, sole, type Shape } from './layer.js';

export interface ReduceSettings {
  readonly operation: 'mean' | 'sum' | 'max' | 'min';
  readonly axes: readonly number[];
  /** Whether the axes stay, with size 1. */
  readonly keepDims: boolean;
}

/** A mean, a sum, or the largest or smallest number. */
export class Reduce extends CoreLayer<ReduceSettings> {
  static readonly className = 'Reduce';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { operation, axes, keepDims } = this.settings;
    const x = sole(inputs);
    if (axes.length === 0) return operation === 'mean' ? x.toFloat().clone() : x.clone();
    const numbers = axes.map((axis) => axisOf(axis, x.rank));
    const placed = (y: tf.Tensor): tf.Tensor => (keepDims ? y : y.squeeze(numbers));
    switch (operation) {
      case 'mean':
        return x.toFloat().mean([...axes], keepDims);
      case 'sum':
        return x.sum([...axes], keepDims);
      case 'max':
        return placed(largest(x, numbers));
      case 'min':
        return placed(largest(asNumbers(x).neg(), numbers).neg());
    }
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const { axes, keepDims } = this.settings;
    const reduced = axes.map((axis) => axisOf(axis, shape.length));
    return keepDims ? shape.map((size, axis) => (reduced.includes(axis) ? 1 : size)) : shape.filter((_, axis) => !reduced.includes(axis));
  }
}
tf.serialization.registerClass(Reduce);
