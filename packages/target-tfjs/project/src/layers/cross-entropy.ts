// The cross entropy of logits and whole-number labels, as one number.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from './without-gradient.js';
import { CoreLayer, type Shape } from './layer.js';

export interface CrossEntropySettings {
  /** The part of the probability that is spread evenly over all classes. */
  readonly labelSmoothing?: number;
}

/** mean(-log p) over all labels, where p = softmax(logits) along the last axis. */
export class CrossEntropy extends CoreLayer<CrossEntropySettings> {
  static readonly className = 'CrossEntropy';

  protected override compute([logits, labels]: readonly tf.Tensor[]): tf.Tensor {
    if (logits === undefined || labels === undefined) throw new Error('a cross entropy needs logits and labels');
    const classes = logits.shape.at(-1) ?? 1;
    const { labelSmoothing = 0 } = this.settings;
    const logarithms = logits.reshape([-1, classes]).logSoftmax();
    // Labels may themselves follow from the inputs of the network.
    const isRight = withoutGradient([labels], (given = labels) =>
      given
        .flatten()
        .toInt()
        .expandDims(1)
        .equal(tf.range(0, classes, 1, 'int32'))
        .toFloat(),
    );
    const wanted = labelSmoothing === 0 ? isRight : isRight.mul(1 - labelSmoothing).add(labelSmoothing / classes);
    return logarithms.mul(wanted).sum(-1).mean().neg();
  }

  protected override shapeOf(): Shape {
    return [];
  }
}
tf.serialization.registerClass(CrossEntropy);
