// Scalar expressions: what a map does to one element. Not tensors, and no shapes.
import type { Size } from '@trammel/tensor';

/** The functions of one number; their meaning is in scalar-functions.ts. */
export type UnaryFunction =
  'negate' | 'absolute' | 'sign' | 'floor' | 'exponential' | 'logarithm' | 'squareRoot' | 'sine' | 'cosine' | 'tanh' | 'errorFunction';

/** The functions of two numbers; their meaning is in scalar-functions.ts. */
export type BinaryFunction =
  'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'maximum' | 'minimum' | 'less' | 'lessOrEqual' | 'equal';

/** An expression over the elements that a map reads. Truth values are 1 and 0. */
export type Scalar =
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'size'; readonly size: Size }
  | { readonly kind: 'unary'; readonly function: UnaryFunction; readonly operand: Scalar }
  | { readonly kind: 'binary'; readonly function: BinaryFunction; readonly left: Scalar; readonly right: Scalar }
  | { readonly kind: 'select'; readonly condition: Scalar; readonly whenTrue: Scalar; readonly whenFalse: Scalar }
  /** The value of `body`, counted as one activation however it is composed. */
  | { readonly kind: 'activation'; readonly body: Scalar };

/** The element of the map's operand number `index`. */
export const argument = (index: number): Scalar => ({ kind: 'argument', index });
/** A fixed number. */
export const number = (value: number): Scalar => ({ kind: 'number', value });
/** The value of a size, which may be symbolic. */
export const ofSize = (size: Size): Scalar => ({ kind: 'size', size });
/** `whenTrue` where `condition` is not 0, else `whenFalse`. Only the chosen side is evaluated. */
export const select = (condition: Scalar, whenTrue: Scalar, whenFalse: Scalar): Scalar => ({
  kind: 'select',
  condition,
  whenTrue,
  whenFalse,
});
/** Marks the evaluation of a nonlinearity: one activation. */
export const activation = (body: Scalar): Scalar => ({ kind: 'activation', body });

const unary =
  (name: UnaryFunction) =>
  (operand: Scalar): Scalar => ({ kind: 'unary', function: name, operand });
const binary =
  (name: BinaryFunction) =>
  (left: Scalar, right: Scalar): Scalar => ({ kind: 'binary', function: name, left, right });

export const negate = unary('negate');
export const absolute = unary('absolute');
export const sign = unary('sign');
export const floor = unary('floor');
export const exponential = unary('exponential');
export const logarithm = unary('logarithm');
export const squareRoot = unary('squareRoot');
export const sine = unary('sine');
export const cosine = unary('cosine');
export const tanh = unary('tanh');
export const errorFunction = unary('errorFunction');
export const add = binary('add');
export const subtract = binary('subtract');
export const multiply = binary('multiply');
export const divide = binary('divide');
export const power = binary('power');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const less = binary('less');
export const lessOrEqual = binary('lessOrEqual');
export const equal = binary('equal');

/** The expression with each argument replaced. */
export function substituteArguments(scalar: Scalar, by: (index: number) => Scalar): Scalar {
  const inner = (part: Scalar): Scalar => substituteArguments(part, by);
  switch (scalar.kind) {
    case 'argument':
      return by(scalar.index);
    case 'number':
    case 'size':
      return scalar;
    case 'unary':
      return { ...scalar, operand: inner(scalar.operand) };
    case 'binary':
      return { ...scalar, left: inner(scalar.left), right: inner(scalar.right) };
    case 'select':
      return select(inner(scalar.condition), inner(scalar.whenTrue), inner(scalar.whenFalse));
    case 'activation':
      return activation(inner(scalar.body));
  }
}

/** The indices of the arguments that the expression reads. */
export function argumentsOf(scalar: Scalar): ReadonlySet<number> {
  switch (scalar.kind) {
    case 'argument':
      return new Set([scalar.index]);
    case 'number':
    case 'size':
      return new Set();
    case 'unary':
      return argumentsOf(scalar.operand);
    case 'binary':
      return new Set([...argumentsOf(scalar.left), ...argumentsOf(scalar.right)]);
    case 'select':
      return new Set([scalar.condition, scalar.whenTrue, scalar.whenFalse].flatMap((part) => [...argumentsOf(part)]));
    case 'activation':
      return argumentsOf(scalar.body);
  }
}
