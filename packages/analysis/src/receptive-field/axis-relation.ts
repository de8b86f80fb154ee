// Which indices of an axis a unit reads, as a sum over the axes of the unit, and how relations compose and unite. Not programs.
import { elementAt } from './element-at.js';
import {
  addFamilies,
  asTable,
  composeFamilies,
  constantOf,
  equalFamilies,
  imageOf,
  isEverything,
  limited,
  linearFamily,
  tableFamily,
  uniteFamilies,
  type Family,
} from './family.js';
import {
  emptySet,
  equalSets,
  everything,
  intersect,
  indicesOf,
  isEmpty,
  singleton,
  sum,
  union,
  covers,
  type IntegerSet,
} from './integer-set.js';

/**
 * How sure a relation is, apart from what is cut off at the borders: exact; exact for units in the interior, while near the borders
 * indices wrap around or are mirrored; a bound, which may hold indices that are not read; or loose, a bound in the interior.
 */
export type Exactness = 'exact' | 'interior' | 'bound' | 'loose';

/**
 * The indices { f + x + y + ... : f in `fixed`, x in the family along one axis of the unit, y along another ... }. Without terms the
 * same indices are read whatever the unit; with terms `fixed` is 0.
 */
export interface AxisRelation {
  readonly terms: readonly Term[];
  readonly fixed: IntegerSet;
  readonly exactness: Exactness;
}

/** What one axis of the unit, by its position, contributes. */
export interface Term {
  readonly axis: number;
  readonly family: Family;
}

/** The sizes of the axes of the unit's tensor, as far as they are known. */
export type UnitSizes = readonly (number | undefined)[];

const zero = singleton(0);

/** The same indices whatever the unit. */
export function fixedRelation(set: IntegerSet, exactness: Exactness = 'exact'): AxisRelation {
  return { terms: [], fixed: set, exactness };
}

/** Along one axis of the unit. */
export function alongAxis(axis: number, family: Family, exactness: Exactness = 'exact'): AxisRelation {
  return { terms: [{ axis, family }], fixed: zero, exactness };
}

/** The sum of factors times indices of axes, each axis once, and an offset. */
export function linearRelation(
  factors: readonly { readonly axis: number; readonly coefficient: number }[],
  offset: number,
  sizes: UnitSizes,
): AxisRelation {
  const terms = factors.map(({ axis, coefficient }) => ({ axis, family: linearFamily(coefficient, zero) }));
  return relation({ terms, fixed: singleton(offset), exactness: 'exact' }, sizes);
}

/** Any index, for all that is known. */
export const anyIndex: AxisRelation = fixedRelation(everything, 'bound');

export function isNothing(relation: AxisRelation): boolean {
  return relation.terms.length === 0 && isEmpty(relation.fixed);
}

export function isAll(relation: AxisRelation): boolean {
  return relation.terms.length === 0 && isEverything(relation.fixed);
}

/** As sure as both together. */
export function worse(a: Exactness, b: Exactness): Exactness {
  return a === b || b === 'exact' ? a : a === 'exact' ? b : 'loose';
}

/** What is read of an axis through `inner`, which gives for each axis of a tensor what is read of it. */
export function composeRelation(outer: AxisRelation, inner: readonly AxisRelation[], sizes: UnitSizes): AxisRelation {
  const [only] = outer.terms;
  if (only === undefined) return outer;
  if (outer.terms.length === 1) return withExactness(throughFamily(only.family, elementAt(inner, only.axis), sizes), outer.exactness);
  return outer.terms.reduce<AxisRelation>(
    (total, { axis, family }) => addRelations(total, throughFamily(family, elementAt(inner, axis), sizes), sizes),
    fixedRelation(zero, outer.exactness),
  );
}

