// Parts of a tensor that follow each other along an axis, or its elements one by one.
import * as tf from '@tensorflow/tfjs';
import { elementsAlong, withSize } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface SplitSettings {
  readonly axis: number;
  /** The size of each part, or how many equal parts there are. */
  readonly parts: number | readonly number[];
}

/** One result for each part. */
export class Split extends CoreLayer<SplitSettings> {
  static readonly className = 'Split';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { axis, parts } = this.settings;
    const x = sole(inputs);
    if (isCount(parts) ? parts === 1 : parts.length === 1) return [x.clone()];
    return tf.split(x, isCount(parts) ? parts : [...parts], axis);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape[] {
    const { axis, parts } = this.settings;
    if (!isCount(parts)) return parts.map((size) => withSize(shape, axis, size));
    const size = shape[axis] ?? null;
    return Array.from({ length: parts }, () => withSize(shape, axis, size === null ? null : size / parts));
  }
}
tf.serialization.registerClass(Split);

const isCount = (parts: SplitSettings['parts']): parts is number => typeof parts === 'number';

export interface UnstackSettings {
  readonly axis: number;
}

/** The elements along an axis, which goes away. */
export class Unstack extends CoreLayer<UnstackSettings> {
  static readonly className = 'Unstack';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return elementsAlong(sole(inputs), this.settings.axis);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape[] {
    const rest = shape.filter((_, axis) => axis !== this.settings.axis);
    return Array.from({ length: shape[this.settings.axis] ?? 1 }, () => rest);
  }
}
tf.serialization.registerClass(Unstack);
