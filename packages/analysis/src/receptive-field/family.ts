// Which indices of one axis are read for each index of another: a set that moves on periodically, or a table. Not sums over axes.
import { elementAt } from './element-at.js';
import {
  countOf,
  elementsOf,
  emptySet,
  equalSets,
  everything,
  exactDivide,
  gcd,
  hull,
  indicesOf,
  intersect,
  interval,
  isEmpty,
  isSingleton,
  maximumOf,
  minimumOf,
  scale,
  shift,
  singleton,
  sum,
  union,
  type IntegerSet,
} from './integer-set.js';

/** For index i = period*q + r the set step*q + offsets[r]; there are `period` offsets. */
export interface Family {
  readonly period: number;
  readonly step: number;
  readonly offsets: readonly IntegerSet[];
  /** Of a table: only the indices 0 to period - 1 exist, and the step is 0. */
  readonly isTable: boolean;
}

/** Periods beyond this are not followed. */
export const periodLimit = 1 << 16;

/** Sets of more runs than this are replaced by all numbers between their ends. */
const runLimit = 1024;

/** factor*i + offset for the offsets of the set. */
export function linearFamily(factor: number, offsets: IntegerSet): Family {
  return { period: 1, step: factor, offsets: [offsets], isTable: false };
}

export const identityFamily: Family = linearFamily(1, singleton(0));

/** floor(i / divisor), or for `exact` i / divisor where that is whole, and nothing elsewhere. */
export function quotientFamily(divisor: number, rounding: 'exact' | 'floor'): Family {
  const zero = singleton(0);
  const offsets = Array.from({ length: divisor }, (_, r) => (rounding === 'floor' || r === 0 ? zero : emptySet));
  return { period: divisor, step: 1, offsets, isTable: false };
}

/** i - modulus*floor(i / modulus) */
export function remainderFamily(modulus: number): Family {
  return { period: modulus, step: 0, offsets: Array.from({ length: modulus }, (_, r) => singleton(r)), isTable: false };
}

/** A set for each index from 0. */
export function tableFamily(rows: readonly IntegerSet[]): Family {
  return { period: rows.length, step: 0, offsets: rows, isTable: true };
}

/** The set for one index. */
export function setAt(family: Family, index: number): IntegerSet {
  const { period, step, offsets, isTable } = family;
  if (period === 1 && !isTable) return shift(elementAt(offsets, 0), step * index);
  if (isTable) return offsets[index] ?? emptySet;
  const q = Math.floor(index / period);
  return shift(elementAt(offsets, index - period * q), step * q);
}

/** The union of the sets for all indices of a set. */
export function imageOf(family: Family, indices: IntegerSet): IntegerSet {
  const { period, step, offsets, isTable } = family;
  if (isEmpty(indices)) return emptySet;
  if (isTable) return unionOfRows(offsets, intersect(indices, indicesOf(period)));
  if (period === 1) return sum(scale(indices, step), elementAt(offsets, 0));
  if (isSingleton(indices)) return setAt(family, minimumOf(indices));
  const count = countOf(indices);
  if (count < period) return elementsOf(indices).reduce((image, index) => union(image, setAt(family, index)), emptySet);
  if (count === Number.POSITIVE_INFINITY && step !== 0) return endlessImage(family, indices);
  let image = emptySet;
  for (const [r, offset] of offsets.entries()) {
    const quotients = exactDivide(shift(indices, -r), period);
    if (!isEmpty(quotients)) image = union(image, sum(scale(quotients, step), offset));
  }
  return image;
}

/** What `outer` reads of what `inner` reads; `size` is that of the axis that `inner` starts from, if it is known. */
export function composeFamilies(outer: Family, inner: Family, size: number | undefined): Family | undefined {
  if (isIdentity(inner)) return outer;
  if (isIdentity(outer)) return inner;
  if (inner.isTable) return tableFamily(mapShared(inner.offsets, (row) => limited(imageOf(outer, row))));
  if (outer.isTable) return asTable(inner, size, (row) => imageOf(outer, row));
  if (outer.period === 1) {
    const [factor, offset] = [outer.step, elementAt(outer.offsets, 0)];
    const offsets = mapShared(inner.offsets, (own) => limited(sum(scale(own, factor), offset)));
    return withStep(inner.period, inner.step * factor, offsets);
  }
  // The inner step moves by whole outer periods after this many inner periods.
  const rounds = outer.period / gcd(outer.period, Math.abs(inner.step));
  const period = inner.period * rounds;
  if (period > periodLimit) return asTable(inner, size, (row) => imageOf(outer, row));
  const offsets = Array.from({ length: period }, (_, r) => limited(imageOf(outer, setAt(inner, r))));
  return withStep(period, (outer.step * inner.step * rounds) / outer.period, offsets);
}

/** { x + y : x for an index by `a`, y for the same index by `b` } */
export function addFamilies(a: Family, b: Family): Family | undefined {
  return combined(a, b, { step: a.step * (commonPeriod(a, b) / a.period) + b.step * (commonPeriod(a, b) / b.period), combine: sum });
}

/** The union of both for each index; undefined where they do not move at the same rate. */
export function uniteFamilies(a: Family, b: Family): Family | undefined {
  if (equalFamilies(a, b)) return a;
  if (a.isTable !== b.isTable || a.step * b.period !== b.step * a.period) return undefined;
  return combined(a, b, { step: a.step * (commonPeriod(a, b) / a.period), combine: union });
}

