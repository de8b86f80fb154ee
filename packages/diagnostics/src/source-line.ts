/** One line of source as it is shown: cut around the marks when it is too long, with the marks and their messages below it. */
import { cellOf, displayWidth, harmless, hasRightToLeft, wrap } from './display.js';
import { type StyleRole } from './style.js';

/** A stretch of the line to underline; offsets count from the start of the line. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly role: StyleRole;
  /** The character to underline with. */
  readonly stroke: string;
}

/** A text at a column. */
export interface Piece {
  readonly column: number;
  readonly text: string;
  readonly role: StyleRole | undefined;
}

/** Pieces from left to right, none over another. */
export type Row = readonly Piece[];

/** A shown line: the source, then the rows below it. */
export interface ShownLine {
  readonly source: Row;
  readonly below: readonly Row[];
}

/** A mark in display columns. */
interface Underline {
  readonly from: number;
  readonly to: number;
  readonly mark: Mark;
}

interface Window {
  readonly shown: string;
  readonly underlines: readonly Underline[];
  readonly left: readonly Mark[];
}

const cut = '…';
const leftToRightOverride = '\u202D';
const endOfOverride = '\u202C';

/** A line with its marks in at most `columns` columns; once more for marks that lie too far apart to show at once. */
export function showLine(text: string, marks: readonly Mark[], columns: number): readonly ShownLine[] {
  const shown: ShownLine[] = [];
  let rest: readonly Mark[] = [...marks].sort((first, second) => first.start - second.start || first.end - second.end);
  do {
    const window = windowOn(text, rest, columns);
    const below = layers(window.underlines).flatMap((layer) => rowsBelow(layer, columns));
    shown.push({ source: [{ column: 0, text: window.shown, role: undefined }], below });
    rest = window.left;
  } while (rest.length > 0);
  return shown;
}

/** The part of the line around the first mark that fits, and where the marks are in it. */
function windowOn(text: string, marks: readonly Mark[], columns: number): Window {
  const start = marks[0]?.start ?? 0;
  const whole = text.length <= columns * 4;
  const nearFrom = whole ? 0 : Math.max(0, start - columns);
  const near = layOut(text, nearFrom, whole ? text.length : Math.min(text.length, start + columns * 2));
  const total = near.columns.at(-1) ?? 0;
  if (nearFrom === 0 && near.to === text.length && total <= columns) return place(near, marks, { from: 0, to: total });
  const first = near.columnOf(start);
  const last = near.columnOf(lastEndThatFits(near, marks, columns));
  const room = columns - 2;
  const spare = Math.max(0, room - (last - first));
  const wanted = Math.max(0, first - Math.min(Math.floor(spare / 2), Math.floor(room / 3)));
  const ends = near.to === text.length;
  const from = ends ? Math.max(0, Math.min(wanted, total - room)) : wanted;
  return place(near, marks, { from, to: from + room });
}

/** The end of the farthest mark that can be shown together with the first. */
function lastEndThatFits(near: Layout, marks: readonly Mark[], columns: number): number {
  const first = near.columnOf(marks[0]?.start ?? 0);
  let end = marks[0]?.end ?? 0;
  for (const mark of marks) if (near.columnOf(mark.end) - first <= columns - 6) end = Math.max(end, mark.end);
  return Math.min(end, near.to);
}

/** A stretch of a line, character by character. */
interface Layout {
  readonly to: number;
  readonly cells: readonly string[];
  /** The display column at which each cell starts, and one more at the end. */
  readonly columns: readonly number[];
  columnOf(offset: number): number;
}

function layOut(text: string, from: number, to: number): Layout {
  const cells: string[] = [];
  const columns: number[] = [0];
  const offsets: number[] = [];
  let column = 0;
  let offset = from;
  for (const character of text.slice(from, to)) {
    const cell = cellOf(character, column);
    for (let unit = 0; unit < character.length; unit++) offsets.push(column);
    offset += character.length;
    column += cell.width;
    cells.push(cell.text);
    columns.push(column);
  }
  const columnOf = (wanted: number): number => (wanted < from ? 0 : (offsets[wanted - from] ?? column + Math.max(0, wanted - offset)));
  return { to, cells, columns, columnOf };
}

/** Cuts the columns `view.from` to `view.to` out of a layout and moves the marks with them. */
function place(near: Layout, marks: readonly Mark[], view: { readonly from: number; readonly to: number }): Window {
  const total = near.columns.at(-1) ?? 0;
  const cutsLeft = view.from > 0;
  const shift = cutsLeft ? view.from - 1 : 0;
  const kept = near.cells.filter((_, index) => {
    return (near.columns[index] ?? 0) >= view.from && (near.columns[index + 1] ?? 0) <= view.to;
  });
  const body = `${cutsLeft ? cut : ''}${kept.join('')}${total > view.to ? cut : ''}`;
  const shown = hasRightToLeft(body) ? leftToRightOverride + body + endOfOverride : body.trimEnd();
  const underlines: Underline[] = [];
  const left: Mark[] = [];
  for (const mark of marks) {
    const from = near.columnOf(mark.start);
    const to = Math.max(near.columnOf(mark.end), from + 1);
    const outside = underlines.length > 0 && (from < view.from || from >= view.to);
    if (outside) left.push(mark);
    else underlines.push({ from: from - shift, to: Math.max(Math.min(to, view.to) - shift, from - shift + 1), mark });
  }
  return { shown, underlines, left };
}

/** Sets of underlines that do not touch each other; as few sets as a single pass finds. */
function layers(underlines: readonly Underline[]): readonly (readonly Underline[])[] {
  const sets: Underline[][] = [];
  for (const underline of underlines) {
    const free = sets.find((set) => (set.at(-1)?.to ?? -1) < underline.from);
    if (free === undefined) sets.push([underline]);
    else free.push(underline);
  }
  return sets;
}

/** The underlines of one layer in a row; the last message beside its underline, the others below theirs, from right to left. */
function rowsBelow(layer: readonly Underline[], columns: number): readonly Row[] {
  const strokes: Piece[] = layer.map(({ from, to, mark }) => ({ column: from, text: mark.stroke.repeat(to - from), role: mark.role }));
  const hanging = layer.filter(({ mark }) => mark.message !== '');
  const last = layer.at(-1);
  const message = harmless(last?.mark.message ?? '');
  if (last !== undefined && message !== '' && last.to + 1 + displayWidth(message) <= columns) {
    strokes.push({ column: last.to + 1, text: message, role: last.mark.role });
    hanging.pop();
  }
  const rows: Row[] = [strokes];
  while (hanging.length > 0) {
    const next = hanging.pop();
    if (next !== undefined) rows.push(...hungMessage(next, hanging, columns));
  }
  return rows;
}

/** A message under its mark, wrapped, with a bar for every mark to its left that still waits for its own. */
function hungMessage(underline: Underline, waiting: readonly Underline[], columns: number): readonly Row[] {
  const message = harmless(underline.mark.message);
  const wanted = Math.min(displayWidth(message), 36);
  const column = Math.max(0, Math.min(underline.from, columns - wanted));
  return wrap(message, columns - column).map((line) => {
    const bars = waiting.filter((other) => other.from < column);
    const pieces = bars.map((other): Piece => ({ column: other.from, text: '|', role: other.mark.role }));
    return [...pieces, { column, text: line, role: underline.mark.role }];
  });
}
