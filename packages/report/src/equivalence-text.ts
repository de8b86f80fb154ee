// Both forms of momentum step by step, as text and as Markdown: what was run, a table, what it shows.
import type { Equivalence, Iterate } from '@trammel/training';
import type { TrainingSetting } from '@trammel/graph';
import { equivalenceSentences } from './equivalence-sentences.js';
import { printMeasured } from './measured-number.js';
import { printCount } from './numbers.js';
import { escapeMarkdown, renderMarkdownTable, renderTable, type Row, type Table, type TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';

/** The run as text of at most `width` columns. */
export function equivalenceText(
  equivalence: Equivalence,
  { width, style }: { readonly width: number; readonly style: TableStyle },
): string {
  const [title = '', ...others] = headOf(equivalence);
  const head = [...wrapLines(title, width, '  ').map(style.group), ...others.flatMap((line) => wrapLines(line, width, '  '))];
  const parts = [
    head.join('\n'),
    formulasOf(equivalence)
      .flatMap((line) => wrapLines(line, width, '         '))
      .join('\n'),
    renderTable(tableOf(equivalence), width, style),
    equivalenceSentences(equivalence)
      .flatMap((sentence) => wrapLines(sentence, width))
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The run as Markdown. */
export function equivalenceMarkdown(equivalence: Equivalence): string {
  const [title = '', ...others] = headOf(equivalence);
  const parts = [
    `## ${escapeMarkdown(title)}`,
    others.map(escapeMarkdown).join('  \n'),
    `\`\`\`\n${formulasOf(equivalence).join('\n')}\n\`\`\``,
    renderMarkdownTable(tableOf(equivalence)),
    ...equivalenceSentences(equivalence).map(escapeMarkdown),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The net, and what was run of it. */
function headOf({ graph, optimizer, schedule, options, weights }: Equivalence): readonly string[] {
  const values = [...graph.arguments].map(([name, value]) => `${name}=${value}`).join(', ');
  const at = [...options.sizes].map(([name, size]) => `${name}=${printCount(size)}`);
  const rules = [callOf(optimizer), ...(schedule === undefined ? [] : [callOf(schedule)])].join(', ');
  const run = [`${options.steps} steps`, ...at, `seed ${options.seed}`, `${printCount(weights)} weight${weights === 1 ? '' : 's'}`].join(
    ', ',
  );
  return [`${graph.name}${values === '' ? '' : `(${values})`}  ${graph.file}`, `${rules}: ${run}`];
}

/** `momentum(lr=0.1, momentum=0.9)`; the form is what is compared. */
function callOf({ name, arguments: given }: TrainingSetting): string {
  const shown = [...given].filter(([argument]) => argument !== 'form').map(([argument, value]) => `${argument}=${String(value)}`);
  return `${name}(${shown.join(', ')})`;
}

function formulasOf({ momentum: { kept, isNesterov } }: Equivalence): readonly string[] {
  if (kept === 0) return ['form I and form II  x_(k+1) = x_k - a_k g_k'];
  return isNesterov
    ? [
        'form I   z_k = x_k - a_k g_k,  x_(k+1) = z_k + b (z_k - z_(k-1)),  z_(-1) = x_0',
        'form II  v_(k+1) = g_k + b v_k,  x_(k+1) = x_k - a_k (g_k + b v_(k+1)),  v_0 = 0',
      ]
    : [
        'form I   x_(k+1) = x_k - a_k g_k + b (x_k - x_(k-1)),  x_(-1) = x_0',
        'form II  v_(k+1) = g_k + b v_k,  x_(k+1) = x_k - a_k v_(k+1),  v_0 = 0',
      ];
}

/** One row for each iterate; the weight itself where there is only one. */
function tableOf({ iterates }: Equivalence): Table {
  const hasWeight = iterates.some(({ weight }) => weight !== undefined);
  const hasMended = iterates.some(({ corrected }) => corrected !== undefined);
  return {
    columns: [
      { key: 'step', title: 'k', align: 'right' },
      { key: 'rate', title: 'a_k', align: 'right' },
      ...(hasWeight
        ? ([
            { key: 'weightI', title: 'x_k, I', align: 'right' },
            { key: 'weightII', title: 'x_k, II', align: 'right' },
          ] as const)
        : []),
      { key: 'lossI', title: 'loss, I', align: 'right' },
      { key: 'lossII', title: 'loss, II', align: 'right' },
      { key: 'largest', title: 'apart by', align: 'right' },
      { key: 'relative', title: 'relative', align: 'right' },
      ...(hasMended ? [{ key: 'mended', title: 'I mended', align: 'right' } as const] : []),
    ],
    rows: iterates.map(rowOf),
    concessions: [
      { columns: ['relative'], becomes: 'absent' },
      { columns: ['weightI', 'weightII'], becomes: 'absent' },
      { columns: ['lossI', 'lossII'], becomes: 'absent' },
    ],
  };
}

function rowOf({ step, rate, loss, difference, corrected, weight }: Iterate): Row {
  return {
    kind: 'item',
    depth: 0,
    cells: {
      step: String(step),
      rate: printMeasured(rate),
      weightI: weight === undefined ? '' : printMeasured(weight.difference),
      weightII: weight === undefined ? '' : printMeasured(weight.velocity),
      lossI: printMeasured(loss.difference),
      lossII: printMeasured(loss.velocity),
      largest: printMeasured(difference.largest),
      relative: printMeasured(difference.relative),
      mended: corrected === undefined ? '' : printMeasured(corrected.largest),
    },
  };
}
