// Cost as a treemap: the area of each layer is its share, inside of the blocks that it stands in.
import { groupName, layerName, printCount, printShare, printShort, type LayerTree } from '@trammel/report';
import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy';
import { element, shortened, together, type Markup } from '../markup.js';
import { picture, type Plot } from './plot.js';

interface Tile {
  readonly name: string;
  readonly value: number;
  readonly children: readonly Tile[];
}

/** Tiles that are smaller than this part of the whole cannot be seen, and are drawn together. */
const leastShare = 0.001;
/** What is drawn together is one tile up to this part of what it stands in, and else several, each of neighbours. */
const mostTogether = 0.05;
/** Shares of the whole from which on a tile has the next deeper colour. */
const levelsFrom = [0.02, 0.05, 0.1, 0.2, 0.4];

/** `valueOf` is what the area shows, of any part of the tree. */
export function treemapChart(
  trees: readonly LayerTree[],
  { valueOf, title, unit }: { readonly valueOf: (tree: LayerTree) => number; readonly title: string; readonly unit: string },
  width: number,
): Markup {
  const plot: Plot = { width, height: Math.round(Math.min(420, Math.max(260, width * 0.42))), left: 0, right: 0, top: 0, bottom: 0 };
  const total = trees.reduce((sum, tree) => sum + valueOf(tree), 0);
  const root: Tile = { name: title, value: 0, children: tilesOf(trees, valueOf, leastShare * total) };
  const laid = treemap<Tile>()
    .tile(treemapSquarify)
    .size([plot.width, plot.height])
    .paddingInner(1)
    .paddingTop(({ depth, x1, x0 }) => (depth > 0 && x1 - x0 > 60 ? 16 : depth > 0 ? 2 : 0))
    .round(true)(
    hierarchy(root, ({ children }) => (children.length > 0 ? [...children] : null)).sum(({ value, children }) =>
      children.length > 0 ? 0 : value,
    ),
  );
  return picture(
    plot,
    title,
    laid
      .descendants()
      .slice(1)
      .map((tile) => tileMarkup(tile, total, unit)),
  );
}

function tilesOf(trees: readonly LayerTree[], valueOf: (tree: LayerTree) => number, least: number): readonly Tile[] {
  const shown = trees.flatMap((tree): readonly Tile[] => {
    const value = valueOf(tree);
    if (!(value >= least) || value === 0 || tree.kind === 'path') return [];
    if (tree.kind === 'layer') return [{ name: nameOfTree(tree), value, children: [] }];
    const children = tilesOf(tree.children, valueOf, least);
    return [{ name: nameOfTree(tree), value, children }];
  });
  const small = trees.filter((tree) => valueOf(tree) > 0 && !(valueOf(tree) >= least) && tree.kind !== 'path');
  const rest = small.reduce((sum, tree) => sum + valueOf(tree), 0);
  if (rest === 0) return shown;
  const whole = rest + shown.reduce((sum, { value }) => sum + value, 0);
  if (shown.length > 0 && rest < mostTogether * whole) return [...shown, { name: 'smaller ones', value: rest, children: [] }];
  return [...shown, ...neighbours(small, valueOf, rest * mostTogether)];
}

/** Small ones gathered in their order until they come to so much. */
function neighbours(trees: readonly LayerTree[], valueOf: (tree: LayerTree) => number, enough: number): readonly Tile[] {
  const runs: LayerTree[][] = [];
  let sum = Infinity;
  for (const tree of trees) {
    if (sum >= enough) {
      runs.push([]);
      sum = 0;
    }
    runs.at(-1)?.push(tree);
    sum += valueOf(tree);
  }
  return runs.map((run) => {
    const [first, last] = [run[0], run.at(-1)].map((tree) => (tree === undefined ? '' : nameOfTree(tree)));
    const name = run.length === 1 ? (first ?? '') : `${printCount(run.length)} from ${first ?? ''} to ${last ?? ''}`;
    return { name, value: run.reduce((total, tree) => total + valueOf(tree), 0), children: [] };
  });
}

const nameOfTree = (tree: LayerTree): string =>
  tree.kind === 'path' ? '' : nameOf(tree.kind === 'layer' ? layerName(tree.row.node) : groupName(tree));

const nameOf = (cell: string | readonly string[]): string => (typeof cell === 'string' ? cell : (cell[0] ?? ''));

function tileMarkup({ x0, x1, y0, y1, depth, data, value, children }: HierarchyRectangularNode<Tile>, total: number, unit: string): Markup {
  const [width, height] = [x1 - x0, y1 - y0];
  const isLeaf = children === undefined;
  const share = (value ?? 0) / total;
  const level = levelsFrom.filter((from) => share >= from).length;
  const columns = Math.floor((width - 8) / 6.2);
  const words = `${data.name}: ${printShort(value ?? 0)} ${unit} (${printShare(value ?? 0, total)})`;
  return element(
    'g',
    {},
    element('title', {}, shortened(words, 200)),
    element('rect', { class: isLeaf ? `tile s${level}` : `tile group d${depth % 2}`, x: x0, y: y0, width, height }),
    together([
      columns >= 4 && height >= 14
        ? element('text', { class: isLeaf ? `tile-name on${level}` : 'tile-name', x: x0 + 4, y: y0 + 12 }, shortened(data.name, columns))
        : undefined,
      isLeaf && columns >= 6 && height >= 30
        ? element('text', { class: `tile-share on${level}`, x: x0 + 4, y: y0 + 26 }, printShare(value ?? 0, total))
        : undefined,
    ]),
  );
}
