// A table in a text, such as CSV, as examples: one column is told from the others. Bad rows are left out and told by their lines.
import { dsvFormat } from 'd3-dsv';
import type { ExampleSet } from './example-set.js';
import { shuffled } from './shuffled.js';

/** A table as it was read. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly isNumeric: boolean }[];
  /** The cells of the rows that can be used. */
  readonly rows: readonly (readonly string[])[];
  /** Rows that cannot, by the line on which they begin. */
  readonly faults: readonly { readonly line: number; readonly why: string }[];
}

/** More is not read: it would not be learned from in a page. */
export const mostRows = 20_000;
const separators = [',', ';', '\t', '|'] as const;

/** Reads the table; its first row names the columns unless all of it are numbers. */
export function readTable(text: string): Table | { readonly why: string } {
  const firstLine = /^[^\n]*/.exec(text.trimStart())?.[0] ?? '';
  const separator = [...separators].sort((one, other) => firstLine.split(other).length - firstLine.split(one).length)[0] ?? ',';
  let line = 1;
  const all = dsvFormat(separator)
    .parseRows(text.replace(/^\uFEFF/, ''))
    .map((cells) => {
      const begins = line;
      line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      return { line: begins, cells: cells.map((cell) => cell.trim()) };
    })
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [first, ...others] = all;
  if (first === undefined || first.cells.length < 2)
    return { why: 'This is no table: a row has cells apart by commas, semicolons or tabs, at least two of them.' };
  const hasHead = !first.cells.every((cell) => !Number.isNaN(numberIn(cell)));
  const names = hasHead ? first.cells.map((cell, at) => cell || `column ${at + 1}`) : first.cells.map((_, at) => `column ${at + 1}`);
  const body = (hasHead ? others : all).slice(0, mostRows);
  const whole = body.filter(({ cells }) => cells.length === names.length && cells.every((cell) => cell !== ''));
  const columns = names.map((name, at) => ({ name, isNumeric: isMostlyNumeric(whole.map(({ cells }) => cells[at] ?? '')) }));
  const faults = body.flatMap(({ line: begins, cells }) => {
    const why = faultOf(cells, columns);
    return why === undefined ? [] : [{ line: begins, why }];
  });
  const bad = new Set(faults.map((fault) => fault.line));
  return { columns, rows: body.filter((row) => !bad.has(row.line)).map(({ cells }) => cells), faults };
}

/** A column of numbers with a slip in it is one of numbers still. */
const mostlyShare = 0.9;
const isMostlyNumeric = (cells: readonly string[]): boolean =>
  cells.length > 0 && cells.filter((cell) => !Number.isNaN(numberIn(cell))).length >= mostlyShare * cells.length;

function faultOf(cells: readonly string[], columns: Table['columns']): string | undefined {
  if (cells.length !== columns.length) return `it has ${cells.length} cells, and there are ${columns.length} columns`;
  const empty = cells.findIndex((cell) => cell === '');
  if (empty >= 0) return `${columns[empty]?.name ?? ''} is empty`;
  const wrong = columns.findIndex(({ isNumeric }, at) => isNumeric && Number.isNaN(numberIn(cells[at] ?? '')));
  return wrong < 0 ? undefined : `${columns[wrong]?.name ?? ''} is ${cells[wrong] ?? ''}, which is no number`;
}

/** With a point or a comma before the decimals. */
function numberIn(cell: string): number {
  return /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$/i.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN;
}

/** So few different values, all whole, are classes rather than numbers. */
const mostClasses = 20;
const trainingShare = 0.8;

/** The column that is told unless another is chosen: the last with words, or else the last. */
export function usualTarget({ columns }: Table): string {
  return (columns.findLast(({ isNumeric }) => !isNumeric) ?? columns.at(-1))?.name ?? '';
}

/** The examples: every other column of numbers goes in, of mean 0 and deviation 1; columns of words do not. */
export function tableSet({ columns, rows }: Table, target: string, seed: number): ExampleSet | { readonly why: string } {
  const told = columns.findIndex(({ name }) => name === target);
  const given = columns.flatMap(({ isNumeric }, at) => (isNumeric && at !== told ? [at] : []));
  if (told < 0) return { why: `There is no column ${target}.` };
  if (given.length === 0) return { why: `No column but ${target} holds numbers, and nothing else can go in.` };
  if (rows.length < 5) return { why: `There are ${rows.length} rows to learn from, and at least 5 are needed.` };
  const order = shuffled(rows.length, { seed, draw: 0, tensor: 0 });
  const cellsOf = (column: number): readonly string[] => Array.from(order, (row) => rows[row]?.[column] ?? '');
  const training = Math.max(1, Math.round(trainingShare * rows.length));
  const inputs = new Float32Array(rows.length * given.length);
  for (const [place, column] of given.entries())
    for (const [row, value] of scaled(cellsOf(column).map(numberIn), training).entries()) inputs[row * given.length + place] = value;
  const names = given.map((column) => columns[column]?.name ?? '');
  return {
    features: { kind: 'numbers', names },
    count: rows.length,
    training,
    inputs,
    ...targetOf(cellsOf(told), columns[told], training),
  };
}

/** By mean and deviation of those that are learned from, since the others are not known yet. */
function scaled(values: readonly number[], training: number): readonly number[] {
  const known = values.slice(0, training);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length) || 1;
  return values.map((value) => (value - mean) / deviation);
}

function targetOf(
  cells: readonly string[],
  column: Table['columns'][number] | undefined,
  training: number,
): Pick<ExampleSet, 'target' | 'targets'> {
  const names = [...new Set(cells)].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  const areWhole = cells.every((cell) => Number.isInteger(numberIn(cell)));
  if (column?.isNumeric === true && !(areWhole && names.length <= mostClasses))
    return { target: { kind: 'numbers', names: [column.name] }, targets: Float32Array.from(scaled(cells.map(numberIn), training)) };
  return { target: { kind: 'classes', names }, targets: Float32Array.from(cells, (cell) => names.indexOf(cell)) };
}
