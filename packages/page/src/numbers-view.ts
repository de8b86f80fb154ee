// The numbers behind a chart as a table. Not the cost table.
import { longTable, shownRows } from './long-table.js';
import { shortened } from './markup.js';
import type { NumbersView } from './views.js';

/** A table whose first column names its rows. */
export function numbersView(titles: readonly string[], rows: readonly (readonly string[])[]): NumbersView {
  const data = rows.map(([name = '', ...cells]) => ({
    name: shortened(name, 120),
    cells: cells.map((text) => ({ text: shortened(text, 120) })),
  }));
  const long = longTable(
    titles.slice(1).map(() => 'number'),
    data,
  );
  return {
    columns: titles.map((title, index) => ({ title, className: index === 0 ? 'name' : 'number' })),
    rows: (long === undefined ? data : data.slice(0, shownRows)).map(({ name, cells }) => [
      { text: name, className: 'name' },
      ...cells.map(({ text }) => ({ text, className: 'number' })),
    ]),
    long,
  };
}
