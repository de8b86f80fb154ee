/** Turns the flat list of operands and operators that the parser reads into a tree, by precedence. */
import { type Span, spanOver } from '@trammel/diagnostics';
import { type Binary, type BinaryOperator, type Expression, type UnaryOperator } from './tree.js';

/** An operand with every `-` and `not` before it. */
export interface Operand {
  readonly prefixes: readonly Prefix[];
  readonly expression: Expression;
}

export interface Prefix {
  readonly operator: UnaryOperator;
  readonly span: Span;
}

/** The operator between two operands. */
export interface Infix {
  readonly operator: BinaryOperator;
  readonly span: Span;
}

/** Higher binds tighter. All are left-associative but `^`. Between the levels stand the prefixes: `not` at 3, `-` at 8. */
const levels: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  in: 4,
  '..': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '^': 9,
};

const prefixLevels: Readonly<Record<UnaryOperator, number>> = { not: 3, '-': 8 };
const comparisonLevel = 4;

/** An infix expression as it is read: `operators[i]` stands between `operands[i]` and `operands[i + 1]`. */
export interface FlatInfix {
  readonly operands: readonly [Operand, ...Operand[]];
  readonly operators: readonly Infix[];
}

interface Cursor {
  readonly flat: FlatInfix;
  /** The operand to read next. */
  position: number;
}

/** The tree of a flat infix expression. */
export function resolvePrecedence(flat: FlatInfix): Expression {
  if (flat.operators.length === 0 && flat.operands[0].prefixes.length === 0) return flat.operands[0].expression;
  const cursor: Cursor = { flat, position: 0 };
  return binary(cursor, readOperand(cursor, 0), 0);
}

/** Whether `expression` is a comparison, and so must not be compared again without parentheses. */
export function isComparison(expression: Expression): expression is Binary {
  return expression.kind === 'binary' && levels[expression.operator] === comparisonLevel;
}

/** The level of an operator in an expression, for whoever has to decide on parentheses. */
export function precedenceOf(operator: BinaryOperator): number {
  return levels[operator];
}

/** Goes on from `left` over all operators that bind at least as tight as `level`. */
function binary(cursor: Cursor, left: Expression, level: number): Expression {
  let result = left;
  for (;;) {
    const infix = cursor.flat.operators[cursor.position - 1];
    if (infix === undefined || levels[infix.operator] < level) return result;
    const own = levels[infix.operator];
    const right = binary(cursor, readOperand(cursor, 0), infix.operator === '^' ? own : own + 1);
    const span = spanOver(result.span, right.span);
    result = { kind: 'binary', span, operator: infix.operator, operatorSpan: infix.span, left: result, right };
  }
}

/** The next operand from its prefix `depth` on; what follows and binds tighter belongs to it: `-a ^ 2` is `-(a ^ 2)`. */
function readOperand(cursor: Cursor, depth: number): Expression {
  const { prefixes, expression } = cursor.flat.operands[cursor.position] ?? cursor.flat.operands[0];
  const prefix = prefixes[depth];
  if (prefix === undefined) {
    cursor.position += 1;
    return expression;
  }
  const operand = binary(cursor, readOperand(cursor, depth + 1), prefixLevels[prefix.operator]);
  return { kind: 'unary', span: spanOver(prefix.span, operand.span), operator: prefix.operator, operand };
}
