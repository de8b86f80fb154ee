/** Statements and bodies as documents. */
import { type Doc, blankLine, choice, group, hardLine, indent, join, line } from './layout.js';
import { type BodyDocs, layOutChain, printChain } from './print-chain.js';
import { printAttachedShape, printCall, printExpression, printNames, printShape } from './print-expression.js';
import { type Row, type Sides, alignRows, chainRow, valueRow } from './print-rows.js';
import { type Trail, behind, documentation, glued, isApart, isOnOneLine, remarks, token } from './trail.js';
import {
  type AssertionStatement,
  type Body,
  type Chain,
  type ForStatement,
  type IfStatement,
  type InputStatement,
  type Path,
  type PathsBody,
  type RepeatStatement,
  type SequenceBody,
  type Statement,
  type WithStatement,
  callName,
} from './tree.js';

/** The widest line of the one style. */
export const lineWidth = 100;

/** One of the things that stand under each other: a statement, a setting, a declaration, a comment. */
export interface Entry {
  readonly doc: Doc;
  /** Whether an empty line stands before it. */
  readonly apart: boolean;
  /** Set when it can be aligned with its neighbours. */
  readonly row: Row | undefined;
}

/** What an item looks like: its document, and the same as a row if it can be one. */
export interface Printed {
  readonly doc: Doc;
  readonly row?: Row | undefined;
}

/** Items and the comments around them; `doc` is the documentation of each. */
export function printEntries<Item>(
  trail: Trail,
  items: readonly Item[],
  docOf: (item: Item) => string | undefined,
  print: (item: Item) => Printed,
): readonly Entry[] {
  const entries: Entry[] = [];
  for (const item of items) {
    entries.push(...remarkEntries(trail));
    for (const text of documentation(trail, docOf(item))) entries.push({ doc: text, apart: false, row: undefined });
    const apart = isApart(trail);
    const { doc, row } = print(item);
    const comments = behind(trail);
    entries.push({ doc: [doc, comments], apart, row: comments.length > 0 ? undefined : row });
  }
  return entries;
}

/** The comments before the next token. */
export function remarkEntries(trail: Trail): readonly Entry[] {
  return remarks(trail).map(({ text, apart }) => ({ doc: text, apart, row: undefined }));
}

/** Entries under each other, at most one empty line between two; neighbouring rows aligned where they fit. */
export function stackEntries(entries: readonly Entry[]): Doc {
  const docs: Doc[] = [];
  for (let start = 0; start < entries.length;) {
    const run = runFrom(entries, start);
    const [first] = run;
    if (start > 0) docs.push(first?.apart === true ? blankLine : hardLine);
    docs.push(run.length === 1 ? (first?.doc ?? '') : alignedOrNot(run));
    start += run.length;
  }
  return docs;
}

/** The longest run of rows of one kind, with no empty line in it. */
function runFrom(entries: readonly Entry[], start: number): readonly Entry[] {
  const kind = rowKind(entries[start]);
  let end = start + 1;
  while (kind !== undefined && rowKind(entries[end]) === kind && entries[end]?.apart === false) end += 1;
  return entries.slice(start, end);
}

function rowKind(entry: Entry | undefined): Row['kind'] | undefined {
  return entry?.row === undefined || entry.row.text.length > lineWidth ? undefined : entry.row.kind;
}

function alignedOrNot(run: readonly Entry[]): Doc {
  const rows = run.flatMap(({ row }) => row ?? []);
  const texts = alignRows(rows);
  const aligned = join(
    texts.map((text, index) => [text, rows[index]?.suffixes ?? []]),
    hardLine,
  );
  const plain = join(
    run.map(({ doc }) => doc),
    hardLine,
  );
  return choice({ doc: aligned, fits: Math.max(...texts.map((text) => text.length)) }, { doc: plain, fits: 'first-line' });
}

