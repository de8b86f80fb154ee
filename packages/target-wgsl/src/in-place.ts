// Which new values of parameters and states are written straight over the old ones. Not copies.
import type { Value } from '@trammel/program';
import { sameShape } from '@trammel/tensor';
import { coneOf } from './cone.js';
import type { Group, Work } from './fusion.js';
import type { Memory } from './materialize.js';

/** By value the argument in whose memory it is written: nothing reads that later, nor elsewhere than at the element that is replaced. */
export function inPlace(work: readonly Work[], memory: Memory, replaced: ReadonlyMap<Value, Value>): ReadonlyMap<Value, Value> {
  const placed = new Map<Value, Value>();
  const last = lastReaders(work, memory);
  for (const [value, target] of replaced) {
    const position = work.findIndex((item) => item.kind === 'group' && item.group.members.has(value));
    const item = work[position];
    if (item?.kind !== 'group' || (last.get(target) ?? -1) > position || !sameShape(value.shape, target.shape)) continue;
    if (![...placed.values()].includes(target) && readsInStep(item.group, memory, { value, target })) placed.set(value, target);
  }
  return placed;
}

/** Where in the work each tensor is read for the last time. */
function lastReaders(work: readonly Work[], memory: Memory): ReadonlyMap<Value, number> {
  const last = new Map<Value, number>();
  for (const [position, item] of work.entries()) {
    if (item.kind === 'scan') {
      const { states, sequences, captured } = item.recurrence;
      for (const source of [...states.map(({ initial }) => initial), ...[...sequences, ...captured].map((part) => part.source)])
        last.set(source, position);
      continue;
    }
    for (const value of item.kind === 'group' ? item.group.members.keys() : [item.value]) {
      for (const leaf of coneOf(value, memory.isInMemory).leaves) last.set(leaf.value, position);
    }
  }
  return last;
}

/** Whether the group reads the target only where it writes the value. */
function readsInStep(
  { members }: Group,
  { isInMemory }: Memory,
  { value, target }: { readonly value: Value; readonly target: Value },
): boolean {
  const own = members.get(value) ?? [];
  const isLeaf = (part: Value): boolean => !members.has(part) && isInMemory(part);
  return [...members].every(([member, positions]) =>
    coneOf(member, isLeaf)
      .leaves.filter((leaf) => leaf.value === target)
      .every(({ axes }) => axes.every((axis, at) => target.shape[at]?.size === 1 || (axis !== undefined && positions[axis] === own[at]))),
  );
}
