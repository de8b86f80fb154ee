/** The functions of numbers: `min`, `floor`, `sqrt`... Of tensors, the operators of the same names are meant. */
import { isOperatorName } from '@trammel/operators';
import { type Call, type Expression } from '@trammel/syntax';
import {
  ceilDivideSizes,
  floorDivideSizes,
  isKnown,
  maximumSize,
  minimumSize,
  multiplySizes,
  normalize,
  printSize,
  type Size,
} from '@trammel/tensor';
import { asReal, calculate, finite, type Outcome, realOf, sizeOf, unknownReal } from './arithmetic.js';
import { type Evaluated, type NumberValue, type Place, type Value, wrong } from './elaboration.js';
import { numberFrom, unsuitable } from './faults-of-values.js';
import { type FunctionName } from './function-names.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { lookUp } from './scope.js';

/** What the call is worth; undefined where it is of tensors, and an operator of that name exists. */
export function evaluateFunction(name: FunctionName, call: Call, place: Place): Value | undefined {
  const expressions = (call.arguments ?? []).map((argument) => argument.value);
  if (isOperatorName(name) && expressions.some((expression) => mentionsTensor(expression, place))) return undefined;
  const named = call.arguments?.find((argument) => argument.name !== undefined);
  if (named !== undefined) return misuse(name, call, place);
  if (name === 'floor' || name === 'ceil') {
    const value = roundedQuotient(name, expressions, place);
    if (value !== undefined) return value;
  }
  const values = expressions.map((expression): Evaluated => ({ expression, value: evaluate(expression, place) }));
  if (values.some(({ value }) => value.kind === 'wrong')) return wrong;
  if (name === 'len') return lengthOf(values, call, place);
  if (name === 'item') return itemOf(values, call, place);
  if (name === 'sqrt') {
    const root = openRoot(values);
    if (root !== undefined) return root;
  }
  const numbers = numbersIn(values, place);
  if (numbers === undefined) return wrong;
  const outcome = applyTo(name, numbers);
  if (outcome === undefined) return misuse(name, call, place);
  if (outcome.kind !== 'fault') return outcome;
  return report(place, { code: outcome.code, span: call.span, message: outcome.message, notes: outcome.notes });
}

function misuse(name: FunctionName, call: Call, place: Place): Value {
  return report(place, {
    code: 'bad-function-call',
    span: call.span,
    message: `\`${name}\` takes ${taken(name)}`,
  });
}

function taken(name: FunctionName): string {
  if (name === 'len') return 'a tuple';
  if (name === 'item') return 'a tuple and an index, which begins at 0';
  return name === 'min' || name === 'max' || name === 'sum' ? 'numbers, or a tuple of them' : 'one number';
}

/** `floor(a / b)` of whole numbers rounds, where `a / b` alone would have to leave no remainder. */
function roundedQuotient(name: 'floor' | 'ceil', expressions: readonly Expression[], place: Place): Value | undefined {
  const [only, ...others] = expressions;
  const quotient = only?.kind === 'group' ? only.inner : only;
  if (quotient?.kind !== 'binary' || quotient.operator !== '/' || others.length > 0) return undefined;
  const left = numberFrom(quotient.left, evaluate(quotient.left, place), place);
  const right = numberFrom(quotient.right, evaluate(quotient.right, place), place);
  if (left === undefined || right === undefined) return wrong;
  if (left.kind === 'real' || right.kind === 'real' || right.value === 0) {
    const outcome = calculate('/', left, right);
    const rounded = outcome.kind === 'fault' ? outcome : (applyTo(name, [outcome]) ?? outcome);
    return rounded.kind === 'fault' ? report(place, { code: rounded.code, span: quotient.span, message: rounded.message }) : rounded;
  }
  const isNegative = isKnown(right.value) && right.value < 0;
  const [a, b] = isNegative ? [multiplySizes(left.value, -1), multiplySizes(right.value, -1)] : [left.value, right.value];
  return sizeOf(name === 'floor' ? floorDivideSizes(a, b) : ceilDivideSizes(a, b));
}

/** The root of a size that is not known yet: operators that take a number know it. */
function openRoot(values: readonly Evaluated[]): Value | undefined {
  const [only] = values;
  if (only?.value.kind !== 'size' || isKnown(only.value.value) || values.length > 1) return undefined;
  return { kind: 'call', name: 'sqrt', positional: [only.value], named: new Map() };
}

function lengthOf(values: readonly Evaluated[], call: Call, place: Place): Value {
  const [only] = values;
  if (only?.value.kind === 'tuple' && values.length === 1) return sizeOf(only.value.items.length);
  return misuse('len', call, place);
}

