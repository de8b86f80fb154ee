// Tables of documents as the page shows them: every cell in its longest way.
import type { Cell, Table } from '@trammel/report';
import type { NumbersView } from './views.js';

/** The first column holds the names. */
export function numbersOf({ columns, rows }: Table): NumbersView {
  return {
    columns: columns.map(({ title, align }, index) => ({ title, className: index === 0 ? 'name' : align === 'right' ? 'number' : 'text' })),
    rows: rows.map(({ cells }) =>
      columns.map(({ key, align }, index) => ({
        text: full(cells[key] ?? ''),
        className: index === 0 ? 'name' : align === 'right' ? 'number' : 'text',
      })),
    ),
  };
}

const full = (cell: Cell): string => (typeof cell === 'string' ? cell : cell[0]);
