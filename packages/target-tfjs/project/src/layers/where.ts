// The choice between two tensors, or a tensor and a number, element by element.
import * as tf from '@tensorflow/tfjs';
import { broadcastShape, repeatedTo } from './axes.js';
import { CoreLayer, type Shape } from './layer.js';

export interface WhereSettings {
  /** A number to take where the condition holds, or where it does not. */
  readonly whenTrue?: number;
  readonly whenFalse?: number;
}

/** Of a condition and one or two tensors. */
export class Where extends CoreLayer<WhereSettings> {
  static readonly className = 'Where';

  protected override compute([condition, ...choices]: readonly tf.Tensor[]): tf.Tensor {
    const { whenTrue, whenFalse } = this.settings;
    const isWhole = choices.every(({ dtype }) => dtype !== 'float32');
    const number = (value: number | undefined): readonly tf.Tensor[] =>
      value === undefined ? [] : [tf.scalar(value, isWhole && Number.isInteger(value) ? 'int32' : 'float32')];
    const [a, b] = [...number(whenTrue), ...choices, ...number(whenFalse)];
    if (condition === undefined || a === undefined || b === undefined) throw new Error('a choice needs a condition and two sides');
    const shape = broadcastShape([condition.shape, a.shape, b.shape]).map(Number);
    const [chosen, one, other] = [condition.toBool(), a, b].map((each) => repeatedTo(each, shape));
    if (chosen === undefined || one === undefined || other === undefined) throw new Error('three tensors stay three');
    return tf.where(chosen, one, other);
  }

  protected override shapeOf(shapes: readonly Shape[]): Shape {
    return broadcastShape(shapes);
  }
}
tf.serialization.registerClass(Where);
