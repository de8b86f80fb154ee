/** Expressions, calls and shapes as documents. Parentheses are written where the tree has them, and nowhere else. */
import { type Doc, group, hardLine, indent, join, line, softLine } from './layout.js';
import { precedenceOf } from './precedence.js';
import { type Trail, alone, glued, inline, lineRest, token } from './trail.js';
import { type Argument, type Binary, type Call, type Conditional, type Dim, type Expression, type Parameter, type Shape } from './tree.js';

/** Operators that stand without space: `2^i`, `4.0G..4.2G`. */
const tight: ReadonlySet<string> = new Set(['^', '..']);

export function printExpression(trail: Trail, expression: Expression): Doc {
  switch (expression.kind) {
    case 'number':
    case 'size':
    case 'string':
      return token(trail, expression.text);
    case 'boolean':
      return token(trail, expression.value ? 'true' : 'false');
    case 'group':
      return printList(trail, parentheses, [() => printExpression(trail, expression.inner)]);
    case 'tuple':
      return printTuple(trail, expression.items);
    case 'shape':
      return printShape(trail, expression);
    case 'call':
      return printCall(trail, expression);
    case 'unary':
      return [token(trail, expression.operator), expression.operator === 'not' ? ' ' : '', printExpression(trail, expression.operand)];
    case 'binary':
      return printBinary(trail, expression);
    case 'conditional':
      return printConditional(trail, expression);
  }
}

export function printCall(trail: Trail, call: Call): Doc {
  const path = call.path.map((name, index) => (index === 0 ? token(trail, name.text) : [glued(trail, '.'), glued(trail, name.text)]));
  const given = call.arguments?.map((argument) => () => printArgument(trail, argument));
  const list = given === undefined ? '' : printList(trail, argumentBrackets, given);
  return [path, list, call.shape === undefined ? '' : printAttachedShape(trail, call.shape)];
}

export function printShape(trail: Trail, shape: Shape): Doc {
  return printDims(trail, shapeBrackets, shape.dims);
}

/** A shape right behind a name. */
export function printAttachedShape(trail: Trail, shape: Shape): Doc {
  return printDims(trail, callBrackets, shape.dims);
}

export function printParameters(trail: Trail, parameters: readonly Parameter[]): Doc {
  const prints = parameters.map((parameter) => (): Doc => {
    const name = token(trail, parameter.name.text);
    return parameter.value === undefined ? name : [name, ' ', token(trail, '='), ' ', printExpression(trail, parameter.value)];
  });
  return printList(trail, argumentBrackets, prints);
}

/** Names with commas between them. */
export function printNames(trail: Trail, names: readonly { readonly text: string }[]): Doc {
  const last = names.length - 1;
  return join(
    names.map((name, index) => [token(trail, name.text), index === last ? '' : glued(trail, ',')]),
    line,
  );
}

/** The brackets of a list. `glued` ones stand right behind a name; `lone` items of some have a comma behind them. */
interface Brackets {
  readonly open: string;
  readonly close: string;
  readonly glued: boolean;
}

const parentheses: Brackets = { open: '(', close: ')', glued: false };
const argumentBrackets: Brackets = { open: '(', close: ')', glued: true };
const shapeBrackets: Brackets = { open: '[', close: ']', glued: false };
const callBrackets: Brackets = { open: '[', close: ']', glued: true };

/** Items between brackets: on one line, or each on its own. A line comment breaks the list, so that it stays beside its item. */
function printList(trail: Trail, brackets: Brackets, items: readonly (() => Doc)[]): Doc {
  const commentsBefore = trail.lineComments;
  const open = [brackets.glued ? glued(trail, brackets.open) : token(trail, brackets.open), lineRest(trail)];
  const last = items.length - 1;
  const above: (readonly string[])[] = [];
  const docs = items.map((print, index) => {
    above.push(alone(trail));
    return [print(), index === last ? '' : glued(trail, ','), lineRest(trail)];
  });
  const below = alone(trail, brackets.close);
  const breaks = trail.lineComments > commentsBefore || below.length > 0 || above.some((comments) => comments.length > 0);
  const behind = inline(trail, brackets.close);
  const close = glued(trail, brackets.close);
  if (docs.length === 0 && !breaks) return [open, join(behind, ' '), close];
  const between = breaks ? hardLine : line;
  const edge = breaks ? hardLine : softLine;
  const rows = [...docs.map((doc, index) => [above[index]?.map((comment) => [comment, hardLine]) ?? '', doc]), ...below];
  const space = rows.length === 0 || behind.length === 0 ? '' : ' ';
  return group(open, indent(edge, join(rows, between), space, join(behind, ' ')), edge, close);
}

