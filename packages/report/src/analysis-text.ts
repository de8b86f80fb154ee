// The analysis of one network as text or Markdown: what goes in and out, the totals in words, the table, the assertions.
import { figuresAt, type Analysis, type AssertionResult } from '@trammel/analysis';
import { approximateSize, isKnown, printSize, printType, type Size } from '@trammel/tensor';
import { comfortableDepth, costTable } from './cost-table.js';
import { printBytes, printCount, printShort } from './numbers.js';
import { escapeMarkdown, renderMarkdownTable, renderTable, shorten, type TableStyle } from './table.js';

/** How the text is laid out. */
export interface TextOptions {
  readonly width: number;
  readonly style: TableStyle;
  /** How deep blocks are opened; as deep as is comfortable to read if undefined. */
  readonly depth: number | undefined;
}

/** The network as text of at most `width` columns. */
export function analysisText(analysis: Analysis, { width, style, depth }: TextOptions): string {
  const table = costTable(analysis, { depth: depth ?? comfortableDepth(analysis) });
  const parts = [
    [style.group(title(analysis)), ...wrapped(summary(analysis), width)].join('\n'),
    renderTable(table, width, style),
    totals(analysis)
      .flatMap((line) => wrapped([line], width))
      .join('\n'),
    analysis.assertions.map((result) => shorten(assertionLine(result), width)).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The network as Markdown, with every column. */
export function analysisMarkdown(analysis: Analysis, depth: number | undefined): string {
  const table = costTable(analysis, { depth: depth ?? comfortableDepth(analysis) });
  const list = [...totals(analysis), ...analysis.assertions.map(assertionLine)].map((line) => `- ${escapeMarkdown(line)}`);
  return (
    [
      `## ${escapeMarkdown(title(analysis))}`,
      summary(analysis).map(escapeMarkdown).join('  \n'),
      renderMarkdownTable(table),
      list.join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n') + '\n'
  );
}

function title({ graph }: Analysis): string {
  const values = [...graph.arguments].map(([name, value]) => `${name}=${value}`).join(', ');
  return `${graph.name}${values === '' ? '' : `(${values})`}  ${graph.file}`;
}

function summary({ graph, sizes }: Analysis): readonly string[] {
  const doc = graph.doc === undefined ? [] : [graph.doc.split('\n').join(' ')];
  const inputs = graph.inputs.map(({ name, tensor }) => `${name} ${printType(tensor.type)}`).join(', ');
  const outputs = graph.outputs.map(({ name, tensor }) => `${name} ${printType(tensor.type)}`).join(', ');
  const at = [...sizes].map(([name, size]) => `${name}=${printSize(size)}`).join(', ');
  return [...doc, `${inputs} -> ${outputs}${at === '' ? '' : `, told at ${at}`}`];
}

/** The totals in words. Figures that depend on an open size are formulas. */
function totals({ graph, cost, sizes, memory }: Analysis): readonly string[] {
  const known = figuresAt(cost.totals, sizes);
  const open = graph.symbols.filter(({ name }) => !sizes.has(name)).map(({ name }) => name);
  const buffers = known.buffers === 0 ? '' : `, and ${printCount(known.buffers)} buffers`;
  return [
    `${printCount(known.parameters)} parameters (${bytes(known.parameterBytes)})${buffers}`,
    `${told(known.macs)} MACs, ${told(known.multiplications)} multiplications, ${told(known.additions)} additions, ${told(known.activations)} activations forward`,
    `${told(known.backward.macs)} MACs backward`,
    `activations: ${bytes(known.activationBytes)} in all, at most ${peak(memory.inference.bytes)} live at inference, ${peak(memory.training.bytes)} in training`,
    ...graph.conditions.map(({ dividend, divisor }) => `holds only where ${printSize(divisor)} divides ${printSize(dividend)}`),
    ...(open.length === 0 ? [] : [`${open.join(', ')} not given: counts are formulas (--at ${open[0] ?? ''}=...)`]),
  ];
}

const bytes = (size: Size): string => (isKnown(size) ? printBytes(Number(size)) : `${printSize(size)} bytes`);
const peak = (count: number): string => (Number.isNaN(count) ? 'an open number of bytes' : printBytes(count));

/** `4,089,184,256 (4.09 G)` */
function told(size: Size): string {
  const value = approximateSize(size);
  return Number.isNaN(value) || value < 1e6 ? printCount(size) : `${printCount(size)} (${printShort(value)})`;
}

function assertionLine({ assertion, holds, values }: AssertionResult): string {
  const mark = holds === true ? 'holds' : holds === false ? 'FAILS' : 'open ';
  const found = [...values]
    .map(([text, value]) => `${text} = ${value.kind === 'truth' ? String(value.truth) : printCount(value.exact ?? value.number)}`)
    .join(', ');
  return `${mark}  ${assertion.severity === 'error' ? 'assert' : 'expect'} ${assertion.text}${found === '' ? '' : `   ${found}`}`;
}

/** Lines broken at blanks. */
function wrapped(lines: readonly string[], width: number): readonly string[] {
  return lines.flatMap((line) => {
    const broken: string[] = [''];
    for (const word of line.split(' ')) {
      const last = broken.at(-1) ?? '';
      if (last !== '' && last.length + 1 + word.length > width) broken.push(word);
      else broken[broken.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return broken;
  });
}
