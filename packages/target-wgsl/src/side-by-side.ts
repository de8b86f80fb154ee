// Work that has nothing to do with each other in one kernel, where its rows are alike: the updates of the biases of two layers. Not fusion.
import type { Value } from '@trammel/program';
import { sameSize, type Shape } from '@trammel/tensor';
import { coneOf } from './cone.js';
import type { Group, Work } from './fusion.js';
import { bindingLimit, type Memory } from './materialize.js';
import { nominalCount } from './weight-of-work.js';

/** What reads more elements than this is not put off: they would stay in memory for longer. */
const mostPutOff = 1 << 16;

/** The work with fewer kernels: what comes first is done with what comes later. `placed` says which values are written over which tensors. */
export function sideBySide(original: readonly Work[], memory: Memory, placed: ReadonlyMap<Value, Value>): readonly Work[] {
  const work = [...original];
  for (let at = 0; at < work.length; at += 1) {
    const early = work[at];
    if (early?.kind !== 'group') continue;
    const leaves = leavesOf(early.group, memory);
    if (leaves.some(({ shape }) => nominalCount(shape) > mostPutOff)) continue;
    const position = work.findIndex(
      (late, other) =>
        other > at &&
        late.kind === 'group' &&
        haveLikeRows(early.group, late.group) &&
        fitTogether(early.group, late.group, memory, placed),
    );
    const late = work[position];
    if (late?.kind !== 'group' || !canWait(work.slice(at + 1, position + 1), { group: early.group, leaves }, memory, placed)) continue;
    const along = early.group.along.length > 0 ? early.group.along : late.group.along;
    const members = new Map([...early.group.members, ...late.group.members]);
    work[position] = { kind: 'group', group: { ...late.group, along, members } };
    work.splice(at, 1);
    at -= 1;
  }
  return work;
}

/** What runs along the rows must be alike too, unless one has nothing that does. */
function haveLikeRows(early: Group, late: Group): boolean {
  const isSame = (a: Shape, b: Shape): boolean => a.length === b.length && a.every(({ size }, axis) => sameSize(size, b[axis]?.size ?? 1));
  if (early.kind !== 'rows' || late.kind !== 'rows' || !isSame(early.rows, late.rows)) return false;
  return early.along.length === 0 || late.along.length === 0 || isSame(early.along, late.along);
}

function fitTogether(early: Group, late: Group, memory: Memory, placed: ReadonlyMap<Value, Value>): boolean {
  const tensors = new Set(
    [early, late].flatMap((group) => [...leavesOf(group, memory), ...[...group.members.keys()].map((value) => placed.get(value) ?? value)]),
  );
  return tensors.size <= bindingLimit;
}

/** Whether none of the work reads what the group makes or writes over what it reads; into recurrences is not looked. */
function canWait(
  work: readonly Work[],
  { group, leaves }: { readonly group: Group; readonly leaves: readonly Value[] },
  memory: Memory,
  placed: ReadonlyMap<Value, Value>,
): boolean {
  return work.every((item) => {
    if (item.kind === 'scan') return false;
    const values = item.kind === 'group' ? [...item.group.members.keys()] : [item.value];
    const overwritten = values.flatMap((value) => placed.get(value) ?? []);
    if (overwritten.some((tensor) => leaves.includes(tensor))) return false;
    return values.every((value) => coneOf(value, memory.isInMemory).leaves.every((leaf) => !group.members.has(leaf.value)));
  });
}

/** What the group reads of memory. */
function leavesOf({ members }: Group, { isInMemory }: Memory): readonly Value[] {
  return [...members.keys()].flatMap((member) =>
    coneOf(member, (value) => !members.has(value) && isInMemory(value)).leaves.map(({ value }) => value),
  );
}
