// Comparisons between tensors, or a tensor and a number, and the logic of truth values, element by element.
import { noSlope } from './signal.js';
import { map, scalar, type Scalar, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import { checkOperands, combined, operandsOf } from './arithmetic.js';
import { checkBroadcast } from './broadcast.js';
import { numberSides, type NumberSides } from './number-operand.js';
import { operator, type InputSpec, type NoAttributes, type Operator } from './operator.js';
import { soleValue } from './sole-input.js';

const pair: readonly InputSpec[] = [
  { name: 'a', elementType: 'any', arity: 'one' },
  { name: 'b', elementType: 'any', arity: 'optional' },
];

function comparison(name: string, infix: string, words: string, holds: (left: Scalar, right: Scalar) => Scalar): Operator<NumberSides> {
  return operator({
    category: 'arithmetic',
    summary: `Whether the elements of one tensor are ${words} those of another, or a number.`,
    formulas: [`y = a ${infix} b, true or false`, 'comparisons = output elements', 'no gradient'],
    example: `net Example {\n  input x: [N, C=16], y: [N, C=16]\n  x ${infix} y\n}\n`,
    inputs: pair,
    attributes: numberSides,
    infix,
    check: (call) => checkOperands(name, call, 2),
    signal: () => noSlope(),
    meaning: (call) => {
      const [left, right] = operandsOf(call);
      const explain = () => `${name} has two operands`;
      return [combined(holds, 'bool')(present(left, explain), present(right, explain))];
    },
  });
}

/** 1 where the condition is 0, else 0; counts as nothing. */
const not = (condition: Scalar): Scalar => scalar.select(condition, scalar.number(0), scalar.number(1));

export const less = comparison('less', '<', 'less than', scalar.less);
export const lessEqual = comparison('less_equal', '<=', 'at most', scalar.lessOrEqual);
export const greater = comparison('greater', '>', 'greater than', (left, right) => scalar.less(right, left));
export const greaterEqual = comparison('greater_equal', '>=', 'at least', (left, right) => scalar.lessOrEqual(right, left));
export const equal = comparison('equal', '==', 'equal to', scalar.equal);
export const notEqual = comparison('not_equal', '!=', 'unequal to', (left, right) => not(scalar.equal(left, right)));

const truths: readonly InputSpec[] = [{ name: 'x', elementType: 'bool', arity: 'variadic' }];

function logic(infix: 'and' | 'or', words: string, combine: (left: Scalar, right: Scalar) => Scalar): Operator<NoAttributes> {
  const name = `logical_${infix}`;
  return operator({
    category: 'arithmetic',
    summary: `Whether ${words} of some truth values are true, element by element.`,
    formulas: [`y = a ${infix} b ${infix} ...`, 'counts as nothing'],
    example: `net Example {\n  input x: [N, C=16], y: [N, C=16]\n  (x > 0) ${infix} (y > 0)\n}\n`,
    inputs: truths,
    attributes: {},
    infix,
    check: ({ inputs }) =>
      inputs.length < 2 ? [{ code: 'bad-input', message: `\`${name}\` needs two tensors or more` }] : checkBroadcast(name, inputs),
    signal: () => noSlope(),
    meaning: ({ values: [first, ...others] }) => {
      const start = present(first, () => `${name} has an input`);
      return [others.reduce<Value>(combined(combine, 'bool'), start)];
    },
  });
}

export const logicalAnd = logic('and', 'all', (left, right) => scalar.select(left, right, scalar.number(0)));
export const logicalOr = logic('or', 'any', (left, right) => scalar.select(left, scalar.number(1), right));

export const logicalNot = operator<NoAttributes>({
  category: 'arithmetic',
  summary: 'True where a truth value is false, and the other way round.',
  formulas: ['y = not x', 'counts as nothing'],
  example: 'net Example {\n  input x: [N, C=16]\n  not (x > 0)\n}\n',
  inputs: [{ name: 'x', elementType: 'bool', arity: 'one' }],
  attributes: {},
  prefix: 'not',
  signal: () => noSlope(),
  meaning: (call) => [map(not(scalar.argument(0)), [soleValue(call)], 'bool')],
});
