/** Signs between two values: arithmetic, comparisons, `and`, `or`, `in` and ranges. Between tensors they are operators. */
import { printArgument } from '@trammel/operators';
import { plainName, type Binary, type Expression } from '@trammel/syntax';
import { isKnown, isWhole, printSize, type Size } from '@trammel/tensor';
import { argumentOf } from './argument-of.js';
import { type ArithmeticOperator, calculate, print } from './arithmetic.js';
import { compare, type Comparison } from './compare.js';
import { type Evaluated, type NumberValue, type Place, type Value, wrong } from './elaboration.js';
import { numberFrom, originsOf, truthFrom, unsuitable } from './faults-of-values.js';
import { applySign, evaluate } from './recursion.js';
import { report } from './report.js';
import { lookUp } from './scope.js';
import { isKnownWord } from './words.js';

/** What the expression is worth. Goes down its left side in a loop: `a + b + c + ...` may be long. */
export function evaluateBinary(expression: Binary, place: Place): Value {
  const spine: Binary[] = [];
  let leftmost: Expression = expression;
  while (leftmost.kind === 'binary') {
    spine.push(leftmost);
    leftmost = leftmost.left;
  }
  let value = evaluate(leftmost, place);
  for (const binary of spine.reverse()) value = join(binary, value, place);
  return value;
}

function join(binary: Binary, left: Value, place: Place): Value {
  const { operator } = binary;
  if (operator === 'and' || operator === 'or') return logic(binary, left, place);
  const right = evaluate(binary.right, place);
  if (left.kind === 'wrong' || right.kind === 'wrong') return wrong;
  const sides: Sides = { binary, left: { value: left, expression: binary.left }, right: { value: right, expression: binary.right } };
  if (left.kind === 'tensor' || right.kind === 'tensor') return tensors(sides, place);
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '^':
      return arithmetic(operator, sides, place);
    case '==':
    case '!=':
      return equality(operator, sides, place);
    case '<':
    case '>':
    case '<=':
    case '>=':
      return comparison(operator, sides, place);
    case '..':
      return range(sides, place);
    case 'in':
      return membership(sides, place);
  }
}

interface Sides {
  readonly binary: Binary;
  readonly left: Evaluated;
  readonly right: Evaluated;
}

/** The right side is not looked at where the left side decides. */
function logic(binary: Binary, left: Value, place: Place): Value {
  if (left.kind === 'wrong') return wrong;
  if (left.kind === 'tensor') {
    const right = evaluate(binary.right, place);
    if (right.kind === 'wrong') return wrong;
    return tensors({ binary, left: { value: left, expression: binary.left }, right: { value: right, expression: binary.right } }, place);
  }
  const first = truthFrom(binary.left, left, place);
  if (first === undefined) return wrong;
  if (first === (binary.operator === 'or')) return { kind: 'boolean', value: first };
  const second = truthFrom(binary.right, evaluate(binary.right, place), place);
  return second === undefined ? wrong : { kind: 'boolean', value: second };
}

function tensors({ binary, left, right }: Sides, place: Place): Value {
  return applySign({ sign: binary.operator, span: binary.span, left, right }, place);
}

function numbersOf({ left, right }: Sides, place: Place): readonly [NumberValue, NumberValue] | undefined {
  const first = numberFrom(left.expression, left.value, place);
  const second = numberFrom(right.expression, right.value, place);
  return first === undefined || second === undefined ? undefined : [first, second];
}

function arithmetic(operator: ArithmeticOperator, sides: Sides, place: Place): Value {
  const numbers = numbersOf(sides, place);
  if (numbers === undefined) return wrong;
  const { binary } = sides;
  const isFraction = operator === '/' && isWritten(binary.left) && isWritten(binary.right);
  const [left, right] = numbers;
  const outcome = isFraction ? fraction(left, right) : calculate(operator, left, right);
  if (outcome.kind === 'fault') {
    return report(place, {
      code: outcome.code,
      span: binary.span,
      message: outcome.message,
      secondary: originsOf([binary.left, binary.right], place),
      notes: outcome.notes,
    });
  }
  if (operator === '/' && left.kind === 'size' && right.kind === 'size' && outcome.kind === 'size') {
    noteDivision({ dividend: left.value, divisor: right.value, quotient: outcome.value }, binary, place);
  }
  return outcome;
}

/** `1/3`: numbers that are written as such may leave a remainder, and then make a real number. */
function fraction(left: NumberValue, right: NumberValue): ReturnType<typeof calculate> {
  const exact = calculate('/', left, right);
  return exact.kind === 'fault' && exact.code === 'not-divisible'
    ? calculate('/', { kind: 'real', value: Number(print(left)) }, right)
    : exact;
}

