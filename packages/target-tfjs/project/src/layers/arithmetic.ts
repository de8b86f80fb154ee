// Arithmetic between tensors, or a tensor and a number, element by element; an axis of size 1 is repeated.
import * as tf from '@tensorflow/tfjs';
import { broadcastShape } from './axes.js';
import { CoreLayer, type Shape } from './layer.js';

type Combine = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Truth values count as 0 and 1. */
const asNumbers = (x: tf.Tensor): tf.Tensor => (x.dtype === 'bool' ? x.toInt() : x);

const numbers =
  (combine: Combine): Combine =>
  (a, b) =>
    combine(asNumbers(a), asNumbers(b));
const floats =
  (combine: Combine): Combine =>
  (a, b) =>
    combine(a.toFloat(), b.toFloat());

const operations = {
  add: numbers((a, b) => a.add(b)),
  subtract: numbers((a, b) => a.sub(b)),
  multiply: numbers((a, b) => a.mul(b)),
  divide: floats((a, b) => a.div(b)),
  power: floats((a, b) => a.pow(b)),
  maximum: numbers((a, b) => a.maximum(b)),
  minimum: numbers((a, b) => a.minimum(b)),
  less: numbers((a, b) => a.less(b)),
  lessEqual: numbers((a, b) => a.lessEqual(b)),
  greater: numbers((a, b) => a.greater(b)),
  greaterEqual: numbers((a, b) => a.greaterEqual(b)),
  equal: numbers((a, b) => a.equal(b)),
  notEqual: numbers((a, b) => a.notEqual(b)),
  and: (a: tf.Tensor, b: tf.Tensor) => a.toBool().logicalAnd(b.toBool()),
  or: (a: tf.Tensor, b: tf.Tensor) => a.toBool().logicalOr(b.toBool()),
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
    const isWhole = isReal === undefined && inputs.every(({ dtype }) => dtype !== 'float32');
    const number = (value: number | undefined): readonly tf.Tensor[] =>
      value === undefined ? [] : [tf.scalar(value, isWhole && Number.isInteger(value) ? 'int32' : 'float32')];
    return [...number(left), ...inputs, ...number(right)].reduce(operations[operation]);
  }

  protected override shapeOf(shapes: readonly Shape[]): Shape {
    return broadcastShape(shapes);
  }
}
tf.serialization.registerClass(Arithmetic);
