// What one unit reads, as text: a table for each input, with the rule for every unit of the tensor, and a picture.
import type { AxisField } from '@trammel/analysis';
import { isKnown, roleOf } from '@trammel/tensor';
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
  readonly rule: AxisField | undefined;
  readonly letters: readonly string[];
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
  const isOpen = axes.some(({ letters, rule }) => letters.length > 0 && rule !== undefined);
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
    const rule = axis.rule === undefined ? undefined : printRule(axis.rule, letterOf, base);
    const isOpen = axis.letters.length > 0;
    const read = isOpen ? (rule ?? openChannels(axis, base)) : isAll(axis) ? 'all' : printRuns(axis.runs, base);
    return { kind: 'item', depth: 0, cells: { axis: axis.axis, read, size: `of ${axis.size}`, rule: rule ?? '' } };
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

/** What depends on a letter and has no rule: the batch and the channels, index by index or group by group. */
function openChannels({ axis, runs, letters }: ShownAxis, base: 0 | 1): string {
  const [letter = axis] = letters;
  const [first] = runs;
  if (roleOf(axis) === 'batch' || (runs.length === 1 && first?.[0] === first?.[1])) return letter;
  return `some, by ${letter} (${printRuns(runs, base)} for ${letter} = ${base})`;
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

/** `2h - 2 to 2h + 1`; undefined where it cannot be told in one formula. */
function printRule(
  { along, stride, from, to, size, holes }: AxisField,
  letterOf: (axis: string) => string,
  base: 0 | 1,
): string | undefined {
  const [axis, ...others] = along;
  if (!isKnown(from) || !isKnown(to)) return undefined;
  const ends = [Number(from), Number(to)].map((end) => end + base);
  // What depends on the unit in no simple way has no formula.
  if (axis !== undefined && stride === 0) return undefined;
  if (axis === undefined) return Number(size) === Number(to) + 1 && Number(from) === 0 ? 'all' : ends.join(' to ');
  if (others.length > 0 || !Number.isInteger(stride)) return undefined;
  const [first, last] = ends.map((end) => linear(stride, letterOf(axis), end - stride * base));
  return `${first === last ? (first ?? '') : `${first ?? ''} to ${last ?? ''}`}${holes ? ', with holes' : ''}`;
}

/** `2h - 2` */
function linear(stride: number, letter: string, offset: number): string {
  const product = stride === 1 ? letter : stride === -1 ? `-${letter}` : `${stride}${letter}`;
  return offset === 0 ? product : `${product} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
}