/** { x + y : x in a, y in b } for each unit. */
export function addRelations(a: AxisRelation, b: AxisRelation, sizes: UnitSizes): AxisRelation {
  const exactness = worse(a.exactness, b.exactness);
  const fixed = sum(a.fixed, b.fixed);
  if (isEmpty(fixed)) return fixedRelation(emptySet, exactness);
  const terms = [...a.terms];
  for (const term of b.terms) {
    const at = terms.findIndex((own) => own.axis === term.axis);
    const family = at < 0 ? term.family : addFamilies(elementAt(terms, at).family, term.family);
    if (family === undefined) return anyIndex;
    if (at < 0) terms.push(term);
    else terms[at] = { axis: term.axis, family };
  }
  return relation({ terms, fixed, exactness }, sizes);
}

/** The union for each unit; undefined where no relation says it exactly. */
export function uniteRelations(a: AxisRelation, b: AxisRelation, sizes: UnitSizes): AxisRelation | undefined {
  if (a === b) return a;
  if (isNothing(a) || isNothing(b)) return isNothing(b) ? withExactness(a, b.exactness) : withExactness(b, a.exactness);
  if (isAll(a) || isAll(b)) return isAll(a) && (a.exactness === 'exact' || !isAll(b)) ? a : b;
  const exactness = worse(a.exactness, b.exactness);
  if (a.terms.length === 0 && b.terms.length === 0) return fixedRelation(limited(union(a.fixed, b.fixed)), exactness);
  const united = unitedTerms(a.terms, b.terms);
  if (united !== undefined) return relation({ terms: united, fixed: zero, exactness }, sizes);
  return unitedTables(a, b, { sizes, exactness });
}

export function equalRelations(a: AxisRelation, b: AxisRelation): boolean {
  if (a === b) return true;
  if (a.exactness !== b.exactness || a.terms.length !== b.terms.length || !equalSets(a.fixed, b.fixed)) return false;
  return a.terms.every((term) => b.terms.some((other) => other.axis === term.axis && equalFamilies(other.family, term.family)));
}

/** For an axis of known size: relations that surely reach all of it are told as all; with `isCut`, indices outside are left out. */
export function fitted(
  own: AxisRelation,
  size: number | undefined,
  how: { readonly sizes: UnitSizes; readonly isCut: boolean },
): AxisRelation {
  if (size === undefined) return own;
  const within = indicesOf(size);
  const [only] = own.terms;
  if (only === undefined) {
    if (covers(own.fixed, within)) return fixedRelation(everything, own.exactness);
    return how.isCut ? fixedRelation(intersect(own.fixed, within), own.exactness) : own;
  }
  if (!how.isCut || own.terms.length > 1) return own;
  const reached = imageOf(only.family, indicesOf(how.sizes[only.axis] ?? 0));
  if (how.sizes[only.axis] === undefined || covers(within, reached)) return own;
  const table = asTable(only.family, how.sizes[only.axis], (row) => intersect(row, within));
  return table === undefined
    ? own
    : relation({ terms: [{ axis: only.axis, family: table }], fixed: zero, exactness: own.exactness }, how.sizes);
}

/** The relation in its one form: constant families belong to `fixed`, which belongs to the first term. */
function relation({ terms, fixed, exactness }: AxisRelation, sizes: UnitSizes): AxisRelation {
  let rest = fixed;
  const open: Term[] = [];
  for (const term of terms) {
    const constant = constantOf(term.family, sizes[term.axis]);
    if (constant === undefined) open.push(term);
    else rest = sum(rest, constant);
  }
  const [first, ...others] = open;
  if (first === undefined || isEmpty(rest) || isEverything(rest)) return fixedRelation(limited(rest), exactness);
  if (equalSets(rest, zero)) return { terms: open, fixed: zero, exactness };
  const family = addFamilies(first.family, linearFamily(0, rest));
  return family === undefined ? anyIndex : { terms: [{ axis: first.axis, family }, ...others], fixed: zero, exactness };
}

function withExactness(own: AxisRelation, exactness: Exactness): AxisRelation {
  const joint = worse(own.exactness, exactness);
  return joint === own.exactness ? own : { ...own, exactness: joint };
}

