// Folding changes how an expression is written, never what it is worth.
import {
  binaryFunctions,
  sameScalar,
  scalar,
  unaryFunctions,
  type BinaryFunction,
  type Scalar,
  type UnaryFunction,
} from '@trammel/program';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folded } from './folding.js';

const smooth: readonly UnaryFunction[] = ['negate', 'absolute', 'sign', 'sine', 'tanh'];
const arithmetic: readonly BinaryFunction[] = ['add', 'subtract', 'multiply', 'divide', 'maximum', 'less', 'power'];

const { expression } = fc.letrec<{ expression: Scalar }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.nat({ max: 2 }).map(scalar.argument),
    fc.constantFrom(0, 1, -1, 2, 0.5).map(scalar.number),
    fc.record({ kind: fc.constant('unary' as const), function: fc.constantFrom(...smooth), operand: tie('expression') }),
    fc.record({ kind: fc.constant('unary' as const), function: fc.constant('negate' as const), operand: tie('expression') }),
    fc.record({
      kind: fc.constant('binary' as const),
      function: fc.constantFrom(...arithmetic),
      left: tie('expression'),
      right: tie('expression'),
    }),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([condition, yes, no]) => scalar.select(condition, yes, no)),
    tie('expression').map(scalar.activation),
  ),
}));

const given = [0.7, -1.3, 2.1];

function evaluate(part: Scalar): number {
  switch (part.kind) {
    case 'argument':
      return given[part.index] ?? Number.NaN;
    case 'number':
      return part.value;
    case 'size':
      return Number(part.size);
    case 'unary':
      return unaryFunctions[part.function].evaluate(evaluate(part.operand));
    case 'binary':
      return binaryFunctions[part.function].evaluate(evaluate(part.left), evaluate(part.right));
    case 'select':
      return evaluate(part.condition) === 0 ? evaluate(part.whenFalse) : evaluate(part.whenTrue);
    case 'activation':
      return evaluate(part.body);
  }
}

/** Whether every part is a number of ordinary size: 0 * infinity folds to 0, and rounding turns a comparison of equals. */
function isOrdinary(part: Scalar): boolean {
  const value = Math.abs(evaluate(part));
  if (!(value < 1e6)) return false;
  switch (part.kind) {
    case 'unary':
      return (
        isOrdinary(part.operand) && (part.function !== 'sign' || evaluate(part.operand) === 0 || Math.abs(evaluate(part.operand)) > 1e-6)
      );
    case 'binary': {
      const distance = Math.abs(evaluate(part.left) - evaluate(part.right));
      const isClear = part.function !== 'less' || distance > 1e-6;
      const divides = part.function === 'divide' || part.function === 'power';
      return isClear && isOrdinary(part.left) && isOrdinary(part.right) && !(divides && Math.abs(evaluate(part.right)) < 1e-3);
    }
    case 'select':
      return (
        (part.condition.kind === 'number' || Math.abs(evaluate(part.condition)) > 1e-6) &&
        [part.condition, part.whenTrue, part.whenFalse].every(isOrdinary)
      );
    case 'activation':
      return isOrdinary(part.body);
    default:
      return true;
  }
}

test('a folded expression has the same value', () => {
  fc.assert(
    fc.property(expression, (part) => {
      fc.pre(isOrdinary(part));
      const after = folded(part, () => undefined);
      expect(Math.abs(evaluate(after) - evaluate(part))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(evaluate(part))));
    }),
    { numRuns: 4000, seed: 7 },
  );
});

test('expressions are the same if they are written alike', () => {
  fc.assert(
    fc.property(expression, expression, (a, b) => {
      expect(sameScalar(a, structuredClone(a))).toBe(true);
      expect(sameScalar(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 1000, seed: 7 },
  );
});
