// Channels in groups that know nothing of each other: how an axis of features is taken apart and put together again.
import { axisOf, merge, rename, split, type Value } from '@trammel/program';
import { divideSizesExactly, present, printSize, type Axis, type Size } from '@trammel/tensor';
import type { Fault } from './fault.js';

/** An axis as the axis of groups and what is within a group. With one group there is no axis of groups, and only the name changes. */
export function splitGroups(value: Value, axis: string, groups: Axis, within: string): Value {
  if (groups.size === 1) return rename(value, { [axis]: within });
  return split(value, axis, [groups, { name: within, size: perGroup(axisOf(value, axis).size, groups.size) }]);
}

/** The reverse: group and what is within it as one axis. */
export function mergeGroups(value: Value, groups: Axis, within: string, into: string): Value {
  return groups.size === 1 ? rename(value, { [within]: into }) : merge(value, [groups.name, within], into);
}

/** How many of `size` channels are in one group; `checkGroups` comes first. */
export function perGroup(size: Size, groups: Size): Size {
  return present(divideSizesExactly(size, groups), () => 'groups divide the channels');
}

/** Whether the groups divide each of some numbers of channels, which `channels` names: `incoming`, `outgoing`. */
export function checkGroups(groups: Size, channels: Readonly<Record<string, Size>>): readonly Fault[] {
  const wrong = Object.entries(channels).find(([, size]) => divideSizesExactly(size, groups) === undefined);
  if (wrong === undefined) return [];
  const [which, size] = wrong;
  return [
    {
      code: 'not-divisible',
      at: { kind: 'argument', name: 'groups' },
      message: `${printSize(groups)} groups do not divide the ${printSize(size)} ${which} channels`,
    },
  ];
}
