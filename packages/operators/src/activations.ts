// Activations: nonlinearities that act on each element alone. One activation is counted for each element.
import { activation, scalar, type Scalar } from '@trammel/program';
import { present } from '@trammel/tensor';
import { oneTensor, operator, type Operator } from './operator.js';

type NoAttributes = Readonly<Record<never, never>>;

const zero = scalar.number(0);
const one = scalar.number(1);

/** An activation without attributes: a sentence, its formula as text, and the formula. */
function elementwise(name: string, about: { readonly summary: string; readonly formula: string }, body: (x: Scalar) => Scalar): Operator<NoAttributes> {
  return operator({
    category: 'activation',
    summary: about.summary,
    formulas: [about.formula, 'activations = elements'],
    example: `net Example {\n  input x: [N, C=16]\n  ${name}\n}\n`,
    inputs: oneTensor,
    attributes: {},
    meaning: ({ values: [x] }) => [activation(present(x, () => `${name} has an input`), body)],
  });
}

export const relu = elementwise('relu', { summary: 'Zero for negative numbers, the number itself otherwise.', formula: 'y = max(x, 0)' },
  (x) => scalar.select(scalar.less(zero, x), x, zero));

export const sigmoid = elementwise('sigmoid', { summary: 'The logistic function, from 0 to 1.', formula: 'y = 1 / (1 + exp(-x))' },
  (x) => scalar.divide(one, scalar.add(one, scalar.exponential(scalar.negate(x)))));
