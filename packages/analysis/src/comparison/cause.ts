// A cause of the difference of two networks: parts of it, and what brings them about. Not how causes are found.
import type { Frame } from '@trammel/graph';
import type { Analysis } from '../analysis.js';
import type { LayerForm } from './layer-costs.js';
import type { CostDifference } from './layers.js';
import type { DifferencePart, Factor } from './parts.js';

/** What all causes have. */
interface Caused {
  /** What the right network has more by it: the sum of its parts. */
  readonly difference: CostDifference;
  readonly parts: readonly DifferencePart[];
}

/** A block of both, with the same arguments and costs, which one of them runs more often. */
export interface RepeatCause extends Caused {
  readonly kind: 'repeats';
  readonly block: Frame;
  readonly left: number;
  readonly right: number;
}

/** Layers of one position that cut the channels before larger windows, of which one network has many more. */
export interface BottleneckCause extends Caused {
  readonly kind: 'bottleneck';
  /** The network that has them. */
  readonly side: Side;
}

/** Windows that are smaller, or that read one channel or a group each, in the place of full ones. */
export interface WindowCause extends Caused {
  readonly kind: 'windows';
  /** The network that has the cheaper windows. */
  readonly side: Side;
  readonly cheaper: readonly LayerForm[];
  readonly dearer: readonly LayerForm[];
}

/** What follows the last map. */
export interface HeadCause extends Caused {
  readonly kind: 'head';
  /** How many numbers of a map with places its first layer reads, where it reads them all; by side. */
  readonly flattened: Readonly<Record<Side, number | undefined>>;
}

/** One factor of several layers; `width` is features and channels together. */
export interface FactorCause extends Caused {
  readonly kind: Factor | 'width';
}

/** What is too small to be told apart. */
export interface OtherCause extends Caused {
  readonly kind: 'others';
}

export type Side = 'left' | 'right';

export type Cause = RepeatCause | BottleneckCause | WindowCause | HeadCause | FactorCause | OtherCause;

/** What the parts are gathered from. */
export interface Gathering {
  readonly left: Analysis;
  readonly right: Analysis;
  readonly total: CostDifference;
  /** Of the network that has more. */
  readonly totals: CostDifference;
}

/** The sum of parts. */
export function sumOf(parts: readonly { readonly difference: CostDifference }[]): CostDifference {
  return {
    parameters: parts.reduce((sum, { difference }) => sum + difference.parameters, 0),
    multiplications: parts.reduce((sum, { difference }) => sum + difference.multiplications, 0),
  };
}

/**
 * The larger of its shares of both figures. Where the totals hardly differ, the share is of a part of the totals; and what is asked
 * for is the figure by which the networks differ most: parts of the other that cancel explain little.
 */
export function weightOf(difference: CostDifference, { total, totals }: Gathering): number {
  const share = (figure: keyof CostDifference): number => {
    const part = Math.abs(difference[figure]) / Math.max(Math.abs(total[figure]), leastWhole * totals[figure]);
    return Number.isNaN(part) ? 0 : part * (spreadOf(figure, { total, totals }) / widest);
  };
  const widest = Math.max(spreadOf('parameters', { total, totals }), spreadOf('multiplications', { total, totals }));
  return Math.max(share('parameters'), share('multiplications'));
}

const leastWhole = 0.1;

/** The logarithm of how many times as much the larger network has; hardly any difference is as good as a tenth. */
function spreadOf(figure: keyof CostDifference, { total, totals }: Pick<Gathering, 'total' | 'totals'>): number {
  const part = Math.abs(total[figure]) / totals[figure];
  return Math.log(1 / (1 - Math.min(Math.max(Number.isNaN(part) ? 0 : part, leastWhole), mostPart)));
}

/** What is a thousand times as much is as good as any more. */
const mostPart = 0.999;
