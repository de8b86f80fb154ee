/**
 * The typed tree of a file: what was written, with no meaning given to any name. Every node has a `kind` and a span; what is
 * optional in the grammar is `undefined` in the tree. A stretch that could not be read stands as a `faulty` node in its place.
 */
import { type Span } from '@trammel/diagnostics';

/** An identifier at a place. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface FileTree {
  readonly kind: 'file';
  readonly span: Span;
  readonly declarations: readonly Declaration[];
}

export type Declaration = ImportDeclaration | NetDeclaration | VariantDeclaration | BlockDeclaration | TrainDeclaration | Faulty;

/** What could not be read; a diagnostic of its own tells why. Whatever reads on must not complain of what is missing here. */
export interface Faulty {
  readonly kind: 'faulty';
  readonly span: Span;
}

/** `import { Bottleneck, ConvBN } from "std/resnet"` */
export interface ImportDeclaration {
  readonly kind: 'import';
  readonly span: Span;
  readonly names: readonly Name[];
  readonly from: StringLiteral;
}

/** `net LeNet5(classes = 10) { ... }` */
export interface NetDeclaration {
  readonly kind: 'net';
  readonly span: Span;
  /** The `///` lines above, without the slashes, joined by newlines. */
  readonly doc: string | undefined;
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}

/** `net ResNet101 = ResNet(depths = (3, 4, 23, 3)) { ... }` */
export interface VariantDeclaration {
  readonly kind: 'variant';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly base: Call;
  readonly body: Body | undefined;
}

/** `block ConvBN(c, k = 1x1) { ... }` */
export interface BlockDeclaration {
  readonly kind: 'block';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}

/** `train LeNet5 { loss = ... }` */
export interface TrainDeclaration {
  readonly kind: 'train';
  readonly span: Span;
  readonly doc: string | undefined;
  /** The net to train. */
  readonly name: Name;
  readonly settings: readonly Setting[];
}

export interface Parameter {
  readonly kind: 'parameter';
  readonly span: Span;
  readonly name: Name;
  readonly value: Expression | undefined;
}

/** One `name = value` of a `train`; a setting that could not be read is left out, with its diagnostic. */
export interface Setting {
  readonly kind: 'setting';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly name: Name;
  readonly value: Expression;
}

/** `{ ... }`: statements one after the other, or parallel paths that each start with `|`. The span has the braces. */
export type Body = SequenceBody | PathsBody;

export interface SequenceBody {
  readonly kind: 'sequence';
  readonly span: Span;
  readonly statements: readonly Statement[];
}

export interface PathsBody {
  readonly kind: 'paths';
  readonly span: Span;
  /** At least one. */
  readonly paths: readonly Path[];
}

/** One path from its `|` to its last statement; without a statement it is the identity. */
export interface Path {
  readonly kind: 'path';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly statements: readonly Statement[];
}

export type Statement =
  | InputStatement
  | OutputStatement
  | LayerStatement
  | LetStatement
  | WithStatement
  | RepeatStatement
  | ForStatement
  | IfStatement
  | AssertionStatement
  | AssignStatement
  | FlowStatement
  | Faulty;

/** `input tokens: int[N, T <= ctx], mask: [N, T]` */
export interface InputStatement {
  readonly kind: 'input';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly inputs: readonly InputBinding[];
}

export interface InputBinding {
  readonly kind: 'input-binding';
  readonly span: Span;
  readonly name: Name;
  readonly dtype: Name | undefined;
  readonly shape: Shape;
}

/** `output naive, narrow` */
export interface OutputStatement {
  readonly kind: 'output';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly names: readonly Name[];
}

/** `layer wte = embedding(vocab, width)` */
export interface LayerStatement {
  readonly kind: 'layer';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly name: Name;
  readonly call: Call;
}

/** `let out = width * expand` */
export interface LetStatement {
  readonly kind: 'let';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly name: Name;
  readonly value: Expression;
}

/** `with conv(init=he_normal), bn(eps=1e-5)` */
export interface WithStatement {
  readonly kind: 'with';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly calls: readonly Call[];
}

/** `repeat n - 1 { ... }` */
export interface RepeatStatement {
  readonly kind: 'repeat';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly count: Expression;
  readonly body: Body;
}

/** `for n, i in depths { ... }` */
export interface ForStatement {
  readonly kind: 'for';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly element: Name;
  readonly index: Name | undefined;
  readonly list: Expression;
  readonly body: Body;
}

/** `if C != out { ... } else if ... { ... } else { ... }` */
export interface IfStatement {
  readonly kind: 'if';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly condition: Expression;
  readonly body: Body;
  /** Another `if` stands here for `else if`. */
  readonly otherwise: Body | IfStatement | undefined;
}

/** `assert params < 100k, "too large for the course machine"`; `expect` is the same with severity warning. */
export interface AssertionStatement {
  readonly kind: 'assert' | 'expect';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly condition: Expression;
  readonly message: StringLiteral | undefined;
}

/** `q, k, v = x -> dense(3 * D) -> unstack(s)` */
export interface AssignStatement {
  readonly kind: 'assign';
  readonly span: Span;
  readonly doc: string | undefined;
  /** At least one. */
  readonly names: readonly Name[];
  readonly chain: Chain;
}

