// The analysis of one network as text: what goes in and out, the cost table, the totals, the assertions.
import type { Analysis } from '@trammel/analysis';
import { printSize, printType } from '@trammel/tensor';
import { withAlikeRounds } from './alike-rounds.js';
import { assertionLines } from './assertion-lines.js';
import { comfortableDepth, costTable, fieldLegend, hasGroupsBelow } from './cost-table.js';
import { gradientCells } from './gradient-table.js';
import { gradientHint, gradientText, legends, type GradientView } from './gradient-text.js';
import { layerTree } from './layer-tree.js';
import { shortNumbers } from './numbers.js';
import { fitTable, renderTable, type FittedTable, type TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';
import { memoryTable, operationsTable } from './totals-table.js';

/** How the text is laid out. */
export interface TextOptions {
  readonly width: number;
  readonly style: TableStyle;
  /** How deep blocks are opened; as deep as is comfortable to read if undefined. */
  readonly depth: number | undefined;
  /** What is shown of gradients; undefined where they are not to be computed. */
  readonly gradient: (analysis: Analysis) => GradientView | undefined;
}

/** The networks as text of at most `width` columns; what the tables mean is said once. */
export function analysesText(analyses: readonly Analysis[], options: TextOptions): string {
  const said = new Set<string>();
  return analyses.map((analysis) => networkText(analysis, options, said)).join('\n\n');
}

function networkText(analysis: Analysis, options: TextOptions, said: Set<string>): string {
  const { width, style, depth } = options;
  const layers = layerTree(analysis);
  const view = options.gradient(analysis);
  const gradientOf = view?.detail === 'column' ? gradientCells(analysis) : undefined;
  const tree = withAlikeRounds(layers, { analysis, toldOf: gradientOf });
  const shownDepth = depth ?? comfortableDepth(tree);
  const fitted = fitTable(costTable(analysis, { depth: shownDepth, tree, gradientOf }), width);
  const isClosed = depth === undefined && hasGroupsBelow(tree, shownDepth);
  const closed = isClosed ? [`some blocks are closed; --depth ${shownDepth + 1} opens more`] : [];
  const hint = view?.detail === 'table' ? [] : [gradientHint];
  const notes = [...notesOn(fitted), ...closed, ...hint].filter((note) => !said.has(note));
  for (const note of notes) said.add(note);
  const parts = [
    head(analysis, options),
    [...fitted.lines(style), ...notes.flatMap((note) => wrapLines(note, width, '  ')).map(style.faint)].join('\n'),
    operationsText(analysis, options),
    renderTable(memoryTable(analysis), width, style),
    view?.detail === 'table'
      ? gradientText(
          analysis,
          { depth: depth ?? comfortableDepth(layers), tree: layers, extras: view.extras, remarks: view.remarks },
          options,
        )
      : '',
    remarks(analysis)
      .flatMap((remark) => wrapLines(remark, width, '  '))
      .join('\n'),
    assertionLines(analysis.assertions, width, style).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The table, or a list where formulas are too long for one. */
function operationsText(analysis: Analysis, { width, style }: TextOptions): string {
  const table = operationsTable(analysis);
  const fitted = fitTable(table, width);
  if (!fitted.isCut) return fitted.lines(style).join('\n');
  const [names, ...directions] = table.columns;
  const items = table.rows.flatMap((row) =>
    directions.flatMap(({ key, title }) => {
      const cell = row.cells[key] ?? '';
      const formula = (typeof cell === 'string' ? cell : cell[0]).replace(/(?<=.)[+-]/g, ' $& ');
      const name = row.cells[names?.key ?? ''] ?? '';
      return wrapLines(`${typeof name === 'string' ? name : name[0]} ${title}: ${formula}`, width, '  ');
    }),
  );
  return [style.heading(names?.title ?? ''), ...items].join('\n');
}

function notesOn({ shown, absent }: FittedTable): readonly string[] {
  return [
    ...(shown.has('gradient') ? [legends.output] : []),
    ...(shown.has('field') ? [fieldLegend] : []),
    ...(absent.length === 0 ? [] : [`too narrow for ${absent.join(', ')} (COLUMNS=160 or --format markdown shows them)`]),
  ];
}

function head(analysis: Analysis, { width, style }: TextOptions): string {
  const [first = '', ...others] = summary(analysis);
  return [...wrapLines(first, width, '  ').map(style.group), ...others.flatMap((line) => wrapLines(line, width, '  '))].join('\n');
}

/** Name and file, arguments, the author's words, what goes in and out. */
export function summary({ graph, sizes }: Analysis): readonly string[] {
  const values = [...graph.arguments].map(([name, value]) => `${name}=${shortNumbers(value)}`).join(', ');
  const inputs = graph.inputs.map(({ name, tensor }) => `${name} ${printType(tensor.type)}`).join(', ');
  const outputs = graph.outputs.map(({ name, tensor }) => `${name} ${printType(tensor.type)}`).join(', ');
  const at = [...sizes].map(([name, size]) => `${name}=${printSize(size)}`).join(', ');
  return [
    `${graph.name}${values === '' ? '' : `(${values})`}  ${graph.file}`,
    ...(graph.doc === undefined ? [] : [graph.doc.split('\n').join(' ')]),
    `${inputs} -> ${outputs}${at === '' ? '' : `, at ${at}`}`,
  ];
}

/** What must hold for the figures, and what is still open. */
export function remarks({ graph, sizes }: Analysis): readonly string[] {
  const open = graph.symbols.filter(({ name }) => !sizes.has(name)).map(({ name }) => name);
  return [
    ...graph.conditions.map(({ dividend, divisor }) => `This holds only where ${printSize(divisor)} divides ${printSize(dividend)}.`),
    ...(open.length === 0
      ? []
      : [
          `${open.join(' and ')} ${open.length === 1 ? 'is' : 'are'} open, so counts are formulas; ${open.map((name) => `--at ${name}=...`).join(' ')} gives numbers.`,
        ]),
  ];
}
