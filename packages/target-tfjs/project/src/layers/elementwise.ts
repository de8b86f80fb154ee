// Functions of single numbers that the Layers API has no activation for.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from './without-gradient.js';
import { asNumbers, CoreLayer, sole } from './layer.js';

/** x/6 + 1/2 from 0 to 1; TensorFlow.js has x/5. */
const hardSigmoid = (x: tf.Tensor): tf.Tensor => x.div(6).add(0.5).clipByValue(0, 1);

/** x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))) */
const geluByTanh = (x: tf.Tensor): tf.Tensor =>
  x.mul(0.5).mul(
    x
      .add(x.mul(x).mul(x).mul(0.044715))
      .mul(Math.sqrt(2 / Math.PI))
      .tanh()
      .add(1),
  );

const functions = {
  negate: (x: tf.Tensor) => asNumbers(x).neg(),
  abs: (x: tf.Tensor) => x.abs(),
  sqrt: (x: tf.Tensor) => x.toFloat().sqrt(),
  exp: (x: tf.Tensor) => x.toFloat().exp(),
  log: (x: tf.Tensor) => x.toFloat().log(),
  sin: (x: tf.Tensor) => x.toFloat().sin(),
  cos: (x: tf.Tensor) => x.toFloat().cos(),
  floor: (x: tf.Tensor) => x.floor(),
  not: (x: tf.Tensor) => withoutGradient([x], (given = x) => given.toBool().logicalNot()),
  hardSigmoid,
  hardSwish: (x: tf.Tensor) => x.mul(hardSigmoid(x)),
  hardTanh: (x: tf.Tensor) => x.clipByValue(-1, 1),
  geluByTanh,
};

export interface ElementwiseSettings {
  readonly function: keyof typeof functions;
}

/** One function of every number. */
export class Elementwise extends CoreLayer<ElementwiseSettings> {
  static readonly className = 'Elementwise';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    return functions[this.settings.function](sole(inputs));
  }
}
tf.serialization.registerClass(Elementwise);
