// Tables of very many rows: what the page shows of them without a script, and all of them as compact data for it. Not the script.
import { escapedJson } from './markup.js';
import type { LongTableView } from './views.js';

/** Tables with more rows than this show a part of them, unless a script shows the others. */
export const mostRows = 400;
/** So many of them are shown without one. */
export const shownRows = 100;

/** A row as the script makes it again. */
export interface DataRow {
  readonly name: string;
  readonly cells: readonly { readonly text: string; readonly value?: string }[];
  readonly depth?: number;
  readonly kind?: string;
  /** The whole name where it is shortened. */
  readonly title?: string;
  readonly href?: string | undefined;
}

/** Data for the script; undefined for a table that is shown whole. `shown` is how many rows are without it. */
export function longTable(classNames: readonly string[], rows: readonly DataRow[], shown = shownRows): LongTableView | undefined {
  if (rows.length <= mostRows) return undefined;
  const cells = classNames.map((className, index) => {
    const own = rows.map((row) => row.cells[index]);
    const texts = own.map((cell) => cell?.text ?? '');
    const isToldByText = own.every((cell) => cell?.value === undefined || cell.value === '' || Number(cell.value) === numberIn(cell.text));
    return {
      name: className,
      texts: packed(texts),
      ...(isToldByText ? {} : { values: packed(own.map((cell) => roundedText(cell?.value ?? ''))) }),
    };
  });
  const data = {
    count: rows.length,
    cells,
    names: packed(rows.map(({ name }) => name)),
    depths: packed(rows.map(({ depth }) => depth ?? 0)),
    kinds: packed(rows.map(({ kind }) => kind ?? '')),
    titles: packed(rows.map(({ title }) => title ?? '')),
    hrefs: packed(rows.map(({ href }) => href ?? '')),
  };
  return {
    data: escapedJson(data),
    rest: `Shown are ${shown} of ${rows.length} rows; with JavaScript all of them are.`,
  };
}

type Packed<T> = { readonly all: readonly T[] } | { readonly of: readonly T[]; readonly at: readonly number[] };

/** Values that come again are told once, by their number; one that all rows share is told alone. */
function packed<T extends string | number>(values: readonly T[]): Packed<T> {
  const numbers = new Map<T, number>();
  for (const value of values) if (!numbers.has(value)) numbers.set(value, numbers.size);
  if (numbers.size * 2 > values.length) return { all: values };
  return { of: [...numbers.keys()], at: numbers.size === 1 ? [] : values.map((value) => numbers.get(value) ?? 0) };
}

/** The number that a text tells, as the script reads it. */
const numberIn = (text: string): number => (text === '' ? 0 : Number(text.replaceAll(/[, %]/g, '')));

/** Digits that no order needs are left out. */
const roundedText = (value: string): string => (value === '' ? '' : String(Number(Number(value).toPrecision(7))));
