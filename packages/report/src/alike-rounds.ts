// Rounds of a `for` that are written out though they are alike: as one, told how often, like the copies of a `repeat`.
import { totalsOf, type Analysis, type NodeCost } from '@trammel/analysis';
import type { Node, Tensor } from '@trammel/graph';
import { sameSize } from '@trammel/tensor';
import type { Layer, LayerGroup, LayerTree } from './layer-tree.js';
import { printField } from './receptive-field-text.js';
import type { Cell } from './table.js';

/** What rows tell that depends on where a layer stands. */
export interface Likeness {
  /** Whose receptive fields rows tell; undefined where they tell none. */
  readonly analysis: Analysis | undefined;
  /** What a row tells besides. */
  readonly toldOf: ((node: Node) => Cell) | undefined;
}

/** The tree with neighbouring rounds as one where their rows are alike. */
export function withAlikeRounds(trees: readonly LayerTree[], likeness: Likeness): readonly LayerTree[] {
  const seen = trees.map((tree) => (tree.kind === 'group' ? { ...tree, children: withAlikeRounds(tree.children, likeness) } : tree));
  const merged: LayerTree[] = [];
  for (let start = 0; start < seen.length;) {
    const first = seen[start];
    if (first === undefined) break;
    let end = start + 1;
    if (isRound(first)) for (let next = seen[end]; next !== undefined && isNextRound(first, next, likeness); next = seen[end]) end += 1;
    const rounds = seen.slice(start, end).filter(isRound);
    const last = rounds.at(-1);
    merged.push(isRound(first) && last !== undefined && last !== first ? asOne(rounds, first, last) : first);
    start = end;
  }
  return merged;
}

const isRound = (tree: LayerTree): tree is LayerGroup => tree.kind === 'group' && tree.frame.kind === 'for';

function isNextRound(first: LayerGroup, next: LayerTree, likeness: Likeness): boolean {
  return isRound(next) && next.frame.span === first.frame.span && areAlike(first.children, next.children, likeness);
}

function areAlike(a: readonly LayerTree[], b: readonly LayerTree[], likeness: Likeness): boolean {
  return a.length === b.length && a.every((tree, index) => isAlike(tree, b[index], likeness));
}

function isAlike(a: LayerTree, b: LayerTree | undefined, likeness: Likeness): boolean {
  switch (a.kind) {
    case 'layer':
      return b?.kind === 'layer' && isAlikeRow(a.row, b.row, likeness);
    case 'path':
      return b?.kind === 'path' && a.number === b.number && a.isIdentity === b.isIdentity && seeAlike(a.tensor, b.tensor, likeness);
    case 'group':
      return b?.kind === 'group' && isAlikeGroup(a, b) && areAlike(a.children, b.children, likeness);
  }
}

/** One site means one call, one type of the results, and but for weights that are shared the same counts forward. */
function isAlikeRow({ node: a, figures, copies }: NodeCost, { node: b, ...other }: NodeCost, likeness: Likeness): boolean {
  const [x, y] = [a.outputs[0], b.outputs[0]];
  if (a.site !== b.site || a.label !== b.label || !tellAlike(a, b, likeness)) return false;
  if (copies !== other.copies || !sameSize(figures.parameters, other.figures.parameters)) return false;
  return x === undefined || y === undefined || seeAlike(x, y, likeness);
}

const tellAlike = (a: Node, b: Node, { toldOf }: Likeness): boolean => toldOf === undefined || String(toldOf(a)) === String(toldOf(b));

function seeAlike(a: Tensor, b: Tensor, { analysis }: Likeness): boolean {
  if (analysis === undefined) return true;
  const [x, y] = [analysis.receptiveFields.get(a), analysis.receptiveFields.get(b)];
  return x === y || printField(x) === printField(y);
}

function isAlikeGroup(a: LayerGroup, b: LayerGroup): boolean {
  const [x, y] = [a.rounds, b.rounds];
  return (
    a.frame.name === b.frame.name &&
    a.frame.arguments === b.frame.arguments &&
    a.word === b.word &&
    x?.first === y?.first &&
    x?.last === y?.last &&
    x?.of === y?.of &&
    a.run?.count === b.run?.count
  );
}

/** The last round for all, since what follows reads it; with what all of them cost. */
function asOne(rounds: readonly LayerGroup[], first: LayerGroup, last: LayerGroup): LayerGroup {
  const children = last.children.map((child, index): LayerTree => {
    const alike = rounds.flatMap((round) => round.children[index] ?? []);
    const [one, ...others] = alike.flatMap((tree) => (tree.kind === 'group' ? [tree] : []));
    if (child.kind === 'group' && one !== undefined) return { ...asOne([one, ...others], one, child), run: child.run };
    return child.kind === 'layer' ? together(alike, child.row) : child;
  });
  const rows = children.flatMap(rowsOf);
  return { ...last, children, rows, last: rows.at(-1) ?? last.last, run: { first: first.frame, count: rounds.length } };
}

function together(trees: readonly LayerTree[], last: NodeCost): Layer {
  const layers = trees.flatMap((tree) => (tree.kind === 'layer' ? [tree] : []));
  const rows = layers.map(({ row }) => row);
  const row = { ...last, copies: rows.reduce((sum, { copies }) => sum + copies, 0), figures: totalsOf(rows) };
  return { kind: 'layer', row, nodes: layers.flatMap(({ nodes }) => nodes) };
}

function rowsOf(tree: LayerTree): readonly NodeCost[] {
  if (tree.kind === 'path') return [];
  return tree.kind === 'layer' ? [tree.row] : tree.rows;
}
