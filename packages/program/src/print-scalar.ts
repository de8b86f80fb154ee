// Text of scalar expressions, with the names of what they read: `max(x+b, 0)`.
import { printSize } from '@trammel/tensor';
import type { BinaryFunction, Scalar } from './scalar.js';
import { binaryFunctions, unaryFunctions } from './scalar-functions.js';

/** How tightly an infix function binds; the others are written as calls. */
const precedences: Readonly<Partial<Record<BinaryFunction, number>>> = {
  less: 1,
  lessOrEqual: 1,
  equal: 1,
  add: 2,
  subtract: 2,
  multiply: 3,
  divide: 3,
  power: 5,
};

const negation = 4;
const atom = 6;

/** The expression with `nameOf` for its arguments and no more parentheses than it needs. */
export function printScalar(scalar: Scalar, nameOf: (index: number) => string): string {
  return print(scalar, nameOf).text;
}

interface Printed {
  readonly text: string;
  readonly precedence: number;
}

function print(scalar: Scalar, nameOf: (index: number) => string): Printed {
  const inner = (part: Scalar): string => print(part, nameOf).text;
  switch (scalar.kind) {
    case 'argument':
      return { text: nameOf(scalar.index), precedence: atom };
    case 'number':
      return { text: printNumber(scalar.value), precedence: scalar.value < 0 || Object.is(scalar.value, -0) ? negation : atom };
    case 'size':
      return { text: `(${printSize(scalar.size)})`, precedence: atom };
    case 'activation':
      return { text: `activation(${inner(scalar.body)})`, precedence: atom };
    case 'select':
      return { text: `select(${inner(scalar.condition)}, ${inner(scalar.whenTrue)}, ${inner(scalar.whenFalse)})`, precedence: atom };
    case 'unary':
      if (scalar.function === 'negate') return { text: `-${atLeast(print(scalar.operand, nameOf), negation + 1)}`, precedence: negation };
      return { text: `${unaryFunctions[scalar.function].text}(${inner(scalar.operand)})`, precedence: atom };
    case 'binary': {
      const [left, right] = [print(scalar.left, nameOf), print(scalar.right, nameOf)];
      const { text } = binaryFunctions[scalar.function];
      const precedence = precedences[scalar.function];
      if (precedence === undefined) return { text: `${text}(${left.text}, ${right.text})`, precedence: atom };
      // All of them group to the left, so that a right operand of the same precedence keeps its parentheses.
      return { text: `${atLeast(left, precedence)} ${text} ${atLeast(right, precedence + 1)}`, precedence };
    }
  }
}

function atLeast({ text, precedence }: Printed, least: number): string {
  return precedence < least ? `(${text})` : text;
}

/** The shortest text that reads back as the number; -0 keeps its sign. */
export function printNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : value.toString();
}
