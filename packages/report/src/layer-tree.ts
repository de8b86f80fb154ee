// The nodes of a network as a tree of blocks, rounds, repeats and paths. Sums are made by those who show them.
import type { Analysis, NodeCost } from '@trammel/analysis';
import { spanText } from '@trammel/diagnostics';
import type { Frame, Node, Region, Tensor } from '@trammel/graph';

/** A group of layers, a single one, or a path without any. */
export type LayerTree = LayerGroup | Layer | EmptyPath;

export interface Layer {
  readonly kind: 'layer';
  readonly row: NodeCost;
  /** Every node that it stands for: the row's own, and before it those of rounds that are alike. */
  readonly nodes: readonly Node[];
}

/** A path of a combiner that has no layers of its own. */
export interface EmptyPath {
  readonly kind: 'path';
  readonly number: number;
  readonly tensor: Tensor;
  /** Whether it hands on what comes in. */
  readonly isIdentity: boolean;
}

export interface LayerGroup {
  readonly kind: 'group';
  readonly frame: Frame;
  /** The word that the source has for a combiner with a single path, where that is not the operator's name: `residual`. */
  readonly word: string | undefined;
  /** Which rounds of a repeat it stands for; undefined outside of one. */
  readonly rounds: Rounds | undefined;
  /** Where it stands for several rounds of a `for` that are alike, of which it is the last: the first, and how many. */
  readonly run: { readonly first: Frame; readonly count: number } | undefined;
  readonly children: readonly LayerTree[];
  /** The layers in it, at all depths. */
  readonly rows: readonly NodeCost[];
  /** The last layer in it, whose output is that of the group. */
  readonly last: NodeCost;
}

/** Counted from 1; rounds that are alike are one group. */
export interface Rounds {
  readonly first: number;
  readonly last: number;
  readonly of: number;
}

/** The tree below the network itself. */
export function layerTree({ cost, graph }: Analysis): readonly LayerTree[] {
  const counts = new Map<string, number>();
  countRepeats(graph.body, counts);
  return grouped(
    cost.rows.map((row) => ({ row, frames: outerFrames(row.node.frame) })),
    0,
    counts,
  );
}

/** How often each folded repeat runs, by its id, which is that of its frame. */
function countRepeats({ items }: Region, counts: Map<string, number>): void {
  for (const item of items) {
    if (item.kind === 'node') continue;
    counts.set(item.id, item.count);
    countRepeats(item.body, counts);
  }
}

interface Placed {
  readonly row: NodeCost;
  /** The frames around the node, outermost first, without the network's own. */
  readonly frames: readonly Frame[];
}

function outerFrames(frame: Frame): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = frame; at.parent !== undefined; at = at.parent) frames.push(at);
  return frames.reverse();
}

function grouped(placed: readonly Placed[], depth: number, counts: ReadonlyMap<string, number>): readonly LayerTree[] {
  const trees: LayerTree[] = [];
  for (let start = 0; start < placed.length;) {
    const first = placed[start];
    if (first === undefined) break;
    const frame = first.frames[depth];
    let end = start + 1;
    if (frame === undefined) {
      trees.push({ kind: 'layer', row: first.row, nodes: [first.row.node] });
    } else {
      while (placed[end]?.frames[depth] === frame) end += 1;
      const inside = placed.slice(start, end);
      const rows = inside.map(({ row }) => row);
      const children = grouped(inside, depth + 1, counts);
      trees.push({
        kind: 'group',
        frame,
        rows,
        children,
        last: rows.at(-1) ?? first.row,
        word: undefined,
        rounds: undefined,
        run: undefined,
      });
    }
    start = end;
  }
  return withRounds(withCombiners(trees), counts).map(withoutWrapper);
}

