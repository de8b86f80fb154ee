// Two networks side by side for the page: the reason in sentences first, then the tables of what differs.
import type { Comparison } from '@trammel/analysis';
import { changesTable, comparedNames, comparisonParagraph, figuresTable, kindsTable, type Cell, type Table } from '@trammel/report';
import { prose } from './markup.js';
import type { ComparisonView, NumbersView } from './views.js';

/** What is compared. */
export type ComparedPage = Comparison;

/** The sentences are those of the command line. */
export function comparisonView(comparison: ComparedPage): ComparisonView {
  const [left, right] = comparedNames(comparison);
  return {
    title: `${left} and ${right}`,
    paragraphs: [prose(comparisonParagraph(comparison))],
    tables: [figuresTable(comparison), kindsTable(comparison), changesTable(comparison)]
      .filter(({ rows }) => rows.length > 0)
      .map(numbersOf),
  };
}

function numbersOf({ columns, rows }: Table): NumbersView {
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
