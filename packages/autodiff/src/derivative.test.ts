// Derivatives of scalar expressions, as they are written after folding.
import { sameScalar, scalar, type Scalar } from '@trammel/program';
import { describe, expect, test } from 'vitest';
import { derivative } from './derivative.js';
import { folded, times } from './folding.js';

const [x, y] = [scalar.argument(0), scalar.argument(1)];
const number = scalar.number;

function check(expression: Scalar, expected: Scalar): void {
  const written = folded(
    derivative(expression, (index) => index === 0),
    () => undefined,
  );
  expect(written).toEqual(expected);
  expect(sameScalar(written, expected)).toBe(true);
}

describe('d/dx', () => {
  test('of sums and products', () => {
    check(scalar.add(x, y), number(1));
    check(scalar.subtract(y, x), number(-1));
    check(scalar.multiply(x, y), y);
    check(scalar.multiply(y, y), number(0));
    check(scalar.multiply(x, x), scalar.add(x, x));
    check(scalar.multiply(number(3), scalar.multiply(number(2), x)), number(6));
    check(scalar.divide(x, y), scalar.divide(number(1), y));
    check(scalar.divide(y, x), scalar.negate(scalar.divide(scalar.divide(y, x), x)));
    check(scalar.divide(x, scalar.ofSize(5)), scalar.divide(number(1), scalar.ofSize(5)));
  });

  test('of functions, by the chain rule', () => {
    check(scalar.exponential(scalar.negate(x)), scalar.negate(scalar.exponential(scalar.negate(x))));
    check(scalar.power(x, number(2)), scalar.multiply(number(2), x));
    check(scalar.logarithm(scalar.multiply(x, y)), scalar.divide(y, scalar.multiply(x, y)));
    check(scalar.floor(x), number(0));
  });

  test('of a choice, whose condition stays', () => {
    const condition = scalar.less(number(0), x);
    check(scalar.select(condition, x, number(0)), scalar.select(condition, number(1), number(0)));
    check(scalar.select(condition, scalar.multiply(x, y), scalar.negate(x)), scalar.select(condition, y, number(-1)));
    check(scalar.select(condition, scalar.add(x, y), x), number(1));
  });

  test('of an activation is one activation, unless it is a number', () => {
    check(scalar.multiply(y, scalar.activation(scalar.exponential(x))), scalar.multiply(y, scalar.activation(scalar.exponential(x))));
    check(scalar.activation(scalar.multiply(number(2), x)), number(2));
  });
});

test('a factor enters a choice where that saves a multiplication', () => {
  const condition = scalar.less(number(0), x);
  expect(times(y, scalar.select(condition, number(1), number(0)))).toEqual(scalar.select(condition, y, number(0)));
  expect(times(scalar.select(condition, number(-1), x), y)).toEqual(scalar.select(condition, scalar.negate(y), scalar.multiply(x, y)));
  const two = number(2);
  expect(times(two, scalar.select(condition, x, number(0)))).toEqual(scalar.select(condition, scalar.multiply(two, x), number(0)));
  const either = scalar.select(condition, x, number(2));
  expect(times(y, either)).toEqual(scalar.multiply(y, either));
});
