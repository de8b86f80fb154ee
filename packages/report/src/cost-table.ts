// The cost table of a network: layers grouped by block, with sums that are exactly the totals.
import type { Analysis } from '@trammel/analysis';
import type { Node, Tensor } from '@trammel/graph';
import { approximateSize, printShape, printSize, type Size } from '@trammel/tensor';
import { groupName, layerName } from './layer-names.js';
import type { EmptyPath, Layer, LayerGroup, LayerTree } from './layer-tree.js';
import { bar, printCount, printShare, printShortCount } from './numbers.js';
import { printField } from './receptive-field-text.js';
import { shownShape } from './shown-shape.js';
import type { Cell, Column, Concession, Row, Table } from './table.js';
import { totalCounts, treeCounts, type TreeCounts } from './tree-counts.js';

/** How much of the tree is shown. */
export interface CostTableOptions {
  /** Groups at this depth are shown closed; 0 shows the outermost ones only. */
  readonly depth: number;
  /** The network's layers, from `layerTree`. */
  readonly tree: readonly LayerTree[];
  /** What stands in the column of gradients; undefined where nobody asked for one, since computing them takes time. */
  readonly gradientOf: ((node: Node) => Cell) | undefined;
}

/** How many rows a table has before groups are closed. */
const comfortableRows = 60;

const barWidth = 8;

const columns: readonly Column[] = [
  { key: 'layer', title: 'layer', align: 'left' },
  { key: 'output', title: 'output', align: 'left' },
  { key: 'parameters', title: 'params', align: 'right' },
  { key: 'macs', title: 'MACs', align: 'right' },
  { key: 'share', title: 'share', align: 'right' },
  { key: 'bar', title: '', align: 'left' },
  { key: 'gradient', title: 'dL/dy', align: 'right' },
  { key: 'multiplications', title: 'multiplications', align: 'right' },
  { key: 'additions', title: 'additions', align: 'right' },
  { key: 'activations', title: 'activations', align: 'right' },
  { key: 'field', title: 'sees', align: 'left' },
];

const concessions: readonly Concession[] = [
  { columns: ['output'], becomes: 'short' },
  { columns: ['additions'], becomes: 'absent' },
  { columns: ['multiplications'], becomes: 'absent' },
  { columns: ['activations'], becomes: 'absent' },
  { columns: ['bar'], becomes: 'absent' },
  { columns: ['gradient'], becomes: 'short' },
  { columns: ['field'], becomes: 'absent' },
  { columns: ['share'], becomes: 'absent' },
  { columns: ['output'], becomes: 'absent' },
  { columns: ['gradient'], becomes: 'absent' },
  { columns: ['parameters', 'macs'], becomes: 'short' },
];

/** What the cells of the column `sees` mean. */
export const fieldLegend =
  'sees: how far the receptive field reaches along each axis, after / its stride unless that is 1, with * where it has holes';

/** The deepest opening of the tree that stays comfortable to read. */
export function comfortableDepth(tree: readonly LayerTree[]): number {
  const deepest = 8;
  for (let depth = deepest; depth > 0; depth -= 1) if (countRows(tree, depth) <= comfortableRows) return depth;
  return 0;
}

function countRows(trees: readonly LayerTree[], depth: number): number {
  return trees.reduce((sum, tree) => sum + 1 + (tree.kind === 'group' && depth > 0 ? countRows(tree.children, depth - 1) : 0), 0);
}

/** Whether groups at this depth hold layers that are not shown. */
export function hasGroupsBelow(tree: readonly LayerTree[], depth: number): boolean {
  return countRows(tree, depth) < countRows(tree, depth + 1);
}

/** The table at the sizes of the analysis. */
export function costTable(analysis: Analysis, options: CostTableOptions): Table {
  const totals = totalCounts(analysis);
  const totalMacs = approximateSize(totals.macs);
  const { depth: closedAt, gradientOf } = options;
  const context: Context = { analysis, totalMacs, closedAt, gradientOf, countsOf: treeCounts(analysis) };
  const rows = options.tree.flatMap((tree) => rowsOf(tree, 0, context));
  const total: Row = { kind: 'total', depth: 0, cells: { layer: 'total', ...countCells(totals, context), bar: '' } };
  return { columns: columns.filter(({ key }) => isNeeded(key, rows)), concessions, rows: [...rows, total] };
}

const isNeeded = (key: string, rows: readonly Row[]): boolean =>
  ['layer', 'parameters', 'macs'].includes(key) || rows.some((row) => (row.cells[key] ?? '') !== '');

interface Context {
  readonly analysis: Analysis;
  readonly totalMacs: number;
  readonly closedAt: number;
  readonly gradientOf: CostTableOptions['gradientOf'];
  readonly countsOf: (tree: LayerTree) => TreeCounts;
}

function rowsOf(tree: LayerTree, depth: number, context: Context): readonly Row[] {
  switch (tree.kind) {
    case 'layer':
      return [layerRow(tree, depth, context)];
    case 'path':
      return [emptyPathRow(tree, depth, context)];
    case 'group': {
      const head = groupRow(tree, depth, context);
      return depth < context.closedAt ? [head, ...tree.children.flatMap((child) => rowsOf(child, depth + 1, context))] : [head];
    }
  }
}

function groupRow(group: LayerGroup, depth: number, context: Context): Row {
  return {
    kind: 'group',
    depth,
    cells: { layer: groupName(group), ...nodeCells(group.last.node, context), ...countCells(context.countsOf(group), context) },
  };
}

function layerRow(layer: Layer, depth: number, context: Context): Row {
  const { node } = layer.row;
  const cells = { layer: layerName(node), ...nodeCells(node, context), ...countCells(context.countsOf(layer), context) };
  return { kind: 'item', depth, cells };
}

function emptyPathRow({ number, tensor, isIdentity }: EmptyPath, depth: number, context: Context): Row {
  const layer = `path ${number}: ${isIdentity ? 'identity' : 'no layers'}`;
  return { kind: 'group', depth, cells: { layer, ...outputCells(tensor, context) } };
}

function nodeCells(node: Node, context: Context): Readonly<Record<string, Cell>> {
  return { ...outputCells(node.outputs[0], context), gradient: context.gradientOf?.(node) ?? '' };
}

function outputCells(output: Tensor | undefined, { analysis }: Context): Readonly<Record<string, Cell>> {
  if (output === undefined) return {};
  const shape = shownShape(output, analysis);
  const short = shape.length === 0 ? '1' : shape.map(({ size }) => printSize(size)).join('x');
  return { output: [printShape(shape), short], field: printField(analysis.receptiveFields.get(output)) };
}

function countCells(figures: TreeCounts, { totalMacs }: Context): Readonly<Record<string, Cell>> {
  const macs = approximateSize(figures.macs);
  const hasShare = macs > 0 && totalMacs > 0;
  return {
    parameters: countCell(figures.parameters),
    macs: countCell(figures.macs),
    share: hasShare ? printShare(macs, totalMacs) : '',
    bar: hasShare ? bar(macs / totalMacs, barWidth) : '',
    multiplications: countCell(figures.multiplications),
    additions: countCell(figures.additions),
    activations: countCell(figures.activations),
  };
}

const countCell = (count: Size): Cell => (count === 0 ? '' : [printCount(count), printShortCount(count)]);
