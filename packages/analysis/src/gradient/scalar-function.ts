// A scalar expression as a function of one number. For statistics of activations, not for running programs.
import { binaryFunctions, unaryFunctions, type Scalar } from '@trammel/program';
import type { Size } from '@trammel/tensor';

/** The function x -> expression, where every argument is x. */
export function functionOf(expression: Scalar, sizeOf: (size: Size) => number): (x: number) => number {
  switch (expression.kind) {
    case 'argument':
      return (x) => x;
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'size': {
      const value = sizeOf(expression.size);
      return () => value;
    }
    case 'activation':
      return functionOf(expression.body, sizeOf);
    case 'select': {
      const condition = functionOf(expression.condition, sizeOf);
      const [whenTrue, whenFalse] = [functionOf(expression.whenTrue, sizeOf), functionOf(expression.whenFalse, sizeOf)];
      return (x) => (condition(x) === 0 ? whenFalse(x) : whenTrue(x));
    }
    case 'unary': {
      const { evaluate } = unaryFunctions[expression.function];
      const operand = functionOf(expression.operand, sizeOf);
      return (x) => evaluate(operand(x));
    }
    case 'binary': {
      const { evaluate } = binaryFunctions[expression.function];
      const [left, right] = [functionOf(expression.left, sizeOf), functionOf(expression.right, sizeOf)];
      return (x) => evaluate(left(x), right(x));
    }
  }
}