/** `item((3, 4, 6), 1)` is 4. */
function itemOf(values: readonly Evaluated[], call: Call, place: Place): Value {
  const [list, index, ...others] = values;
  if (list?.value.kind !== 'tuple' || index?.value.kind !== 'size' || !isKnown(index.value.value) || others.length > 0)
    return misuse('item', call, place);
  const { items } = list.value;
  const found = index.value.value >= 0 ? items[Number(index.value.value)] : undefined;
  if (found !== undefined) return found;
  const message = `a tuple of ${items.length} values has no item ${printSize(index.value.value)}; the first one is item 0`;
  return report(place, { code: 'bad-function-call', span: index.expression.span, message });
}

/** The numbers that are given, or those of the one tuple that is given. */
function numbersIn(values: readonly Evaluated[], place: Place): readonly NumberValue[] | undefined {
  const [only] = values;
  const items =
    only?.value.kind === 'tuple' && values.length === 1
      ? only.value.items.map((value): Evaluated => ({ value, expression: only.expression }))
      : values;
  const numbers: NumberValue[] = [];
  for (const { value, expression } of items) {
    if (value.kind !== 'size' && value.kind !== 'real') {
      unsuitable(expression, value, { place, needed: 'a number' });
      return undefined;
    }
    numbers.push(value);
  }
  return numbers;
}

/** The result; undefined where the count of numbers is wrong. */
function applyTo(name: FunctionName, numbers: readonly NumberValue[]): Outcome | undefined {
  const [first, ...others] = numbers;
  if (name === 'sum')
    return numbers.reduce<Outcome>((sum, number) => (sum.kind === 'fault' ? sum : calculate('+', sum, number)), sizeOf(0));
  if (first === undefined) return undefined;
  if (name === 'min' || name === 'max') {
    return others.reduce<Outcome>((best, number) => (best.kind === 'fault' ? best : extreme(name, best, number)), first);
  }
  return others.length > 0 ? undefined : applyToOne(name, first);
}

function extreme(name: 'min' | 'max', a: NumberValue, b: NumberValue): Outcome {
  if (a.kind === 'size' && b.kind === 'size') return sizeOf(name === 'min' ? minimumSize(a.value, b.value) : maximumSize(a.value, b.value));
  const [x, y] = [asReal(a), asReal(b)];
  if (x === undefined) return unknownReal(a);
  if (y === undefined) return unknownReal(b);
  return x < y === (name === 'min') ? a : b;
}

function applyToOne(name: FunctionName, number: NumberValue): Outcome {
  if (number.kind === 'size' && (name === 'floor' || name === 'ceil' || name === 'round')) return number;
  if (name === 'abs' && number.kind === 'size') return absolute(number.value);
  const x = asReal(number);
  if (x === undefined) return unknownReal(number);
  switch (name) {
    case 'floor':
      return wholeOf(Math.floor(x));
    case 'ceil':
      return wholeOf(Math.ceil(x));
    case 'round':
      return wholeOf(Math.round(x));
    case 'abs':
      return realOf(Math.abs(x));
    case 'sqrt':
      return exact(Math.sqrt(x), { number, text: `sqrt(${x})` }, (root) => root * root === x);
    case 'log2':
      return exact(Math.log2(x), { number, text: `log2(${x})` }, (power) => 2 ** power === x);
    case 'log':
      return finite(Math.log(x), `log(${x})`);
    default:
      return finite(Math.exp(x), `exp(${x})`);
  }
}

function absolute(size: Size): Outcome {
  if (!isKnown(size)) return { kind: 'fault', code: 'unknown-size', message: `the sign of ${printSize(size)} is not known` };
  return sizeOf(size < 0 ? multiplySizes(size, -1) : size);
}

/** A whole result of a whole number stays whole: sqrt(64) is 8. */
function exact(value: number, of: { readonly number: NumberValue; readonly text: string }, isExact: (value: number) => boolean): Outcome {
  return of.number.kind === 'size' && Number.isSafeInteger(value) && isExact(value) ? sizeOf(value) : finite(value, of.text);
}

function wholeOf(value: number): Outcome {
  if (!Number.isFinite(value)) return finite(value, 'the result');
  return sizeOf(Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : normalize(BigInt(value)));
}

/** Whether an argument is a tensor, or is made from one. */
function mentionsTensor(expression: Expression, place: Place): boolean {
  switch (expression.kind) {
    case 'group':
      return mentionsTensor(expression.inner, place);
    case 'unary':
      return mentionsTensor(expression.operand, place);
    case 'binary': {
      let left: Expression = expression;
      for (; left.kind === 'binary'; left = left.left) if (mentionsTensor(left.right, place)) return true;
      return mentionsTensor(left, place);
    }
    case 'conditional':
      return mentionsTensor(expression.whenTrue, place) || mentionsTensor(expression.whenFalse, place);
    case 'call': {
      const [{ text }] = expression.path;
      const kind = lookUp(place.scope, text)?.value.kind;
      if (kind === 'tensor' || kind === 'layer') return true;
      return (expression.arguments ?? []).some((argument) => mentionsTensor(argument.value, place));
    }
    default:
      return false;
  }
}
