// Two networks side by side: what differs in the totals, in which kinds of layers, and why as far as their structure tells.
import { approximateSize } from '@trammel/tensor';
import type { Analysis } from './analysis.js';
import { causesOf } from './comparison/causes.js';
import type { Cause } from './comparison/cause.js';
import { comparedKinds, type ComparedKind } from './comparison/kinds.js';
import { layerChanges, type LayerChanges } from './comparison/pairs.js';
import { dearestOf, layersOf, type CostDifference, type DearestLayer } from './comparison/layers.js';
import { figuresAt, type Figures } from './figures.js';

export type * from './comparison/cause.js';
export type { LayerForm } from './comparison/layer-costs.js';
export type { ComparedKind, KindCost } from './comparison/kinds.js';
export type { ComparedLayer, CostDifference, DearestLayer, Grouping } from './comparison/layers.js';
export type { LayerChanges, LayerPair, LoneLayer } from './comparison/pairs.js';
export type { DifferencePart, Factor, FactorSide } from './comparison/parts.js';
export type { LayerRole } from './comparison/roles.js';

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

export interface Comparison {
  readonly left: ComparedNetwork;
  readonly right: ComparedNetwork;
  /** Everything that has parameters or multiplies, by kind: the kinds sum to the totals. */
  readonly kinds: readonly ComparedKind[];
  /** Which layers are the same, changed, removed and added. */
  readonly changes: LayerChanges;
  /** What the right network has more than the left; NaN while a size is open. */
  readonly difference: CostDifference;
  /** Why: the largest cause first. Their differences sum to that of the totals. */
  readonly causes: readonly Cause[];
}

/** Compares the right network with the left, both at their own sizes. */
export function compare(left: Analysis, right: Analysis): Comparison {
  const sides = { left: networkOf(left), right: networkOf(right) };
  const kinds = comparedKinds(left, right);
  const difference = { parameters: gap(sides, 'parameters'), multiplications: gap(sides, 'multiplications') };
  return { ...sides, kinds, changes: layerChanges(left, right), difference, causes: causesOf(left, right, difference) };
}

function networkOf(analysis: Analysis): ComparedNetwork {
  const totals = figuresAt(analysis.cost.totals, analysis.sizes);
  return { analysis, totals, dearest: dearestOf(layersOf(analysis), approximateSize(totals.multiplications)) };
}

function gap({ left, right }: Pick<Comparison, 'left' | 'right'>, figure: TracedFigure): number {
  return approximateSize(right.totals[figure]) - approximateSize(left.totals[figure]);
}
