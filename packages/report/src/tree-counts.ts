// What the layers of a tree cost at the sizes of the analysis: sums of groups are exactly those of their layers. Not how they are shown.
import { noFigures, type Analysis, type Figures } from '@trammel/analysis';
import { addSizes, substituteSize, type Size } from '@trammel/tensor';
import type { LayerGroup, LayerTree } from './layer-tree.js';

/** The figures that tables of layers show. */
export type TreeCounts = Pick<Figures, 'parameters' | 'macs' | 'multiplications' | 'additions' | 'activations' | 'activationBytes'>;

/** Of the whole network. */
export function totalCounts({ cost, sizes }: Analysis): TreeCounts {
  return mapCounts(cost.totals, (count) => substituteSize(count, sizes));
}

/** Of each tree of the network's layers; what is asked for again is not summed again. */
export function treeCounts(analysis: Analysis): (tree: LayerTree) => TreeCounts {
  const summing: Summing = { analysis, known: new Map(), sums: new Map() };
  return (tree) => sumOf(tree, summing);
}

interface Summing {
  readonly analysis: Analysis;
  /** Counts at the sizes of the analysis: a deep network has few different ones. */
  readonly known: Map<Figures, TreeCounts>;
  readonly sums: Map<LayerGroup, TreeCounts>;
}

function mapCounts(counts: TreeCounts, change: (count: Size, key: keyof TreeCounts) => Size): TreeCounts {
  return {
    parameters: change(counts.parameters, 'parameters'),
    macs: change(counts.macs, 'macs'),
    multiplications: change(counts.multiplications, 'multiplications'),
    additions: change(counts.additions, 'additions'),
    activations: change(counts.activations, 'activations'),
    activationBytes: change(counts.activationBytes, 'activationBytes'),
  };
}

/** Counts of a layer at the sizes of the analysis. */
function countsOf(figures: Figures, { known, analysis }: Summing): TreeCounts {
  const counts = known.get(figures) ?? mapCounts(figures, (count) => substituteSize(count, analysis.sizes));
  known.set(figures, counts);
  return counts;
}

/** The sum of a group, from the sums of the groups in it. */
function sumOf(tree: LayerTree, summing: Summing): TreeCounts {
  if (tree.kind === 'path') return noFigures;
  if (tree.kind === 'layer') return countsOf(tree.row.figures, summing);
  const known = summing.sums.get(tree);
  if (known !== undefined) return known;
  let sum: TreeCounts = noFigures;
  for (const child of tree.children) {
    const counts = sumOf(child, summing);
    sum = mapCounts(sum, (count, key) => addSizes(count, counts[key]));
  }
  summing.sums.set(tree, sum);
  return sum;
}
