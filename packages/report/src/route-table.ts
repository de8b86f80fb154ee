// The way of a gradient as a table: from the output back, grouped by block, with what every step adds and what it comes to.
import {
  addDecades,
  decadeKinds,
  noDecades,
  printDecades,
  type Analysis,
  type Route,
  type RouteStep,
  type StepDecades,
} from '@trammel/analysis';
import type { Node } from '@trammel/graph';
import { attenuationText, partText, unknownMark } from './gradient-words.js';
import { groupName, layerName } from './layer-names.js';
import type { LayerTree } from './layer-tree.js';
import { printShare } from './numbers.js';
import type { Cell, Column, Row, Table } from './table.js';

export interface RouteTableOptions {
  /** Groups at this depth are shown closed. */
  readonly depth: number;
  /** The network's layers, from `layerTree`. */
  readonly tree: readonly LayerTree[];
}

const parts = decadeKinds.map(([key]) => key);

/** The steps of a way, those of copies of a node summed. */
export function routeTable({ gradient }: Analysis, { steps }: Route, { depth, tree }: RouteTableOptions): Table {
  const of = new Map<Node, RouteStep[]>();
  for (const step of steps) {
    const known = of.get(step.node);
    if (known === undefined) of.set(step.node, [step]);
    else known.push(step);
  }
  const order = new Map(steps.map((step, index) => [step, index]));
  const [first] = steps;
  const begun = first === undefined ? undefined : gradient.nodes.get(first.node)?.at(first.copy).outputs[0];
  const start: Row = { kind: 'item', depth: 0, cells: { layer: 'output', reached: attenuationText(begun) } };
  const rows = [start, ...[...tree].reverse().flatMap((each) => rowsOf(each, 0, { of, order, closedAt: depth }))];
  const columns: readonly Column[] = [
    { key: 'layer', title: 'the way back', align: 'left' },
    { key: 'times', title: '', align: 'left' },
    { key: 'total', title: 'adds', align: 'right' },
    ...decadeKinds.map(([key, title]): Column => ({ key, title, align: 'right' })),
    { key: 'share', title: 'share', align: 'right' },
    { key: 'reached', title: 'comes to', align: 'right' },
  ];
  return {
    columns: columns.filter(({ key }) => ['layer', 'reached'].includes(key) || rows.some((row) => (row.cells[key] ?? '') !== '')),
    rows,
    concessions: [
      { columns: ['share'], becomes: 'absent' },
      { columns: parts, becomes: 'absent' },
      { columns: ['times'], becomes: 'absent' },
    ],
  };
}

interface Context {
  readonly of: ReadonlyMap<Node, readonly RouteStep[]>;
  /** How far back each step is. */
  readonly order: ReadonlyMap<RouteStep, number>;
  readonly closedAt: number;
}

/** What does not lie on the way is left out. */
function rowsOf(tree: LayerTree, depth: number, context: Context): readonly Row[] {
  if (tree.kind === 'path') return [];
  if (tree.kind === 'layer') {
    const steps = context.of.get(tree.row.node) ?? [];
    const cells = { layer: layerName(tree.row.node), ...cellsOf(steps), share: shareText(steps) };
    const times = steps.reduce((sum, { copies }) => sum + copies, 0);
    const reached = times === 1 ? reachedText(steps, context) : '';
    return steps.length === 0 ? [] : [{ kind: 'item', depth, cells: { ...cells, times: times > 1 ? `x ${times}` : '', reached } }];
  }
  const steps = tree.rows.flatMap(({ node }) => context.of.get(node) ?? []);
  if (steps.length === 0) return [];
  const head: Row = { kind: 'group', depth, cells: { layer: groupName(tree), ...cellsOf(steps), reached: reachedText(steps, context) } };
  if (depth >= context.closedAt) return [head];
  return [head, ...[...tree.children].reverse().flatMap((child) => rowsOf(child, depth + 1, context))];
}

/** The sum of the steps. */
function cellsOf(steps: readonly RouteStep[]): Readonly<Record<string, Cell>> {
  const sum = steps.reduce<StepDecades | undefined>(
    (total, { decades }) => (total === undefined || decades === undefined ? undefined : addDecades(total, decades)),
    { total: 0, ...noDecades },
  );
  return {
    total: sum === undefined ? '' : printDecades(sum.total),
    ...Object.fromEntries(parts.map((part) => [part, partText(sum?.[part])])),
  };
}

/** The gradient behind the step that is furthest back. */
function reachedText(steps: readonly RouteStep[], { order }: Context): string {
  const back = (step: RouteStep): number => order.get(step) ?? 0;
  const [first, ...others] = steps;
  if (first === undefined) return '';
  const { reached } = others.reduce((last, step) => (back(step) > back(last) ? step : last), first);
  return reached === undefined ? unknownMark : printDecades(reached);
}

/** Which part of the squared gradient comes on this way, where it comes on several; in the first copy and in the last. */
function shareText(steps: readonly RouteStep[]): Cell {
  if (steps.every(({ ways }) => ways.length < 2)) return '';
  const shares = [...steps].reverse().map(({ ways }) => wayShare(ways[0]?.share));
  const [first = '', last = ''] = [shares[0], shares.at(-1)];
  return first === last ? first : [`${first} -> ${last}`, first];
}

/** `62.0 %` */
export function wayShare(share: number | undefined): string {
  return share === undefined ? unknownMark : printShare(share, 1);
}