export function printStatement(trail: Trail, statement: Statement): Printed {
  switch (statement.kind) {
    case 'input':
      return { doc: printInputs(trail, statement) };
    case 'output':
      return { doc: group(token(trail, 'output'), indent(line, printNames(trail, statement.names))) };
    case 'layer':
    case 'let': {
      const left = [token(trail, statement.kind), ' ', token(trail, statement.name.text)];
      return printValue(trail, statement.kind, left, () =>
        statement.kind === 'let' ? printExpression(trail, statement.value) : printCall(trail, statement.call),
      );
    }
    case 'with':
      return { doc: printWith(trail, statement) };
    case 'repeat':
      return { doc: printRepeat(trail, statement) };
    case 'for':
      return { doc: printFor(trail, statement) };
    case 'if':
      return { doc: oneOrSeveral(printIf(trail, statement)) };
    case 'assert':
    case 'expect':
      return { doc: printAssertion(trail, statement) };
    case 'assign': {
      const left = group(indent(printNames(trail, statement.names)));
      return printFlow(trail, statement.chain, { left, equals: token(trail, '=') });
    }
    case 'flow':
      return printFlow(trail, statement.chain, undefined);
    case 'faulty':
      return { doc: '' };
  }
}

/** `left = value`, where the value may stand on the next line. */
export function printValue(trail: Trail, kind: 'let' | 'layer' | 'setting', left: Doc, print: () => Doc): Printed {
  const equals = token(trail, '=');
  const value = print();
  return { doc: [left, ' ', equals, ' ', value], row: valueRow(kind, { left, equals }, value) };
}

function printFlow(trail: Trail, chain: Chain, sides: Sides | undefined): Printed {
  const docs = printChain(trail, chain, printBody);
  const prefix = sides === undefined ? '' : [sides.left, ' ', sides.equals, ' '];
  const row = chainRow(sides, namesOf(chain), docs);
  return { doc: layOutChain(prefix, docs, row), row };
}

/** The names of a chain's links, to tell which chains look alike; nothing when it has no arrow or begins with no call. */
function namesOf({ head, steps }: Chain): string {
  if (head.expression.kind !== 'call' || steps.length === 0) return '';
  return [head.expression, ...steps.map(({ call }) => call)].map(callName).join(' ');
}

function printInputs(trail: Trail, { inputs }: InputStatement): Doc {
  const word = token(trail, 'input');
  const last = inputs.length - 1;
  const docs = inputs.map(({ name, dtype, shape }, index): Doc => {
    const head = [token(trail, name.text), glued(trail, ':'), ' '];
    const type = dtype === undefined ? '' : token(trail, dtype.text);
    return [
      head,
      type,
      dtype === undefined ? printShape(trail, shape) : printAttachedShape(trail, shape),
      index === last ? '' : glued(trail, ','),
    ];
  });
  return group(word, ' ', indent(join(docs, line)));
}

function printWith(trail: Trail, { calls }: WithStatement): Doc {
  const word = token(trail, 'with');
  const last = calls.length - 1;
  const docs = calls.map((call, index): Doc => [printCall(trail, call), index === last ? '' : glued(trail, ',')]);
  return group(word, ' ', indent(join(docs, line)));
}

function printAssertion(trail: Trail, { kind, condition, message }: AssertionStatement): Doc {
  const head = [token(trail, kind), ' ', printExpression(trail, condition)];
  if (message === undefined) return head;
  return group(head, glued(trail, ','), indent(line, token(trail, message.text)));
}

function printRepeat(trail: Trail, { count, body }: RepeatStatement): Doc {
  const head = [token(trail, 'repeat'), ' ', printExpression(trail, count), ' '];
  return oneOrSeveral(headed(head, printBody(trail, body)));
}

function printFor(trail: Trail, { element, index, list, body }: ForStatement): Doc {
  const word = [token(trail, 'for'), ' ', token(trail, element.text)];
  const second = index === undefined ? '' : [glued(trail, ','), ' ', token(trail, index.text)];
  const head = [word, second, ' ', token(trail, 'in'), ' ', printExpression(trail, list), ' '];
  return oneOrSeveral(headed(head, printBody(trail, body)));
}

