/** Statements that stand under each other like the rows of a table: their `=`, their arrows and their shapes are aligned. */
import { type Doc, type Suffix, flatText } from './layout.js';
import { type ChainDocs } from './print-chain.js';

/** A statement that can be a row: it fits on one line and has no body. */
export interface Row {
  /** Only rows of one kind are aligned. */
  readonly kind: 'assign' | 'flow' | 'let' | 'layer' | 'setting';
  /** What stands before `=`. */
  readonly left: string | undefined;
  /** What stands between the arrows, the head first. */
  readonly links: readonly string[];
  /** Rows whose links have the same names have their arrows aligned. */
  readonly names: string;
  readonly shape: string | undefined;
  readonly label: string | undefined;
  /** Comments at the end of the line. */
  readonly suffixes: readonly Suffix[];
  /** All of it but the comments, as it stands on its own. */
  readonly text: string;
}

type RowParts = Omit<Row, 'text'>;

/** A row as it is before its shape. */
interface Line {
  readonly row: RowParts;
  readonly text: string;
}

/** More space than this is not put in to align. */
const widestGap = 24;

/** What stands on both sides of an `=`. */
export interface Sides {
  readonly left: Doc;
  readonly equals: Doc;
}

/** The row of a chain; nothing when it cannot be one. */
export function chainRow(sides: Sides | undefined, names: string, docs: ChainDocs): Row | undefined {
  const links = [docs.head, ...docs.steps];
  if (docs.mustBreak || links.some(({ body }) => body !== undefined)) return undefined;
  if (!docs.steps.every(({ arrow }) => isBare(arrow, '->')) || !isBare(sides?.equals ?? '=', '=')) return undefined;
  const before = sides === undefined ? [] : [sides.left, sides.equals];
  const steps = docs.steps.flatMap(({ arrow, call }) => [arrow, call]);
  const flat = [...before, docs.head.call, ...steps, docs.shape ?? '', docs.label ?? ''].map(flatText);
  if (flat.includes(undefined)) return undefined;
  return rowOf({
    kind: sides === undefined ? 'flow' : 'assign',
    left: textOf(sides?.left),
    links: links.flatMap(({ call }) => textOf(call) ?? []),
    names,
    shape: textOf(docs.shape),
    label: textOf(docs.label),
    suffixes: flat.flatMap((one) => one?.suffixes ?? []),
  });
}

/** The row of `left = value`. */
export function valueRow(kind: 'let' | 'layer' | 'setting', { left, equals }: Sides, value: Doc): Row | undefined {
  const leftText = flatText(left);
  const equalsText = flatText(equals);
  const valueText = flatText(value);
  if (leftText === undefined || valueText === undefined || equalsText?.text !== '=') return undefined;
  const suffixes = [...leftText.suffixes, ...equalsText.suffixes, ...valueText.suffixes];
  return rowOf({ kind, left: leftText.text, links: [valueText.text], names: '', shape: undefined, label: undefined, suffixes });
}

/** Whether a sign stands with no comment beside it; one at the end of the line does no harm. */
function isBare(doc: Doc, sign: string): boolean {
  return flatText(doc)?.text === sign;
}

function rowOf(parts: RowParts): Row {
  return { ...parts, text: finish({ row: parts, text: withLeft(parts, parts.left ?? '', parts.links.join(' -> ')) }, 0) };
}

/** The texts of neighbouring rows of one kind. */
export function alignRows(rows: readonly Row[]): readonly string[] {
  const leftWidth = common(rows.map(({ left }) => left ?? ''));
  const chains = inRuns(rows, (row, other) => row.names === other.names && row.names !== '', alignLinks);
  const lines = rows.map((row, index): Line => ({ row, text: withLeft(row, (row.left ?? '').padEnd(leftWidth), chains[index] ?? '') }));
  return inRuns(
    lines,
    ({ row }, other) => row.shape !== undefined && other.row.shape !== undefined,
    (run) => {
      const width = common(run.map(({ text }) => text));
      return run.map((one) => finish(one, width));
    },
  );
}

/** Pads every link but the last to the widest in its place. */
function alignLinks(rows: readonly Row[]): readonly string[] {
  const widths = (rows[0]?.links ?? []).map((_, place) => common(rows.map(({ links }) => links[place] ?? '')));
  return rows.map(({ links }) =>
    links.map((link, place) => (place === links.length - 1 ? link : link.padEnd(widths[place] ?? 0))).join(' -> '),
  );
}

function withLeft(row: RowParts, left: string, chain: string): string {
  return row.left === undefined ? chain : `${left} = ${chain}`;
}

function finish({ row, text }: Line, width: number): string {
  const shape = row.shape === undefined ? text : `${text.padEnd(width)} ${row.shape}`;
  return row.label === undefined ? shape : `${shape} ${row.label}`;
}

/** The width to pad texts to: that of the widest, or none when they differ too much. */
function common(texts: readonly string[]): number {
  const widths = texts.map((text) => text.length);
  const widest = Math.max(...widths);
  return widest - Math.min(...widths) > widestGap ? 0 : widest;
}

/** Cuts a list into runs of neighbours that belong together, and puts the results of all runs behind each other. */
function inRuns<Item>(
  items: readonly Item[],
  together: (item: Item, other: Item) => boolean,
  align: (run: readonly Item[]) => readonly string[],
): readonly string[] {
  const results: string[] = [];
  let run: Item[] = [];
  for (const item of items) {
    const last = run.at(-1);
    if (last !== undefined && !together(last, item)) {
      results.push(...align(run));
      run = [];
    }
    run.push(item);
  }
  return run.length === 0 ? results : [...results, ...align(run)];
}

function textOf(doc: Doc | undefined): string | undefined {
  return doc === undefined ? undefined : flatText(doc)?.text;
}