/** Whether it is made of nothing but written numbers. */
function isWritten(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return true;
    case 'group':
      return isWritten(expression.inner);
    case 'unary':
      return expression.operator === '-' && isWritten(expression.operand);
    default:
      return false;
  }
}

/** A division of a size that is not known leaves no remainder only for some values of its symbols: that is a condition. */
function noteDivision(
  division: { readonly dividend: Size; readonly divisor: Size; readonly quotient: Size },
  binary: Binary,
  place: Place,
): void {
  const { dividend, divisor, quotient } = division;
  if (isKnown(quotient) || isWhole(quotient)) return;
  const key = `${printSize(dividend)} / ${printSize(divisor)}`;
  if (!place.build.conditions.has(key)) place.build.conditions.set(key, { dividend, divisor, span: binary.span });
}

function comparison(operator: Comparison, sides: Sides, place: Place): Value {
  const numbers = numbersOf(sides, place);
  return numbers === undefined ? wrong : decide(operator, { ...sides, numbers }, place);
}

function decide(operator: Comparison, sides: Sides & { readonly numbers: readonly [NumberValue, NumberValue] }, place: Place): Value {
  const { binary, numbers } = sides;
  const [left, right] = numbers;
  const value = compare(operator, left, right, boundsOf(place));
  if (value !== undefined) return { kind: 'boolean', value };
  return report(place, {
    code: 'undecided',
    span: binary.span,
    message: `whether ${print(left)} ${operator} ${print(right)} depends on sizes that are not known`,
    secondary: originsOf([binary.left, binary.right], place),
    notes: [
      'the form of a net cannot depend on a size that is known only when it runs; write the size in the `input`, or pass it as a parameter',
    ],
  });
}

function boundsOf({ build }: Place): ReadonlyMap<string, Size> {
  const bounds = new Map<string, Size>();
  for (const { name, maximum } of build.symbols.values()) if (maximum !== undefined) bounds.set(name, maximum);
  return bounds;
}

function equality(operator: '==' | '!=', sides: Sides, place: Place): Value {
  const { left, right } = sides;
  const isNumber = (value: Value): value is NumberValue => value.kind === 'size' || value.kind === 'real';
  if (isNumber(left.value) && isNumber(right.value)) return decide(operator, { ...sides, numbers: [left.value, right.value] }, place);
  const [first, second] = [comparedBy(left, place), comparedBy(right, place)];
  if (first === undefined || second === undefined) return wrong;
  return { kind: 'boolean', value: (first === second) === (operator === '==') };
}

/** What a value that is no number, or meets none, is compared by: words and strings by their letters. */
function comparedBy({ value, expression }: Evaluated, place: Place): string | undefined {
  const argument = isUnknownWord({ value, expression }, place) ? undefined : argumentOf(value);
  if (argument?.kind === 'word') return JSON.stringify(argument.name);
  if (argument !== undefined) return printArgument(argument);
  unsuitable(expression, value, { place, needed: 'something to compare' });
  return undefined;
}

/** A bare name that nothing binds and that no operator takes as a word: a slip of the pen. */
function isUnknownWord({ value, expression }: Evaluated, { scope }: Place): boolean {
  const name = plainName(expression);
  return value.kind === 'word' && name !== undefined && lookUp(scope, name.text) === undefined && !isKnownWord(value.name);
}

function range(sides: Sides, place: Place): Value {
  const numbers = numbersOf(sides, place);
  if (numbers === undefined) return wrong;
  const [low, high] = numbers;
  return { kind: 'range', low, high };
}

/** `x in 4..6`, both ends allowed, and `x in (1, 3, 5)`. */
function membership(sides: Sides, place: Place): Value {
  const { left, right } = sides;
  if (right.value.kind === 'range') {
    const number = numberFrom(left.expression, left.value, place);
    if (number === undefined) return wrong;
    const { low, high } = right.value;
    const above = decide('>=', { ...sides, numbers: [number, low] }, place);
    const below = decide('<=', { ...sides, numbers: [number, high] }, place);
    if (above.kind !== 'boolean' || below.kind !== 'boolean') return wrong;
    return { kind: 'boolean', value: above.value && below.value };
  }
  if (right.value.kind !== 'tuple')
    return unsuitable(right.expression, right.value, { place, needed: 'a range such as 1..3, or a tuple,' });
  for (const item of right.value.items) {
    const same = equality('==', { ...sides, right: { value: item, expression: right.expression } }, place);
    if (same.kind !== 'boolean' || same.value) return same;
  }
  return { kind: 'boolean', value: false };
}
