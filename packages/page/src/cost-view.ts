// The cost table of the page: every layer, grouped by block, with sums that are exactly the totals.
import type { Analysis } from '@trammel/analysis';
import type { Node } from '@trammel/graph';
import {
  attenuationText,
  fieldLegend,
  groupName,
  layerName,
  legends,
  printCount,
  printField,
  printShare,
  shownShape,
  totalCounts,
  treeCounts,
  type LayerTree,
  type TreeCounts,
} from '@trammel/report';
import { approximateSize, isKnown, printShape, type Size } from '@trammel/tensor';
import { longTable, mostRows, shownRows } from './long-table.js';
import { decimal, shortened } from './markup.js';
import type { Sources } from './source-view.js';
import type { CostCellView, CostRowView, CostView } from './views.js';

/** Nothing stands deeper than this in a table. */
const deepest = 8;

/** Where there is little room, the end of names longer than this is seen by those who point at them. */
const mostSeenColumns = 32;

/** Names longer than this are told whole to them alone. */
const mostNameColumns = 72;

const columns = [
  { key: 'layer', holds: 'text', title: 'layer', className: 'name', meaning: 'as the source could write it' },
  { key: 'output', holds: 'text', title: 'output', className: 'shape', meaning: 'the axes of what it gives' },
  { key: 'parameters', holds: 'number', title: 'parameters', className: 'number', meaning: 'what is learned' },
  { key: 'macs', holds: 'number', title: 'MACs', className: 'number', meaning: 'multiply-adds of contractions' },
  { key: 'share', holds: 'number', title: 'share', className: 'share', meaning: 'of all MACs' },
  { key: 'multiplications', holds: 'number', title: 'multiplications', className: 'number spare', meaning: 'all of them' },
  { key: 'additions', holds: 'number', title: 'additions', className: 'number spare', meaning: 'all of them' },
  { key: 'activations', holds: 'number', title: 'activations', className: 'number', meaning: 'applications of an activation function' },
  { key: 'gradient', holds: 'number', title: 'dL/dy', className: 'number', meaning: legends.output },
  { key: 'field', holds: 'text', title: 'sees', className: 'field', meaning: fieldLegend },
] as const;

type Key = (typeof columns)[number]['key'];
type Cells = Readonly<Partial<Record<Key, CostCellView>>>;

/** The whole table. */
export function costView(analysis: Analysis, trees: readonly LayerTree[], { hrefOf }: Sources, id: string): CostView {
  const countsOf = treeCounts(analysis);
  const totals = totalCounts(analysis);
  const context = { analysis, countsOf, totals, hrefOf };
  const rows = trees.flatMap((tree) => rowsOf(tree, 0, context));
  const total: RowWithCells = { depth: 0, kind: 'total', name: 'total', title: '', href: undefined, cells: countCells(totals, totals) };
  const shown = columns.filter(({ key }) => key === 'layer' || [...rows, total].some(({ cells }) => (cells[key]?.text ?? '') !== ''));
  const asView = ({ cells, ...row }: RowWithCells): CostRowView => ({
    ...row,
    cells: shown.slice(1).map(({ key, className }) => cells[key] ?? { text: '', value: '', className, bar: undefined }),
  });
  const views = rows.map(asView);
  const seen = views.length <= mostRows ? views : fewRows(trees, context).map(asView);
  const long = longTable(
    shown.slice(1).map(({ className }) => className),
    views,
    seen.length,
  );
  return { id, columns: shown, rows: seen, total: asView(total), legend: legendOf(shown), long };
}

/** What the columns that are shown mean, where their titles alone do not say it. */
function legendOf(shown: readonly { readonly key: string }[]): string {
  const told = [
    ...(shown.some(({ key }) => key === 'field') ? [fieldLegend] : []),
    ...(shown.some(({ key }) => key === 'gradient') ? [legends.output] : []),
  ];
  return told.map((legend) => `${legend}.`).join(' ');
}

