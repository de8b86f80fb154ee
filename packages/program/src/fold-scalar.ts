// Scalar expressions with their fixed parts worked out. Keeps every result to the last bit, and never adds an operation.
import { isKnown } from '@trammel/tensor';
import * as scalar from './scalar.js';
import type { Scalar } from './scalar.js';
import { binaryFunctions, unaryFunctions } from './scalar-functions.js';

/** The expression with fixed parts as numbers, and without operations that give back their operand. */
export function foldScalar(expression: Scalar): Scalar {
  switch (expression.kind) {
    case 'argument':
    case 'number':
      return expression;
    case 'size':
      return isKnown(expression.size) && Number.isSafeInteger(Number(expression.size))
        ? scalar.number(Number(expression.size))
        : expression;
    case 'activation': {
      const body = foldScalar(expression.body);
      return body.kind === 'number' ? body : scalar.activation(body);
    }
    case 'select': {
      const condition = foldScalar(expression.condition);
      if (condition.kind === 'number') return foldScalar(condition.value === 0 ? expression.whenFalse : expression.whenTrue);
      return scalar.select(condition, foldScalar(expression.whenTrue), foldScalar(expression.whenFalse));
    }
    case 'unary': {
      const operand = foldScalar(expression.operand);
      if (operand.kind === 'number') return scalar.number(unaryFunctions[expression.function].evaluate(operand.value));
      const isDoubleNegation = expression.function === 'negate' && operand.kind === 'unary' && operand.function === 'negate';
      return isDoubleNegation ? operand.operand : { ...expression, operand };
    }
    case 'binary':
      return foldBinary({ ...expression, left: foldScalar(expression.left), right: foldScalar(expression.right) });
  }
}

function foldBinary(expression: Extract<Scalar, { kind: 'binary' }>): Scalar {
  const { left, right } = expression;
  if (left.kind === 'number' && right.kind === 'number') {
    return scalar.number(binaryFunctions[expression.function].evaluate(left.value, right.value));
  }
  switch (expression.function) {
    case 'multiply':
      return isNumber(right, 1) ? left : isNumber(left, 1) ? right : expression;
    case 'divide':
    case 'power':
      return isNumber(right, 1) ? left : expression;
    case 'subtract':
      return isNumber(right, 0) ? left : expression;
    case 'add':
      // x + 0 is left as it is: it makes 0 of -0. x + -0 is x.
      return isNumber(right, -0) ? left : isNumber(left, -0) ? right : expression;
    case 'maximum':
    case 'minimum':
    case 'less':
    case 'lessOrEqual':
    case 'equal':
      return expression;
  }
}

function isNumber(expression: Scalar, value: number): boolean {
  return expression.kind === 'number' && Object.is(expression.value, value);
}
