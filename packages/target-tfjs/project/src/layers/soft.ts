// Softmax and its relatives over any axes. Those of TensorFlow.js have the last axis.
import * as tf from '@tensorflow/tfjs';
import { axisOf } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface SoftmaxOverSettings {
  readonly axes: readonly number[];
}

/** exp(x) / sum(exp(x)), with the greatest subtracted first. */
export class SoftmaxOver extends CoreLayer<SoftmaxOverSettings> {
  static readonly className = 'SoftmaxOver';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const axes = [...this.settings.axes];
    const exponentials = x.sub(x.max(axes, true)).exp();
    return exponentials.div(exponentials.sum(axes, true));
  }
}
tf.serialization.registerClass(SoftmaxOver);

/** The logarithm of the softmax, without the rounding of taking one after the other. */
export class LogSoftmaxOver extends CoreLayer<SoftmaxOverSettings> {
  static readonly className = 'LogSoftmaxOver';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const axes = [...this.settings.axes];
    const shifted = x.sub(x.max(axes, true));
    return shifted.sub(shifted.exp().sum(axes, true).log());
  }
}
tf.serialization.registerClass(LogSoftmaxOver);

export interface LogSumExpSettings extends SoftmaxOverSettings {
  readonly keepDims: boolean;
}

/** A smooth maximum: log(sum(exp(x))). */
export class LogSumExp extends CoreLayer<LogSumExpSettings> {
  static readonly className = 'LogSumExp';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    return tf.logSumExp(sole(inputs), [...this.settings.axes], this.settings.keepDims);
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const reduced = this.settings.axes.map((axis) => axisOf(axis, shape.length));
    return this.settings.keepDims
      ? shape.map((size, axis) => (reduced.includes(axis) ? 1 : size))
      : shape.filter((_, axis) => !reduced.includes(axis));
  }
}
tf.serialization.registerClass(LogSumExp);