function printIf(trail: Trail, { condition, body, otherwise }: IfStatement): BodyDocs {
  const head = [token(trail, 'if'), ' ', printExpression(trail, condition), ' '];
  const first = headed(head, printBody(trail, body));
  if (otherwise === undefined) return first;
  const word = [' ', token(trail, 'else'), ' '];
  const second = otherwise.kind === 'if' ? printIf(trail, otherwise) : printBody(trail, otherwise);
  const inline = first.inline === undefined || second.inline === undefined ? undefined : [first.inline, word, second.inline];
  return { inline, broken: [first.broken, word, second.broken] };
}

function headed(head: Doc, { inline, broken }: BodyDocs): BodyDocs {
  return { inline: inline === undefined ? undefined : [head, inline], broken: [head, broken] };
}

function oneOrSeveral({ inline, broken }: BodyDocs): Doc {
  return inline === undefined ? broken : choice({ doc: inline, fits: 'flat' }, { doc: broken, fits: 'first-line' });
}

export function printBody(trail: Trail, body: Body): BodyDocs {
  return body.kind === 'sequence' ? printSequence(trail, body) : printPaths(trail, body);
}

function printSequence(trail: Trail, { span, statements }: SequenceBody): BodyDocs {
  const mayStay = isOnOneLine(trail, span) && isShort(statements);
  const open = token(trail, '{');
  const entries = printStatements(trail, statements);
  const [only] = entries;
  const { broken, close } = printEnd(trail, open, entries);
  if (!mayStay) return { inline: undefined, broken };
  return { inline: only === undefined ? [open, close] : [open, ' ', only.doc, ' ', close], broken };
}

/** Whether statements may stand on one line with their braces: no two, and none with documentation. */
function isShort(statements: readonly Statement[]): boolean {
  return statements.length < 2 && statements.every((statement) => docOf(statement) === undefined);
}

function printStatements(trail: Trail, statements: readonly Statement[]): readonly Entry[] {
  return printEntries(
    trail,
    statements,
    (statement) => docOf(statement),
    (statement) => printStatement(trail, statement),
  );
}

function docOf(statement: Statement): string | undefined {
  return statement.kind === 'faulty' ? undefined : statement.doc;
}

/** The rest of a body on several lines: its entries, the comments before the `}`, and that. */
export function printEnd(trail: Trail, open: Doc, entries: readonly Entry[]): { readonly broken: Doc; readonly close: Doc } {
  const all = [...entries, ...remarkEntries(trail)];
  const close = token(trail, '}');
  return { broken: all.length === 0 ? [open, close] : [open, indent(hardLine, stackEntries(all)), hardLine, close], close };
}

function printPaths(trail: Trail, { span, paths }: PathsBody): BodyDocs {
  const mayStay = isOnOneLine(trail, span) && paths.every(({ doc, statements }) => doc === undefined && isShort(statements));
  const open = token(trail, '{');
  const inlines: Doc[] = [];
  const entries = printEntries(
    trail,
    paths,
    ({ doc }) => doc,
    (path) => {
      const { inline, broken } = printPath(trail, path);
      inlines.push(inline);
      return { doc: broken };
    },
  );
  const { broken, close } = printEnd(trail, open, entries);
  return { inline: mayStay ? [open, ' ', join(inlines, ' '), ' ', close] : undefined, broken };
}

/** A path: its first statement beside the `|`, the others below that. */
function printPath(trail: Trail, { statements }: Path): { readonly inline: Doc; readonly broken: Doc } {
  const bar = token(trail, '|');
  if (statements.length === 0) return { inline: bar, broken: bar };
  const above = remarks(trail);
  const entries = [...above.map(({ text, apart }) => ({ doc: text, apart, row: undefined })), ...printStatements(trail, statements)];
  const [statement] = statements;
  const documented = statement !== undefined && documentation(trail, docOf(statement)).length > 0;
  const beside = above[0]?.first === true || documented ? hardLine : ' ';
  const [first] = entries;
  return { inline: [bar, ' ', first?.doc ?? ''], broken: [bar, indent(beside, stackEntries(entries))] };
}
