// Which elements of a tensor a unit reads, axis by axis: one relation for each axis of the tensor. Not unions that tie axes together.
import {
  alongAxis,
  anyIndex,
  composeRelation,
  equalRelations,
  isNothing,
  uniteRelations,
  type AxisRelation,
  type UnitSizes,
} from './axis-relation.js';
import { elementAt } from './element-at.js';
import { identityFamily, tableFamily } from './family.js';
import { emptySet, isEmpty } from './integer-set.js';

/** For each axis of a tensor what a unit reads of it; a unit of which shape the context tells. */
export type ValueRelation = readonly AxisRelation[];

/**
 * Several ways of reading one tensor, where no single relation tells their union: as when one way runs along one axis of the unit and
 * another along another.
 */
export type Accesses = readonly ValueRelation[];

/** More ways of reading than these are united even where that widens them. */
const accessLimit = 8;

/** Every unit reads its own element. */
export function identityRelation(rank: number): ValueRelation {
  return Array.from({ length: rank }, (_, axis) => alongAxis(axis, identityFamily));
}

/** The unit's sizes, and which axis of the tensor that is read in the end holds its channels. */
export interface Composition {
  readonly unit: UnitSizes;
  readonly channels: number | undefined;
}

/** What is read through a tensor: `outer` says what its elements read, `inner` which of them the unit reads. Undefined for nothing. */
export function composeValues(outer: ValueRelation, inner: ValueRelation, { unit, channels }: Composition): ValueRelation | undefined {
  if (inner.some(isNothing)) return undefined;
  const composed = outer.map((relation, axis) => {
    const through = composeRelation(relation, inner, unit);
    return axis === channels && through.terms.length === 0 ? whereRead(through, inner) : through;
  });
  return composed.some(isNothing) ? undefined : composed;
}

/**
 * Channels that the unit reads only if it reads the tensor at all. A part of a concatenation is read by some channels of the unit only,
 * as a table says; along other axes the union over channels is told.
 */
function whereRead(channels: AxisRelation, inner: ValueRelation): AxisRelation {
  const partial = inner.find(({ terms: [only] }) => only?.family.isTable === true && only.family.offsets.some(isEmpty));
  const [term] = partial?.terms ?? [];
  if (term === undefined || partial?.terms.length !== 1) return channels;
  const rows = term.family.offsets.map((row) => (isEmpty(row) ? emptySet : channels.fixed));
  return { ...alongAxis(term.axis, tableFamily(rows)), exactness: channels.exactness };
}

/** The union axis by axis; undefined where an axis has none that is exact. */
function uniteValues(a: ValueRelation, b: ValueRelation, unit: UnitSizes): ValueRelation | undefined {
  if (a === b) return a;
  const united: AxisRelation[] = [];
  for (const [axis, relation] of a.entries()) {
    const joint = uniteRelations(relation, elementAt(b, axis), unit);
    if (joint === undefined) return undefined;
    united.push(joint);
  }
  return united;
}

/** The union axis by axis, of any index along an axis that has no exact one. */
export function uniteWidely(a: ValueRelation | undefined, b: ValueRelation | undefined, unit: UnitSizes): ValueRelation | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return a.map((relation, axis) => uniteRelations(relation, elementAt(b, axis), unit) ?? anyIndex);
}

export function equalValues(a: ValueRelation | undefined, b: ValueRelation | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || a.every((relation, axis) => equalRelations(relation, elementAt(b, axis)));
}

/** One more way of reading a tensor, put together with one that is there where that loses nothing. */
export function withAccess(known: Accesses, added: ValueRelation, unit: UnitSizes): Accesses {
  for (const [at, own] of known.entries()) {
    if (equalValues(own, added)) return known;
    const joint = uniteValues(own, added, unit);
    if (joint !== undefined) return known.map((other, position) => (position === at ? joint : other));
  }
  if (known.length < accessLimit) return [...known, added];
  const [first, ...others] = known;
  return [uniteWidely(first, added, unit) ?? added, ...others];
}

/** All ways of reading as one, of any index along an axis that has no exact one. Undefined for none. */
export function asOne(accesses: Accesses, unit: UnitSizes): ValueRelation | undefined {
  return accesses.reduce<ValueRelation | undefined>((total, next) => uniteWidely(total, next, unit), undefined);
}
