// Arithmetic between tensors, or a tensor and a number, element by element; an axis of size 1 is repeated.
import * as tf from '@tensorflow/tfjs';
import { broadcastShape, repeatedTo } from './axes.js';
import { withoutGradient } from './without-gradient.js';
import { asNumbers, CoreLayer, sole, type Shape } from './layer.js';

type Combine = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const numbers =
  (combine: Combine): Combine =>
  (a, b) =>
    combine(asNumbers(a), asNumbers(b));
const floats =
  (combine: Combine): Combine =>
  (a, b) =>
    combine(a.toFloat(), b.toFloat());

/** In TensorFlow.js the gradients of extremes have the shape of the result, whatever was repeated for it. */
const alike =
  (combine: Combine): Combine =>
  (a, b) => {
    const shape = broadcastShape([a.shape, b.shape]).map(Number);
    return combine(repeatedTo(a, shape), repeatedTo(b, shape));
  };

/** Comparisons have no gradient. */
const fixed =
  (combine: Combine): Combine =>
  (a, b) =>
    withoutGradient([a, b], (one = a, other = b) => combine(one, other));

const operations = {
  add: numbers((a, b) => a.add(b)),
  subtract: numbers((a, b) => a.sub(b)),
  multiply: numbers((a, b) => a.mul(b)),
  divide: floats((a, b) => a.div(b)),
  power: floats((a, b) => a.pow(b)),
  maximum: numbers(alike((a, b) => a.maximum(b))),
  minimum: numbers(alike((a, b) => a.minimum(b))),
  less: fixed(numbers((a, b) => a.less(b))),
  lessEqual: fixed(numbers((a, b) => a.lessEqual(b))),
  greater: fixed(numbers((a, b) => a.greater(b))),
  greaterEqual: fixed(numbers((a, b) => a.greaterEqual(b))),
  equal: fixed(numbers((a, b) => a.equal(b))),
  notEqual: fixed(numbers((a, b) => a.notEqual(b))),
  and: fixed((a, b) => a.toBool().logicalAnd(b.toBool())),
  or: fixed((a, b) => a.toBool().logicalOr(b.toBool())),
};

export interface ArithmeticSettings {
  readonly operation: keyof typeof operations;
  /** A number before the tensors, or behind them. */
  readonly left?: number;
  readonly right?: number;
  /** Whether the number is real although it is whole, and the tensors are whole. */
  readonly isReal?: true;
}

/** From left to right. */
export class Arithmetic extends CoreLayer<ArithmeticSettings> {
  static readonly className = 'Arithmetic';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { operation, left, right, isReal } = this.settings;
    // The gradient of TensorFlow.js is 0 * x ** -1, which is no number at 0.
    if (operation === 'power' && inputs.length === 1 && left === undefined && right === 0) return tf.onesLike(sole(inputs).toFloat());
    // What a number that is not above 0 is raised to has no gradient; TensorFlow.js multiplies infinity by nothing, at 0.
    const combine = operation === 'power' && left !== undefined && left <= 0 ? fixed(operations.power) : operations[operation];
    const isWhole = isReal === undefined && inputs.every(({ dtype }) => dtype !== 'float32');
    const number = (value: number | undefined): readonly tf.Tensor[] =>
      value === undefined ? [] : [tf.scalar(value, isWhole && Number.isInteger(value) ? 'int32' : 'float32')];
    return [...number(left), ...inputs, ...number(right)].reduce(combine);
  }

  protected override shapeOf(shapes: readonly Shape[]): Shape {
    return broadcastShape(shapes);
  }
}
tf.serialization.registerClass(Arithmetic);
