/** Trees of every shape that a text can have, for properties: what is printed from them must read as them. Their places mean nothing. */
import fc from 'fast-check';
import { type Span, sourceFile } from '@trammel/diagnostics';
import { numberValue, sizeValues } from '../src/literals.js';
import {
  type Argument,
  type AxisDim,
  type BinaryOperator,
  type Body,
  type Call,
  type Chain,
  type Declaration,
  type Dim,
  type Expression,
  type FileTree,
  type IfStatement,
  type Name,
  type NumberLiteral,
  type Parameter,
  type PathsBody,
  type SequenceBody,
  type Shape,
  type SizeLiteral,
  type Statement,
  type StringLiteral,
} from '../src/tree.js';

const span: Span = { source: sourceFile('', ''), start: 0, end: 0 };

const nameTexts = [
  'x',
  'y',
  'conv',
  'dense',
  'relu',
  'ConvBN',
  'C',
  'N',
  'a_rather_long_name_of_a_block',
  '_',
  'x3',
  'netx',
  'in_',
] as const;
const numberTexts = ['0', '1', '61_706', '0.45', '1e-3', '5M', '4.1G', '50MiB', '12345678901234567890'] as const;
const sizeTexts = ['3x3', '1x3x3', '7x7', '0x1'] as const;

const name: fc.Arbitrary<Name> = fc.constantFrom(...nameTexts).map((text) => ({ text, span }));

const number: fc.Arbitrary<NumberLiteral> = fc.constantFrom(...numberTexts).map((text) => {
  const { value = NaN, integer } = numberValue(text) ?? {};
  return { kind: 'number', span, value, integer, text };
});

const size: fc.Arbitrary<SizeLiteral> = fc
  .constantFrom(...sizeTexts)
  .map((text) => ({ kind: 'size', span, sizes: sizeValues(text), text }));

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\u{d}' };

const string: fc.Arbitrary<StringLiteral> = fc.string({ maxLength: 12 }).map((value) => {
  const text = `"${value.replace(/["\\\n\r]/g, (character) => escapes[character] ?? character)}"`;
  return { kind: 'string', span, value, text };
});

const doc = fc.option(
  fc
    .array(
      fc.constantFrom('Why deep networks stop learning.', '', ' indented', '/ slash', '// more', 'é *.').map((line) => line.trimEnd()),
      { minLength: 1, maxLength: 3 },
    )
    .map((lines) => lines.join('\n')),
  { nil: undefined, freq: 4 },
);

