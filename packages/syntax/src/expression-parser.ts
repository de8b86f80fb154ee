/**
 * The grammar of expressions, calls and shapes, as Chevrotain rules that build the typed tree while they read. Statements and
 * declarations are in parser.ts. Reading stops at the first token that does not fit.
 */
import { type IToken, type ParserMethod, EmbeddedActionsParser } from 'chevrotain';
import { type Diagnostic, type SourceFile, type Span, sourceFile, spanOver } from '@trammel/diagnostics';
import * as faults from './faults.js';
import { numberValue, sizeValues, stringValue } from './literals.js';
import { oneTokenLookahead } from './lookahead.js';
import { type Infix, type Operand, type Prefix, isComparison, resolvePrecedence } from './precedence.js';
import { keywords, parserTokens, tokens } from './tokens.js';
import {
  type Argument,
  type BinaryOperator,
  type Call,
  type Conditional,
  type Dim,
  type Expression,
  type Name,
  type NumberLiteral,
  type Shape,
  type StringLiteral,
  plainName,
} from './tree.js';

export type Rule<Node> = ParserMethod<[], Node>;

export interface Alternative<Node> {
  readonly ALT: () => Node;
}

/** What stands between brackets; of no items, `endsWithComma` is true. */
interface List<Item> {
  readonly items: readonly Item[];
  readonly endsWithComma: boolean;
}

const binaryOperators: ReadonlySet<string> = new Set<BinaryOperator>([
  ...(['or', 'and', '<', '>', '<=', '>=', '==', '!=', 'in', '..', '+', '-', '*', '/', '^'] as const),
]);

function isBinaryOperator(text: string): text is BinaryOperator {
  return binaryOperators.has(text);
}

/** The rules from literals up to whole expressions. */
export class ExpressionParser extends EmbeddedActionsParser {
  /** What the tokens are of. */
  protected source: SourceFile = sourceFile('', '');
  /** What reads well but means nothing: found while the tree was built. */
  protected faults: Diagnostic[] = [];

  /** Alternatives made once and not at every reading: these rules are the most read. */
  private readonly expressions: Alternative<Expression>[] = [
    { ALT: () => this.SUBRULE(this.conditional) },
    { ALT: () => this.SUBRULE(this.infix) },
  ];

  private readonly primaries: Alternative<Expression>[] = [
    { ALT: () => this.SUBRULE(this.call) },
    { ALT: () => this.numberOf(this.CONSUME(tokens.number)) },
    { ALT: () => this.sizeOf(this.CONSUME(tokens.size)) },
    { ALT: () => this.SUBRULE(this.stringLiteral) },
    { ALT: () => this.booleanOf(this.CONSUME(tokens.boolean)) },
    { ALT: () => this.SUBRULE(this.parentheses) },
    { ALT: () => this.SUBRULE(this.shape) },
  ];

  /** `trust` starts fast; `validate` has Chevrotain check the grammar and decide by its own lookahead. */
  constructor(mode: 'validate' | 'trust') {
    const common = { maxLookahead: 1, recoveryEnabled: false, errorMessageProvider: expectation };
    super(parserTokens, mode === 'validate' ? common : { ...common, skipValidations: true, lookaheadStrategy: oneTokenLookahead() });
  }

  readonly expression: Rule<Expression> = this.RULE('expression', (): Expression => this.OR<Expression>(this.expressions));

  readonly conditional: Rule<Conditional> = this.RULE('conditional', (): Conditional => {
    const start = this.LA(1).startOffset;
    this.CONSUME(keywords.if);
    const condition = this.SUBRULE(this.infix);
    this.CONSUME(keywords.then);
    const whenTrue = this.SUBRULE(this.expression);
    this.CONSUME(keywords.else);
    const whenFalse = this.SUBRULE2(this.expression);
    return { kind: 'conditional', span: this.spanFrom(start), condition, whenTrue, whenFalse };
  });

  /** Operands and operators in a row; precedence.ts makes a tree of them. One rule per level would read several times slower. */
  readonly infix: Rule<Expression> = this.RULE('infix', (): Expression => {
    const prefixes: Prefix[] = [];
    this.MANY(() => prefixes.push(this.prefixOf(this.CONSUME(tokens.prefix))));
    const first = this.SUBRULE(this.primary);
    const rest: Operand[] = [];
    const operators: Infix[] = [];
    this.MANY2(() => {
      const operator = this.CONSUME(tokens.operator);
      const own: Prefix[] = [];
      this.MANY3(() => own.push(this.prefixOf(this.CONSUME2(tokens.prefix))));
      const expression = this.SUBRULE2(this.primary);
      if (isBinaryOperator(operator.image)) {
        operators.push({ operator: operator.image, span: this.spanOf(operator) });
        rest.push({ prefixes: own, expression });
      }
    });
    if (rest.length === 0 && prefixes.length === 0) return first;
    return this.ACTION(() => this.checked(resolvePrecedence({ operands: [{ prefixes, expression: first }, ...rest], operators })));
  });