/** Numbers the rounds of each repeat: neighbours that come from the same statement. */
function withRounds(trees: readonly LayerTree[], counts: ReadonlyMap<string, number>): readonly LayerTree[] {
  const numbered: LayerTree[] = [];
  for (let start = 0; start < trees.length;) {
    const first = trees[start];
    const rounds = first === undefined || !isRound(first) ? [] : roundsFrom(trees, start, first);
    const times = rounds.map(({ frame }) => counts.get(frame.id) ?? 1);
    const of = times.reduce((total, count) => total + count, 0);
    let done = 0;
    for (const [index, round] of rounds.entries()) {
      const last = done + (times[index] ?? 1);
      numbered.push({ ...round, rounds: { first: done + 1, last, of } });
      done = last;
    }
    if (first !== undefined && rounds.length === 0) numbered.push(first);
    start += Math.max(1, rounds.length);
  }
  return numbered;
}

const isRound = (tree: LayerTree): tree is LayerGroup => tree.kind === 'group' && tree.frame.kind === 'repeat';

function roundsFrom(trees: readonly LayerTree[], start: number, { frame }: LayerGroup): readonly LayerGroup[] {
  const rounds: LayerGroup[] = [];
  for (let at = start; at < trees.length; at += 1) {
    const tree = trees[at];
    if (tree === undefined || !isRound(tree) || tree.frame.span !== frame.span) break;
    rounds.push(tree);
  }
  return rounds;
}

function takeWhile<T>(list: readonly T[], holds: (item: T) => boolean): readonly T[] {
  const end = list.findIndex((item) => !holds(item));
  return end < 0 ? list : list.slice(0, end);
}

/** A repeat of a single block is that block, told how often. */
function withoutWrapper(tree: LayerTree): LayerTree {
  if (!isRound(tree)) return tree;
  const [only, ...others] = tree.children;
  if (only?.kind !== 'group' || others.length > 0 || only.rounds !== undefined || only.frame.kind !== 'block') return tree;
  return { ...only, rounds: tree.rounds };
}

/** Paths with the node that combines them: empty ones are told, and a single one is a group under the source's own word. */
function withCombiners(trees: readonly LayerTree[]): readonly LayerTree[] {
  const combined: LayerTree[] = [];
  for (const tree of trees) {
    const paths = tree.kind === 'layer' ? pathsOf(tree, combined) : [];
    const [only] = paths;
    if (tree.kind !== 'layer' || only === undefined) {
      combined.push(tree);
      continue;
    }
    combined.splice(combined.length - paths.length, paths.length);
    const word = /^\w+/.exec(spanText(tree.row.node.span))?.[0];
    if (paths.length === 1 && word !== tree.row.node.operator) {
      combined.push({ ...only, word, children: [...only.children, tree], rows: [...only.rows, tree.row], last: tree.row });
    } else {
      combined.push(...withEmptyPaths(paths, tree), tree);
    }
  }
  return combined;
}

/** The groups right before a node that are its paths. */
function pathsOf({ row }: Layer, before: readonly LayerTree[]): readonly LayerGroup[] {
  const isPath = (tree: LayerTree): tree is LayerGroup =>
    tree.kind === 'group' && tree.frame.kind === 'path' && tree.frame.id.replace(/\.\d+$/, '') === row.node.id;
  return takeWhile([...before].reverse(), isPath)
    .filter(isPath)
    .reverse();
}

const numberOfPath = ({ frame }: LayerGroup): number => Number(/\d+$/.exec(frame.id)?.[0]);

/** The combiner's inputs are its paths in their order; those of which no layer was seen have none. */
function withEmptyPaths(paths: readonly LayerGroup[], { row }: Layer): readonly LayerTree[] {
  const { inputs } = row.node;
  if (Math.max(...paths.map(numberOfPath)) > inputs.length) return paths;
  const entering = new Set(paths.flatMap(({ rows }) => rows.slice(0, 1).flatMap(({ node }) => node.inputs)));
  return inputs.map(
    (tensor, index) =>
      paths.find((path) => numberOfPath(path) === index + 1) ?? {
        kind: 'path',
        number: index + 1,
        tensor,
        isIdentity: entering.has(tensor),
      },
  );
}
