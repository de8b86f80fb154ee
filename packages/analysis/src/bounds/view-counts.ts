// How often a view reads one element at most, and whether it takes its fill: counted index by index. Not which elements.
import { coordinate, type Affine, type Coordinate, type Value } from '@trammel/program';
import type { Shape, SymbolValues } from '@trammel/tensor';
import { coordinateOf, readIndex, sizesOf, type KnownCoordinate } from '../receptive-field/known-coordinate.js';

export interface ViewCounts {
  /** No element of what is addressed is read at more indices than this. */
  readonly mostReads: number;
  /** Whether some index may read nothing and take the fill. */
  readonly mayFill: boolean;
  /** Whether among all indices that agree outside of these axes some index reads an element. */
  readonly readsWithin: (axes: readonly string[]) => boolean;
}

/** More indices than this are not gone through; then every one of them may read the same element. */
const limit = 2 ** 20;

/** Of a view, or of the view that an accumulation is the adjoint of. Every size must be known. */
export function viewCounts(value: Value, sizes: SymbolValues): ViewCounts {
  const map = indexMapOf(value);
  const iterated = sizesOf(map.iterated, sizes);
  const groups = groupsOf(map, iterated, sizes);
  const counted = groups.map(countGroup);
  const used = new Set(groups.flatMap((group) => group.axes));
  const repeats = iterated.reduce((product, size, axis) => (used.has(axis) ? product : product * size), 1);
  const mayFill = map.where.length > 0 || counted.some((count) => count.mayFill);
  return {
    mostReads: counted.reduce((product, { mostReads }) => product * mostReads, repeats),
    mayFill,
    readsWithin: (axes) => {
      if (!mayFill) return true;
      if (map.where.length > 0) return false;
      const within = new Set(map.iterated.flatMap(({ name }, axis) => (axes.includes(name) ? [axis] : [])));
      return groups.every((group) => readsEverywhere(group, within));
    },
  };
}

/** Which elements of `addressed` are read at the indices of `iterated`. */
interface IndexMap {
  readonly iterated: Shape;
  readonly addressed: Shape;
  readonly coordinates: readonly Coordinate[];
  readonly where: readonly Affine[];
}

function indexMapOf({ instruction, shape }: Value): IndexMap {
  switch (instruction.op) {
    case 'view':
      return { ...instruction, iterated: shape, addressed: instruction.operand.shape };
    case 'accumulate':
      return { ...instruction, iterated: instruction.operand.shape, addressed: shape };
    default:
      return { iterated: shape, addressed: shape, coordinates: shape.map((_, axis) => coordinate([{ axis, coefficient: 1 }])), where: [] };
  }
}

/** Coordinates that have axes in common, so that they move together. */
interface Group {
  readonly axes: readonly number[];
  /** How many indices there are along each of the axes. */
  readonly lengths: readonly number[];
  /** Undefined where a symbol in it has no value. */
  readonly coordinates: readonly (KnownCoordinate | undefined)[];
}

function groupsOf({ coordinates, addressed }: IndexMap, iterated: readonly number[], sizes: SymbolValues): readonly Group[] {
  let groups: readonly Group[] = [];
  for (const [position, part] of coordinates.entries()) {
    const known = coordinateOf(part, addressed[position]?.size ?? 1, sizes);
    const own = (known ?? part).terms.flatMap(({ axis }) => (iterated[axis] === 1 ? [] : [axis]));
    const touching = groups.filter((group) => group.axes.some((axis) => own.includes(axis)));
    const axes = [...new Set([...touching.flatMap((group) => group.axes), ...own])];
    const merged: Group = {
      axes,
      lengths: axes.map((axis) => iterated[axis] ?? 1),
      coordinates: [...touching.flatMap((group) => group.coordinates), known],
    };
    groups = [...groups.filter((group) => !touching.includes(group)), merged];
  }
  return groups;
}

const indicesIn = ({ lengths }: Group): number => lengths.reduce((product, length) => product * length, 1);

function countGroup(group: Group): Pick<ViewCounts, 'mostReads' | 'mayFill'> {
  const total = indicesIn(group);
  if (isBare(group)) return { mostReads: 1, mayFill: false };
  if (total > limit || group.coordinates.includes(undefined)) return { mostReads: total, mayFill: true };
  const counts = new Map<number, number>();
  let [mostReads, mayFill] = [0, false];
  forEachPlace(group, (place) => {
    if (place === undefined) {
      mayFill = true;
      return;
    }
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    mostReads = Math.max(mostReads, count);
  });
  return { mostReads, mayFill };
}

/** The index of one axis, unchanged and inside. */
function isBare({ coordinates, lengths }: Group): boolean {
  const [only, ...others] = coordinates;
  if (only === undefined || others.length > 0 || only.terms.length !== 1) return false;
  const { terms, offset, divisor, modulus, size } = only;
  return terms[0]?.coefficient === 1 && offset === 0 && divisor === 1 && modulus === undefined && (lengths[0] ?? 1) <= size;
}

/** Whether some index reads an element wherever those outside of `within` stand. */
function readsEverywhere(group: Group, within: ReadonlySet<number>): boolean {
  if (indicesIn(group) > limit) return false;
  const outside = group.axes.flatMap((axis, position) => (within.has(axis) ? [] : [position]));
  const [missing, found] = [new Set<number>(), new Set<number>()];
  forEachPlace(group, (place, index) => {
    const key = outside.reduce((at, position) => at * (group.lengths[position] ?? 1) + (index[position] ?? 0), 0);
    (place === undefined ? missing : found).add(key);
  });
  return [...missing].every((key) => found.has(key));
}

/** Goes through all indices of the group, with one number for the elements that each reads; undefined where the fill is taken. */
function forEachPlace({ axes, lengths, coordinates }: Group, visit: (place: number | undefined, index: readonly number[]) => void): void {
  if (lengths.some((length) => length < 1)) return;
  const forms = coordinates.map((coordinate) => ({
    coordinate,
    coefficients: axes.map((axis) => coordinate?.terms.find((term) => term.axis === axis)?.coefficient ?? 0),
  }));
  const index = lengths.map(() => 0);
  for (;;) {
    let place: number | undefined = 0;
    for (const { coordinate, coefficients } of forms) {
      let value = coordinate?.offset ?? 0;
      for (let position = 0; position < index.length; position += 1) value += (coefficients[position] ?? 0) * (index[position] ?? 0);
      const read: number | undefined = coordinate === undefined ? undefined : readIndex(coordinate, value);
      place = place === undefined || read === undefined ? undefined : place * (coordinate?.size ?? 1) + read;
    }
    visit(place, index);
    let position = index.length - 1;
    for (; position >= 0; position -= 1) {
      index[position] = (index[position] ?? 0) + 1;
      if ((index[position] ?? 0) < (lengths[position] ?? 1)) break;
      index[position] = 0;
    }
    if (position < 0) return;
  }
}