  readonly primary: Rule<Expression> = this.RULE('primary', (): Expression => this.OR<Expression>(this.primaries));

  /** A group, or a tuple when there is a comma or nothing between the parentheses. */
  readonly parentheses: Rule<Expression> = this.RULE('parentheses', (): Expression => {
    const start = this.LA(1).startOffset;
    this.CONSUME(tokens.openParen);
    const { items, endsWithComma } = this.list(() => this.SUBRULE(this.expression));
    this.CONSUME(tokens.closeParen);
    const span = this.spanFrom(start);
    const [inner] = items;
    return inner !== undefined && items.length === 1 && !endsWithComma ? { kind: 'group', span, inner } : { kind: 'tuple', span, items };
  });

  readonly call: Rule<Call> = this.RULE('call', (): Call => {
    const start = this.LA(1).startOffset;
    const path: [Name, ...Name[]] = [this.nameOf(this.CONSUME(tokens.name))];
    this.MANY(() => {
      this.CONSUME(tokens.dot);
      path.push(this.nameOf(this.CONSUME2(tokens.name)));
    });
    const given = this.OPTION(() => this.SUBRULE(this.arguments));
    const shape = this.OPTION2(() => this.SUBRULE(this.attachedShape));
    return { kind: 'call', span: this.spanFrom(start), path, arguments: given, shape };
  });

  readonly arguments: Rule<readonly Argument[]> = this.RULE('arguments', (): readonly Argument[] => {
    this.CONSUME(tokens.callParen);
    const { items: given } = this.list(() => this.SUBRULE(this.argument));
    this.CONSUME(tokens.closeParen);
    return given;
  });

  readonly argument: Rule<Argument> = this.RULE('argument', (): Argument => {
    const start = this.LA(1).startOffset;
    const first = this.SUBRULE(this.expression);
    const named = this.OPTION(() => {
      this.CONSUME(tokens.equals);
      return this.SUBRULE2(this.expression);
    });
    const target = this.OPTION2(() => {
      this.CONSUME(tokens.fatArrow);
      return this.SUBRULE(this.shape);
    });
    const span = this.spanFrom(start);
    if (named === undefined) return { kind: 'argument', span, name: undefined, value: first, target };
    return this.ACTION(() => ({ kind: 'argument', span, name: this.requireName(first, 'argument'), value: named, target }));
  });

  /** A shape anywhere but behind a name. */
  readonly shape: Rule<Shape> = this.RULE('shape', (): Shape => {
    const start = this.LA(1).startOffset;
    this.CONSUME(tokens.openBracket);
    const dims = this.SUBRULE(this.dims);
    return { kind: 'shape', span: this.spanFrom(start), dims };
  });

  /** The shape of a call opens on the line of its name. */
  readonly attachedShape: Rule<Shape> = this.RULE('attachedShape', (): Shape => {
    const start = this.LA(1).startOffset;
    this.CONSUME(tokens.callBracket);
    const dims = this.SUBRULE(this.dims);
    return { kind: 'shape', span: this.spanFrom(start), dims };
  });

  readonly dims: Rule<readonly Dim[]> = this.RULE('dims', (): readonly Dim[] => {
    const { items: dims } = this.list(() => this.SUBRULE(this.dim));
    this.CONSUME(tokens.closeBracket);
    return dims;
  });

  readonly dim: Rule<Dim> = this.RULE('dim', (): Dim => {
    const start = this.LA(1).startOffset;
    const first = this.SUBRULE(this.infix);
    const size = this.OPTION(() => {
      this.CONSUME(tokens.equals);
      return this.SUBRULE2(this.infix);
    });
    return this.ACTION(() => this.dimOf(first, size, this.spanFrom(start)));
  });

  readonly stringLiteral: Rule<StringLiteral> = this.RULE('stringLiteral', (): StringLiteral => {
    const token = this.CONSUME(tokens.string);
    const { value, unknownEscapes } = stringValue(token.image);
    for (const offset of unknownEscapes) this.faults.push(faults.unknownEscape(this.source, token.startOffset + offset));
    return { kind: 'string', span: this.spanOf(token), value, text: token.image };
  });

