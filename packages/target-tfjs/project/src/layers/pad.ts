// More positions around a tensor, along any axes. The Layers API pads two axes with zeros.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface PadSettings {
  /** Before and after each axis. */
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: 'constant' | 'reflect' | 'replicate' | 'circular';
  /** What constant padding consists of; 0 unless given. */
  readonly value?: number;
}

/** A number, or what the mode makes of the input: mirrored without the border, the border repeated, the other end. */
export class Pad extends CoreLayer<PadSettings> {
  static readonly className = 'Pad';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { paddings, mode, value = 0 } = this.settings;
    if (mode === 'constant')
      return x.pad(
        paddings.map(([before, after]): [number, number] => [before, after]),
        value,
      );
    return paddings.reduce((part, [before, after], axis) => {
      if (before === 0 && after === 0) return part;
      const size = part.shape[axis] ?? 1;
      const indices = Array.from({ length: before + size + after }, (_, index) => place(index - before, size, mode));
      return tf.gather(part, tf.tensor1d(indices, 'int32'), axis);
    }, x);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    return shape.map((size, axis) => {
      const [before, after] = this.settings.paddings[axis] ?? [0, 0];
      return size === null ? null : before + size + after;
    });
  }
}
tf.serialization.registerClass(Pad);

/** Which element stands at an index outside of the axis. */
function place(index: number, size: number, mode: Exclude<PadSettings['mode'], 'constant'>): number {
  switch (mode) {
    case 'replicate':
      return Math.max(0, Math.min(size - 1, index));
    case 'circular':
      return ((index % size) + size) % size;
    case 'reflect':
      return index < 0 ? -index : index < size ? index : 2 * (size - 1) - index;
  }
}