/** The family as a table for an axis of known size, each set changed by `change`; undefined where it would be too long. */
export function asTable(family: Family, size: number | undefined, change: (row: IntegerSet) => IntegerSet): Family | undefined {
  if (size === undefined || size > periodLimit) return undefined;
  return tableFamily(
    mapShared(
      Array.from({ length: size }, (_, index) => setAt(family, index)),
      (row) => limited(change(row)),
    ),
  );
}

/**
 * The set if it is the same for all indices of an axis of that size. An evenly moving family is not constant on an axis of size 1:
 * how it would move on is worth knowing.
 */
export function constantOf({ period, step, offsets }: Family, size: number | undefined): IntegerSet | undefined {
  const first = elementAt(offsets, 0);
  const isWithinPeriod = period > 1 && size !== undefined && size <= period;
  if (step !== 0 && !isWithinPeriod && !isEverything(first)) return undefined;
  const end = isWithinPeriod ? size : period;
  for (let r = 1; r < end; r += 1) if (!equalSets(elementAt(offsets, r), first)) return undefined;
  return first;
}

export function equalFamilies(a: Family, b: Family): boolean {
  if (a === b) return true;
  if (a.period !== b.period || a.step !== b.step || a.isTable !== b.isTable) return false;
  return a.offsets.every((offset, r) => equalSets(offset, elementAt(b.offsets, r)));
}

export function isEverything(set: IntegerSet): boolean {
  return equalSets(set, everything);
}

/** The set, or all numbers between its ends where it has too many runs to follow. */
export function limited(set: IntegerSet): IntegerSet {
  return set.ends.length > 2 * runLimit ? hull(set) : set;
}

/** A family in its shortest form. A step too large to be exact is taken for any. */
function withStep(period: number, step: number, offsets: readonly IntegerSet[]): Family {
  if (!Number.isSafeInteger(step)) return linearFamily(0, everything);
  if (period === 1) return { period, step, offsets, isTable: false };
  for (let shorter = 1; shorter <= period / 2; shorter += 1) {
    if (period % shorter === 0 && repeatsAfter(shorter, { period, step, offsets })) {
      return { period: shorter, step: (step * shorter) / period, offsets: offsets.slice(0, shorter), isTable: false };
    }
  }
  return { period, step, offsets, isTable: false };
}

/** Whether the family moves on evenly after this part of its period. */
function repeatsAfter(shorter: number, { period, step, offsets }: Pick<Family, 'period' | 'step' | 'offsets'>): boolean {
  const move = (step * shorter) / period;
  if (!Number.isInteger(move)) return false;
  for (let r = shorter; r < period; r += 1) {
    if (!equalSets(elementAt(offsets, r), shift(elementAt(offsets, r - shorter), move))) return false;
  }
  return true;
}

function isIdentity({ period, step, offsets, isTable }: Family): boolean {
  return period === 1 && step === 1 && !isTable && isSingleton(elementAt(offsets, 0)) && minimumOf(elementAt(offsets, 0)) === 0;
}

function commonPeriod(a: Family, b: Family): number {
  return (a.period / gcd(a.period, b.period)) * b.period;
}

/** Both families, for each index, on a common period. */
function combined(
  a: Family,
  b: Family,
  how: { readonly step: number; readonly combine: (x: IntegerSet, y: IntegerSet) => IntegerSet },
): Family | undefined {
  const { step, combine } = how;
  if (a.period === 1 && b.period === 1 && !a.isTable && !b.isTable) {
    return withStep(1, step, [limited(combine(elementAt(a.offsets, 0), elementAt(b.offsets, 0)))]);
  }
  const length = a.isTable ? a.period : b.isTable ? b.period : commonPeriod(a, b);
  if (length > periodLimit) return undefined;
  const rows = Array.from({ length }, (_, r) => limited(combine(setAt(a, r), setAt(b, r))));
  return a.isTable || b.isTable ? tableFamily(rows) : withStep(length, step, rows);
}

/** The sets changed, each once as long as the same one follows. */
function mapShared(sets: readonly IntegerSet[], change: (set: IntegerSet) => IntegerSet): readonly IntegerSet[] {
  const [only] = sets;
  if (only !== undefined && sets.length === 1) return [change(only)];
  const made = new Map<IntegerSet, IntegerSet>();
  return sets.map((set) => {
    const known = made.get(set) ?? change(set);
    made.set(set, known);
    return known;
  });
}

function unionOfRows(rows: readonly IntegerSet[], indices: IntegerSet): IntegerSet {
  const distinct = new Set<IntegerSet>();
  for (let at = 0; at < indices.ends.length; at += 2) {
    for (let k = elementAt(indices.ends, at); k < elementAt(indices.ends, at + 1); k += 1) {
      distinct.add(elementAt(rows, indices.grain * k + indices.origin));
    }
  }
  return [...distinct].reduce(union, emptySet);
}

/** The image of indices without an end: all numbers up to, or from, the ends of what the last period reads. */
function endlessImage(family: Family, indices: IntegerSet): IntegerSet {
  const [least, greatest] = [minimumOf(indices), maximumOf(indices)];
  const isOpenBelow = least === Number.NEGATIVE_INFINITY;
  if (isOpenBelow && greatest === Number.POSITIVE_INFINITY) return everything;
  const last = isOpenBelow ? interval(greatest - family.period + 1, greatest) : interval(least, least + family.period - 1);
  const image = imageOf(family, last);
  if (isEmpty(image)) return emptySet;
  return isOpenBelow === family.step > 0
    ? interval(Number.NEGATIVE_INFINITY, maximumOf(image))
    : interval(minimumOf(image), Number.POSITIVE_INFINITY);
}
