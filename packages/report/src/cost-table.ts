// The cost table of a network: layers grouped by block, with sums that are exactly the totals.
import { addFigures, figuresAt, noFigures, type Analysis, type Figures, type NodeCost } from '@trammel/analysis';
import { approximateSize, printShape, substituteShape, type SymbolValues } from '@trammel/tensor';
import { layerTree, type LayerTree } from './layer-tree.js';
import { bar, printCount, printShare } from './numbers.js';
import { printField } from './receptive-field-text.js';
import type { Column, Row, Table } from './table.js';

/** How much of the tree is shown. */
export interface CostTableOptions {
  /** Groups at this depth are shown closed; 0 shows the outermost ones only. */
  readonly depth: number;
}

/** How many rows a table has before groups are closed. */
const comfortableRows = 60;

const barWidth = 8;

const columns: readonly Column[] = [
  { key: 'layer', title: 'layer', align: 'left', priority: 0 },
  { key: 'output', title: 'output', align: 'left', priority: 4 },
  { key: 'parameters', title: 'parameters', align: 'right', priority: 0 },
  { key: 'macs', title: 'MACs', align: 'right', priority: 1 },
  { key: 'share', title: '', align: 'right', priority: 3 },
  { key: 'bar', title: 'of MACs', align: 'left', priority: 5 },
  { key: 'multiplications', title: 'multiplications', align: 'right', priority: 7 },
  { key: 'additions', title: 'additions', align: 'right', priority: 8 },
  { key: 'activations', title: 'activations', align: 'right', priority: 9 },
  { key: 'field', title: 'sees', align: 'left', priority: 6 },
];

/** The deepest opening of the tree that stays comfortable to read. */
export function comfortableDepth(analysis: Analysis): number {
  const tree = layerTree(analysis);
  const deepest = 8;
  for (let depth = deepest; depth > 0; depth -= 1) if (countRows(tree, depth) <= comfortableRows) return depth;
  return 0;
}

function countRows(trees: readonly LayerTree[], depth: number): number {
  return trees.reduce((sum, tree) => sum + 1 + (tree.kind === 'group' && depth > 0 ? countRows(tree.children, depth - 1) : 0), 0);
}

/** The table at the sizes of the analysis. */
export function costTable(analysis: Analysis, options: CostTableOptions): Table {
  const totals = figuresAt(analysis.cost.totals, analysis.sizes);
  const context: Context = { analysis, totalMacs: approximateSize(totals.macs), closedAt: options.depth, known: new Map() };
  const rows = layerTree(analysis).flatMap((tree) => rowsOf(tree, 0, context));
  const total: Row = { kind: 'total', depth: 0, cells: { layer: 'total', ...countCells(totals, context) } };
  return { columns, rows: [...rows, total] };
}

interface Context {
  readonly analysis: Analysis;
  readonly totalMacs: number;
  readonly closedAt: number;
  /** Figures at the sizes of the analysis: a deep network has few different ones. */
  readonly known: Map<Figures, Figures>;
}

function known(figures: Figures, { known: found, analysis }: Context): Figures {
  const evaluated = found.get(figures) ?? figuresAt(figures, analysis.sizes);
  found.set(figures, evaluated);
  return evaluated;
}

function rowsOf(tree: LayerTree, depth: number, context: Context): readonly Row[] {
  if (tree.kind === 'layer') return [layerRow(tree.row, depth, context)];
  const { frame, last, rows, children } = tree;
  const figures = rows.reduce((sum, row) => addFigures(sum, known(row.figures, context)), noFigures);
  const head = groupRow({ name: groupName(tree), last, figures }, depth, context);
  // A group that only hands on to one other has nothing of its own to tell.
  const [only] = children;
  if (children.length === 1 && only?.kind === 'group' && frame.kind === 'repeat') return rowsOf(renamed(only, tree), depth, context);
  return depth < context.closedAt ? [head, ...children.flatMap((child) => rowsOf(child, depth + 1, context))] : [head];
}

/** `Bottleneck(width=64) x 2` for a repeat of a single block. */
function renamed(inner: Extract<LayerTree, { readonly kind: 'group' }>, outer: Extract<LayerTree, { readonly kind: 'group' }>): LayerTree {
  return { ...inner, frame: { ...inner.frame, name: `${inner.frame.name} x ${outer.copies}` } };
}

function groupName({ frame, copies }: Extract<LayerTree, { readonly kind: 'group' }>): string {
  if (frame.kind === 'repeat') return `repeat x ${copies}`;
  return frame.arguments === '' ? frame.name : `${frame.name}(${frame.arguments})`;
}

function groupRow(
  group: { readonly name: string; readonly last: NodeCost; readonly figures: Figures },
  depth: number,
  context: Context,
): Row {
  return { kind: 'group', depth, cells: { layer: group.name, ...outputCells(group.last, context), ...countCells(group.figures, context) } };
}

function layerRow(row: NodeCost, depth: number, context: Context): Row {
  const { label, site } = row.node;
  const name = label === undefined ? site.text : `${site.text} as ${label}`;
  return { kind: 'item', depth, cells: { layer: name, ...outputCells(row, context), ...countCells(known(row.figures, context), context) } };
}

function outputCells({ node }: NodeCost, { analysis }: Context): Readonly<Record<string, string>> {
  const [output] = node.outputs;
  if (output === undefined) return {};
  return { output: printOutput(output.type.shape, analysis.sizes), field: printField(analysis.receptiveFields.get(output)) };
}

/** The shape without a batch of 1, and with sizes alone where the axes are the usual ones. */
function printOutput(shape: Parameters<typeof printShape>[0], sizes: SymbolValues): string {
  const known = substituteShape(shape, sizes);
  return printShape(known.filter((axis) => !(axis.name === 'N' && axis.size === 1)));
}

function countCells(figures: Figures, { totalMacs }: Context): Readonly<Record<string, string>> {
  const macs = approximateSize(figures.macs);
  const hasShare = macs > 0 && totalMacs > 0;
  return {
    parameters: blankZero(printCount(figures.parameters)),
    macs: blankZero(printCount(figures.macs)),
    share: hasShare ? printShare(macs, totalMacs) : '',
    bar: hasShare ? bar(macs / totalMacs, barWidth) : '',
    multiplications: blankZero(printCount(figures.multiplications)),
    additions: blankZero(printCount(figures.additions)),
    activations: blankZero(printCount(figures.activations)),
  };
}

const blankZero = (text: string): string => (text === '0' ? '' : text);
