// Scalar expressions of which some arguments are known: what they come to, and which arguments still matter.
import { binaryFunctions, unaryFunctions, type BinaryFunction, type Scalar } from '@trammel/program';
import type { SymbolValues } from '@trammel/tensor';
import { numberOf } from './known-coordinate.js';

/** What is known of an expression. Arguments that are not known are taken for finite numbers without any special value. */
export interface Outcome {
  /** Undefined where it depends on arguments that are not known. */
  readonly value: number | undefined;
  /** The arguments that are not known and that can change the value; none of them where the value is known. */
  readonly reads: ReadonlySet<number>;
}

/** What is known of the arguments, by their index, and of the symbols in sizes. */
export interface KnownArguments {
  readonly argument: (index: number) => number | undefined;
  readonly sizes: SymbolValues;
}

/** The expression as far as it can be worked out. */
export function partialScalar(expression: Scalar, known: KnownArguments): Outcome {
  switch (expression.kind) {
    case 'argument': {
      const value = known.argument(expression.index);
      return value === undefined ? { value, reads: new Set([expression.index]) } : fixed(value);
    }
    case 'number':
      return fixed(expression.value);
    case 'size':
      return { value: numberOf(expression.size, known.sizes), reads: new Set() };
    case 'activation':
      return partialScalar(expression.body, known);
    case 'unary': {
      const operand = partialScalar(expression.operand, known);
      return operand.value === undefined ? operand : fixed(unaryFunctions[expression.function].evaluate(operand.value));
    }
    case 'binary':
      return binary(expression.function, partialScalar(expression.left, known), partialScalar(expression.right, known));
    case 'select': {
      const condition = partialScalar(expression.condition, known);
      if (condition.value !== undefined) return partialScalar(condition.value === 0 ? expression.whenFalse : expression.whenTrue, known);
      const [whenTrue, whenFalse] = [partialScalar(expression.whenTrue, known), partialScalar(expression.whenFalse, known)];
      if (whenTrue.value !== undefined && whenTrue.value === whenFalse.value) return whenTrue;
      return open(condition, whenTrue, whenFalse);
    }
  }
}

/** Whether knowing the arguments in `known` could make others not matter: by a selection, or by a factor of 0. */
export function canHide(expression: Scalar, known: ReadonlySet<number>): boolean {
  const isKnown = (part: Scalar): boolean => argumentsOf(part).every((index) => known.has(index));
  const inner = (part: Scalar): boolean => canHide(part, known);
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return false;
    case 'activation':
      return inner(expression.body);
    case 'unary':
      return inner(expression.operand);
    case 'binary': {
      const { left, right } = expression;
      const hasFactor = expression.function === 'multiply' || expression.function === 'divide' || expression.function === 'power';
      return (hasFactor && isKnown(left) !== isKnown(right)) || inner(left) || inner(right);
    }
    case 'select':
      return isKnown(expression.condition) || inner(expression.whenTrue) || inner(expression.whenFalse) || inner(expression.condition);
  }
}

/** The numbers that the expression may take from itself: those written in it, and 0 where it has factors. */
export function literalsOf(expression: Scalar): readonly number[] {
  switch (expression.kind) {
    case 'argument':
    case 'size':
      return [];
    case 'number':
      return [expression.value];
    case 'activation':
      return literalsOf(expression.body);
    case 'unary':
      return literalsOf(expression.operand);
    case 'binary': {
      const isProduct = expression.function === 'multiply' || expression.function === 'divide';
      return [...literalsOf(expression.left), ...literalsOf(expression.right), ...(isProduct ? [0] : [])];
    }
    case 'select':
      return [expression.whenTrue, expression.whenFalse].flatMap(literalsOf);
  }
}

function argumentsOf(expression: Scalar): readonly number[] {
  switch (expression.kind) {
    case 'argument':
      return [expression.index];
    case 'number':
    case 'size':
      return [];
    case 'activation':
      return argumentsOf(expression.body);
    case 'unary':
      return argumentsOf(expression.operand);
    case 'binary':
      return [...argumentsOf(expression.left), ...argumentsOf(expression.right)];
    case 'select':
      return [expression.condition, expression.whenTrue, expression.whenFalse].flatMap(argumentsOf);
  }
}

function fixed(value: number): Outcome {
  return { value, reads: new Set() };
}

function open(...parts: readonly Outcome[]): Outcome {
  const reading = parts.filter((part) => part.reads.size > 0);
  const [only] = reading;
  if (only !== undefined && reading.length === 1) return { value: undefined, reads: only.reads };
  return { value: undefined, reads: new Set(reading.flatMap((part) => [...part.reads])) };
}

function binary(name: BinaryFunction, left: Outcome, right: Outcome): Outcome {
  if (left.value !== undefined && right.value !== undefined) return fixed(binaryFunctions[name].evaluate(left.value, right.value));
  const settled = settledBy(name, left.value, right.value);
  return settled === undefined ? open(left, right) : fixed(settled);
}

/** The value where one side settles it whatever finite number the other is. */
function settledBy(name: BinaryFunction, left: number | undefined, right: number | undefined): number | undefined {
  const known = left ?? right;
  const isInfinite = known !== undefined && Math.abs(known) === Number.POSITIVE_INFINITY;
  switch (name) {
    case 'multiply':
      return known === 0 ? 0 : undefined;
    case 'divide':
      return left === 0 || (isInfinite && right === known) ? 0 : undefined;
    case 'power':
      return right === 0 ? 1 : undefined;
    case 'add':
      return isInfinite ? known : undefined;
    case 'subtract':
      return isInfinite ? (known === left ? left : -known) : undefined;
    case 'maximum':
      return known === Number.POSITIVE_INFINITY ? known : undefined;
    case 'minimum':
      return known === Number.NEGATIVE_INFINITY ? known : undefined;
    case 'less':
    case 'lessOrEqual':
      return isInfinite ? Number((known === left) === known < 0) : undefined;
    case 'equal':
      return isInfinite ? 0 : undefined;
  }
}
