// A comparison as tables: figure by figure, and by kind of layer.
import type { ComparedKind, ComparedNetwork, Comparison } from '@trammel/analysis';
import { approximateSize, type Size } from '@trammel/tensor';
import { comparedNames } from './comparison-sentences.js';
import { kindWords } from './kind-words.js';
import { printBytes, printCount, printShort, printShortCount } from './numbers.js';
import type { Cell, Row, Table } from './table.js';
import { pad } from './text-lines.js';

/** The names of the compared figures, and how they are read off. */
const compared = [
  ['parameters', ({ totals }: ComparedNetwork) => totals.parameters, printShortCount],
  ['MACs', ({ totals }: ComparedNetwork) => totals.macs, printShortCount],
  ['multiplications', ({ totals }: ComparedNetwork) => totals.multiplications, printShortCount],
  ['additions', ({ totals }: ComparedNetwork) => totals.additions, printShortCount],
  ['activations', ({ totals }: ComparedNetwork) => totals.activations, printShortCount],
  ['backward MACs', ({ totals }: ComparedNetwork) => totals.backward.macs, printShortCount],
  ['weight bytes', ({ totals }: ComparedNetwork) => totals.parameterBytes, shortBytes],
  ['peak bytes', ({ analysis }: ComparedNetwork) => analysis.memory.inference.bytes, shortBytes],
  ['training peak bytes', ({ analysis }: ComparedNetwork) => analysis.memory.training.bytes, shortBytes],
] as const satisfies readonly (readonly [string, (network: ComparedNetwork) => Size, (size: Size) => string])[];

function shortBytes(size: Size): string {
  const bytes = approximateSize(size);
  return Number.isNaN(bytes) ? printCount(size) : printBytes(bytes);
}

/** Figure by figure: both values, the difference and the ratio. */
export function figuresTable(comparison: Comparison): Table {
  const { left, right } = comparison;
  const [leftName, rightName] = comparedNames(comparison);
  const rows = compared.map(([name, figure, short]): Row => {
    const [a, b] = [figure(left), figure(right)];
    const cells = { figure: name, left: valueCell(a, short), right: valueCell(b, short), ...differenceCells(a, b) };
    return { kind: 'item', depth: 0, cells };
  });
  return {
    columns: [
      { key: 'figure', title: '', align: 'left' },
      { key: 'left', title: leftName, align: 'right' },
      { key: 'right', title: rightName, align: 'right' },
      { key: 'difference', title: 'difference', align: 'right' },
      { key: 'ratio', title: 'ratio', align: 'right' },
    ],
    rows,
    concessions: [
      { columns: ['difference'], becomes: 'short' },
      { columns: ['difference'], becomes: 'absent' },
      { columns: ['left', 'right'], becomes: 'short' },
      { columns: ['ratio'], becomes: 'absent' },
    ],
  };
}

const valueCell = (value: Size, short: (size: Size) => string): Cell =>
  typeof value === 'number' && Number.isNaN(value) ? 'open' : [printCount(value), short(value)];

function differenceCells(a: Size, b: Size): Readonly<Record<string, Cell>> {
  const [x, y] = [approximateSize(a), approximateSize(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return {};
  const difference = y - x;
  const sign = difference > 0 ? '+' : '';
  return {
    difference: [`${sign}${printCount(difference)}`, `${sign}${printShort(difference)}`],
    ratio: x > 0 ? (y / x).toFixed(3) : '',
  };
}

/** How many kinds are told apart. */
const mostKinds = 8;

/** What each kind of layer costs in both, those that differ most first. */
export function kindsTable({ kinds }: Comparison): Table {
  const { noun } = kindWords(kinds);
  const main = kinds.slice(0, kinds.length === mostKinds + 1 ? mostKinds + 1 : mostKinds);
  const rest = kinds.slice(main.length);
  const named = main.map((kind) => ({ name: noun(kind, 2), kind }));
  const told = rest.length === 0 ? named : [...named, { name: `${rest.length} other kinds`, kind: together(rest) }];
  const cells = {
    layers: arrows(told, ({ layers }) => layers, printCount),
    multiplications: arrows(told, ({ multiplications }) => multiplications, printCount),
    parameters: arrows(told, ({ parameters }) => parameters, printCount),
  };
  const short = {
    multiplications: arrows(told, ({ multiplications }) => multiplications, printShortCount),
    parameters: arrows(told, ({ parameters }) => parameters, printShortCount),
  };
  const rows = told.map(({ name }, index): Row => {
    const ways = (key: 'multiplications' | 'parameters'): Cell => [cells[key][index] ?? '', short[key][index] ?? ''];
    const row = { kind: name, layers: cells.layers[index] ?? '', multiplications: ways('multiplications'), parameters: ways('parameters') };
    return { kind: 'item', depth: 0, cells: row };
  });
  return {
    columns: [
      { key: 'kind', title: 'by kind', align: 'left' },
      { key: 'layers', title: 'layers', align: 'left' },
      { key: 'multiplications', title: 'multiplications', align: 'left' },
      { key: 'parameters', title: 'parameters', align: 'left' },
    ],
    rows,
    concessions: [
      { columns: ['parameters'], becomes: 'short' },
      { columns: ['multiplications'], becomes: 'short' },
      { columns: ['layers'], becomes: 'absent' },
      { columns: ['parameters'], becomes: 'absent' },
    ],
  };
}

type Told = readonly { readonly kind: Pick<ComparedKind, 'left' | 'right'> }[];

/** `13 -> 16`, with the numbers of a column below each other. */
function arrows(told: Told, figure: (cost: ComparedKind['left']) => number, print: (count: number) => string): readonly string[] {
  const printed = (count: number): string => (Number.isNaN(count) ? 'open' : print(count));
  const pairs = told.map(({ kind }) => [printed(figure(kind.left)), printed(figure(kind.right))] as const);
  const [left, right] = [0, 1].map((side) => Math.max(...pairs.map((pair) => (pair[side] ?? '').length)));
  return pairs.map(([a, b]) => `${pad(a, left ?? 0, 'right')} -> ${pad(b, right ?? 0, 'right')}`);
}

function together(kinds: readonly ComparedKind[]): Pick<ComparedKind, 'left' | 'right'> {
  const side = (key: 'left' | 'right'): ComparedKind['left'] =>
    kinds.reduce(
      (sum, kind) => ({
        layers: sum.layers + kind[key].layers,
        parameters: sum.parameters + kind[key].parameters,
        multiplications: sum.multiplications + kind[key].multiplications,
      }),
      { layers: 0, parameters: 0, multiplications: 0 },
    );
  return { left: side('left'), right: side('right') };
}
