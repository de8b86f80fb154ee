// Parts of a level as boxes and wires: which box stands for which layer, and what goes from box to box. Not where things lie.
import type { Node, Tensor } from '@trammel/graph';
import { groupName, layerName, printCount, type LayerGroup, type LayerTree } from '@trammel/report';
import { nodesIn, withoutPaths, type Origins, type Part } from './parts.js';

/** Boxes and the wires between them. */
export interface DrawnBoxes {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/** A box: a layer, a group drawn closed or open, or a tensor that enters or leaves. */
export interface Box {
  readonly id: string;
  readonly kind: 'layer' | 'group' | 'end';
  readonly name: string;
  /** What else is written in it, such as its parameters. */
  readonly detail: string;
  /** What is coloured and asked for; undefined for an end. */
  readonly tree: LayerTree | undefined;
  /** What is drawn inside; empty for a box that is closed. */
  readonly children: readonly Box[];
}

/** A tensor on its way from one box to another. */
export interface Wire {
  readonly from: string;
  readonly to: string;
  readonly tensor: Tensor;
}

/** A tensor that enters or leaves a drawing. */
export interface End {
  readonly id: string;
  /** Empty for one that is just a dot. */
  readonly name: string;
  readonly tensor: Tensor;
}

/** What is drawn together. */
export interface DrawnParts {
  readonly parts: readonly Part[];
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

/** Groups with at most so many layers are drawn open. */
const mostOpenLayers = 24;

/** Whether a group is drawn open; `id` is that of its box, which says where it stands. */
export type IsOpen = (id: string, group: LayerGroup) => boolean;

const isSmall: IsOpen = (_, { rows }) => rows.length <= mostOpenLayers;

/** Groups open as asked, or the small ones; `folded` are those that are drawn closed. */
export function drawnLevel(
  { parts, inputs, outputs }: DrawnParts,
  origins: Origins,
  isOpen: IsOpen = isSmall,
): DrawnBoxes & { readonly folded: readonly LayerGroup[] } {
  const drawing: Drawing = { places: new Map(), orders: new Map(), folded: [], isOpen };
  const boxes = parts.map((part) => boxOf(part.tree, part.id, drawing));
  const sources = new Map(inputs.map(({ tensor, id }) => [tensor, id]));
  const sourceOf = (tensor: Tensor): string | undefined => {
    const maker = origins.makerOf(tensor);
    return (maker === undefined ? undefined : drawing.places.get(maker)) ?? sources.get(tensor);
  };
  const wires: Wire[] = [];
  const seen = new Set<string>();
  for (const node of parts.flatMap(({ tree }) => nodesIn(tree))) {
    for (const input of node.inputs) {
      const tensor = origins.sourceOf(input);
      const [from, to] = [sourceOf(tensor), drawing.places.get(node)];
      if (from === undefined || to === undefined || isBackward(from, to, drawing) || seen.has(`${from} ${to}`)) continue;
      seen.add(`${from} ${to}`);
      wires.push({ from, to, tensor });
    }
  }
  for (const { tensor, id } of outputs) {
    const from = sourceOf(tensor);
    if (from !== undefined) wires.push({ from, to: id, tensor });
  }
  const used = new Set(wires.flatMap((wire) => [wire.from, wire.to]));
  const endBoxes = [...inputs, ...outputs]
    .filter(({ id }) => used.has(id))
    .map(({ id, name }): Box => ({ id, kind: 'end', name, detail: '', tree: undefined, children: [] }));
  return { boxes: [...endBoxes, ...boxes], wires, folded: drawing.folded };
}

interface Drawing {
  /** In which box each layer is drawn. */
  readonly places: Map<Node, string>;
  /** In which order boxes of layers stand in the source. */
  readonly orders: Map<string, number>;
  /** Groups that are drawn closed. */
  readonly folded: LayerGroup[];
  readonly isOpen: IsOpen;
}

/** Rounds that are alike are one: what goes from one to the next would go back. */
function isBackward(from: string, to: string, { orders }: Drawing): boolean {
  const [first, second] = [orders.get(from), orders.get(to)];
  return first !== undefined && second !== undefined && first >= second;
}

function boxOf(tree: LayerTree, id: string, drawing: Drawing): Box {
  const own = { id, name: nameOf(tree), detail: detailOf(tree), tree };
  if (tree.kind === 'group' && drawing.isOpen(id, tree)) {
    const inside = withoutPaths(tree.children);
    return { ...own, kind: 'group', children: inside.map((child, index) => boxOf(child.tree, `${id}.${index}`, drawing)) };
  }
  drawing.orders.set(id, drawing.orders.size);
  for (const node of nodesIn(tree)) drawing.places.set(node, id);
  if (tree.kind !== 'group') return { ...own, kind: 'layer', children: [] };
  drawing.folded.push(tree);
  return { ...own, kind: 'group', children: [] };
}

/** As the source could write it. */
function nameOf(tree: LayerTree): string {
  if (tree.kind === 'path') return `path ${tree.number}`;
  return [tree.kind === 'layer' ? layerName(tree.row.node) : groupName(tree)].flat()[0] ?? '';
}

function detailOf(tree: LayerTree): string {
  if (tree.kind !== 'layer') return '';
  const { parameters } = tree.row.figures;
  return parameters === 0 ? '' : `${printCount(parameters)} parameters`;
}
