// The nodes of a network as a tree of blocks, rounds and repeats. Sums are made by those who show them.
import type { Frame } from '@trammel/graph';
import type { Analysis, NodeCost } from '@trammel/analysis';

/** A group of layers, or a single one. */
export type LayerTree = LayerGroup | { readonly kind: 'layer'; readonly row: NodeCost };

export interface LayerGroup {
  readonly kind: 'group';
  readonly frame: Frame;
  /** How often a folded repeat runs it. */
  readonly copies: number;
  readonly children: readonly LayerTree[];
  /** The layers in it, at all depths. */
  readonly rows: readonly NodeCost[];
  /** The last layer in it, whose output is that of the group. */
  readonly last: NodeCost;
}

/** The tree below the network itself. */
export function layerTree({ cost }: Analysis): readonly LayerTree[] {
  return grouped(
    cost.rows.map((row) => ({ row, frames: outerFrames(row.node.frame) })),
    0,
  );
}

interface Placed {
  readonly row: NodeCost;
  /** The frames around the node, outermost first, without the network's own. */
  readonly frames: readonly Frame[];
}

function outerFrames(frame: Frame): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at: Frame | undefined = frame; at?.parent !== undefined; at = at.parent) frames.push(at);
  return frames.reverse();
}

function grouped(placed: readonly Placed[], depth: number): readonly LayerTree[] {
  const trees: LayerTree[] = [];
  for (let start = 0; start < placed.length;) {
    const first = placed[start];
    if (first === undefined) break;
    const frame = first.frames[depth];
    let end = start + 1;
    if (frame === undefined) {
      trees.push({ kind: 'layer', row: first.row });
    } else {
      while (placed[end]?.frames[depth] === frame) end += 1;
      trees.push(group(frame, placed.slice(start, end), { first, depth }));
    }
    start = end;
  }
  return trees;
}

function group(frame: Frame, inside: readonly Placed[], at: { readonly first: Placed; readonly depth: number }): LayerGroup {
  return {
    kind: 'group',
    frame,
    rows: inside.map(({ row }) => row),
    copies: at.first.row.copies,
    children: grouped(inside, at.depth + 1),
    last: inside.at(-1)?.row ?? at.first.row,
  };
}
