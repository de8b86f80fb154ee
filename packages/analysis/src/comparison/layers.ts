// The layers of a network that contract, as a comparison sees them: what they do, how often, at what cost.
import { operators } from '@trammel/operators';
import type { Node } from '@trammel/graph';
import { approximateSize, featureAxis, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';
import type { Analysis } from '../analysis.js';
import { contractionProfile, type ContractionProfile } from '../contraction-profile.js';

/** A layer that contracts; costs are of all its copies together. */
export interface ComparedLayer {
  readonly node: Node;
  /** The heading of the manual under which its operator stands. */
  readonly category: string;
  readonly profile: ContractionProfile;
  readonly grouping: Grouping;
  readonly copies: number;
  readonly parameters: number;
  readonly multiplications: number;
}

/** What the right network has more than the left. */
export interface CostDifference {
  readonly parameters: number;
  readonly multiplications: number;
}

/** Whether a window reads all channels, those of its group, or a single one. */
export type Grouping = 'full' | 'grouped' | 'depthwise';

/** The dearest layer of a network. */
export interface DearestLayer {
  readonly layer: ComparedLayer;
  /** Of one copy. */
  readonly multiplications: number;
  /** Of one copy in all multiplications of the network. */
  readonly share: number;
  /** How many layers and copies cost as much. */
  readonly count: number;
}

/** The layers that contract, in the order of the source. */
export function layersOf({ cost, sizes }: Analysis): readonly ComparedLayer[] {
  const profiles = new Map<unknown, ContractionProfile | undefined>();
  return cost.rows.flatMap(({ node, copies, figures }): readonly ComparedLayer[] => {
    if (!profiles.has(node.site)) profiles.set(node.site, contractionProfile(node.site, sizes));
    const profile = profiles.get(node.site);
    if (profile === undefined) return [];
    const [parameters, multiplications] = [numberAt(figures.parameters, sizes), numberAt(figures.multiplications, sizes)];
    return [{ node, category: categoryOf(node), profile, grouping: groupingOf(node, profile, sizes), copies, parameters, multiplications }];
  });
}

/** A count at these sizes; NaN while one is open. */
export function numberAt(size: Size, sizes: SymbolValues): number {
  return approximateSize(substituteSize(size, sizes));
}

/** The heading of the manual under which the layer's operator stands. */
export const categoryOf = ({ operator }: Node): string => operators[operator].category;

function groupingOf({ site }: Node, { window, contracted }: ContractionProfile, sizes: SymbolValues): Grouping {
  const [input] = site.inputs;
  const channels = input === undefined ? 1 : numberAt(featureAxis(input.shape)?.size ?? 1, sizes);
  if (window.length === 0 || !(contracted < channels)) return 'full';
  return contracted === 1 ? 'depthwise' : 'grouped';
}

/** The layer with the most multiplications in one copy. */
export function dearestOf(layers: readonly ComparedLayer[], total: number): DearestLayer | undefined {
  const ofOne = ({ multiplications, copies }: ComparedLayer): number => multiplications / copies;
  const dearest = layers.reduce<ComparedLayer | undefined>(
    (most, layer) => (most === undefined || ofOne(layer) > ofOne(most) ? layer : most),
    undefined,
  );
  if (dearest === undefined || !(ofOne(dearest) > 0) || Number.isNaN(total)) return undefined;
  const alike = layers.filter((layer) => ofOne(layer) === ofOne(dearest));
  const count = alike.reduce((sum, { copies }) => sum + copies, 0);
  return { layer: dearest, multiplications: ofOne(dearest), share: ofOne(dearest) / total, count };
}
