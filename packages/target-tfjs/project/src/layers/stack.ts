// Tensors of one shape side by side along a new axis.
import * as tf from '@tensorflow/tfjs';
import { CoreLayer, type Shape } from './layer.js';

export interface StackSettings {
  /** How many axes stand before the new one. */
  readonly axis: number;
}

/** One element of the new axis for each tensor. */
export class Stack extends CoreLayer<StackSettings> {
  static readonly className = 'Stack';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    // What layers give counts as floats between them; an input of the model comes with the type that it has.
    const isMixed = inputs.some(({ dtype }) => dtype !== inputs[0]?.dtype);
    return tf.stack(isMixed ? inputs.map((input) => input.toFloat()) : [...inputs], this.settings.axis);
  }

  protected override shapeOf(shapes: readonly Shape[]): Shape {
    const [first = []] = shapes;
    return [...first.slice(0, this.settings.axis), shapes.length, ...first.slice(this.settings.axis)];
  }
}
tf.serialization.registerClass(Stack);
