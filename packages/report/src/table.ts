// Tables as data, and as text that fits a width. What stands in them is decided elsewhere.
import { pad, printable, shorten, widthOf } from './text-lines.js';

/** A text; or the same in shorter and shorter ways, the longest first. */
export type Cell = string | readonly [string, ...string[]];

/** One column. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** One row; a cell that is absent is empty. */
export interface Row {
  readonly cells: Readonly<Record<string, Cell>>;
  /** How deep the row stands below its group. */
  readonly depth: number;
  readonly kind: 'group' | 'item' | 'total';
}

/** What is given up where the width does not suffice. */
export interface Concession {
  /** What goes together is given up together. */
  readonly columns: readonly string[];
  readonly becomes: 'short' | 'absent';
}

export interface Table {
  /** The first one holds the names: it stays, and each of its cells takes the longest way that fits. */
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** In the order in which they are made; one that turns out needless is taken back. */
  readonly concessions: readonly Concession[];
}

/** What an app may colour. */
export interface TableStyle {
  readonly heading: (text: string) => string;
  readonly group: (text: string) => string;
  readonly total: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** A column as it is drawn. */
interface FittedColumn {
  readonly column: Column;
  readonly width: number;
  readonly textOf: (row: Row) => string;
}

/** A table that was made to fit. */
export interface FittedTable {
  readonly lines: (style: TableStyle) => readonly string[];
  /** The columns that are shown. */
  readonly shown: ReadonlySet<string>;
  /** The titles of those that are not. */
  readonly absent: readonly string[];
  /** Whether all concessions were not enough, so that cells are cut. */
  readonly isCut: boolean;
}

const gap = 2;
/** What names should have at least, if they are that long, before anything else is given up. */
const leastNameWidth = 22;
const nameShare = 0.36;
/** What names and other cells keep where even that is too much, as with long formulas. */
const leastCutName = 16;
const leastCutCell = 8;

/** The table as lines of at most `width` columns. */
export function renderTable(table: Table, width: number, style: TableStyle): string {
  return fitTable(table, width).lines(style).join('\n');
}

/** Makes concessions until the table fits beside names of reasonable width. */
export function fitTable(table: Table, width: number): FittedTable {
  const widths = new Map(table.columns.map((column) => [column.key, widthsOf(table, column)]));
  const names = widths.get(table.columns[0]?.key ?? '')?.full ?? 0;
  const wanted = Math.min(names, Math.max(leastNameWidth, Math.round(nameShare * width)));
  const made = concessionsFor(table, (state) => wanted + widthBeside(state, widths) <= width, stateOf(table));
  const [first, ...others] = table.columns.filter(({ key }) => made.get(key) !== 'absent');
  const natural = others.map(({ key }) => widths.get(key)?.[made.get(key) ?? 'full'] ?? 0);
  const least = Math.min(wanted, leastCutName);
  const cut = cutTo(natural, width - least - gap * natural.length);
  const room = Math.max(1, Math.min(names, width - sumOf(cut) - gap * cut.length));
  const columns = [
    ...(first === undefined ? [] : [nameColumn(table, first, room)]),
    ...others.map((column, index): FittedColumn => {
      const state = made.get(column.key) === 'short' ? 'short' : 'full';
      return { column, width: cut[index] ?? 0, textOf: (row) => shorten(textIn(row.cells[column.key], state), cut[index] ?? 0) };
    }),
  ];
  const shown = new Set(columns.map(({ column }) => column.key));
  const absent = table.columns.filter(({ key, title }) => !shown.has(key) && title !== '').map(({ title }) => title);
  const isCut = cut.some((each, index) => each < (natural[index] ?? 0));
  return { shown, absent, isCut, lines: (style) => draw(table.rows, columns, style) };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** The widest give way until they fit together; each keeps a few columns. */
function cutTo(natural: readonly number[], room: number): readonly number[] {
  const cut = [...natural];
  while (sumOf(cut) > room) {
    const widest = cut.indexOf(Math.max(...cut));
    if ((cut[widest] ?? 0) <= leastCutCell) break;
    cut[widest] = (cut[widest] ?? 0) - 1;
  }
  return cut;
}

type State = ReadonlyMap<string, 'full' | Concession['becomes']>;

const stateOf = ({ columns }: Table): State => new Map(columns.map(({ key }) => [key, 'full']));

function concessionsFor({ concessions }: Table, fits: (state: State) => boolean, full: State): State {
  const made = new Set<Concession>();
  const state = (): State =>
    concessions.reduce((before, concession) => (made.has(concession) ? conceded(before, concession) : before), full);
  for (const concession of concessions) {
    if (fits(state())) break;
    made.add(concession);
  }
  // The last ones may have made room for what was given up before.
  for (const concession of [...made].reverse()) {
    made.delete(concession);
    if (!fits(state())) made.add(concession);
  }
  return state();
}

const conceded = (state: State, { columns, becomes }: Concession): State =>
  new Map([...state].map(([key, before]) => [key, columns.includes(key) ? becomes : before]));

interface Widths {
  readonly full: number;
  readonly short: number;
  readonly absent: number;
}

function widthsOf({ rows, columns }: Table, column: Column): Widths {
  const isName = column === columns[0];
  const widest = (state: 'full' | 'short'): number =>
    rows.reduce(
      (most, row) => Math.max(most, (isName ? 2 * row.depth : 0) + widthOf(textIn(row.cells[column.key], state))),
      widthOf(column.title),
    );
  return { full: widest('full'), short: widest('short'), absent: 0 };
}

/** What all columns but the first take, with the gaps before them. */
function widthBeside(state: State, widths: ReadonlyMap<string, Widths>): number {
  const [, ...others] = [...state];
  return others.reduce((sum, [key, how]) => sum + (how === 'absent' ? 0 : gap + (widths.get(key)?.[how] ?? 0)), 0);
}

/** As wide as the names turn out to be. */
function nameColumn({ rows }: Table, column: Column, room: number): FittedColumn {
  const textOf = (row: Row): string => nameIn(row, column, room);
  const width = rows.reduce((most, row) => Math.max(most, widthOf(textOf(row))), Math.min(room, widthOf(column.title)));
  return { column, width, textOf };
}

function textIn(cell: Cell | undefined, state: 'full' | 'short'): string {
  if (cell === undefined || typeof cell === 'string') return printable(cell ?? '');
  return printable((state === 'full' ? cell[0] : cell.at(-1)) ?? '');
}

function nameIn(row: Row, column: Column, room: number): string {
  const cell = row.cells[column.key] ?? '';
  const ways = (typeof cell === 'string' ? [cell] : cell).map((way) => '  '.repeat(row.depth) + printable(way));
  return ways.find((way) => widthOf(way) <= room) ?? shorten(ways.at(-1) ?? '', room);
}

function draw(rows: readonly Row[], columns: readonly FittedColumn[], style: TableStyle): readonly string[] {
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ width, column }, index) => pad(cells[index] ?? '', width, column.align))
      .join(' '.repeat(gap))
      .trimEnd();
  const titles = columns.map(({ column, width }) => shorten(column.title, width));
  const heading = titles.every((title) => title === '') ? [] : [style.heading(line(titles))];
  return [...heading, ...rows.map((row) => paintOf(row, style)(line(columns.map(({ textOf }) => textOf(row)))))];
}

/** Only the outermost groups stand out. */
function paintOf({ kind, depth }: Row, style: TableStyle): (text: string) => string {
  if (kind === 'total') return style.total;
  return kind === 'group' && depth === 0 ? style.group : (text) => text;
}

/** The table for Markdown: all columns in full, the names indented by non-breaking spaces. */
export function renderMarkdownTable({ columns, rows }: Table): string {
  const head = `| ${columns.map((column) => column.title).join(' | ')} |`;
  const rule = `| ${columns.map((column) => (column.align === 'right' ? '---:' : '---')).join(' | ')} |`;
  const body = rows.map((row) => {
    const cells = columns.map((column, index) => {
      const text = escapeMarkdown(textIn(row.cells[column.key], 'full'));
      const indented = index === 0 ? '&nbsp;'.repeat(2 * row.depth) + text : text;
      return row.kind === 'item' || indented === '' ? indented : `**${indented}**`;
    });
    return `| ${cells.join(' | ')} |`;
  });
  return [head, rule, ...body].join('\n');
}

/** Characters that Markdown or HTML would read as their own. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<|#&~]/g, (character) => `\\${character}`)
    .replace(/\s+/g, ' ')
    .trim();
}
