// What a network comes to as a whole: operations forward and backward, and what lies in memory.
import { figuresAt, type Analysis, type OperationKey, type Peak } from '@trammel/analysis';
import { positionOf } from '@trammel/diagnostics';
import { isKnown, printSize, type Size } from '@trammel/tensor';
import { printBytes, printCount, printShortCount } from './numbers.js';
import type { Cell, Row, Table } from './table.js';

const operations: readonly (readonly [OperationKey, string])[] = [
  ['macs', 'MACs'],
  ['multiplications', 'multiplications'],
  ['additions', 'additions'],
  ['activations', 'activations'],
  ['comparisons', 'comparisons'],
];

/** Operations of one run, and of the gradients of all that is trained. */
export function operationsTable({ cost, sizes }: Analysis): Table {
  const totals = figuresAt(cost.totals, sizes);
  const rows = operations.flatMap(([key, name]): readonly Row[] => {
    const [forward, backward] = [totals[key], totals.backward[key]];
    if (forward === 0 && backward === 0) return [];
    return [item({ name, forward: countWays(forward), backward: countWays(backward) })];
  });
  return {
    columns: [
      { key: 'name', title: 'operations', align: 'left' },
      { key: 'forward', title: 'forward', align: 'right' },
      { key: 'backward', title: 'backward', align: 'right' },
    ],
    rows,
    concessions: [{ columns: ['forward', 'backward'], becomes: 'short' }],
  };
}

const countWays = (count: Size): Cell => [printCount(count), printShortCount(count)];

/** Parameters, buffers and results, and the most that is alive at once. */
export function memoryTable({ cost, sizes, memory, graph }: Analysis): Table {
  const { parameters, buffers, parameterBytes, activationBytes } = figuresAt(cost.totals, sizes);
  const rows = [
    item({ name: 'parameters', count: printCount(parameters), bytes: bytesOf(parameterBytes) }),
    ...(buffers !== 0 ? [item({ name: 'buffers', count: printCount(buffers) })] : []),
    item({ name: 'layer outputs', bytes: bytesOf(activationBytes) }),
    item({ name: 'peak, inference', bytes: peakBytes(memory.inference), note: placeOf(memory.inference, graph.file) }),
    item({ name: 'peak, training', bytes: peakBytes(memory.training), note: placeOf(memory.training, graph.file) }),
  ];
  return {
    columns: [
      { key: 'name', title: 'memory', align: 'left' },
      { key: 'count', title: '', align: 'right' },
      { key: 'bytes', title: '', align: 'right' },
      { key: 'note', title: '', align: 'left' },
    ],
    rows,
    concessions: [
      { columns: ['note'], becomes: 'short' },
      { columns: ['note'], becomes: 'absent' },
    ],
  };
}

const item = (cells: Readonly<Record<string, Cell>>): Row => ({ kind: 'item', depth: 0, cells });

const bytesOf = (size: Size): string => (isKnown(size) ? printBytes(Number(size)) : `${printSize(size)} B`);
const peakBytes = ({ bytes }: Peak): string => (Number.isNaN(bytes) ? 'open' : printBytes(bytes));

/** The node that runs when the peak is reached, and the line that it stands on. */
function placeOf({ node, bytes }: Peak, file: string): Cell {
  if (node === undefined || Number.isNaN(bytes)) return '';
  const { source, start } = node.span;
  const line = `${source.path === file ? 'line ' : `${source.path}:`}${positionOf(source, start).line}`;
  return [`while ${node.id} runs (${line})`, line];
}
