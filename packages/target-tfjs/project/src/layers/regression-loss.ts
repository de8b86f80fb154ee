// Losses between a prediction and a target of its shape, as one number.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from './without-gradient.js';
import { CoreLayer, type Shape } from './layer.js';

/** Numbers below this have a logarithm of less than -100. */
const smallest = Math.exp(-100);

const losses = {
  /** The mean of the squared differences. */
  squared: (x: tf.Tensor, y: tf.Tensor) => x.sub(y).square(),
  /** The mean of the absolute differences. */
  absolute: (x: tf.Tensor, y: tf.Tensor) => x.sub(y).abs(),
  /** max(x, 0) - x*y + log(1 + exp(-|x|)): the cross entropy of yes and no, from logits. */
  binaryFromLogits: (x: tf.Tensor, y: tf.Tensor) => x.relu().sub(x.mul(y)).add(x.abs().neg().exp().add(1).log()),
  /** -(y log x + (1 - y) log(1 - x)), logarithms no less than -100. */
  binary: (x: tf.Tensor, y: tf.Tensor) => {
    const logarithm = (of: tf.Tensor): tf.Tensor => {
      const isSmall = withoutGradient([of], (given = of) => given.less(smallest));
      return tf.where(isSmall, tf.fill(of.shape, -100), tf.where(isSmall, tf.onesLike(of), of).log());
    };
    const one = tf.scalar(1);
    return y
      .mul(logarithm(x))
      .add(one.sub(y).mul(logarithm(one.sub(x))))
      .neg();
  },
};

export interface RegressionLossSettings {
  readonly loss: keyof typeof losses;
}

/** The mean of one loss over all elements. */
export class RegressionLoss extends CoreLayer<RegressionLossSettings> {
  static readonly className = 'RegressionLoss';

  protected override compute([prediction, target]: readonly tf.Tensor[]): tf.Tensor {
    if (prediction === undefined || target === undefined) throw new Error('a loss needs a prediction and a target');
    return losses[this.settings.loss](prediction.toFloat(), target.toFloat()).mean();
  }

  protected override shapeOf(): Shape {
    return [];
  }
}
tf.serialization.registerClass(RegressionLoss);