const comparisons: ReadonlySet<string> = new Set<BinaryOperator>(['<', '>', '<=', '>=', '==', '!=', 'in']);
const levels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['<', '>', '<=', '>=', '==', '!=', 'in'],
  ['..'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

/** How tight an expression holds together; what is at the ends of an operator must hold tighter than the operator. */
function strength(expression: Expression): number {
  switch (expression.kind) {
    case 'conditional':
      return -1;
    case 'binary':
      return levels.findIndex((level) => level.includes(expression.operator)) * 2;
    case 'unary':
      return expression.operator === 'not' ? 3 : 11;
    default:
      return 20;
  }
}

function grouped(expression: Expression): Expression {
  return { kind: 'group', span, inner: expression };
}

/** As an operand that needs at least this strength. */
function operand(expression: Expression, needed: number): Expression {
  return strength(expression) < needed ? grouped(expression) : expression;
}

function binary(operator: BinaryOperator, left: Expression, right: Expression): Expression {
  const own = levels.findIndex((level) => level.includes(operator)) * 2;
  const single = comparisons.has(operator) || operator === '^' ? own + 1 : own;
  const rightOwn = operator === '^' ? own : own + 1;
  const isNegative = right.kind === 'unary' && right.operator === '-';
  const rightSide = isNegative ? right : right.kind === 'unary' ? grouped(right) : operand(right, rightOwn);
  return { kind: 'binary', span, operator, operatorSpan: span, left: operand(left, single), right: rightSide };
}

function unary(operator: '-' | 'not', inner: Expression): Expression {
  const needed = operator === 'not' ? 4 : 12;
  const isOpen = inner.kind === 'unary' && (operator === 'not' || inner.operator === '-');
  return { kind: 'unary', span, operator, operand: isOpen ? inner : operand(inner, needed) };
}

/** As the beginning of a chain: no conditional, and nothing that would go on with the line above. */
function asHead(expression: Expression): Expression {
  let first = expression;
  while (first.kind === 'binary') first = first.left;
  return first.kind === 'unary' || expression.kind === 'conditional' ? grouped(expression) : expression;
}

/** As an operand of a shape: what would read as an axis is one. */
function asDim(value: Expression): Dim {
  if (value.kind === 'call' && value.arguments === undefined && value.shape === undefined && value.path.length === 1) {
    return { kind: 'axis', span, name: value.path[0], size: undefined, bound: undefined };
  }
  if (value.kind === 'tuple') return { kind: 'axis-group', span, dims: value.items.map((item) => asDim(infix(item))) };
  if (value.kind === 'group') {
    const inner = asDim(value.inner);
    const isPlainAxis = inner.kind === 'axis' && inner.size === undefined && inner.bound === undefined;
    return isPlainAxis ? { kind: 'axis-group', span, dims: [inner] } : { kind: 'axis-value', span, value };
  }
  return { kind: 'axis-value', span, value: value.kind === 'binary' && comparisons.has(value.operator) ? grouped(value) : value };
}

function infix(expression: Expression): Expression {
  const bare = expression.kind === 'conditional' ? grouped(expression) : expression;
  return bare.kind === 'binary' && comparisons.has(bare.operator) ? grouped(bare) : bare;
}

type Nodes = {
  readonly expression: Expression;
  readonly argument: Argument;
  readonly call: Call;
  readonly shape: Shape;
  readonly dim: Dim;
  readonly chain: Chain;
  readonly body: Body;
  readonly sequence: SequenceBody;
  readonly paths: PathsBody;
  readonly statement: Statement;
  readonly choice: IfStatement;
};

const few = { maxLength: 4, depthIdentifier: 'tree' } as const;

const nodes = fc.letrec<Nodes>((tie) => {
  const expression = tie('expression');
  const body = tie('body');
  const optionalBody = fc.option(body, { nil: undefined, freq: 2, depthIdentifier: 'tree' });
  const operators = fc.constantFrom(...levels.flat());
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'tree' },
      number,
      size,
      string,
      fc.boolean().map((value): Expression => ({ kind: 'boolean', span, value })),
      tie('call'),
      expression.map(grouped),
      fc.array(expression, few).map((items): Expression => ({ kind: 'tuple', span, items })),
      tie('shape'),
      fc.tuple(operators, expression, expression).map(([operator, left, right]) => binary(operator, left, right)),
      fc.tuple(fc.constantFrom('-' as const, 'not' as const), expression).map(([operator, inner]) => unary(operator, inner)),
      fc.tuple(expression, expression, expression).map(([condition, whenTrue, whenFalse]): Expression => ({
        kind: 'conditional',
        span,
        condition: asInfix(condition),
        whenTrue,
        whenFalse,
      })),
    ),
    argument: fc.record({
      kind: fc.constant('argument' as const),
      span: fc.constant(span),
      name: fc.option(name, { nil: undefined }),
      value: expression,
      target: fc.option(tie('shape'), { nil: undefined, freq: 5, depthIdentifier: 'tree' }),
    }),
    call: fc.record({
      kind: fc.constant('call' as const),
      span: fc.constant(span),
      path: fc.tuple(name, fc.array(name, { maxLength: 1 })).map(([first, rest]): [Name, ...Name[]] => [first, ...rest]),
      arguments: fc.option(fc.array(tie('argument'), few), { nil: undefined, freq: 2, depthIdentifier: 'tree' }),
      shape: fc.option(tie('shape'), { nil: undefined, freq: 5, depthIdentifier: 'tree' }),
    }),
    shape: fc.array(tie('dim'), few).map((dims) => ({ kind: 'shape' as const, span, dims })),
    dim: fc.oneof(
      { depthSize: 'small', depthIdentifier: 'tree' },
      name.map((axis): AxisDim => ({ kind: 'axis', span, name: axis, size: undefined, bound: undefined })),
      fc
        .tuple(name, expression)
        .map(([axis, value]): AxisDim => ({ kind: 'axis', span, name: axis, size: asInfix(value), bound: undefined })),
      fc
        .tuple(name, expression)
        .map(([axis, value]): AxisDim => ({ kind: 'axis', span, name: axis, size: undefined, bound: operand(value, 5) })),
      expression.map((value) => asDim(infix(value))),
    ),
    chain: fc
      .record({
        head: fc.oneof(
          fc.tuple(tie('call'), optionalBody).map(([call, own]) => ({ kind: 'head' as const, span, expression: call, body: own })),
          expression.map((value) => ({ kind: 'head' as const, span, expression: asHead(value), body: undefined })),
        ),
        steps: fc.array(
          fc.record({ kind: fc.constant('step' as const), span: fc.constant(span), call: tie('call'), body: optionalBody }),
          few,
        ),
        shape: fc.option(tie('shape'), { nil: undefined, freq: 3, depthIdentifier: 'tree' }),
        label: fc.option(name, { nil: undefined, freq: 3 }),
      })
      .map((parts) => ({ kind: 'chain' as const, span, ...parts })),
    body: fc.oneof({ depthSize: 'small', depthIdentifier: 'tree' }, tie('sequence'), tie('paths')),
    sequence: fc.array(tie('statement'), few).map((statements) => ({ kind: 'sequence' as const, span, statements })),
    paths: fc
      .array(fc.record({ kind: fc.constant('path' as const), span: fc.constant(span), doc, statements: fc.array(tie('statement'), few) }), {
        minLength: 1,
        ...few,
      })
      .map((paths) => ({ kind: 'paths' as const, span, paths })),
    statement: statements(tie),
    choice: fc
      .tuple(expression, body, fc.option(fc.oneof(body, tie('choice')), { nil: undefined, depthIdentifier: 'tree' }))
      .map(([condition, own, otherwise]) => ({ kind: 'if' as const, span, doc: undefined, condition, body: own, otherwise })),
  };
});

