// Relations cut down by affine conditions: causal masks and other bands. Conditions that tie no open axis to the unit change nothing.
import type { Affine } from '@trammel/program';
import { addRelations, alongAxis, composeRelation, fixedRelation, type AxisRelation, type UnitSizes } from './axis-relation.js';
import { wholeAxis, type Surroundings } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { linearFamily, periodLimit, quotientFamily, setAt } from './family.js';
import { covers, intersect, interval, singleton, sum, type IntegerSet } from './integer-set.js';
import { formOf, type Form } from './known-coordinate.js';
import type { ValueRelation } from './value-relation.js';

/** What a unit reads of a tensor, with its shape, cut down to the elements for which no form is negative, as far as relations can tell. */
export function narrowed(
  relations: ValueRelation,
  forms: readonly Affine[],
  how: Surroundings & { readonly unit: UnitSizes },
): ValueRelation {
  if (forms.length === 0) return relations;
  const open = new Set(
    relations.flatMap((relation, axis) => (isWhole(relation, wholeAxis(elementAt(how.shape, axis).size, how.sizes)) ? [axis] : [])),
  );
  return forms.reduce<ValueRelation>((rest, affine) => {
    const form = formOf(affine, how.sizes);
    const free = form?.terms.filter(({ axis }) => open.has(axis)) ?? [];
    const [only] = free;
    if (form === undefined || only === undefined || free.length > 1 || Math.abs(only.coefficient) > periodLimit) return rest;
    const bound = boundOf(only, form, { relations: rest, unit: how.unit });
    if (isOfBorder(bound, wholeAxis(elementAt(how.shape, only.axis).size, how.sizes), how.unit)) return rest;
    return rest.map((own, axis) => (axis === only.axis ? within(own, bound) : own));
  }, relations);
}

/** A unit that stands for those far from any border, where sizes are open. */
const farInside = 1 << 20;

/** Whether the bound leaves the axis whole for a unit in the middle: it then only says where windows end, as borders do anyway. */
function isOfBorder({ terms, fixed }: AxisRelation, whole: IntegerSet, unit: UnitSizes): boolean {
  const middle = terms.reduce((total, { axis, family }) => sum(total, setAt(family, Math.floor((unit[axis] ?? farInside) / 2))), fixed);
  return covers(middle, whole);
}

function isWhole({ terms, fixed }: AxisRelation, whole: IntegerSet): boolean {
  return terms.length === 0 && covers(fixed, whole);
}

/** The indices i of the free axis for which coefficient*i + (the rest of the form) >= 0. */
function boundOf(
  free: Form['terms'][number],
  form: Form,
  of: { readonly relations: ValueRelation; readonly unit: UnitSizes },
): AxisRelation {
  const { relations, unit } = of;
  const rest = form.terms
    .filter((term) => term !== free)
    .reduce<AxisRelation>(
      (total, { axis, coefficient }) => addRelations(total, scaled(elementAt(relations, axis), coefficient, unit), unit),
      fixedRelation(singleton(form.offset)),
    );
  // coefficient > 0: i >= -floor(rest / coefficient); coefficient < 0: i <= floor(rest / -coefficient)
  const quotient = composeRelation(alongAxis(0, quotientFamily(Math.abs(free.coefficient), 'floor')), [rest], unit);
  if (free.coefficient < 0) return addRelations(quotient, fixedRelation(interval(Number.NEGATIVE_INFINITY, 0)), unit);
  return addRelations(scaled(quotient, -1, unit), fixedRelation(interval(0, Number.POSITIVE_INFINITY)), unit);
}

function scaled(relation: AxisRelation, factor: number, unit: UnitSizes): AxisRelation {
  return composeRelation(alongAxis(0, linearFamily(factor, singleton(0))), [relation], unit);
}

/** The indices of both, where that is one relation; else those of the first, which holds them. */
function within(own: AxisRelation, bound: AxisRelation): AxisRelation {
  const [a, b] = [own.terms[0], bound.terms[0]];
  if (a === undefined && own.terms.length === bound.terms.length) return { ...own, fixed: intersect(own.fixed, bound.fixed) };
  if (a === undefined) return bound;
  const isAlike = own.terms.length === 1 && bound.terms.length === 1 && a.axis === b?.axis && a.family.step === b.family.step;
  if (!isAlike || a.family.period !== 1 || b.family.period !== 1 || a.family.isTable || b.family.isTable) return own;
  const offsets = intersect(elementAt(a.family.offsets, 0), elementAt(b.family.offsets, 0));
  return alongAxis(a.axis, linearFamily(a.family.step, offsets), own.exactness);
}
