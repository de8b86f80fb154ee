// Where the index map of a view leads in memory: by strides where it can be, else by tables. Not the copying.
import { indexAt, sumsOfSteps, type Affine, type Coordinate, type KnownCoordinate } from '@trammel/program';
import { countElements, type Access } from './access.js';
import { numberOf, type Sizing } from './sizes.js';

/** What leads nowhere: so far below any offset that sums of it stay below `nowhereBelow`. */
export const nowhere = -(2 ** 30);
/** An offset below this is no offset. */
export const nowhereBelow = -(2 ** 29);

/** An affine form with numbers for sizes, one coefficient for each axis. */
interface KnownAffine {
  readonly coefficients: readonly number[];
  readonly offset: number;
}

interface AffineCoordinate extends KnownAffine, KnownCoordinate {
  readonly stride: number;
}

/** An index map from the indices of `iterated` to the elements of `addressed`. */
export interface KnownIndexMap {
  readonly iterated: readonly number[];
  readonly addressed: Access;
  readonly coordinates: readonly AffineCoordinate[];
  readonly where: readonly KnownAffine[];
}

/** Axes whose indices lead somewhere together, and where: an offset for each combination of them, the last the fastest. */
export interface Group {
  readonly axes: readonly number[];
  readonly table: Int32Array;
}

/** The index map of a view or of its adjoint with numbers for sizes. */
export function knownIndexMap(
  sizing: Sizing,
  { coordinates, where }: { readonly coordinates: readonly Coordinate[]; readonly where: readonly Affine[] },
  iterated: readonly number[],
  addressed: Access,
): KnownIndexMap {
  const affine = ({ terms, offset }: Affine): KnownAffine => {
    const coefficients = iterated.map(() => 0);
    for (const { axis, coefficient } of terms) coefficients[axis] = (coefficients[axis] ?? 0) + numberOf(sizing, coefficient);
    // The index of an axis of size 1 is 0.
    return { coefficients: coefficients.map((value, axis) => (iterated[axis] === 1 ? 0 : value)), offset: numberOf(sizing, offset) };
  };
  return {
    iterated,
    addressed,
    where: where.map(affine),
    coordinates: coordinates.map((part, position) => ({
      ...affine(part),
      rounding: part.rounding,
      outside: part.outside,
      divisor: numberOf(sizing, part.divisor),
      modulus: part.modulus === undefined ? undefined : numberOf(sizing, part.modulus),
      size: addressed.shape[position] ?? 1,
      stride: addressed.strides[position] ?? 0,
    })),
  };
}

/** How far a plain coordinate reaches: none where it divides or wraps. */
export interface Reach {
  readonly least: number;
  readonly greatest: number;
}

export function reachOf({ coefficients, offset, divisor, modulus }: AffineCoordinate, iterated: readonly number[]): Reach | undefined {
  if (divisor !== 1 || modulus !== undefined) return undefined;
  let [least, greatest] = [offset, offset];
  for (const [axis, coefficient] of coefficients.entries()) {
    const span = coefficient * ((iterated[axis] ?? 1) - 1);
    if (span > 0) greatest += span;
    else least += span;
  }
  return { least, greatest };
}

/** The access that needs no copy, where each index leads inside by strides alone. */
export function stridedAccess(map: KnownIndexMap): Access | undefined {
  const { iterated, addressed, coordinates } = map;
  if (countElements(iterated) === 0 || map.where.length > 0) return undefined;
  const reaches = coordinates.map((part) => reachOf(part, iterated));
  if (reaches.some((reach) => reach === undefined)) return stridesOfTables(map);
  const isInside = coordinates.every((part, index) => {
    const reach = reaches[index];
    return reach !== undefined && reach.least >= 0 && reach.greatest < part.size;
  });
  return isInside ? stridesThrough(map, addressed) : undefined;
}

/** What is left of a view whose coordinates are plain, where `addressed` holds all that they reach. */
export function stridesThrough({ iterated, coordinates }: Omit<KnownIndexMap, 'addressed'>, addressed: Access): Access {
  const strides = iterated.map(() => 0);
  let { offset } = addressed;
  for (const part of coordinates) {
    offset += part.offset * part.stride;
    for (const [axis, coefficient] of part.coefficients.entries()) strides[axis] = (strides[axis] ?? 0) + coefficient * part.stride;
  }
  return { buffer: addressed.buffer, offset, shape: iterated, strides };
}

