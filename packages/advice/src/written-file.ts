// A file as it is written: its calls in chains by their places, and its blocks by their names. Not what they mean.
import type { SourceFile, Span } from '@trammel/diagnostics';
import {
  parse,
  type BlockDeclaration,
  type Body,
  type Call,
  type Chain,
  type Declaration,
  type IfStatement,
  type Statement,
  type Step,
} from '@trammel/syntax';

/** A call in a chain. */
export interface WrittenCall {
  readonly call: Call;
  /** The steps behind it. */
  readonly after: readonly Step[];
}

export interface WrittenFile {
  /** By their places. */
  readonly calls: ReadonlyMap<string, WrittenCall>;
  readonly blocks: ReadonlyMap<string, BlockDeclaration>;
}

/** Equal for the same stretch of one file. */
export const placeKey = ({ start, end }: Span): string => `${start} ${end}`;

/** The calls and blocks of a file; of a file with mistakes those that could be read. */
export function writtenFile(source: SourceFile): WrittenFile {
  const calls = new Map<string, WrittenCall>();
  const blocks = new Map<string, BlockDeclaration>();
  for (const declaration of parse(source).tree.declarations) {
    if (declaration.kind === 'block') blocks.set(declaration.name.text, declaration);
    for (const statement of statementsOf(declaration)) collect(statement, calls);
  }
  return { calls, blocks };
}

function statementsOf(declaration: Declaration): readonly Statement[] {
  switch (declaration.kind) {
    case 'net':
    case 'block':
    case 'variant':
      return statementsIn(declaration.body);
    default:
      return [];
  }
}

function statementsIn(body: Body | undefined): readonly Statement[] {
  if (body === undefined) return [];
  return body.kind === 'sequence' ? body.statements : body.paths.flatMap(({ statements }) => statements);
}

function collect(statement: Statement, calls: Map<string, WrittenCall>): void {
  switch (statement.kind) {
    case 'assign':
    case 'flow':
      collectChain(statement.chain, calls);
      return;
    case 'repeat':
    case 'for':
      for (const inner of statementsIn(statement.body)) collect(inner, calls);
      return;
    case 'if':
      for (const inner of statementsOfIf(statement)) collect(inner, calls);
      return;
    default:
      return;
  }
}

function statementsOfIf({ body, otherwise }: IfStatement): readonly Statement[] {
  const others = otherwise === undefined ? [] : otherwise.kind === 'if' ? statementsOfIf(otherwise) : statementsIn(otherwise);
  return [...statementsIn(body), ...others];
}

function collectChain({ head, steps }: Chain, calls: Map<string, WrittenCall>): void {
  const { expression } = head;
  if (expression.kind === 'call' && head.body === undefined) calls.set(placeKey(expression.span), { call: expression, after: steps });
  for (const [index, { call, body }] of steps.entries()) {
    if (body === undefined) calls.set(placeKey(call.span), { call, after: steps.slice(index + 1) });
  }
  for (const { body } of [head, ...steps]) for (const inner of statementsIn(body)) collect(inner, calls);
}

/** Where the declaration that holds a place begins, with the words above it. */
export function declarationStart(source: SourceFile, { start }: Span): number {
  const holder = parse(source).tree.declarations.find(({ span }) => span.start <= start && start < span.end);
  let from = source.text.lastIndexOf('\n', (holder?.span.start ?? 0) - 1) + 1;
  for (;;) {
    const above = source.text.lastIndexOf('\n', from - 2) + 1;
    if (from === 0 || !source.text.slice(above, from).trimStart().startsWith('//')) return from;
    from = above;
  }
}