  /** From `start` to the end of the last token read. */
  protected spanFrom(start: number): Span {
    const last = this.LA(0);
    return { source: this.source, start, end: last.startOffset + last.image.length };
  }

  protected spanOf(token: IToken): Span {
    return { source: this.source, start: token.startOffset, end: token.startOffset + token.image.length };
  }

  protected nameOf(token: IToken): Name {
    return { text: token.image, span: this.spanOf(token) };
  }

  /** The name that stands before an `=`; anything else there is a fault. */
  protected requireName(expression: Expression, what: faults.NamedThing): Name | undefined {
    const name = plainName(expression);
    if (name === undefined) this.faults.push(faults.notAName(expression.span, what));
    return name;
  }

  /** Items between commas, read loosely, so that a missing comma is told of as just that. A comma may stand behind the last item. */
  protected list<Item>(read: () => Item): List<Item> {
    const items: Item[] = [];
    let separated = 0;
    this.MANY(() => {
      if (separated < items.length) this.faults.push(faults.missingComma(this.spanOf(this.LA(0)), this.spanOf(this.LA(1))));
      items.push(read());
      if (this.OPTION(() => this.CONSUME(tokens.comma)) !== undefined) separated = items.length;
    });
    return { items, endsWithComma: separated === items.length };
  }

  private prefixOf(token: IToken): Prefix {
    return { operator: token.image === '-' ? '-' : 'not', span: this.spanOf(token) };
  }

  private numberOf(token: IToken): NumberLiteral {
    const span = this.spanOf(token);
    const number = this.ACTION(() => numberValue(token.image));
    if (number === undefined) this.ACTION(() => this.faults.push(faults.numberTooLarge(span)));
    return { kind: 'number', span, value: number?.value ?? 0, integer: number?.integer, text: token.image };
  }

  private sizeOf(token: IToken): Expression {
    return { kind: 'size', span: this.spanOf(token), sizes: sizeValues(token.image), text: token.image };
  }

  private booleanOf(token: IToken): Expression {
    return { kind: 'boolean', span: this.spanOf(token), value: token.image === 'true' };
  }

  /** Comparisons do not chain: `0 < x < 5` would compare a truth value with 5. */
  private checked(expression: Expression): Expression {
    if (expression.kind !== 'binary') return expression;
    if (isComparison(expression) && isComparison(expression.left)) this.faults.push(faults.comparisonChain(expression, expression.left));
    this.checked(expression.left);
    this.checked(expression.right);
    return expression;
  }

  private dimOf(first: Expression, size: Expression | undefined, span: Span): Dim {
    if (size !== undefined) {
      const name = this.requireName(first, 'axis');
      return name === undefined ? { kind: 'axis-value', span, value: size } : { kind: 'axis', span, name, size, bound: undefined };
    }
    return this.plainDim(first);
  }

  private plainDim(value: Expression): Dim {
    const { span } = value;
    const name = plainName(value);
    if (name?.text === 'None') this.faults.push(faults.noneAsSize(span));
    if (name !== undefined) return { kind: 'axis', span, name, size: undefined, bound: undefined };
    if (value.kind === 'tuple') return { kind: 'axis-group', span, dims: value.items.map((item) => this.plainDim(item)) };
    if (value.kind === 'group' && plainName(value.inner) !== undefined)
      return { kind: 'axis-group', span, dims: [this.plainDim(value.inner)] };
    if (!isComparison(value)) return { kind: 'axis-value', span, value };
    const bounded = value.operator === '<=' ? plainName(value.left) : undefined;
    if (bounded !== undefined) return { kind: 'axis', span, name: bounded, size: undefined, bound: value.right };
    this.faults.push(faults.comparisonInShape(value));
    return { kind: 'axis-value', span: spanOver(value.left.span, value.right.span), value };
  }
}

/** Chevrotain's messages are read by explain.ts alone: they say what was expected, in one word. */
const expectation = {
  buildMismatchTokenMessage: ({ expected }: { readonly expected: { readonly name: string } }): string => expected.name,
  buildNotAllInputParsedMessage: (): string => 'end',
  buildNoViableAltMessage: ({ ruleName }: { readonly ruleName: string }): string => ruleName,
  buildEarlyExitMessage: ({ ruleName }: { readonly ruleName: string }): string => ruleName,
};
