/** `assert` and `expect`: conditions on measures, which the passes evaluate later, and conditions that are decided at once. */
import { spanText } from '@trammel/diagnostics';
import {
  isMeasureName,
  measures,
  type Assertion,
  type AssertionExpression,
  type AssertionOperator,
  type Frame,
  type MeasureName,
  type Tensor,
} from '@trammel/graph';
import { type AssertionStatement, type Binary, type Call, type Expression, type Name } from '@trammel/syntax';
import { approximateSize, type Size } from '@trammel/tensor';
import { print } from './arithmetic.js';
import { type Place } from './elaboration.js';
import { numberFrom, originsOf, truthFrom, unknownName, unsuitable } from './faults-of-values.js';
import { guess } from './guess.js';
import { isFunctionName } from './function-names.js';
import { type Mention, mentionsIn } from './names-in-expression.js';
import { wholeSize } from './pattern.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { callableNamed, lookUp, namesIn } from './scope.js';
import { isKnownWord } from './words.js';

/** Reads the assertions of a body that has come to its end. */
export function resolveAssertions(place: Place): void {
  for (const statement of place.pending) {
    const kinds = kindsIn(statement.condition, place);
    if (kinds === 'unknown') continue;
    if (kinds === 'plain') decideNow(statement, place);
    else {
      const condition = conditionOf(statement.condition, place);
      if (condition !== undefined) place.build.assertions.push(assertionOf(statement, condition));
    }
  }
  place.pending.length = 0;
}

function assertionOf(statement: AssertionStatement, condition: AssertionExpression): Assertion {
  return {
    severity: statement.kind === 'assert' ? 'error' : 'warning',
    condition,
    text: spanText(statement.condition.span),
    message: statement.message?.value,
    span: statement.span,
  };
}

function decideNow(statement: AssertionStatement, place: Place): void {
  const { condition } = statement;
  const holds = truthFrom(condition, evaluate(condition, place), place);
  if (holds !== false) return;
  const sides = condition.kind === 'binary' ? [condition.left, condition.right] : [condition];
  report(place, {
    code: statement.kind === 'assert' ? 'condition-failed' : 'expectation-failed',
    span: condition.span,
    message: statement.message?.value ?? `\`${spanText(condition.span)}\` does not hold`,
    secondary: originsOf(sides, place),
  });
}

/** Whether there is a measure in the expression; an unknown name in it has been reported. */
function kindsIn(expression: Expression, place: Place): 'measure' | 'plain' | 'unknown' {
  const found = mentionsIn(expression, isMeasureName).map((mention) => kindOf(mention, place));
  if (found.includes('unknown')) return 'unknown';
  return found.includes('measure') ? 'measure' : 'plain';
}

function kindOf({ name, isCalled }: Mention, place: Place): 'measure' | 'plain' | 'unknown' {
  const { text } = name;
  if (lookUp(place.scope, text) !== undefined || callableNamed(text, place) !== undefined) return 'plain';
  if (isMeasureName(text)) return 'measure';
  if (isKnownWord(text) || (isCalled && isFunctionName(text))) return 'plain';
  const help = guess(name, [...namesIn(place.scope), ...Object.keys(measures)]);
  if (help.length === 0) unknownName(name, place);
  else report(place, { code: 'unknown-name', span: name.span, message: `there is no name or measure \`${text}\``, help });
  return 'unknown';
}

/** The condition with its names resolved; undefined, and reported, where something is wrong. */
function conditionOf(expression: Expression, place: Place): AssertionExpression | undefined {
  const { span } = expression;
  switch (expression.kind) {
    case 'group':
      return conditionOf(expression.inner, place);
    case 'boolean':
      return { kind: 'boolean', value: expression.value, span };
    case 'unary': {
      const operand = conditionOf(expression.operand, place);
      return operand === undefined ? undefined : { kind: expression.operator === 'not' ? 'not' : 'negate', operand, span };
    }
    case 'binary':
      return binaryOf(expression, place);
    case 'conditional': {
      const truth = truthFrom(expression.condition, evaluate(expression.condition, place), place);
      return truth === undefined ? undefined : conditionOf(truth ? expression.whenTrue : expression.whenFalse, place);
    }
    case 'call': {
      const { text } = expression.path[0];
      if (lookUp(place.scope, text) === undefined && isMeasureName(text)) return measureOf(text, expression, place);
      return valueOf(expression, place);
    }
    default:
      return valueOf(expression, place);
  }
}

/** A part without measures is worth what it is worth now. */
function valueOf(expression: Expression, place: Place): AssertionExpression | undefined {
  const { span } = expression;
  const value = evaluate(expression, place);
  if (value.kind === 'boolean') return { kind: 'boolean', value: value.value, span };
  const number = numberFrom(expression, value, place);
  if (number === undefined) return undefined;
  if (number.kind === 'real') return { kind: 'number', value: number.value, exact: undefined, span };
  return { kind: 'number', value: approximateSize(number.value), exact: number.value, span };
}