/** What tells all of a long table in few rows: groups closed from some depth on, and the layers that are left in one row. */
function fewRows(trees: readonly LayerTree[], context: Context): readonly RowWithCells[] {
  const countAt = (list: readonly LayerTree[], depth: number): number =>
    list.reduce((sum, tree) => sum + 1 + (depth > 0 && tree.kind === 'group' ? countAt(tree.children, depth - 1) : 0), 0);
  let depth = 0;
  while (depth < deepest && countAt(trees, depth + 1) <= shownRows) depth += 1;
  const first = trees.slice(0, shownRows);
  const rest = trees.slice(shownRows);
  const rows = first.flatMap((tree) => rowsOf(tree, 0, context)).filter((row) => row.depth <= depth);
  const last = rest.at(-1);
  if (last === undefined) return rows;
  const layers = rest.flatMap((tree) => (tree.kind === 'path' ? [] : tree.kind === 'layer' ? [tree.row] : tree.rows));
  const [row] = layers;
  if (row === undefined) return rows;
  const group: LayerTree = {
    kind: 'group',
    frame: row.node.frame,
    word: undefined,
    rounds: undefined,
    run: undefined,
    children: rest,
    rows: layers,
    last: layers.at(-1) ?? row,
  };
  const name = `${printCount(layers.length)} more layers`;
  return [
    ...rows,
    { depth: 0, kind: 'group', name, title: '', href: undefined, cells: countCells(context.countsOf(group), context.totals) },
  ];
}

type RowWithCells = Omit<CostRowView, 'cells'> & { readonly cells: Cells };

interface Context {
  readonly analysis: Analysis;
  readonly countsOf: (tree: LayerTree) => TreeCounts;
  readonly totals: TreeCounts;
  readonly hrefOf: Sources['hrefOf'];
}

function rowsOf(tree: LayerTree, depth: number, context: Context): readonly RowWithCells[] {
  const { analysis, countsOf, totals, hrefOf } = context;
  if (tree.kind === 'path') {
    const cells = { output: cell('shape', printShape(shownShape(tree.tensor, analysis))) };
    const name = `path ${tree.number}: ${tree.isIdentity ? 'identity' : 'no layers'}`;
    return [{ depth, kind: 'path', name, title: '', href: undefined, cells }];
  }
  const node = tree.kind === 'layer' ? tree.row.node : tree.last.node;
  const own = tree.kind === 'layer' ? layerName(node) : groupName(tree);
  const name = typeof own === 'string' ? own : own[0];
  const row: RowWithCells = {
    depth,
    kind: tree.kind,
    name: shortened(name, mostNameColumns),
    title: name.length > mostSeenColumns ? shortened(name, 1000) : '',
    href: hrefOf(tree.kind === 'layer' ? node.span : tree.frame.span),
    cells: { ...nodeCells(node, analysis), ...countCells(countsOf(tree), totals) },
  };
  return tree.kind === 'layer' ? [row] : [row, ...tree.children.flatMap((child) => rowsOf(child, depth + 1, context))];
}

function nodeCells(node: Node, analysis: Analysis): Cells {
  const [output] = node.outputs;
  if (output === undefined) return {};
  const known = analysis.gradient.nodes.get(node);
  const gradient = known === undefined || output.type.elementType !== 'f32' ? undefined : known.at(0).outputs[0];
  const fields = printField(analysis.receptiveFields.get(output));
  return {
    output: cell('shape', printShape(shownShape(output, analysis))),
    field: cell('field', fields, (/^\d+/.exec(fields) ?? [''])[0]),
    ...(known === undefined || output.type.elementType !== 'f32'
      ? {}
      : { gradient: cell('number', attenuationText(gradient, known.at(0)), gradient === undefined ? '' : String(gradient.rms)) }),
  };
}

function countCells(counts: TreeCounts, totals: TreeCounts): Cells {
  const share = approximateSize(counts.macs) / approximateSize(totals.macs);
  return {
    parameters: countCell(counts.parameters),
    macs: countCell(counts.macs),
    ...(share > 0 ? { share: { ...cell('share', printShare(share, 1), String(share)), bar: barMarkup(share) } } : {}),
    multiplications: spareCell(counts.multiplications),
    additions: spareCell(counts.additions),
    activations: countCell(counts.activations),
  };
}

const countCell = (count: Size): CostCellView => cell('number', count === 0 ? '' : printCount(count), isKnown(count) ? String(count) : '');

/** Of a column that gives way where there is little room: it says nearly what MACs do. */
const spareCell = (count: Size): CostCellView => ({ ...countCell(count), className: 'number spare' });

const cell = (className: string, text: string, value = ''): CostCellView => ({ text, value, className, bar: undefined });

/** As wide as the share of the whole. */
const barMarkup = (share: number): string =>
  `<svg class="bar" width="60" height="8" aria-hidden="true"><rect class="bar-ground" width="60" height="8"></rect><rect class="bar-part" width="${decimal(Math.max(0.5, 60 * share))}" height="8"></rect></svg>`;