/** Divisions and remainders may still come to strides: axes merged that lie behind each other. */
function stridesOfTables(map: KnownIndexMap): Access | undefined {
  const { iterated, addressed } = map;
  const strides = iterated.map(() => 0);
  let { offset } = addressed;
  for (const { axes, table } of groupsOf(map)) {
    const first = table[0] ?? 0;
    offset += first;
    let step = 1;
    for (const axis of [...axes].reverse()) {
      strides[axis] = (table[step] ?? first) - first;
      step *= iterated[axis] ?? 1;
    }
    if (!isAffine(table, axes, { iterated, strides })) return undefined;
  }
  return { buffer: addressed.buffer, offset, shape: iterated, strides };
}

function isAffine(
  table: Int32Array,
  axes: readonly number[],
  { iterated, strides }: { readonly iterated: readonly number[]; readonly strides: readonly number[] },
): boolean {
  const indices = axes.map(() => 0);
  let expected = table[0] ?? 0;
  for (const found of table) {
    if (found !== expected || found < nowhereBelow) return false;
    for (let position = axes.length - 1; position >= 0; position -= 1) {
      const axis = axes[position] ?? 0;
      const next = (indices[position] ?? 0) + 1;
      expected += strides[axis] ?? 0;
      indices[position] = next;
      if (next < (iterated[axis] ?? 1)) break;
      expected -= next * (strides[axis] ?? 0);
      indices[position] = 0;
    }
  }
  return true;
}

/** The axes of more than one index in groups that no coordinate and no condition reaches across, each with its table. */
export function groupsOf(map: KnownIndexMap): readonly Group[] {
  const { iterated, coordinates, where } = map;
  const leader = iterated.map((_, axis) => axis);
  const find = (axis: number): number => {
    let at = axis;
    while ((leader[at] ?? at) !== at) at = leader[at] ?? at;
    return at;
  };
  const axesOf = ({ coefficients }: KnownAffine): readonly number[] =>
    coefficients.flatMap((coefficient, axis) => (coefficient === 0 ? [] : [axis]));
  for (const part of [...coordinates, ...where]) {
    const [first, ...others] = axesOf(part);
    for (const other of others) leader[find(other)] = find(first ?? other);
  }
  const groups = new Map<number, number[]>();
  for (const [axis, size] of iterated.entries()) {
    if (size === 1) continue;
    const known = groups.get(find(axis));
    if (known === undefined) groups.set(find(axis), [axis]);
    else known.push(axis);
  }
  const fixed = (part: KnownAffine): boolean => axesOf(part).length === 0;
  const made = [...groups.entries()].map(([root, axes]) => {
    const isOwn = (part: KnownAffine): boolean => !fixed(part) && find(axesOf(part)[0] ?? 0) === root;
    return { axes, table: tableOf({ ...map, coordinates: coordinates.filter(isOwn), where: where.filter(isOwn) }, axes) };
  });
  // What depends on no index is a group without axes.
  return [...made, { axes: [], table: tableOf({ ...map, coordinates: coordinates.filter(fixed), where: where.filter(fixed) }, []) }];
}

function tableOf({ iterated, coordinates, where }: KnownIndexMap, axes: readonly number[]): Int32Array {
  const sizes = axes.map((axis) => iterated[axis] ?? 1);
  const table = new Int32Array(countElements(sizes));
  for (const condition of where) {
    const values = affineValues(condition, axes, sizes);
    for (let index = 0; index < table.length; index += 1) if ((values[index] ?? 0) < 0) table[index] = nowhere;
  }
  for (const part of coordinates) {
    const values = affineValues(part, axes, sizes);
    for (let index = 0; index < table.length; index += 1) {
      const base = table[index] ?? nowhere;
      if (base === nowhere) continue;
      const along = indexAt(values[index] ?? 0, part);
      table[index] = along < 0 ? nowhere : base + along * part.stride;
    }
  }
  return table;
}

/** sum(coefficient * index) + offset for every combination of indices of the axes. */
function affineValues({ coefficients, offset }: KnownAffine, axes: readonly number[], sizes: readonly number[]): Float64Array {
  return sumsOfSteps(
    sizes.map((size, position) => ({ size, stride: coefficients[axes[position] ?? 0] ?? 0 })),
    offset,
  );
}
