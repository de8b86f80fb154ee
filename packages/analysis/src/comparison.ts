// Two networks side by side: what differs in the totals, in which kinds of layers, and why as far as their structure tells.
import { approximateSize } from '@trammel/tensor';
import type { Analysis } from './analysis.js';
import { reasonsFor, type Reason } from './comparison/reasons.js';
import { comparedKinds, type ComparedKind } from './comparison/kinds.js';
import { layerChanges, type LayerChanges } from './comparison/pairs.js';
import { dearestOf, layersOf, type DearestLayer } from './comparison/layers.js';
import { figuresAt, type Figures } from './figures.js';

export type { ComparedKind, KindCost } from './comparison/kinds.js';
export type { ComparedLayer, CostDifference, DearestLayer } from './comparison/layers.js';
export type { LayerChanges, LayerPair, LoneLayer } from './comparison/pairs.js';
export type { ChannelReason, PositionReason, Reason } from './comparison/reasons.js';
export type { RepeatReason } from './comparison/repeated-blocks.js';

/** One side of the comparison. */
export interface ComparedNetwork {
  readonly analysis: Analysis;
  readonly totals: Figures;
  /** The layer whose single copy takes the most multiplications. */
  readonly dearest: DearestLayer | undefined;
}

/** The figures whose difference is traced to its sources. */
export const tracedFigures = ['parameters', 'multiplications'] as const;
export type TracedFigure = (typeof tracedFigures)[number];

/** Where a figure differs. */
export interface FigureDifference {
  readonly figure: TracedFigure;
  /** What the right network has more than the left; NaN while a size is open. */
  readonly difference: number;
  /** The kinds of layers that most of it lies in, the largest part first. */
  readonly kinds: readonly ComparedKind[];
  /** Whether the reasons account for it already. */
  readonly isExplained: boolean;
}

export interface Comparison {
  readonly left: ComparedNetwork;
  readonly right: ComparedNetwork;
  /** Everything that has parameters or multiplies, by kind: the kinds sum to the totals. */
  readonly kinds: readonly ComparedKind[];
  /** Which layers are the same, changed, removed and added. */
  readonly changes: LayerChanges;
  /** What accounts for a good part of the difference, the largest part first. */
  readonly reasons: readonly Reason[];
  readonly differences: readonly FigureDifference[];
}

/** Compares the right network with the left, both at their own sizes. */
export function compare(left: Analysis, right: Analysis): Comparison {
  const sides = { left: networkOf(left), right: networkOf(right) };
  const kinds = comparedKinds(left, right);
  const total = { parameters: gap(sides, 'parameters'), multiplications: gap(sides, 'multiplications') };
  const changes = layerChanges(left, right);
  const reasons = reasonsFor(left, right, changes, total);
  const differences = tracedFigures.map((figure): FigureDifference => {
    const difference = total[figure];
    const explained = reasons.reduce((sum, reason) => sum + reason.difference[figure], 0);
    return { figure, difference, kinds: mainKinds(kinds, figure, difference), isExplained: share(explained, difference) >= enough };
  });
  return { ...sides, kinds, changes, reasons, differences };
}

/** How much of a difference must be accounted for. */
const enough = 0.8;
const mostKinds = 2;

function networkOf(analysis: Analysis): ComparedNetwork {
  const totals = figuresAt(analysis.cost.totals, analysis.sizes);
  return { analysis, totals, dearest: dearestOf(layersOf(analysis), approximateSize(totals.multiplications)) };
}

function gap({ left, right }: Pick<Comparison, 'left' | 'right'>, figure: TracedFigure): number {
  return approximateSize(right.totals[figure]) - approximateSize(left.totals[figure]);
}

/** The part of a whole, negative where it goes the other way; 0 where there is no whole. */
const share = (part: number, whole: number): number => (whole === 0 || Number.isNaN(whole) ? 0 : part / whole);

function mainKinds(kinds: readonly ComparedKind[], figure: TracedFigure, difference: number): readonly ComparedKind[] {
  const shareOf = ({ left, right }: ComparedKind): number => share(right[figure] - left[figure], difference);
  const main: ComparedKind[] = [];
  let told = 0;
  for (const kind of [...kinds].sort((a, b) => shareOf(b) - shareOf(a))) {
    if (told >= enough || main.length === mostKinds || shareOf(kind) <= 0) break;
    main.push(kind);
    told += shareOf(kind);
  }
  return main;
}
