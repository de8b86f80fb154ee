// Elementwise arithmetic on values; operands broadcast by axis name. Not the scalar expressions themselves.
import { broadcastShapes, invariant, printShape, type ElementType, type Shape, type Size } from '@trammel/tensor';
import * as scalar from './scalar.js';
import type { Scalar } from './scalar.js';
import type { Value } from './value.js';
import { broadcastTo } from './views.js';

/** A number, the same everywhere. */
export function constant(value: number): Value {
  return { instruction: { op: 'constant', value }, shape: [], elementType: 'f32' };
}

/** The value of a size as a scalar. */
export function sizeValue(size: Size): Value {
  return { instruction: { op: 'size', size }, shape: [], elementType: 'f32' };
}

/** What the program is given under `name`. */
export function input(name: string, shape: Shape, elementType: ElementType = 'f32'): Value {
  return { instruction: { op: 'input', name }, shape, elementType };
}

/** A weight, or with `isTrainable: false` a running statistic. */
export function parameter(name: string, shape: Shape, options: { readonly isTrainable: boolean } = { isTrainable: true }): Value {
  return { instruction: { op: 'parameter', name, ...options }, shape, elementType: 'f32' };
}

/** 0, 1, 2... along a single axis. */
export function iota(axis: string, size: Size): Value {
  return { instruction: { op: 'iota' }, shape: [{ name: axis, size }], elementType: 'int' };
}

/** Independent uniform draws on [0, 1). */
export function random(shape: Shape): Value {
  return { instruction: { op: 'random' }, shape, elementType: 'f32' };
}

/** A scalar expression over the elements of the operands, broadcast by name to their common shape. */
export function map(expression: Scalar, operands: readonly Value[], elementType: ElementType = 'f32'): Value {
  const common = broadcastShapes(operands.map((operand) => operand.shape));
  invariant('shape' in common, () => `operands of a map do not broadcast: ${operands.map((o) => printShape(o.shape)).join(' and ')}`);
  const { shape } = common;
  return { instruction: { op: 'map', expression, operands: operands.map((o) => broadcastTo(o, shape)) }, shape, elementType };
}

const x = scalar.argument(0);
const y = scalar.argument(1);

/** A plain number may stand for an operand. */
export type Operand = Value | number;

const lift = (operand: Operand): Scalar => (typeof operand === 'number' ? scalar.number(operand) : x);

function binary(make: (left: Scalar, right: Scalar) => Scalar, elementType: ElementType = 'f32') {
  return (left: Operand, right: Operand): Value => {
    if (typeof left === 'number' || typeof right === 'number') {
      const values = [left, right].filter((operand) => typeof operand !== 'number');
      return map(make(lift(left), lift(right)), values, elementType);
    }
    return map(make(x, y), [left, right], elementType);
  };
}

export const add = binary(scalar.add);
export const subtract = binary(scalar.subtract);
export const multiply = binary(scalar.multiply);
export const divide = binary(scalar.divide);
export const power = binary(scalar.power);
export const maximum = binary(scalar.maximum);
export const minimum = binary(scalar.minimum);
export const less = binary(scalar.less, 'bool');
export const lessOrEqual = binary(scalar.lessOrEqual, 'bool');
export const equal = binary(scalar.equal, 'bool');

const unary =
  (make: (operand: Scalar) => Scalar) =>
  (operand: Value): Value =>
    map(make(x), [operand]);

export const negate = unary(scalar.negate);
export const absolute = unary(scalar.absolute);
export const exponential = unary(scalar.exponential);
export const logarithm = unary(scalar.logarithm);
export const squareRoot = unary(scalar.squareRoot);

/** One nonlinearity: `body` of x, counted as one activation for each element. */
export function activation(operand: Value, body: (x: Scalar) => Scalar): Value {
  return map(scalar.activation(body(x)), [operand]);
}

/** `whenTrue` where `condition` is not 0, else `whenFalse`, element by element. */
export function select(condition: Value, whenTrue: Value, whenFalse: Value): Value {
  return map(scalar.select(scalar.argument(0), scalar.argument(1), scalar.argument(2)), [condition, whenTrue, whenFalse]);
}
