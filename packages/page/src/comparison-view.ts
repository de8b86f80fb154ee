// Two networks side by side for the page: the reason in sentences first, then the tables of what differs.
import type { Comparison } from '@trammel/analysis';
import { changesTable, comparedNames, comparisonParagraph, figuresTable, kindsTable } from '@trammel/report';
import { prose } from './markup.js';
import { numbersOf } from './document-table.js';
import type { ComparisonView } from './views.js';

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