/** A chain as a statement: it moves the current value on. */
export interface FlowStatement {
  readonly kind: 'flow';
  readonly span: Span;
  readonly doc: string | undefined;
  readonly chain: Chain;
}

/** `x -> conv(64, 3x3) -> relu : [N, 64, H, W] as stem` */
export interface Chain {
  readonly kind: 'chain';
  readonly span: Span;
  readonly head: Head;
  /** What follows each `->`. */
  readonly steps: readonly Step[];
  /** The shape after `:`. */
  readonly shape: Shape | undefined;
  /** The name after `as`. */
  readonly label: Name | undefined;
}

/** How a chain begins: any expression; with a body it is a call: `add { | ... }`. */
export interface Head {
  readonly kind: 'head';
  readonly span: Span;
  readonly expression: Expression;
  readonly body: Body | undefined;
}

export interface Step {
  readonly kind: 'step';
  readonly span: Span;
  readonly call: Call;
  readonly body: Body | undefined;
}

export type Expression =
  NumberLiteral | SizeLiteral | StringLiteral | BooleanLiteral | Group | Tuple | Shape | Call | Unary | Binary | Conditional;

/** `61_706`, `1e-3`, `4.1G`, `50MiB` */
export interface NumberLiteral {
  readonly kind: 'number';
  readonly span: Span;
  /** The nearest double. */
  readonly value: number;
  /** The exact value when it is whole (`4.1G` is), however large; else `undefined`. */
  readonly integer: bigint | undefined;
  /** As written. */
  readonly text: string;
}

/** `3x3`, `1x3x3` */
export interface SizeLiteral {
  readonly kind: 'size';
  readonly span: Span;
  /** At least two whole numbers. */
  readonly sizes: readonly number[];
  readonly text: string;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly span: Span;
  /** With its escapes replaced. */
  readonly value: string;
  /** As written, with its quotes. */
  readonly text: string;
}

export interface BooleanLiteral {
  readonly kind: 'boolean';
  readonly span: Span;
  readonly value: boolean;
}

/** One expression in parentheses: it means what it holds. */
export interface Group {
  readonly kind: 'group';
  readonly span: Span;
  readonly inner: Expression;
}

/** `(3, 4, 6, 3)`, `(3,)`, `()` */
export interface Tuple {
  readonly kind: 'tuple';
  readonly span: Span;
  readonly items: readonly Expression[];
}

/**
 * `conv(64, 3x3)`, `wte.attend`, `q[N, h, T, d]`, and every bare name (`relu`, `x`, `half`): a call without arguments.
 * The span goes from the first name to the last bracket.
 */
export interface Call {
  readonly kind: 'call';
  readonly span: Span;
  /** The names between the dots; at least one. */
  readonly path: readonly [Name, ...Name[]];
  /** `undefined` without parentheses, empty for `()`. */
  readonly arguments: readonly Argument[] | undefined;
  /** The square brackets at the end. */
  readonly shape: Shape | undefined;
}

/** `64`, `stride=2`, `[N, T, (h, d)] => [N, h, T, d]` */
export interface Argument {
  readonly kind: 'argument';
  readonly span: Span;
  readonly name: Name | undefined;
  readonly value: Expression;
  /** The shape after `=>`. */
  readonly target: Shape | undefined;
}

/** `[N, C=3, T <= 1024, (h, d), 2 * D]` */
export interface Shape {
  readonly kind: 'shape';
  readonly span: Span;
  readonly dims: readonly Dim[];
}

export type Dim = AxisDim | GroupDim | ValueDim;

/** `N`, `C=3`, `T <= 1024` */
export interface AxisDim {
  readonly kind: 'axis';
  readonly span: Span;
  readonly name: Name;
  /** The size after `=`. */
  readonly size: Expression | undefined;
  /** The largest size, after `<=`. */
  readonly bound: Expression | undefined;
}

/** `(s, h, d)`: several axes that lie in one. */
export interface GroupDim {
  readonly kind: 'axis-group';
  readonly span: Span;
  readonly dims: readonly Dim[];
}

/** A size without an axis name: `416`, `2 * D`. */
export interface ValueDim {
  readonly kind: 'axis-value';
  readonly span: Span;
  readonly value: Expression;
}

export interface Unary {
  readonly kind: 'unary';
  readonly span: Span;
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export interface Binary {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

/** `if i == 0 then 1 else 2` */
export interface Conditional {
  readonly kind: 'conditional';
  readonly span: Span;
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export type UnaryOperator = '-' | 'not';
export type BinaryOperator = 'or' | 'and' | '<' | '>' | '<=' | '>=' | '==' | '!=' | 'in' | '..' | '+' | '-' | '*' | '/' | '^';

/** The name that an expression is, if it is nothing but one undotted name. */
export function plainName(expression: Expression): Name | undefined {
  if (expression.kind !== 'call' || expression.arguments !== undefined || expression.shape !== undefined) return undefined;
  return expression.path.length === 1 ? expression.path[0] : undefined;
}

/** A call's name with its dots: `wte.attend`. */
export function callName(call: Call): string {
  return call.path.map((name) => name.text).join('.');
}
