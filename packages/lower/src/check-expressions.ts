/** The names in expressions and calls, checked as they are written. A bare name may always be a word that somebody understands. */
import { isMeasureName } from '@trammel/graph';
import { isOperatorName, operatorNames } from '@trammel/operators';
import {
  callName,
  plainName,
  type Argument,
  type BinaryOperator,
  type Call,
  type Dim,
  type Expression,
  type Name,
  type Shape,
} from '@trammel/syntax';
import { guess } from './guess.js';
import { functionNames, isFunctionName } from './function-names.js';
import { habitOf } from './habits.js';
import { type OperatorPlan, planFor } from './operator-plan.js';
import { residualName } from './residual.js';
import { isKnownWord } from './words.js';
import { type Checking, mayKnowMore, namesAround, use } from './written-names.js';

/** An expression that is worth something: names in its arithmetic must be bound. */
export function checkExpression(expression: Expression, checking: Checking): void {
  switch (expression.kind) {
    case 'group':
      checkExpression(expression.inner, checking);
      break;
    case 'tuple':
      for (const item of expression.items) checkExpression(item, checking);
      break;
    case 'unary':
      checkOperand(expression.operand, checking);
      break;
    case 'binary': {
      let left: Expression = expression;
      let sign = expression.operator;
      for (; left.kind === 'binary'; left = left.left) {
        sign = left.operator;
        checkOperand(left.right, checking, sign);
      }
      checkOperand(left, checking, sign);
      break;
    }
    case 'conditional':
      checkOperand(expression.condition, checking);
      checkExpression(expression.whenTrue, checking);
      checkExpression(expression.whenFalse, checking);
      break;
    case 'shape':
      checkShape(expression, checking);
      break;
    case 'call':
      if (plainName(expression) === undefined) checkCall(expression, checking);
      else markUsed(expression.path[0], checking);
      break;
    default:
  }
}

/** An operand of a sign. A word that some operator takes may be compared: `pad != half`, `act == relu`. */
function checkOperand(expression: Expression, checking: Checking, sign?: BinaryOperator): void {
  const name = plainName(expression);
  if (name === undefined) checkExpression(expression, checking);
  else if (!isKnown(name, checking) && !(comparing.has(sign) && isKnownWord(name.text))) unknownName(name, checking);
}

const comparing: ReadonlySet<BinaryOperator | undefined> = new Set<BinaryOperator>(['==', '!=', 'in']);

function isKnown(name: Name, checking: Checking): boolean {
  return markUsed(name, checking) || isMeasureName(name.text) || mayKnowMore(checking);
}

/** Whether the name is bound or declared; it is used by that. */
function markUsed({ text }: Name, checking: Checking): boolean {
  // A block may have the name of an axis.
  checking.called.add(text);
  return use(text, checking) || isOperatorName(text) || checking.module.names.has(text) || checking.module.lost.has(text);
}

function unknownName(name: Name, checking: Checking): void {
  checking.findings.push({
    code: 'unknown-name',
    span: name.span,
    message: `there is no \`${name.text}\` here`,
    help: guess(name, namesAround(checking)),
  });
}

/** A call with parentheses or dots inside of an expression. */
function checkCall(call: Call, checking: Checking): void {
  const [name] = call.path;
  const isWord = !markUsed(name, checking);
  const isMeasure = isWord && isMeasureName(name.text);
  if (call.shape !== undefined) checkShape(call.shape, checking);
  checkArguments(call, isMeasure ? 'measure' : planOf(call), checking);
}

/** What stands in the place of a step must be something that can be applied. */
export function checkCallee(call: Call, checking: Checking): void {
  const [name] = call.path;
  checkArguments(call, planOf(call), checking);
  if (markUsed(name, checking) || name.text === residualName || mayKnowMore(checking)) return;
  if (isFunctionName(name.text) && call.arguments !== undefined) return;
  const habit = habitOf(call);
  if (habit !== undefined) {
    checking.findings.push(habit);
    return;
  }
  const candidates = [...namesAround(checking), ...operatorNames, ...checking.module.names.keys(), ...functionNames];
  const spelled = { text: callName(call), span: call.path.length === 1 ? name.span : call.span };
  const message = `there is no operator, block or tensor \`${spelled.text}\``;
  checking.findings.push({ code: 'unknown-operator', span: spelled.span, message, help: guess(spelled, candidates) });
}

function planOf({ path }: Call): OperatorPlan | undefined {
  const [{ text }] = path;
  return path.length === 1 && isOperatorName(text) ? planFor(text) : undefined;
}

/** The arguments of a call; what a bare name means is for the operator to say. */
export function checkArguments(call: Call, of: OperatorPlan | 'measure' | undefined, checking: Checking): void {
  for (const argument of call.arguments ?? []) {
    if (argument.target !== undefined) checkShape(argument.target, checking);
    const name = plainName(argument.value);
    if (of === 'measure' && argument.name === undefined && name !== undefined) use(name.text, checking);
    else if (name === undefined) checkExpression(argument.value, checking);
    else if (!markUsed(name, checking) && of !== 'measure' && needsValue(argument, of) && !mayKnowMore(checking))
      unknownName(name, checking);
  }
}

/** Whether a word means nothing as a value of the attribute. */
function needsValue({ name }: Argument, plan: OperatorPlan | undefined): boolean {
  const kind = name === undefined || plan === undefined ? undefined : plan.attributes.get(name.text)?.kind;
  return kind !== undefined && kind.bareName === 'value' && kind.words.length === 0;
}

/** A shape behind `:`, `=>` or a tensor: its names are those of axes, its sizes are values. */
export function checkShape({ dims }: Shape, checking: Checking): void {
  for (const dim of dims) checkDim(dim, checking);
}

function checkDim(dim: Dim, checking: Checking): void {
  switch (dim.kind) {
    case 'axis':
      use(dim.name.text, checking);
      if (dim.size !== undefined && dim.size.kind !== 'tuple') checkOperand(dim.size, checking);
      if (dim.bound !== undefined) checkOperand(dim.bound, checking);
      break;
    case 'axis-group':
      for (const one of dim.dims) checkDim(one, checking);
      break;
    case 'axis-value':
      checkOperand(dim.value, checking);
  }
}
