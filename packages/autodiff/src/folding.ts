// Scalar expressions made with the obvious simplified at once: 0 + x, 1 * x, -(-x). Not a general simplifier.
import { binaryFunctions, scalar, unaryFunctions, type BinaryFunction, type Scalar } from '@trammel/program';

export const zero = scalar.number(0);
export const one = scalar.number(1);

type Binary = Extract<Scalar, { readonly kind: 'binary' }>;
type Select = Extract<Scalar, { readonly kind: 'select' }>;

/** True for that very number. */
export function isNumber(expression: Scalar, value: number): boolean {
  return expression.kind === 'number' && expression.value === value;
}

/** x + y */
export function plus(x: Scalar, y: Scalar): Scalar {
  if (isNumber(x, 0)) return y;
  if (isNumber(y, 0)) return x;
  if (x.kind === 'number' && y.kind === 'number') return scalar.number(x.value + y.value);
  const [minusX, minusY] = [negatedOperand(x), negatedOperand(y)];
  if (minusY !== undefined) return minus(x, minusY);
  return minusX === undefined ? scalar.add(x, y) : minus(y, minusX);
}

/** x - y */
export function minus(x: Scalar, y: Scalar): Scalar {
  if (isNumber(y, 0)) return x;
  if (isNumber(x, 0)) return negated(y);
  if (x.kind === 'number' && y.kind === 'number') return scalar.number(x.value - y.value);
  const minusY = negatedOperand(y);
  return minusY === undefined ? scalar.subtract(x, y) : plus(x, minusY);
}

/** -x */
export function negated(x: Scalar): Scalar {
  if (x.kind === 'number') return x.value === 0 ? zero : scalar.number(-x.value);
  return negatedOperand(x) ?? scalar.negate(x);
}

/** x * y */
export function times(x: Scalar, y: Scalar): Scalar {
  if (x.kind === 'number') return scaled(x.value, y);
  if (y.kind === 'number') return scaled(y.value, x);
  const [minusX, minusY] = [negatedOperand(x), negatedOperand(y)];
  if (minusX !== undefined) return negated(times(minusX, y));
  if (minusY !== undefined) return negated(times(x, minusY));
  // x * (1/y) = x/y: one operation instead of two.
  if (isReciprocal(y)) return over(x, y.right);
  if (isReciprocal(x)) return over(y, x.right);
  if (y.kind === 'select' && entersSelect(x, y)) return chosen(y.condition, times(x, y.whenTrue), times(x, y.whenFalse));
  if (x.kind === 'select' && entersSelect(y, x)) return chosen(x.condition, times(x.whenTrue, y), times(x.whenFalse, y));
  return scalar.multiply(x, y);
}

/** x / y */
export function over(x: Scalar, y: Scalar): Scalar {
  if (isNumber(x, 0)) return zero;
  if (isNumber(y, 1)) return x;
  if (x.kind === 'number' && y.kind === 'number') return scalar.number(x.value / y.value);
  const minusX = negatedOperand(x);
  return minusX === undefined ? scalar.divide(x, y) : negated(over(minusX, y));
}

/** `whenTrue` where the condition is not 0, else `whenFalse`. */
export function chosen(condition: Scalar, whenTrue: Scalar, whenFalse: Scalar): Scalar {
  if (condition.kind === 'number') return condition.value === 0 ? whenFalse : whenTrue;
  if (whenTrue.kind === 'number' && isNumber(whenFalse, whenTrue.value)) return whenTrue;
  return scalar.select(condition, whenTrue, whenFalse);
}

/** One evaluation of a nonlinearity, unless nothing is left to evaluate. */
export function activated(body: Scalar): Scalar {
  return body.kind === 'number' ? body : scalar.activation(body);
}

/** The expression folded from the leaves up; a part that `known` has another name for is replaced by that name. */
export function folded(expression: Scalar, known: (part: Scalar) => Scalar | undefined): Scalar {
  const name = known(expression);
  if (name !== undefined) return name;
  const inner = (part: Scalar): Scalar => folded(part, known);
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return expression;
    case 'activation':
      return activated(inner(expression.body));
    case 'select':
      return chosen(inner(expression.condition), inner(expression.whenTrue), inner(expression.whenFalse));
    case 'binary':
      return foldedBinary(expression.function, inner(expression.left), inner(expression.right));
    case 'unary': {
      const operand = inner(expression.operand);
      if (expression.function === 'negate') return negated(operand);
      if (operand.kind === 'number') return scalar.number(unaryFunctions[expression.function].evaluate(operand.value));
      return operand === expression.operand ? expression : { ...expression, operand };
    }
  }
}

function foldedBinary(name: BinaryFunction, left: Scalar, right: Scalar): Scalar {
  if (left.kind === 'number' && right.kind === 'number') {
    return scalar.number(binaryFunctions[name].evaluate(left.value, right.value));
  }
  if (name === 'add') return plus(left, right);
  if (name === 'subtract') return minus(left, right);
  if (name === 'multiply') return times(left, right);
  if (name === 'divide') return over(left, right);
  if (name === 'power' && isNumber(right, 1)) return left;
  return { kind: 'binary', function: name, left, right };
}

/** factor * x, into which a number that x already bears is taken up. */
function scaled(factor: number, x: Scalar): Scalar {
  if (factor === 0) return zero;
  if (factor === 1) return x;
  if (factor === -1) return negated(x);
  if (x.kind === 'number') return scalar.number(factor * x.value);
  const minusX = negatedOperand(x);
  if (minusX !== undefined) return scaled(-factor, minusX);
  if (x.kind === 'binary' && x.left.kind === 'number' && (x.function === 'multiply' || x.function === 'divide')) {
    const product = scalar.number(factor * x.left.value);
    return x.function === 'multiply' ? times(product, x.right) : over(product, x.right);
  }
  if (x.kind === 'select' && entersSelect(scalar.number(factor), x)) {
    return chosen(x.condition, scaled(factor, x.whenTrue), scaled(factor, x.whenFalse));
  }
  return scalar.multiply(scalar.number(factor), x);
}

function negatedOperand(x: Scalar): Scalar | undefined {
  return x.kind === 'unary' && x.function === 'negate' ? x.operand : undefined;
}

function isReciprocal(x: Scalar): x is Binary {
  return x.kind === 'binary' && x.function === 'divide' && isNumber(x.left, 1);
}

/**
 * Whether factor * select(c, t, f) is better written select(c, factor * t, factor * f): where a side then needs no
 * multiplication, and no work is written twice.
 */
function entersSelect(factor: Scalar, { whenTrue, whenFalse }: Select): boolean {
  const isFree = factor.kind === 'argument' || factor.kind === 'number';
  if (isNumber(whenTrue, 0) || isNumber(whenFalse, 0)) return true;
  return isFree && (isUnit(whenTrue) || isUnit(whenFalse));
}

function isUnit(x: Scalar): boolean {
  return isNumber(x, 1) || isNumber(x, -1);
}
