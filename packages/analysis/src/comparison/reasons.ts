// Why two networks differ: blocks that run more often, layers that read other channels, or that work at other positions.
import type { Analysis } from '../analysis.js';
import { layersOf, type ComparedLayer, type CostDifference } from './layers.js';
import type { LayerChanges, LayerPair } from './pairs.js';
import { reducersBefore } from './reducers.js';
import { repeatedBlocks, type RepeatReason } from './repeated-blocks.js';

/** Layers alike in operator, window, features and positions, which read other channels. */
export interface ChannelReason {
  readonly kind: 'channels';
  readonly difference: CostDifference;
  readonly from: number;
  readonly to: number;
  readonly pairs: readonly LayerPair[];
  /** Layers that only the right network has, and that cut the channels which the right layers read; none unless they do so for each. */
  readonly reducers: readonly ComparedLayer[];
}

/** Layers with the same weights, which work at more or fewer positions: most of both networks. */
export interface PositionReason {
  readonly kind: 'positions';
  readonly difference: CostDifference;
  readonly pairs: readonly LayerPair[];
}

export type Reason = ChannelReason | PositionReason | RepeatReason;

/** A reason is worth telling where it makes up this much of a difference. */
const leastShare = 0.25;
const mostReasons = 3;

/** The reasons that matter for the difference in the totals, the largest part first. */
export function reasonsFor(left: Analysis, right: Analysis, changes: LayerChanges, total: CostDifference): readonly Reason[] {
  const { channels, positions } = changes;
  const onlyRight = changes.added.map(({ layer }) => layer);
  const found: readonly Reason[] = [
    ...repeatedBlocks(left, right),
    ...channelReasons(channels, onlyRight, right),
    ...positionReasons(positions, left, right),
  ];
  const weight = ({ difference }: Reason): number =>
    Math.max(shareOf(difference.parameters, total.parameters), shareOf(difference.multiplications, total.multiplications));
  return found
    .filter((reason) => weight(reason) >= leastShare)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, mostReasons);
}

const shareOf = (part: number, whole: number): number => (whole === 0 || Number.isNaN(part / whole) ? 0 : part / whole);

/** One reason for all layers that go from the same channels to the same channels. */
function channelReasons(pairs: readonly LayerPair[], onlyRight: readonly ComparedLayer[], right: Analysis): readonly ChannelReason[] {
  const groups = new Map<string, LayerPair[]>();
  for (const pair of pairs) {
    const key = `${pair.left.profile.contracted} ${pair.right.profile.contracted}`;
    groups.set(key, [...(groups.get(key) ?? []), pair]);
  }
  return [...groups.values()].flatMap((group): readonly ChannelReason[] => {
    const [first] = group;
    if (first === undefined) return [];
    const [from, to] = [first.left.profile.contracted, first.right.profile.contracted];
    const before = to < from ? group.map((pair) => reducersBefore(pair.right, onlyRight, right)) : [];
    const reducers = before.every((found) => found.length > 0) ? [...new Set(before.flat())] : [];
    return [{ kind: 'channels', from, to, pairs: group, reducers, difference: differenceOf(group) }];
  });
}

/** Networks that share a few layers by chance are not the same network at another size. */
function positionReasons(pairs: readonly LayerPair[], left: Analysis, right: Analysis): readonly PositionReason[] {
  const paired = pairs.reduce((sum, { copies }) => sum + copies, 0);
  const all = [left, right].map((side) => layersOf(side).reduce((sum, { copies }) => sum + copies, 0));
  return paired < Math.max(...all) / 2 || paired === 0 ? [] : [{ kind: 'positions', pairs, difference: differenceOf(pairs) }];
}

function differenceOf(pairs: readonly LayerPair[]): CostDifference {
  const gap = (figure: 'parameters' | 'multiplications'): number =>
    pairs.reduce((sum, { left, right, copies }) => sum + copies * (right[figure] / right.copies - left[figure] / left.copies), 0);
  return { parameters: gap('parameters'), multiplications: gap('multiplications') };
}
