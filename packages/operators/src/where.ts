// The choice between two tensors, element by element. Not a condition on the network's shape, which is `if`.
import { noSignal } from './signal.js';
import { map, scalar, type Operand, type Scalar } from '@trammel/program';
import { present, type ElementType } from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import { arithmeticType, checkBroadcast } from './broadcast.js';
import { elementTypeOf, numberOperand, operandOf, type NumberOperand } from './number-operand.js';
import { operator, type Call } from './operator.js';

export interface WhereAttributes {
  readonly a: NumberOperand | undefined;
  readonly b: NumberOperand | undefined;
}

const choice = (documentation: string) => byName(optional<NumberOperand | undefined>(numberOperand, undefined, '', documentation));

export const where = operator<WhereAttributes>({
  category: 'arithmetic',
  summary: 'Elements of one tensor where a condition holds, those of another where it does not.',
  formulas: ['out = x where condition, else y; a number stands for either: `a` for the first, `b` for the second', 'counts as nothing'],
  example: 'net Example {\n  input x: [N, C=16]\n  where(x > 0, x, b=0)\n}\n',
  inputs: [
    { name: 'condition', elementType: 'bool', arity: 'one' },
    { name: 'x', elementType: 'any', arity: 'one' },
    { name: 'y', elementType: 'any', arity: 'optional' },
  ],
  attributes: { a: choice('A number to take where the condition holds.'), b: choice('A number to take where it does not.') },
  check: ({ attributes: { a, b }, inputs }) => {
    const count = inputs.length - 1 + [a, b].filter((side) => side !== undefined).length;
    if (count === 2) return checkBroadcast('where', inputs);
    return [
      {
        code: 'bad-input',
        message: `\`where\` chooses between two tensors, or a tensor and a number, and is given ${count} of them`,
        help: [{ text: 'a number is given by name: `where(condition, x, b=0)`, `where(condition, x, a=0)`' }],
      },
    ];
  },
  // Its condition mostly comes of what it chooses from, and moments do not say which tensor a truth value came of.
  signal: noSignal,
  meaning: ({ attributes, inputs, values: [condition, ...choices] }) => {
    const { a, b } = attributes;
    const sides = [...(a === undefined ? [] : [operandOf(a)]), ...choices, ...(b === undefined ? [] : [operandOf(b)])];
    const tensors = [present(condition, () => 'where has a condition'), ...sides.filter((side) => typeof side !== 'number')];
    const term = (side: Operand | undefined): Scalar =>
      typeof side === 'number' ? scalar.number(side) : scalar.argument(tensors.indexOf(present(side, () => 'where has two choices')));
    const [whenTrue, whenFalse] = sides;
    return [map(scalar.select(scalar.argument(0), term(whenTrue), term(whenFalse)), tensors, choiceType({ attributes, inputs }))];
  },
});

/** Truth values stay truth values where there is nothing else. */
function choiceType({ attributes: { a, b }, inputs: [, ...choices] }: Call<WhereAttributes>): ElementType {
  const types = [
    ...choices.map((input) => input.elementType),
    ...[a, b].flatMap((side) => (side === undefined ? [] : [elementTypeOf(side)])),
  ];
  return types.every((type) => type === 'bool') ? 'bool' : arithmeticType(types);
}
