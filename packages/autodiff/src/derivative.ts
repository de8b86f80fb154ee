// The derivative of a scalar expression with respect to some of its arguments. Nothing about tensors.
import { binaryFunctions, unaryFunctions, type Scalar } from '@trammel/program';
import { activated, chosen, isNumber, one, plus, times, zero } from './folding.js';

/** Which arguments are the variable; several are, where one tensor is read in several places. */
export type IsVariable = (index: number) => boolean;

/**
 * d(expression)/d(variable), by the chain rule over the tables of scalar functions:
 * d f(u) = f'(u) du, d f(u, v) = f_u(u, v) du + f_v(u, v) dv. A condition has no derivative. What is one activation has
 * a derivative that is one activation.
 */
export function derivative(expression: Scalar, isVariable: IsVariable): Scalar {
  switch (expression.kind) {
    case 'argument':
      return isVariable(expression.index) ? one : zero;
    case 'number':
    case 'size':
      return zero;
    case 'activation':
      return activated(derivative(expression.body, isVariable));
    case 'select':
      return chosen(expression.condition, derivative(expression.whenTrue, isVariable), derivative(expression.whenFalse, isVariable));
    case 'unary': {
      const inner = derivative(expression.operand, isVariable);
      return isNumber(inner, 0) ? zero : times(unaryFunctions[expression.function].derivative(expression.operand), inner);
    }
    case 'binary': {
      const left = derivative(expression.left, isVariable);
      const right = derivative(expression.right, isVariable);
      if (isNumber(left, 0) && isNumber(right, 0)) return zero;
      const [byLeft, byRight] = binaryFunctions[expression.function].derivatives(expression.left, expression.right);
      return plus(times(byLeft, left), times(byRight, right));
    }
  }
}
