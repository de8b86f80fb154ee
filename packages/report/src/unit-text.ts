// What one unit reads, as text: a table for each input, with the rule for every unit of the tensor, and a picture.
import type { IndexRule } from '@trammel/analysis';
import { roleOf } from '@trammel/tensor';
import { printCount } from './numbers.js';
import { renderMarkdownTable, renderTable, type Row, type Table, type TableStyle } from './table.js';
import { wrapLines } from './text-lines.js';
import { pictureOf, type PicturedInput } from './unit-picture.js';

/** A unit and what it reads; the facade makes these. */
export interface ShownUnit {
  readonly network: string;
  readonly tensor: string;
  readonly index: readonly { readonly axis: string; readonly value: number; readonly letter: string | undefined }[];
  readonly inputs: readonly ShownInput[];
}

export interface ShownInput extends PicturedInput {
  readonly input: string;
  readonly elements: number;
  readonly isExact: boolean;
  readonly axes: readonly ShownAxis[];
}

interface ShownAxis {
  readonly axis: string;
  readonly size: number;
  readonly runs: readonly (readonly [number, number])[];
  readonly rule: IndexRule | undefined;
  readonly letters: readonly string[];
  readonly isEven: boolean;
}

/** How indices are told and how wide lines may be; `base` is the index of the first element. */
export interface UnitLayout {
  readonly base: 0 | 1;
  readonly width: number;
  readonly style: TableStyle;
}

/** The unit as text of at most `width` columns. */
export function unitText(unit: ShownUnit, { base, width, style }: UnitLayout): string {
  if (unit.inputs.length === 0) return `${unitName(unit, base)} reads no input.\n`;
  const parts = unit.inputs.map((input) => {
    const head = wrapLines(heading(unit, input, base), width).map(style.group);
    return [head.join('\n'), renderTable(unitTable(unit, input, base), width, style), ...pictureOf(input, base, width)].join('\n\n');
  });
  return `${parts.join('\n\n')}\n`;
}

/** The unit as Markdown. */
export function unitMarkdown(unit: ShownUnit, base: 0 | 1): string {
  if (unit.inputs.length === 0) return `${unitName(unit, base)} reads no input.\n`;
  return `${unit.inputs.map((input) => `${heading(unit, input, base)}\n\n${renderMarkdownTable(unitTable(unit, input, base))}`).join('\n\n')}\n`;
}

function heading(unit: ShownUnit, { input, axes, elements, isExact }: ShownInput, base: 0 | 1): string {
  const indices = `(indices from ${base})`;
  // With a letter for a place, how much of the border is cut off is open.
  const isOpen = axes.some(({ letters, isEven }) => letters.length > 0 && !isEven);
  const what = isOpen
    ? `these elements of ${input}, where they exist`
    : `${isExact ? '' : 'at most '}${printCount(elements)} element${elements === 1 ? '' : 's'} of ${input}`;
  return `${unitName(unit, base)} of ${unit.network} reads ${what} ${indices}`;
}

/** `y2[1, k, 5, 5]` */
const unitName = ({ tensor, index }: ShownUnit, base: 0 | 1): string =>
  `${tensor}[${index.map(({ value, letter }) => letter ?? String(value + base)).join(', ')}]`;

function unitTable(unit: ShownUnit, { axes }: ShownInput, base: 0 | 1): Table {
  const letterOf = (axis: string): string => unit.index.find((each) => each.axis === axis)?.letter ?? axis.toLowerCase();
  const rows = axes.map((axis): Row => {
    const rule = axis.rule === undefined ? undefined : printRule(axis.rule, { size: axis.size, letterOf, base });
    const isOpen = axis.letters.length > 0;
    const read = isOpen ? (rule ?? openIndices(axis, base)) : isAll(axis) ? 'all' : printRuns(axis.runs, base);
    // What is the same for every unit, and that an example reads itself, go without saying.
    const isTold = axis.rule?.along !== undefined && roleOf(axis.axis) !== 'batch';
    return { kind: 'item', depth: 0, cells: { axis: axis.axis, read, size: `of ${axis.size}`, rule: isTold ? (rule ?? '') : '' } };
  });
  const any = `at [${unit.index.map(({ axis }) => letterOf(axis)).join(', ')}]`;
  const hasRule = rows.some((row) => row.cells['rule'] !== '' && row.cells['rule'] !== row.cells['read']);
  return {
    columns: [
      { key: 'axis', title: 'axis', align: 'left' },
      { key: 'read', title: 'reads', align: 'left' },
      { key: 'size', title: '', align: 'left' },
      ...(hasRule ? [{ key: 'rule', title: any, align: 'left' } as const] : []),
    ],
    rows,
    concessions: [{ columns: ['rule'], becomes: 'absent' }],
  };
}

const isAll = ({ runs, size }: ShownAxis): boolean => runs.length === 1 && runs[0]?.[0] === 0 && runs[0][1] === size - 1;

/** What depends on letters and has no rule, as it is where each is the first index. */
function openIndices({ runs, letters }: ShownAxis, base: 0 | 1): string {
  const first = letters.map((letter) => `${letter} = ${base}`).join(', ');
  return `some, by ${letters.join(', ')} (${printRuns(runs, base)} for ${first})`;
}

/** How many runs are written out. */
const mostRuns = 6;

/** `8 to 11`, `0, 2, 4`, `0 to 20 in steps of 2` */
function printRuns(runs: readonly (readonly [number, number])[], base: 0 | 1): string {
  const [first, second] = runs;
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return 'none';
  const step = second === undefined ? 0 : second[0] - first[0];
  const isEven = runs.every(([from, to], index) => from === to && from === first[0] + index * step);
  if (isEven && runs.length > 3) return `${first[0] + base} to ${last[0] + base} in steps of ${step}`;
  const texts = runs.map(([from, to]) => (from === to ? String(from + base) : `${from + base} to ${to + base}`));
  if (texts.length <= mostRuns) return texts.join(', ');
  return `${texts.slice(0, mostRuns - 2).join(', ')}, ... ${texts.at(-1) ?? ''} (${runs.length} runs)`;
}

/** `2h - 2 to 2h + 1`, `floor(h/2)` */
function printRule(
  { along, step, period, from, to, holes, isExact }: IndexRule,
  { size, letterOf, base }: { readonly size: number; readonly letterOf: (axis: string) => string; readonly base: 0 | 1 },
): string {
  const remark = holes ? ', with holes' : '';
  if (along === undefined) {
    return from === 0 && to === size - 1 && !holes ? 'all' : `${from === to ? from + base : `${from + base} to ${to + base}`}${remark}`;
  }
  // With indices from 1, index i is i - 1 from 0.
  const letter = letterOf(along);
  const [multiple, offset] =
    period > 1 ? [`floor(${base === 0 ? letter : `(${letter} - 1)`}/${period})`, base] : [letter, base - step * base];
  const [first, last] = [linear(step, multiple, from + offset), linear(step, multiple, to + offset)];
  return `${isExact ? '' : 'within '}${first === last ? first : `${first} to ${last}`}${remark}`;
}

/** `2h - 2` */
function linear(stride: number, letter: string, offset: number): string {
  const product = stride === 1 ? letter : stride === -1 ? `-${letter}` : `${stride}${letter.length > 1 ? ' ' : ''}${letter}`;
  return offset === 0 ? product : `${product} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
}
