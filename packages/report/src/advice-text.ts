// Advice as text and as Markdown: what to do, what it comes to, what it costs, and the edit as a diff.
import type { Advice, Analysis } from '@trammel/analysis';
import { adviceCosts, adviceTable, adviceWords } from './advice-table.js';
import { adviceDiff } from './advice-diff.js';
import { proseOf } from './markdown-prose.js';
import { escapeMarkdown, renderMarkdownTable, renderTable, type TableStyle } from './table.js';
import { printable, wrapLines } from './text-lines.js';

/** A network and what is advised. */
export interface Advised {
  readonly analysis: Analysis;
  readonly advice: readonly Advice[];
}

/** Networks one after the other, as text of at most `width` columns. */
export function adviceText(networks: readonly Advised[], width: number, style: TableStyle): string {
  return `${networks.map((network) => networkText(network, width, style)).join('\n\n')}\n`;
}

interface Layout {
  readonly width: number;
  readonly style: TableStyle;
}

function networkText({ analysis, advice }: Advised, width: number, style: TableStyle): string {
  const head = wrapLines(adviceSummary({ analysis, advice }), width).map(style.group).join('\n');
  const parts = advice.map((each, index) => {
    const { what, why } = adviceWords(each);
    const number = `${index + 1}. `;
    const words = [
      ...wrapLines(`${number}${what}`, width, ' '.repeat(number.length)).map(style.heading),
      ...wrapLines(`   ${why}`, width, '   '),
    ].join('\n');
    const costs = adviceCosts(each).flatMap((cost) => wrapLines(`   ${cost}`, width, '   '));
    return [
      words,
      renderTable(adviceTable(each), width, style),
      ...(costs.length === 0 ? [] : [costs.join('\n')]),
      diffText(each, analysis, { width, style }),
    ].join('\n\n');
  });
  return [head, ...parts].join('\n\n');
}

/** `Naive: 3 edits pay. Each is measured on its own.` */
export function adviceSummary({ analysis: { graph }, advice }: Advised): string {
  if (advice.length === 0) return `${graph.name}: no edit pays.`;
  const [single, together] = [
    advice.filter(({ idea }) => idea.kind !== 'together').length,
    advice.some(({ idea }) => idea.kind === 'together'),
  ];
  if (single === 1) return `${graph.name}: 1 edit pays.`;
  const own = 'Each is measured on its own';
  return `${graph.name}: ${single} edits pay. ${together ? `${own}, the two that save most together at the end.` : `${own}.`}`;
}

function diffText(advice: Advice, { graph }: Analysis, { width, style }: Layout): string {
  // What goes on in the next line stands further in than any code.
  const lines = (sign: string, texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => wrapLines(`   ${sign} ${text}`, width, '         '));
  const hunks = adviceDiff(advice).map(({ line, removed, added }) =>
    [
      ...wrapLines(`   ${graph.file}:${line}`, width, '   ').map(style.faint),
      ...lines('-', removed).map(style.bad),
      ...lines('+', added).map(style.good),
    ].join('\n'),
  );
  return hunks.join('\n');
}

/** One network's advice as Markdown, each edit a diff that viewers colour. */
export function adviceMarkdown(network: Advised): string {
  const parts = network.advice.map((advice, index) => {
    const { what, why } = adviceWords(advice);
    return [
      `### ${index + 1}. ${proseOf(what)}`,
      `${escapeMarkdown(why)}.`,
      renderMarkdownTable(adviceTable(advice)),
      ...adviceCosts(advice).map((cost) => proseOf(`${cost}.`)),
      diffMarkdown(advice),
    ].join('\n\n');
  });
  return `${[`## ${escapeMarkdown(adviceSummary(network))}`, ...parts].join('\n\n')}\n`;
}

function diffMarkdown(advice: Advice): string {
  const lines = adviceDiff(advice).flatMap(({ line, removed, added }) => [
    `@@ line ${line} @@`,
    ...removed.map((text) => `-${printable(text)}`),
    ...added.map((text) => `+${printable(text)}`),
  ]);
  // A fence is longer than any that stands in it.
  const fence = '`'.repeat(Math.max(3, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length + 1))));
  return [`${fence}diff`, ...lines, fence].join('\n');
}
