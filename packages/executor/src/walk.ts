// Two nested loops over all indices of an index map, with offsets on either side. Not what is done at each.
import { offsetsOf } from '@trammel/program';
import { type Access } from './access.js';
import { groupsOf, nowhere, nowhereBelow, type Group, type KnownIndexMap } from './index-map.js';

/** For each index an element of a plain tensor, and where the map leads; `nowhere` if it leads nowhere. */
export interface Walk {
  readonly outer: Offsets;
  readonly inner: Offsets;
}

interface Offsets {
  readonly plain: Int32Array;
  readonly mapped: Int32Array;
}

/** How many indices the inner loop may take in beyond those that must stay together. */
const innerLimit = 4096;

/** The plain tensor has the shape that is iterated over; the mapped one is addressed by the map. */
export function walkOf(map: KnownIndexMap, plain: Access): Walk {
  const groups = groupsOf(map);
  const last = groups.find(({ axes }) => axes.includes(lastAxis(groups)));
  const inner: Group[] = last === undefined ? [] : [last];
  const outer: Group[] = [];
  let length = last?.table.length ?? 1;
  for (const group of [...groups].reverse()) {
    if (group === last) continue;
    if (group.axes.length > 0 && length * group.table.length <= innerLimit) {
      inner.unshift(group);
      length *= group.table.length;
    } else {
      outer.unshift(group);
    }
  }
  return { outer: combined(outer, map, plain), inner: combined(inner, map, { ...plain, offset: 0 }) };
}

const lastAxis = (groups: readonly Group[]): number => Math.max(...groups.flatMap(({ axes }) => axes), -1);

function combined(groups: readonly Group[], { iterated, addressed }: KnownIndexMap, { strides, offset }: Access): Offsets {
  const axes = groups.flatMap((group) => group.axes);
  const plain = offsetsOf(
    axes.map((axis) => ({ size: iterated[axis] ?? 1, stride: strides[axis] ?? 0 })),
    offset,
  );
  const isOuter = groups.some((group) => group.axes.length === 0);
  let mapped = new Int32Array([isOuter ? addressed.offset : 0]);
  for (const { table } of groups) mapped = sums(mapped, table);
  return { plain, mapped };
}

function sums(left: Int32Array, right: Int32Array): Int32Array<ArrayBuffer> {
  const result = new Int32Array(left.length * right.length);
  let at = 0;
  for (const x of left) {
    for (const y of right) {
      result[at] = x < nowhereBelow || y < nowhereBelow ? nowhere : x + y;
      at += 1;
    }
  }
  return result;
}
