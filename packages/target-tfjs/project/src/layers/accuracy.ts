// The part of the labels that a network gets right.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from './without-gradient.js';
import { CoreLayer, type Shape } from './layer.js';

/** mean(argmax(logits) == label), from 0 to 1. */
export class Accuracy extends CoreLayer {
  static readonly className = 'Accuracy';

  protected override compute([logits, labels]: readonly tf.Tensor[]): tf.Tensor {
    if (logits === undefined || labels === undefined) throw new Error('an accuracy needs logits and labels');
    return withoutGradient([logits, labels], (scores = logits, right = labels) => scores.argMax(-1).equal(right.toInt()).toFloat().mean());
  }

  protected override shapeOf(): Shape {
    return [];
  }
}
tf.serialization.registerClass(Accuracy);