/** Goes down the left side in a loop, as everywhere. */
function binaryOf(expression: Binary, place: Place): AssertionExpression | undefined {
  const spine: Binary[] = [];
  let leftmost: Expression = expression;
  for (; leftmost.kind === 'binary' && leftmost.operator !== '..'; leftmost = leftmost.left) spine.push(leftmost);
  if (spine.length > mostSigns) {
    report(place, { code: 'too-large', span: expression.span, message: `a condition has more than ${mostSigns} signs in a row` });
    return undefined;
  }
  let joined = leftmost.kind === 'binary' ? rangeOf(leftmost, place) : conditionOf(leftmost, place);
  for (const binary of spine.reverse()) {
    const right = rightOf(binary, place);
    const operator = operatorOf(binary);
    if (joined === undefined || right === undefined || operator === undefined) return undefined;
    joined = { kind: 'binary', operator, left: joined, right, span: binary.span };
  }
  return joined;
}

const mostSigns = 200;

const operatorOf = ({ operator }: Binary): AssertionOperator | undefined => (operator === '..' ? undefined : operator);

function rightOf(binary: Binary, place: Place): AssertionExpression | undefined {
  const right = binary.right.kind === 'group' ? binary.right.inner : binary.right;
  if (binary.operator !== 'in') return conditionOf(right, place);
  if (right.kind === 'binary' && right.operator === '..') return rangeOf(right, place);
  const value = evaluate(right, place);
  if (value.kind !== 'range') {
    unsuitable(right, value, { place, needed: 'a range such as 4.0G..4.2G' });
    return undefined;
  }
  const [low, high] = [value.low, value.high].map((end) => Number(print(end)));
  const bound = (number: number | undefined): AssertionExpression => ({
    kind: 'number',
    value: number ?? 0,
    exact: undefined,
    span: right.span,
  });
  return { kind: 'range', low: bound(low), high: bound(high), span: right.span };
}

function rangeOf({ left, right, span }: Binary, place: Place): AssertionExpression | undefined {
  const [low, high] = [conditionOf(left, place), conditionOf(right, place)];
  return low === undefined || high === undefined ? undefined : { kind: 'range', low, high, span };
}

/** `params`, `params(narrow)`, `macs(N=1, T=1024)` */
function measureOf(measure: MeasureName, call: Call, place: Place): AssertionExpression | undefined {
  const sizes = new Map<string, Size>();
  let tensor: Tensor | undefined;
  for (const { name, value: expression, span } of call.arguments ?? []) {
    if (name !== undefined) {
      const size = isSymbol(name, place) ? wholeSize(expression, place) : undefined;
      if (size === undefined) return undefined;
      sizes.set(name.text, size);
      continue;
    }
    const value = evaluate(expression, place);
    if (value.kind !== 'tensor' || tensor !== undefined) {
      if (value.kind !== 'tensor') unsuitable(expression, value, { place, needed: 'the name of a tensor' });
      else report(place, { code: 'too-many-arguments', span, message: `\`${measure}\` is of one tensor` });
      return undefined;
    }
    ({ tensor } = value);
  }
  if (measures[measure].of === 'tensor' && tensor === undefined) {
    report(place, {
      code: 'measure-of-nothing',
      span: call.span,
      message: `\`${measure}\` needs the name of a tensor`,
      notes: [`${measure}: ${measures[measure].summary}`, 'name a tensor with `as`, and write that name between the parentheses'],
    });
    return undefined;
  }
  const within = tensor === undefined ? blockAround(place) : undefined;
  const text = spanText(call.span);
  return { kind: 'measure', measure, text, span: call.span, tensor, sizes, ...(within === undefined ? {} : { within }) };
}

/** Whether a size can be given for that name: it is open, or named and settled. */
function isSymbol(name: Name, place: Place): boolean {
  if (place.build.symbols.has(name.text) || lookUp(place.scope, name.text)?.role === 'size') return true;
  const known = [...place.build.symbols.keys()];
  report(place, {
    code: 'unknown-name',
    span: name.span,
    message: `there is no size \`${name.text}\` to give`,
    notes: [known.length === 0 ? 'all sizes of this net are known' : `the open sizes of this net: ${known.join(', ')}`],
    help: guess(name, known),
  });
  return false;
}

/** In the body of a block a measure is of that call of the block. */
function blockAround({ naming }: Place): Frame | undefined {
  let frame: Frame | undefined = naming.frame;
  while (frame !== undefined && frame.kind !== 'block') frame = frame.parent;
  return frame;
}
