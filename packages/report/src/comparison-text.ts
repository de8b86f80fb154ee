// A comparison of two networks as text and as Markdown: tables first, then what they say.
import type { Comparison } from '@trammel/analysis';
import { changesTable } from './comparison-changes.js';
import { comparisonParagraph } from './comparison-sentences.js';
import { figuresTable, kindsTable } from './comparison-tables.js';
import { proseOf } from './markdown-prose.js';
import { renderMarkdownTable, renderTable, type TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';

/** The comparison as text of at most `width` columns. */
export function comparisonText(comparison: Comparison, width: number, style: TableStyle): string {
  const paragraph = wrapLines(comparisonParagraph(comparison), width);
  const tables = [figuresTable(comparison), kindsTable(comparison), changesTable(comparison)].filter(({ rows }) => rows.length > 0);
  return `${[...tables.map((table) => renderTable(table, width, style)), paragraph.join('\n')].join('\n\n')}\n`;
}

/** The comparison as Markdown. */
export function comparisonMarkdown(comparison: Comparison): string {
  const tables = [figuresTable(comparison), kindsTable(comparison), changesTable(comparison)].filter(({ rows }) => rows.length > 0);
  return `${[...tables.map(renderMarkdownTable), proseOf(comparisonParagraph(comparison))].join('\n\n')}\n`;
}
