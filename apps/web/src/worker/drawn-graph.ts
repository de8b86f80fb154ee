// The drawing of the graph for the page: which folds are open, what is found in them, and where everything lies.
import type { Analysis } from '@trammel/analysis';
import {
  boxFacts,
  colourColumns,
  colourLegend,
  drawnTree,
  layOut,
  wholeLevel,
  type Box,
  type IsOpen,
  type LayoutEngine,
  type PlacedBox,
} from '@trammel/page';
import { groupName, layerName, shownShape, type LayerGroup, type LayerTree } from '@trammel/report';
import { printShape } from '@trammel/tensor';
import type { Span } from '@trammel/diagnostics';
import { textPath, type DrawnBox, type DrawnGraph, type Folding, type Stretch } from './protocol.js';

/** Up to so many layers a network is drawn with all its blocks open. */
const mostLayersOpen = 16;

/** Lays out the network with some of its folds open. */
export async function drawnGraph(analysis: Analysis, { toggled, search }: Folding, engine: LayoutEngine): Promise<DrawnGraph> {
  const beginsOpen = analysis.cost.rows.length <= mostLayersOpen;
  const changed = new Set(toggled);
  const isSought = seeker(search);
  const isOpen: IsOpen = (id, group) => changed.has(id) !== beginsOpen || holdsFound(group, isSought);
  const level = wholeLevel(analysis, drawnTree(analysis), isOpen);
  const labelOf = ({ tensor }: { readonly tensor: Parameters<typeof shownShape>[0] }): string => printShape(shownShape(tensor, analysis));
  const { width, height, boxes, wires } = await layOut(level, { labelOf, engine });
  const facts = boxFacts(analysis);
  return {
    width,
    height,
    boxes: boxes.map((placed) => drawnBox(placed, { analysis, facts, isSought })),
    wires: wires.map(({ corners, label }) => ({ corners, label })),
    found: analysis.cost.rows.filter(({ node }) => isSought(nameOfLayer(node))).length,
    legend: colourLegend,
    columns: colourColumns,
  };
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

interface Drawing {
  readonly analysis: Analysis;
  readonly facts: ReturnType<typeof boxFacts>;
  readonly isSought: IsSought;
}

function drawnBox({ box, x, y, width, height }: PlacedBox, { analysis, facts, isSought }: Drawing): DrawnBox {
  const { id, kind, name, detail, tree, children } = box;
  return {
    id,
    kind,
    isFold: tree?.kind === 'group',
    isOpen: children.length > 0,
    isFound: tree !== undefined && isFound(tree, isSought),
    name,
    detail,
    classes: tree === undefined || children.length > 0 ? '' : facts.classesOf(tree),
    words: tree === undefined ? '' : facts.wordsOf(tree),
    shape: shapeOf(tree, analysis),
    x,
    y,
    width,
    height,
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
