// The graph as boxes and wires with some of its folds open, before it is laid out: cheap enough for every keystroke.
import type { Analysis } from '@trammel/analysis';
import type { Span } from '@trammel/diagnostics';
import { drawnTree, wholeLevel, type Box, type DrawnBoxes, type IsOpen, type Wire } from '@trammel/page';
import { groupName, layerName, shownShape, type LayerGroup, type LayerTree } from '@trammel/report';
import { printShape } from '@trammel/tensor';
import { textPath, type Folding, type GraphBox, type GraphData, type Stretch } from './protocol.js';

/** Up to so many layers a network is drawn with all its blocks open. */
const mostLayersOpen = 16;

/** Boxes in the order of the source, those that are open before what is in them. */
export function graphData(analysis: Analysis, folding: Folding): GraphData {
  const { level, boxOf } = foldedGraph(analysis, folding);
  const all = (boxes: readonly Box[]): readonly GraphBox[] => boxes.flatMap((box) => [boxOf(box), ...all(box.children)]);
  return {
    boxes: all(level.boxes),
    wires: level.wires.map((wire) => ({ from: wire.from, to: wire.to, shape: wireShape(wire, analysis) })),
  };
}

/** The graph as a drawing begins with it. */
export interface FoldedGraph {
  readonly level: DrawnBoxes;
  readonly boxOf: (box: Box) => GraphBox;
  /** How many layers have the text that is searched for. */
  readonly found: number;
}

/** Opens and closes folds as asked, and those that hold what is searched for. */
export function foldedGraph(analysis: Analysis, { toggled, search }: Folding): FoldedGraph {
  const beginsOpen = analysis.cost.rows.length <= mostLayersOpen;
  const changed = new Set(toggled);
  const isSought = seeker(search);
  const isOpen: IsOpen = (id, group) => changed.has(id) !== beginsOpen || holdsFound(group, isSought);
  return {
    level: wholeLevel(analysis, drawnTree(analysis), isOpen),
    boxOf: (box) => graphBox(box, { analysis, isSought }),
    found: analysis.cost.rows.filter(({ node }) => isSought(nameOfLayer(node))).length,
  };
}

/** What stands on a wire. */
export function wireShape({ tensor }: Wire, analysis: Analysis): string {
  return printShape(shownShape(tensor, analysis));
}

type IsSought = (name: string) => boolean;

function seeker(search: string): IsSought {
  const words = search.trim().toLowerCase();
  return words === '' ? () => false : (name) => name.toLowerCase().includes(words);
}

const nameOfLayer = (node: Parameters<typeof layerName>[0]): string => [layerName(node)].flat()[0] ?? '';

function holdsFound({ children }: LayerGroup, isSought: IsSought): boolean {
  return children.some((child) => isFound(child, isSought) || (child.kind === 'group' && holdsFound(child, isSought)));
}

function isFound(tree: LayerTree, isSought: IsSought): boolean {
  if (tree.kind === 'path') return false;
  return isSought(tree.kind === 'layer' ? nameOfLayer(tree.row.node) : ([groupName(tree)].flat()[0] ?? ''));
}

function graphBox(box: Box, { analysis, isSought }: { readonly analysis: Analysis; readonly isSought: IsSought }): GraphBox {
  const { id, kind, name, detail, tree, children } = box;
  return {
    id,
    kind,
    isFold: tree?.kind === 'group',
    isOpen: children.length > 0,
    isFound: tree !== undefined && isFound(tree, isSought),
    name,
    detail,
    shape: shapeOf(tree, analysis),
    written: writtenOf(box),
  };
}

function shapeOf(tree: LayerTree | undefined, analysis: Analysis): string {
  if (tree === undefined || tree.kind === 'path') return '';
  const [output] = (tree.kind === 'layer' ? tree.row.node : tree.last.node).outputs;
  return output === undefined ? '' : printShape(shownShape(output, analysis));
}

/** The lines that a box stands for: a layer's own; a closed block's call, and then whatever is written in it. */
function writtenOf({ tree }: Box): readonly Stretch[] {
  if (tree === undefined || tree.kind === 'path') return [];
  const spans: readonly Span[] =
    tree.kind === 'layer' ? [tree.row.node.span] : [tree.frame.span, ...tree.rows.map(({ node }) => node.span)];
  const own = new Map(
    spans.filter(({ source }) => source.path === textPath).map(({ start, end }) => [`${start} ${end}`, { from: start, to: end }]),
  );
  return [...own.values()];
}
