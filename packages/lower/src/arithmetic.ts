/** Arithmetic on numbers and sizes while a net is elaborated. Arithmetic on tensors is a matter of operators. */
import {
  addSizes,
  compareIntegers,
  divideSizesExactly,
  type Integer,
  isKnown,
  multiplySizes,
  normalize,
  powerOfSize,
  printSize,
  type Size,
  subtractSizes,
} from '@trammel/tensor';
import { type NumberValue } from './elaboration.js';
import { limits } from './limits.js';
import { type Code } from './report.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '^';

/** A number, or why there is none. */
export type Outcome =
  NumberValue | { readonly kind: 'fault'; readonly code: Code; readonly message: string; readonly notes?: readonly string[] };

export const sizeOf = (value: Size): NumberValue => ({ kind: 'size', value });
export const realOf = (value: number): NumberValue => ({ kind: 'real', value });

const fault = (code: Code, message: string, ...notes: readonly string[]): Outcome => ({ kind: 'fault', code, message, notes });

/** left operator right. Whole numbers and sizes stay exact; a real number on either side makes the result real. */
export function calculate(operator: ArithmeticOperator, left: NumberValue, right: NumberValue): Outcome {
  if (left.kind === 'size' && right.kind === 'size') return bounded(calculateSizes(operator, left.value, right.value));
  const [a, b] = [asReal(left), asReal(right)];
  if (a === undefined) return unknownReal(left);
  if (b === undefined) return unknownReal(right);
  return finite(calculateReals(operator, a, b), `${print(left)} ${operator} ${print(right)}`);
}

/** A real number, unless it is none. */
export function finite(value: number, text: string): Outcome {
  return Number.isFinite(value) ? realOf(value) : fault('impossible-number', `${text} is no number`);
}

/** The number as a floating-point one; undefined for a symbolic size. */
export function asReal(number: NumberValue): number | undefined {
  if (number.kind === 'real') return number.value;
  return isKnown(number.value) ? Number(number.value) : undefined;
}

/** Why a symbolic size cannot be used as a real number. */
export function unknownReal(number: NumberValue): Outcome {
  return fault('unknown-size', `a number is needed here, and ${print(number)} is not known`, 'real numbers cannot be symbolic');
}

/** The number as a reader would write it. */
export function print(number: NumberValue): string {
  return number.kind === 'real' ? String(number.value) : printSize(number.value);
}

function calculateReals(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
  }
}

function calculateSizes(operator: ArithmeticOperator, a: Size, b: Size): Outcome {
  switch (operator) {
    case '+':
      return sizeOf(addSizes(a, b));
    case '-':
      return sizeOf(subtractSizes(a, b));
    case '*':
      return termCount(a) * termCount(b) > limits.terms ? tooManyTerms() : sizeOf(multiplySizes(a, b));
    case '/':
      return divide(a, b);
    case '^':
      return power(a, b);
  }
}

function divide(a: Size, b: Size): Outcome {
  if (b === 0) return fault('impossible-number', `${printSize(a)} is divided by 0`);
  const quotient = divideSizesExactly(a, b);
  if (quotient !== undefined) return sizeOf(quotient);
  return fault(
    'not-divisible',
    `${printSize(b)} does not divide ${printSize(a)}`,
    'a whole number divided by another must leave no remainder; `floor(a / b)` and `ceil(a / b)` round, and `1.0 * a / b` is a real number',
  );
}

function power(base: Size, exponent: Size): Outcome {
  if (!isKnown(exponent)) return unknownReal(sizeOf(exponent));
  if (isKnown(base)) return integerPower(base, exponent);
  if (exponent < 0 || exponent > limits.symbolicPower) {
    return fault(
      'impossible-number',
      `${printSize(base)} is not known, and to the power ${exponent.toString()} it is too much to keep track of`,
    );
  }
  return termCount(base) ** Number(exponent) > limits.terms ? tooManyTerms() : sizeOf(powerOfSize(base, Number(exponent)));
}

/** base ^ exponent; a negative exponent gives a real number. */
function integerPower(base: Integer, exponent: Integer): Outcome {
  if (exponent < 0) return finite(Number(base) ** Number(exponent), `${base.toString()} ^ ${exponent.toString()}`);
  const digits = Math.log10(Math.max(Math.abs(Number(base)), 1)) * Number(exponent);
  if (digits > limits.digits) return tooLarge();
  if (base === 0 || base === 1) return sizeOf(exponent === 0 ? 1 : base);
  if (base === -1) return sizeOf(BigInt(exponent) % 2n === 0n ? 1 : -1);
  return sizeOf(normalize(BigInt(base) ** BigInt(exponent)));
}

const largest = 10n ** BigInt(limits.digits);

function bounded(outcome: Outcome): Outcome {
  if (outcome.kind !== 'size' || typeof outcome.value === 'number') return outcome;
  if (!isKnown(outcome.value)) return outcome.value.terms.length > limits.terms ? tooManyTerms() : outcome;
  return compareIntegers(outcome.value, largest) > 0 || compareIntegers(outcome.value, -largest) < 0 ? tooLarge() : outcome;
}

const tooLarge = (): Outcome => fault('impossible-number', `the number has more than ${limits.digits} digits`);
const tooManyTerms = (): Outcome => fault('impossible-number', `the size is a sum of more than ${limits.terms} terms`);

function termCount(size: Size): number {
  return isKnown(size) ? 1 : size.terms.length;
}
