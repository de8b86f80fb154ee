// The analysis of one network as Markdown: the tables of the text with all their columns.
import type { Analysis } from '@trammel/analysis';
import { remarks, summary } from './analysis-text.js';
import { withAlikeRounds } from './alike-rounds.js';
import { assertionSentence } from './assertion-lines.js';
import { comfortableDepth, costTable, fieldLegend } from './cost-table.js';
import { gradientCells } from './gradient-table.js';
import { gradientMarkdown, legends, type GradientView } from './gradient-text.js';
import { layerTree } from './layer-tree.js';
import { escapeMarkdown, renderMarkdownTable } from './table.js';
import { memoryTable, operationsTable } from './totals-table.js';

/** What is shown of a network. */
export interface MarkdownOptions {
  /** How deep blocks are opened; as deep as is comfortable to read if undefined. */
  readonly depth: number | undefined;
  /** What is shown of gradients; undefined where they are not to be computed. */
  readonly gradient: (analysis: Analysis) => GradientView | undefined;
}

/** The network as Markdown. */
export function analysisMarkdown(analysis: Analysis, options: MarkdownOptions): string {
  const [title = '', ...others] = summary(analysis);
  const list = [...remarks(analysis), ...analysis.assertions.map(assertionSentence)].map((line) => `- ${escapeMarkdown(line)}`);
  const layers = layerTree(analysis);
  const view = options.gradient(analysis);
  const gradientOf = view?.detail === 'column' ? gradientCells(analysis) : undefined;
  const tree = withAlikeRounds(layers, { analysis, toldOf: gradientOf });
  const depth = options.depth ?? comfortableDepth(tree);
  const parts = [
    `## ${escapeMarkdown(title)}`,
    others.map(escapeMarkdown).join('  \n'),
    renderMarkdownTable(costTable(analysis, { depth, tree, gradientOf })),
    [...(gradientOf === undefined ? [] : [legends.output]), fieldLegend].map(escapeMarkdown).join('  \n'),
    renderMarkdownTable(operationsTable(analysis)),
    renderMarkdownTable(memoryTable(analysis)),
    ...(view?.detail === 'table'
      ? gradientMarkdown(analysis, {
          depth: options.depth ?? comfortableDepth(layers),
          tree: layers,
          extras: view.extras,
          remarks: view.remarks,
        })
      : []),
    list.join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