/** The image of what a relation reads under a family along that axis. */
function throughFamily(family: Family, inner: AxisRelation, sizes: UnitSizes): AxisRelation {
  const [only] = inner.terms;
  if (only === undefined) return fixedRelation(limited(imageOf(family, inner.fixed)), inner.exactness);
  if (inner.terms.length === 1) {
    const composed = composeFamilies(family, only.family, sizes[only.axis]);
    return composed === undefined
      ? anyIndex
      : relation({ terms: [{ axis: only.axis, family: composed }], fixed: zero, exactness: inner.exactness }, sizes);
  }
  if (family.period === 1 && !family.isTable) return scaled(family, inner, sizes);
  const { whole, rest } = separated(family, inner.terms);
  const quotients = whole.map((term) => ({ ...term, family: linearFamily((term.family.step / family.period) * family.step, zero) }));
  if (rest.terms.length > 1) {
    const isBounded = family.step === 0 || family.isTable;
    return isBounded ? fixedRelation(limited(imageOf(family, everything)), 'bound') : anyIndex;
  }
  const through = throughFamily(family, { ...rest, exactness: inner.exactness }, sizes);
  return addRelations(through, { terms: quotients, fixed: zero, exactness: 'exact' }, sizes);
}

function scaled(family: Family, inner: AxisRelation, sizes: UnitSizes): AxisRelation {
  const terms = inner.terms.flatMap((term) => {
    const composed = composeFamilies(linearFamily(family.step, zero), term.family, sizes[term.axis]);
    return composed === undefined ? [] : [{ axis: term.axis, family: composed }];
  });
  if (terms.length < inner.terms.length) return anyIndex;
  return relation({ terms, fixed: elementAt(family.offsets, 0), exactness: inner.exactness }, sizes);
}

/** Terms that move by whole periods of the family only change how often it moved on; what they add besides goes to the rest. */
function separated(
  family: Family,
  terms: readonly Term[],
): { readonly whole: readonly Term[]; readonly rest: Omit<AxisRelation, 'exactness'> } {
  const isWhole = ({ family: own }: Term): boolean => !family.isTable && own.period === 1 && !own.isTable && own.step % family.period === 0;
  const whole = terms.filter(isWhole);
  const fixed = whole.reduce((total, term) => sum(total, elementAt(term.family.offsets, 0)), zero);
  const [first, ...others] = terms.filter((term) => !isWhole(term));
  if (first === undefined) return { whole, rest: { terms: [], fixed } };
  const moved = addFamilies(first.family, linearFamily(0, fixed)) ?? first.family;
  return { whole, rest: { terms: [{ axis: first.axis, family: moved }, ...others], fixed: zero } };
}

/** Terms that differ along one axis only, and move at the same rate there. */
function unitedTerms(a: readonly Term[], b: readonly Term[]): readonly Term[] | undefined {
  if (a.length !== b.length) return undefined;
  let differing = 0;
  const terms: Term[] = [];
  for (const term of a) {
    const other = b.find((candidate) => candidate.axis === term.axis);
    const family = other === undefined ? undefined : uniteFamilies(term.family, other.family);
    if (other === undefined || family === undefined) return undefined;
    if (!equalFamilies(term.family, other.family)) differing += 1;
    terms.push({ axis: term.axis, family });
  }
  return differing <= 1 ? terms : undefined;
}

/** Relations that depend on one and the same axis of known size, row by row. */
function unitedTables(
  a: AxisRelation,
  b: AxisRelation,
  how: { readonly sizes: UnitSizes; readonly exactness: Exactness },
): AxisRelation | undefined {
  const axes = [...new Set([...a.terms, ...b.terms].map((term) => term.axis))];
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || a.terms.length > 1 || b.terms.length > 1) return undefined;
  const [x, y] = [a, b].map((own) => asTable(own.terms[0]?.family ?? linearFamily(0, own.fixed), how.sizes[axis], (row) => row));
  if (x === undefined || y === undefined) return undefined;
  const family = tableFamily(x.offsets.map((row, index) => limited(union(row, elementAt(y.offsets, index)))));
  return relation({ terms: [{ axis, family }], fixed: zero, exactness: how.exactness }, how.sizes);
}
