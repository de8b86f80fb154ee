/** Expressions to values. Operators and blocks that are called inside of expressions are applied by others. */
import { callName, type Call, type Conditional, type Expression, type NumberLiteral, type SizeLiteral, type Unary } from '@trammel/syntax';
import { isKnown, multiplySizes, normalize } from '@trammel/tensor';
import { evaluateBinary } from './binary.js';
import { argumentOf } from './argument-of.js';
import { type Place, type Value, wrong } from './elaboration.js';
import { numberFrom, truthFrom } from './faults-of-values.js';
import { isFunctionName } from './function-names.js';
import { evaluateFunction } from './functions.js';
import { isForeignInitializer } from './habits.js';
import { limits } from './limits.js';
import { patternOf } from './pattern.js';
import { apply, applySign, evaluate } from './recursion.js';
import { report } from './report.js';
import { callableNamed, lookUp } from './scope.js';

/** What an expression is worth; what is wrong has been reported. */
export function evaluateExpression(expression: Expression, place: Place): Value {
  switch (expression.kind) {
    case 'number':
      return numberOf(expression);
    case 'size':
      return sizeTuple(expression);
    case 'string':
      return { kind: 'text', value: expression.value };
    case 'boolean':
      return { kind: 'boolean', value: expression.value };
    case 'group':
      return evaluate(expression.inner, place);
    case 'tuple':
      return tupleOf(
        expression,
        expression.items.map((item) => evaluate(item, place)),
        place,
      );
    case 'shape': {
      const pattern = patternOf(expression, place);
      return pattern === undefined ? wrong : { kind: 'pattern', pattern };
    }
    case 'call':
      return evaluateCall(expression, place);
    case 'unary':
      return evaluateUnary(expression, place);
    case 'binary':
      return evaluateBinary(expression, place);
    case 'conditional':
      return evaluateConditional(expression, place);
  }
}

/** A tuple of values that are there already; one that is too large is wrong. */
function tupleOf(expression: Expression, items: readonly Value[], place: Place): Value {
  const leaves = items.reduce((sum, item) => sum + (item.kind === 'tuple' ? item.leaves : 1), 1);
  if (leaves <= limits.tupleLeaves) return { kind: 'tuple', items, leaves };
  return report(place, {
    code: 'too-large',
    span: expression.span,
    message: `a tuple holds more than ${limits.tupleLeaves} values`,
  });
}

/** What a bare name stands for: what it is bound to, an operator or a block, or else the word itself. */
function valueOfName(name: string, place: Place): Value {
  const binding = lookUp(place.scope, name);
  if (binding !== undefined) return binding.value;
  const callable = callableNamed(name, place);
  if (callable !== undefined) return { kind: 'callable', callable };
  return place.module.lost.has(name) ? wrong : { kind: 'word', name };
}

/** A number that is written with a point and without a suffix is real, even when it is whole. */
function numberOf({ value, integer, text }: NumberLiteral): Value {
  if (integer === undefined || (text.includes('.') && /[\d.]$/.test(text))) return { kind: 'real', value };
  return { kind: 'size', value: Number.isSafeInteger(value) ? value : normalize(integer) };
}

function sizeTuple({ sizes }: SizeLiteral): Value {
  return { kind: 'tuple', items: sizes.map((value): Value => ({ kind: 'size', value })), leaves: sizes.length + 1 };
}

function evaluateCall(call: Call, place: Place): Value {
  const [{ text }] = call.path;
  if (call.path.length === 1 && call.arguments === undefined) {
    if (call.shape === undefined) return valueOfName(text, place);
    return report(place, {
      code: 'misplaced-shape',
      span: call.shape.span,
      message: `\`${text}\` has a shape behind it, and nothing here reads it`,
      notes: [
        'a shape stands behind a tensor where an operator such as `einsum` reads it; a chain ends with `: [...]` to have its shape checked',
      ],
    });
  }
  const binding = lookUp(place.scope, text);
  if (binding === undefined && isFunctionName(text) && call.path.length === 1) {
    const value = evaluateFunction(text, call, place);
    if (value !== undefined) return value;
  }
  if (binding === undefined && isForeignInitializer(call)) return wordWithArguments(call, place);
  if (binding !== undefined || call.path.length > 1 || callableNamed(text, place) !== undefined) {
    return apply(
      { call, span: call.span, upstream: undefined, position: 'expression', body: undefined, label: undefined, doc: undefined },
      place,
    );
  }
  return wordWithArguments(call, place);
}

/** `normal(std=0.02)`: the operator that is given it may know it. */
function wordWithArguments(call: Call, place: Place): Value {
  if (call.arguments === undefined) return { kind: 'word', name: callName(call) };
  const positional = [];
  const named = new Map<string, Exclude<ReturnType<typeof argumentOf>, undefined>>();
  for (const { name, value: expression } of call.arguments) {
    const value = evaluate(expression, place);
    const argument = argumentOf(value);
    if (value.kind === 'wrong') return wrong;
    if (argument === undefined) {
      return report(place, {
        code: 'unknown-operator',
        span: call.span,
        message: `there is no operator or block \`${callName(call)}\``,
      });
    }
    if (name === undefined) positional.push(argument);
    else named.set(name.text, argument);
  }
  return { kind: 'call', name: callName(call), positional, named };
}

function evaluateUnary(expression: Unary, place: Place): Value {
  const { operator, operand } = expression;
  const value = evaluate(operand, place);
  if (value.kind === 'tensor') {
    return applySign({ sign: operator, span: expression.span, left: undefined, right: { value, expression: operand } }, place);
  }
  if (operator === 'not') {
    const truth = truthFrom(operand, value, place);
    return truth === undefined ? wrong : { kind: 'boolean', value: !truth };
  }
  const number = numberFrom(operand, value, place);
  if (number === undefined) return wrong;
  if (number.kind === 'real') return { kind: 'real', value: -number.value };
  return { kind: 'size', value: isKnown(number.value) && number.value === 0 ? 0 : multiplySizes(number.value, -1) };
}

function evaluateConditional({ condition, whenTrue, whenFalse }: Conditional, place: Place): Value {
  const truth = truthFrom(condition, evaluate(condition, place), place);
  if (truth === undefined) return wrong;
  return evaluate(truth ? whenTrue : whenFalse, place);
}
