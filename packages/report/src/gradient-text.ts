// Gradients as a part of the text: the table, what its numbers are, and why some of them are not to be trusted.
import { decadeKinds, type Analysis } from '@trammel/analysis';
import { gradientTable, type GradientColumn, type GradientTableOptions } from './gradient-table.js';
import { markLegends } from './gradient-words.js';
import { escapeMarkdown, fitTable, renderMarkdownTable, type Cell, type Table, type TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';

/** How much of the gradients is shown: a column among the costs, or a table of their own. */
export interface GradientView {
  readonly detail: 'column' | 'table';
  /** Further columns of the table. */
  readonly extras: readonly GradientColumn[];
  /** Sentences below it. */
  readonly remarks: readonly string[];
}

/** How to see them, where nobody asked. */
export const gradientHint = '--gradient tells how gradients attenuate on their way back, layer by layer';

/** What the numbers of each column are. */
export const legends = {
  deviation: 'std: standard deviation of what the layer gives',
  output:
    "dL/dy: log10 of the 2-norm of the gradient at the layer's output over that at the network's, root mean square over initialisations; -2 is a hundredth",
  band: '5-95 %: where nine of ten initialisations lie',
  weight: 'dL/dW, dL/db: the same of its weights and of its bias',
  own: 'own: decades that the layer adds from its output back to its input; the columns behind it add up to that',
  weightGain: 'weights: by the size and the number of its weights',
  maximumSlope: 'slope: by the largest slope that its activation has',
  spreadSaturation: 'spread: by how far what comes in is spread around 0',
  offsetSaturation: 'offset: by how far the mean of what comes in is from 0',
  other: 'other: by all else, such as normalisation, pooling and paths that meet',
} as const;

/** The section of one network, in paragraphs. */
export function gradientText(
  analysis: Analysis,
  options: GradientTableOptions,
  { width, style }: { readonly width: number; readonly style: TableStyle },
): string {
  const { missing } = analysis.gradient;
  if (missing !== undefined) return wrapLines(`gradients are not known: ${missing}`, width, '  ').join('\n');
  const table = gradientTable(analysis, options);
  const fitted = fitTable(table, width);
  const absent =
    fitted.absent.length === 0 ? [] : [`too narrow for ${fitted.absent.join(', ')} (COLUMNS=160 or --format markdown shows them)`];
  const notes = [...gradientLegend(table, fitted.shown, options.extras), ...absent];
  return [
    ...fitted.lines(style),
    ...notes.flatMap((note) => wrapLines(note, width, '  ')).map(style.faint),
    ...[...options.remarks, ...doubtLines(analysis)].flatMap((line) => wrapLines(line, width, '  ')),
  ].join('\n');
}

/** The same as Markdown, with all columns. */
export function gradientMarkdown(analysis: Analysis, options: GradientTableOptions): readonly string[] {
  const { missing } = analysis.gradient;
  if (missing !== undefined) return [escapeMarkdown(`Gradients are not known: ${missing}.`)];
  const table = gradientTable(analysis, options);
  const shown = new Set(table.columns.map(({ key }) => key));
  const list = [...gradientLegend(table, shown, options.extras), ...options.remarks, ...doubtLines(analysis)];
  return [renderMarkdownTable(table), list.map((line) => `- ${escapeMarkdown(line)}`).join('\n')];
}

/** A sentence for each column that is shown, and for each mark that occurs in one. */
function gradientLegend({ rows }: Table, shown: ReadonlySet<string>, extras: readonly GradientColumn[]): readonly string[] {
  const texts = rows.flatMap(({ cells }) =>
    Object.entries(cells).flatMap(([key, cell]) => (key !== 'layer' && shown.has(key) ? [full(cell)] : [])),
  );
  const order = ['deviation', 'output', 'band', 'weight', 'own', ...decadeKinds.map(([key]) => key)] as const;
  return [
    ...order.flatMap((key) => (shown.has(key) ? [legends[key]] : [])),
    // Columns of one title behind several others have one sentence.
    ...new Set(extras.flatMap(({ key, title, legend }) => (shown.has(key) ? [`${title}: ${legend}`] : []))),
    ...markLegends.flatMap(([mark, legend]) => (texts.some((text) => mark.test(text)) ? [legend] : [])),
  ];
}

const full = (cell: Cell): string => (typeof cell === 'string' ? cell : cell[0]);

/** Why estimates are poor, each reason once with the layers that it holds for. */
function doubtLines({ gradient }: Analysis): readonly string[] {
  const reasons = new Map<string, Set<string>>();
  for (const [node, { copies, at }] of gradient.nodes) {
    for (const doubt of new Set([...at(0).doubts, ...at(copies - 1).doubts])) {
      const names = reasons.get(doubt) ?? new Set();
      reasons.set(doubt, names.add(node.id));
    }
  }
  return [...reasons].map(([doubt, names]) => {
    const [first = '', ...others] = names;
    return `${first}${others.length === 0 ? '' : ` and ${others.length} more`}: ${doubt}`;
  });
}