function asInfix(expression: Expression): Expression {
  return expression.kind === 'conditional' ? grouped(expression) : expression;
}

function statements(tie: <Key extends keyof Nodes>(key: Key) => fc.Arbitrary<Nodes[Key]>): fc.Arbitrary<Statement> {
  const expression = tie('expression');
  const names = fc.array(name, { minLength: 1, maxLength: 3 });
  const binding = fc.record({
    kind: fc.constant('input-binding' as const),
    span: fc.constant(span),
    name,
    dtype: fc.option(name, { nil: undefined }),
    shape: tie('shape'),
  });
  const base = { span: fc.constant(span), doc };
  return fc.oneof(
    { depthSize: 'small', depthIdentifier: 'tree', withCrossShrink: true },
    fc.record({ kind: fc.constant('flow' as const), ...base, chain: tie('chain') }),
    fc.record({ kind: fc.constant('assign' as const), ...base, names, chain: tie('chain') }),
    fc.record({ kind: fc.constant('input' as const), ...base, inputs: fc.array(binding, { minLength: 1, maxLength: 2 }) }),
    fc.record({ kind: fc.constant('output' as const), ...base, names }),
    fc.record({ kind: fc.constant('layer' as const), ...base, name, call: tie('call') }),
    fc.record({ kind: fc.constant('let' as const), ...base, name, value: expression }),
    fc.record({ kind: fc.constant('with' as const), ...base, calls: fc.array(tie('call'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('repeat' as const), ...base, count: expression, body: tie('body') }),
    fc.record({
      kind: fc.constant('for' as const),
      ...base,
      element: name,
      index: fc.option(name, { nil: undefined }),
      list: expression,
      body: tie('body'),
    }),
    fc.tuple(doc, tie('choice')).map(([own, choice]): Statement => ({ ...choice, doc: own })),
    fc.record({
      kind: fc.constantFrom('assert' as const, 'expect' as const),
      ...base,
      condition: expression,
      message: fc.option(string, { nil: undefined }),
    }),
  );
}

const parameter: fc.Arbitrary<Parameter> = fc.record({
  kind: fc.constant('parameter' as const),
  span: fc.constant(span),
  name,
  value: fc.option(nodes.expression, { nil: undefined }),
});

const declared = { span: fc.constant(span), doc, name, parameters: fc.array(parameter, { maxLength: 3 }) };

const declaration: fc.Arbitrary<Declaration> = fc.oneof(
  fc.record({
    kind: fc.constant('import' as const),
    span: fc.constant(span),
    names: fc.array(name, { minLength: 1, maxLength: 6 }),
    from: string,
  }),
  fc.record({ kind: fc.constantFrom('net' as const, 'block' as const), ...declared, body: nodes.body }),
  fc.record({ kind: fc.constant('variant' as const), ...declared, base: nodes.call, body: fc.option(nodes.body, { nil: undefined }) }),
  fc.record({
    kind: fc.constant('train' as const),
    span: fc.constant(span),
    doc,
    name,
    settings: fc.array(fc.record({ kind: fc.constant('setting' as const), span: fc.constant(span), doc, name, value: nodes.expression }), {
      maxLength: 4,
    }),
  }),
);

/** A whole file. */
export const randomTree: fc.Arbitrary<FileTree> = fc
  .array(declaration, { maxLength: 3 })
  .map((declarations) => ({ kind: 'file', span, declarations }));
