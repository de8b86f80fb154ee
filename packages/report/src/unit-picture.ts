// A picture of what a unit reads, in characters: one mark for one index where there is room, else for several.
import { contains, type Box } from '@trammel/analysis';
import { roleOf } from '@trammel/tensor';
import { wrapLines } from './text-lines.js';

/** What is drawn: the read set of an input. */
export interface PicturedInput {
  readonly axes: readonly PicturedAxis[];
  readonly boxes: readonly Box[];
}

interface PicturedAxis {
  readonly axis: string;
  readonly size: number;
  readonly runs: readonly (readonly [number, number])[];
  readonly letters: readonly string[];
}

/** Two axes of space or time, the second one across; the first may be missing. */
interface Plane {
  readonly down: { readonly axis: PicturedAxis; readonly position: number } | undefined;
  readonly across: { readonly axis: PicturedAxis; readonly position: number };
  readonly boxes: readonly Box[];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const mostRows = 24;
/** How far around the read part one sees. */
const margin = 2;

/** Parts of a text: the picture, if there is anything to see in one. */
export function pictureOf(input: PicturedInput, base: 0 | 1, width: number): readonly string[] {
  const plane = planeOf(input);
  if (plane === undefined) return [];
  const { across, down } = plane;
  const drawn = [across, ...(down === undefined ? [] : [down])].map(({ axis }) => axis);
  if (drawn.some(({ letters, runs }) => letters.length > 0 || runs.length === 0)) return [];
  // A whole plane is no picture.
  if (drawn.every(({ runs, size }) => runs.length === 1 && runs[0]?.[0] === 0 && runs[0][1] === size - 1)) return [];
  const [columns, rows] = [around(across.axis), down === undefined ? { from: 0, to: 0 } : around(down.axis)];
  const cell = Math.max(...[columns, rows].map(({ to }) => String(to + base).length)) + 1;
  const label = down === undefined ? 0 : cell;
  const frame = { rows, columns, cell, base };
  if (count(rows) > mostRows || label + count(columns) > width - 1) return [scaled(plane, width).join('\n')];
  return [(label + count(columns) * cell <= width ? labelled(plane, frame) : dense(plane, frame)).join('\n')];
}

const count = ({ from, to }: Range): number => to - from + 1;

/** The innermost two axes of space and time. */
function planeOf({ axes, boxes }: PicturedInput): Plane | undefined {
  const placed = axes.flatMap((axis, position) =>
    roleOf(axis.axis) === 'space' || roleOf(axis.axis) === 'time' ? [{ axis, position }] : [],
  );
  const across = placed.at(-1);
  return across === undefined ? undefined : { across, down: placed.at(-2), boxes };
}

function around({ runs, size }: PicturedAxis): Range {
  return { from: Math.max(0, (runs[0]?.[0] ?? 0) - margin), to: Math.min(size - 1, (runs.at(-1)?.[1] ?? size - 1) + margin) };
}

function isRead({ across, down, boxes }: Plane, row: number, column: number): boolean {
  const has = (box: Box, position: number, value: number): boolean => {
    const set = box[position];
    return set !== undefined && contains(set, value);
  };
  return boxes.some((box) => (down === undefined || has(box, down.position, row)) && has(box, across.position, column));
}

interface Frame {
  readonly rows: Range;
  readonly columns: Range;
  /** The width of a mark with the gap before it. */
  readonly cell: number;
  readonly base: 0 | 1;
}

/** One mark for each index, with the indices beside them. */
function labelled(plane: Plane, { rows, columns, cell, base }: Frame): readonly string[] {
  const { down } = plane;
  const corner = down === undefined ? '' : ' '.repeat(cell);
  const numbers = range(columns).map((column) => String(column + base).padStart(cell));
  const lines = range(rows).map((row) => {
    const label = down === undefined ? '' : String(row + base).padStart(cell);
    return (
      label +
      range(columns)
        .map((column) => (isRead(plane, row, column) ? '#' : '.').padStart(cell))
        .join('')
    );
  });
  const legend = `${axesOf(plane)}; # is read`;
  return [corner + numbers.join(''), ...lines, legend];
}

/** One mark for each index without gaps, with the indices of the rows alone. */
function dense(plane: Plane, { rows, columns, cell, base }: Frame): readonly string[] {
  const { down } = plane;
  const lines = range(rows).map((row) => {
    const label = down === undefined ? '' : `${String(row + base).padStart(cell - 1)} `;
    return (
      label +
      range(columns)
        .map((column) => (isRead(plane, row, column) ? '#' : '.'))
        .join('')
    );
  });
  return [...lines, `${axesOf(plane)}, ${columns.from + base} to ${columns.to + base}; # is read`];
}

/** `H down, W across` */
const axesOf = ({ down, across }: Plane): string => `${down === undefined ? '' : `${down.axis.axis} down, `}${across.axis.axis} across`;

const range = ({ from, to }: Range): readonly number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The whole input, a mark for several indices. */
function scaled(plane: Plane, width: number): readonly string[] {
  const { across, down } = plane;
  const [rows, columns] = [down?.axis.size ?? 1, across.axis.size];
  const step = Math.max(1, Math.ceil(columns / width), Math.ceil(rows / mostRows));
  const lines: string[] = [];
  for (let row = 0; row < rows; row += step) {
    let line = '';
    for (let column = 0; column < columns; column += step) line += mark(plane, { row, column, step });
    lines.push(line);
  }
  const square = down === undefined ? String(step) : `${step}x${step}`;
  return [...lines, ...wrapLines(`${axesOf(plane)}, a mark for ${square}; # all read, + some, . none`, width)];
}

function mark(plane: Plane, { row, column, step }: { readonly row: number; readonly column: number; readonly step: number }): string {
  const rows = range({ from: row, to: Math.min((plane.down?.axis.size ?? 1) - 1, row + step - 1) });
  const columns = range({ from: column, to: Math.min(plane.across.axis.size - 1, column + step - 1) });
  const read = rows.flatMap((i) => columns.filter((j) => isRead(plane, i, j))).length;
  return read === 0 ? '.' : read === rows.length * columns.length ? '#' : '+';
}
