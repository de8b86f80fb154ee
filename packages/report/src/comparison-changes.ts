// What was added, removed and changed between two networks, layer by layer, as a table and for machines.
import type { ComparedLayer, Comparison, LayerPair } from '@trammel/analysis';
import { printCount, shortNumbers } from './numbers.js';
import type { Row, Table } from './table.js';

/** One line: layers that are written alike, and what became of them. */
interface Change {
  readonly what: 'changed' | 'removed' | 'added';
  readonly call: string;
  /** What it does otherwise; empty for what is only in one of both. */
  readonly how: string;
  readonly copies: number;
  /** In all its copies; what the right has more than the left. */
  readonly multiplications: number;
}

/** How many changes are told one by one. */
const mostChanges = 10;

/** Changed layers first, then what is only in one of both; the largest differences first. */
export function changesTable(comparison: Comparison): Table {
  const changes = changesOf(comparison);
  const told = changes.length === mostChanges + 1 ? changes : changes.slice(0, mostChanges);
  const rest = changes.slice(told.length);
  const rows = told.map(({ what, call, how, copies, multiplications }): Row => ({
    kind: 'item',
    depth: 0,
    cells: { layer: call, what, copies: printCount(copies), how, multiplications: signed(multiplications) },
  }));
  const others: Row = {
    kind: 'item',
    depth: 0,
    cells: {
      layer: `${rest.length} others`,
      copies: printCount(rest.reduce((sum, { copies }) => sum + copies, 0)),
      multiplications: signed(rest.reduce((sum, { multiplications }) => sum + multiplications, 0)),
    },
  };
  return {
    columns: [
      { key: 'layer', title: 'by layer', align: 'left' },
      { key: 'what', title: '', align: 'left' },
      { key: 'copies', title: 'layers', align: 'right' },
      { key: 'how', title: '', align: 'left' },
      { key: 'multiplications', title: 'multiplications', align: 'right' },
    ],
    rows: rest.length === 0 ? rows : [...rows, others],
    concessions: [
      { columns: ['how'], becomes: 'absent' },
      { columns: ['copies'], becomes: 'absent' },
    ],
  };
}

/** All of them, for machines: the calls with how many copies, and what differs. */
export function changesJson(comparison: Comparison): readonly object[] {
  return changesOf(comparison).map(({ what, call, copies, multiplications }) => ({
    what,
    call,
    copies,
    multiplications: Number.isNaN(multiplications) ? null : multiplications,
  }));
}

const signed = (count: number): string => (Number.isNaN(count) ? 'open' : `${count > 0 ? '+' : ''}${printCount(count)}`);

function changesOf({ changes }: Comparison): readonly Change[] {
  const ofOne = ({ multiplications, copies }: ComparedLayer): number => multiplications / copies;
  const pair = ({ left, right, copies }: LayerPair, how: string): Change => ({
    what: 'changed',
    call: callOf(right),
    how,
    copies,
    multiplications: copies * (ofOne(right) - ofOne(left)),
  });
  return together([
    ...changes.channels.map((each) =>
      pair(each, `reads ${printCount(each.right.profile.contracted)} channels, not ${printCount(each.left.profile.contracted)}`),
    ),
    ...changes.positions.map((each) =>
      pair(each, `at ${printCount(each.right.profile.positions)} positions, not ${printCount(each.left.profile.positions)}`),
    ),
    ...changes.removed.map(({ layer, copies }): Change => lone('removed', layer, copies, -copies * ofOne(layer))),
    ...changes.added.map(({ layer, copies }): Change => lone('added', layer, copies, copies * ofOne(layer))),
  ]);
}

const lone = (what: Change['what'], layer: ComparedLayer, copies: number, multiplications: number): Change => ({
  what,
  call: callOf(layer),
  how: '',
  copies,
  multiplications,
});

const callOf = ({ node }: ComparedLayer): string => shortNumbers(node.site.text);

/** Layers that are written alike and changed alike are one line. */
function together(changes: readonly Change[]): readonly Change[] {
  const lines = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.what} ${change.call} ${change.how}`;
    const known = lines.get(key);
    const copies = change.copies + (known?.copies ?? 0);
    lines.set(key, { ...change, copies, multiplications: change.multiplications + (known?.multiplications ?? 0) });
  }
  const order = ['changed', 'removed', 'added'];
  return [...lines.values()].sort(
    (a, b) => order.indexOf(a.what) - order.indexOf(b.what) || Math.abs(b.multiplications) - Math.abs(a.multiplications),
  );
}
