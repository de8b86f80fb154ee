// The analysis of one network as Markdown: the tables of the text with all their columns.
import type { Analysis } from '@trammel/analysis';
import { remarks, summary } from './analysis-text.js';
import { assertionSentence } from './assertion-lines.js';
import { comfortableDepth, costTable, fieldLegend } from './cost-table.js';
import { layerTree } from './layer-tree.js';
import { escapeMarkdown, renderMarkdownTable } from './table.js';
import { memoryTable, operationsTable } from './totals-table.js';

/** The network as Markdown; `depth` is how deep blocks are opened, undefined for as deep as is comfortable to read. */
export function analysisMarkdown(analysis: Analysis, depth: number | undefined): string {
  const [title = '', ...others] = summary(analysis);
  const list = [...remarks(analysis), ...analysis.assertions.map(assertionSentence)].map((line) => `- ${escapeMarkdown(line)}`);
  const tree = layerTree(analysis);
  const parts = [
    `## ${escapeMarkdown(title)}`,
    others.map(escapeMarkdown).join('  \n'),
    renderMarkdownTable(costTable(analysis, { depth: depth ?? comfortableDepth(tree), tree })),
    escapeMarkdown(fieldLegend),
    renderMarkdownTable(operationsTable(analysis)),
    renderMarkdownTable(memoryTable(analysis)),
    list.join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
