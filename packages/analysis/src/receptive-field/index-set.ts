// Sets of elements of one tensor as unions of boxes, each a product of index sets. Not the maps between tensors.
import { elementAt } from './element-at.js';
import { contains, countOf, covers, emptySet, hull, isEmpty, keyOf, runsOf, singleton, union, type IntegerSet } from './integer-set.js';

/** A product of index sets, one for each axis in the order of the shape; of a scalar it is the one element. */
export type Box = readonly IntegerSet[];

/** A union of boxes, which may overlap; no box is empty. */
export interface IndexSet {
  readonly boxes: readonly Box[];
  /** False where elements may have been added that do not belong, because the exact set has too many boxes to follow. */
  readonly isExact: boolean;
}

/** No element. */
export const noElements: IndexSet = { boxes: [], isExact: true };

/** How many boxes are followed before they are replaced by the box around them. */
const boxLimit = 1 << 15;

/** Up to how many boxes each is compared with each. */
const pairLimit = 512;

/** The single element at that index. */
export function elementSet(index: readonly number[]): IndexSet {
  return indexSet([index.map(singleton)]);
}

/** The union of these boxes; boxes that hold nothing are dropped. */
export function indexSet(boxes: readonly Box[], { isExact }: Pick<IndexSet, 'isExact'> = { isExact: true }): IndexSet {
  const merged = mergeBoxes(boxes.filter((box) => !box.some(isEmpty)));
  return merged.length <= boxLimit ? { boxes: merged, isExact } : { boxes: [boxAround(merged)], isExact: false };
}

/** The union of several sets of elements of the same tensor. */
export function unionOfIndexSets(sets: readonly IndexSet[]): IndexSet {
  const filled = sets.filter((set) => set.boxes.length > 0 || !set.isExact);
  const [first, ...others] = filled;
  if (first === undefined) return noElements;
  if (others.length === 0) return first;
  return indexSet(
    filled.flatMap((set) => set.boxes),
    { isExact: filled.every((set) => set.isExact) },
  );
}

/** The set made of what `each` makes of every box. */
export function mapBoxes(set: IndexSet, each: (box: Box) => IndexSet): IndexSet {
  const [only] = set.boxes;
  if (only !== undefined && set.boxes.length === 1) {
    const image = each(only);
    return set.isExact ? image : { boxes: image.boxes, isExact: false };
  }
  const images = set.boxes.map(each);
  return indexSet(
    images.flatMap((image) => image.boxes),
    { isExact: set.isExact && images.every((image) => image.isExact) },
  );
}

export function hasElement(set: IndexSet, index: readonly number[]): boolean {
  return set.boxes.some((box) => box.every((along, axis) => contains(along, elementAt(index, axis))));
}

/** The indices along one axis that some element of the set has. */
export function projection(set: IndexSet, axis: number): IntegerSet {
  return set.boxes.reduce((all, box) => union(all, elementAt(box, axis)), emptySet);
}

/** How many elements the set has. */
export function elementCountOf(set: IndexSet): number {
  return countFrom(set.boxes, 0);
}

/** Whether two sets are the same union of boxes. Sets that are equal may be told apart, but not the other way round. */
export function sameIndexSet(a: IndexSet, b: IndexSet): boolean {
  if (a === b) return true;
  if (a.boxes.length !== b.boxes.length || a.isExact !== b.isExact) return false;
  const keys = new Set(a.boxes.map(boxKey));
  return b.boxes.every((box) => keys.has(boxKey(box)));
}

/** Elements of the boxes, counted along this axis and the later ones: indices with the same boxes behind them count alike. */
function countFrom(boxes: readonly Box[], axis: number): number {
  const [first, ...others] = boxes;
  if (first === undefined) return 0;
  if (axis === first.length) return 1;
  if (others.length === 0) return first.slice(axis).reduce((product, along) => product * countOf(along), 1);
  const borders = new Set(boxes.flatMap((box) => runsOf(elementAt(box, axis)).flatMap(([from, to]) => [from, to + 1])));
  const sorted = [...borders].sort((a, b) => a - b);
  return sorted.slice(1).reduce((total, end, at) => {
    const from = elementAt(sorted, at);
    const active = boxes.filter((box) => contains(elementAt(box, axis), from));
    return total + (end - from) * countFrom(active, axis + 1);
  }, 0);
}

function boxKey(box: Box): string {
  return box.map(keyOf).join('|');
}

function boxAround(boxes: readonly Box[]): Box {
  const [first = []] = boxes;
  return first.map((_, axis) => hull(projection({ boxes, isExact: true }, axis)));
}

/** Fewer boxes for the same elements: boxes within others go, boxes that differ along one axis only become one. */
function mergeBoxes(boxes: readonly Box[]): readonly Box[] {
  let merged = boxes;
  for (let before = merged.length + 1; merged.length > 1 && merged.length < before;) {
    before = merged.length;
    merged = withoutCovered(merged);
    for (let axis = 0; axis < elementAt(boxes, 0).length; axis += 1) merged = mergedAlong(merged, axis);
    if (elementAt(boxes, 0).length === 0) merged = merged.slice(0, 1);
  }
  return merged;
}

function mergedAlong(boxes: readonly Box[], axis: number): readonly Box[] {
  if (boxes.length === 1) return boxes;
  const groups = new Map<string, Box>();
  for (const box of boxes) {
    const key = box.map((along, at) => (at === axis ? '' : keyOf(along))).join('|');
    const known = groups.get(key);
    groups.set(key, known === undefined ? box : box.map((along, at) => (at === axis ? union(along, elementAt(known, at)) : along)));
  }
  return groups.size === boxes.length ? boxes : [...groups.values()];
}

/** Comparing each with each is left out for many boxes: it saves work later, and nothing depends on it. */
function withoutCovered(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length > pairLimit) return boxes;
  return boxes.filter(
    (box, at) => !boxes.some((other, position) => other !== box && coversBox(other, box) && (position < at || !coversBox(box, other))),
  );
}

function coversBox(outer: Box, inner: Box): boolean {
  return outer.every((along, axis) => covers(along, elementAt(inner, axis)));
}