/** A tuple of one keeps the comma that tells it from a group. */
function printTuple(trail: Trail, items: readonly Expression[]): Doc {
  const prints = items.map((item) => () => printExpression(trail, item));
  return printList(trail, parentheses, prints.length === 1 ? withComma(trail, prints) : prints);
}

/** The same for axes; a single name in parentheses is a group of axes without one. */
function printAxisGroup(trail: Trail, dims: readonly Dim[]): Doc {
  const [first] = dims;
  const prints = dims.map((dim) => () => printDim(trail, dim));
  const isName = first?.kind === 'axis' && first.size === undefined && first.bound === undefined;
  return printList(trail, parentheses, prints.length === 1 && !isName ? withComma(trail, prints) : prints);
}

function withComma(trail: Trail, prints: readonly (() => Doc)[]): readonly (() => Doc)[] {
  return prints.map((print) => () => [print(), glued(trail, ',')]);
}

function printArgument(trail: Trail, argument: Argument): Doc {
  const name = argument.name === undefined ? '' : printEquals(trail, argument.name.text, argument.value);
  const value = printExpression(trail, argument.value);
  const target = argument.target === undefined ? '' : [' ', token(trail, '=>'), ' ', printShape(trail, argument.target)];
  return [name, value, target];
}

/** `name=` before a value that reads as one word, `name = ` before one that does not. */
function printEquals(trail: Trail, name: string, value: Expression): Doc {
  const space = isLoose(value) ? ' ' : '';
  return [token(trail, name), space, glued(trail, '='), space];
}

function isLoose(value: Expression): boolean {
  if (value.kind === 'binary') return !tight.has(value.operator) || isLoose(value.left) || isLoose(value.right);
  return value.kind === 'conditional' || value.kind === 'tuple' || (value.kind === 'unary' && value.operator === 'not');
}

function printDims(trail: Trail, brackets: Brackets, dims: readonly Dim[]): Doc {
  return printList(
    trail,
    brackets,
    dims.map((dim) => () => printDim(trail, dim)),
  );
}

function printDim(trail: Trail, dim: Dim): Doc {
  switch (dim.kind) {
    case 'axis':
      if (dim.size !== undefined) return [printEquals(trail, dim.name.text, dim.size), printExpression(trail, dim.size)];
      if (dim.bound === undefined) return token(trail, dim.name.text);
      return [token(trail, dim.name.text), ' ', token(trail, '<='), ' ', printExpression(trail, dim.bound)];
    case 'axis-group':
      return printAxisGroup(trail, dim.dims);
    case 'axis-value':
      return printExpression(trail, dim.value);
  }
}

/** Operators of one level in a row break together, each at the beginning of its line. */
function printBinary(trail: Trail, expression: Binary): Doc {
  if (tight.has(expression.operator)) {
    const left = printExpression(trail, expression.left);
    const operator = glued(trail, expression.operator);
    return [left, operator, printExpression(trail, expression.right)];
  }
  const level = precedenceOf(expression.operator);
  const spine: Binary[] = [];
  let first: Expression = expression;
  while (first.kind === 'binary' && precedenceOf(first.operator) === level) {
    spine.unshift(first);
    first = first.left;
  }
  const head = printExpression(trail, first);
  const rest = spine.map(({ operator, right }) => [line, token(trail, operator), ' ', printExpression(trail, right)]);
  return group(head, indent(rest));
}

function printConditional(trail: Trail, { condition, whenTrue, whenFalse }: Conditional): Doc {
  const head = [token(trail, 'if'), ' ', printExpression(trail, condition)];
  const yes = [line, token(trail, 'then'), ' ', printExpression(trail, whenTrue)];
  const no = [line, token(trail, 'else'), ' ', printExpression(trail, whenFalse)];
  return group(head, indent(yes, no));
}
