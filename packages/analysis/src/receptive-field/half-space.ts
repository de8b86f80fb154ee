// Elements of a box for which affine forms are not negative: the conditions of views. Not the views themselves.
import { elementAt } from './element-at.js';
import { indexSet, mapBoxes, type Box, type IndexSet } from './index-set.js';
import { countOf, elementsOf, intersect, interval, isEmpty, maximumOf, minimumOf, singleton, type IntegerSet } from './integer-set.js';
import { openTerms, type Form } from './known-coordinate.js';

/** How many combinations of indices are gone through before a set is taken whole. */
export const combinationLimit = 1 << 20;

/** The elements of the set for which each of the forms is 0 or more. */
export function whereNotNegative(set: IndexSet, forms: readonly Form[]): IndexSet {
  return forms.reduce((rest, form) => mapBoxes(rest, (box) => withinBox(box, form)), set);
}

/** The least and the greatest value of the form over a box that is not empty. */
export function rangeOfForm(form: Form, box: Box): readonly [number, number] {
  let [least, greatest] = [form.offset, form.offset];
  for (const { axis, coefficient } of form.terms) {
    const along = elementAt(box, axis);
    least += coefficient * (coefficient > 0 ? minimumOf(along) : maximumOf(along));
    greatest += coefficient * (coefficient > 0 ? maximumOf(along) : minimumOf(along));
  }
  return [least, greatest];
}

/** Every combination of one index from each of these axes of the box; undefined where there are too many. */
export function combinationsOf(box: Box, axes: readonly number[]): readonly (readonly number[])[] | undefined {
  if (axes.reduce((product, axis) => product * countOf(elementAt(box, axis)), 1) > combinationLimit) return undefined;
  return axes.reduce<readonly (readonly number[])[]>(
    (combinations, axis) => {
      const indices = elementsOf(elementAt(box, axis));
      return combinations.flatMap((combination) => indices.map((index) => [...combination, index]));
    },
    [[]],
  );
}

/** The box with these axes fixed at these indices. */
export function boxAt(box: Box, axes: readonly number[], indices: readonly number[]): Box {
  if (axes.length === 0) return box;
  return box.map((along, axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? along : singleton(elementAt(indices, at));
  });
}

/** The index with these axes at these indices. */
export function withIndices(base: readonly number[], axes: readonly number[], combination: readonly number[]): readonly number[] {
  return base.map((index, axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? index : elementAt(combination, at);
  });
}

/** The axis with the most indices among these; the box can be solved for it once the others are fixed. */
export function longestAxis(box: Box, axes: readonly number[]): number {
  return axes.reduce((best, axis) => (countOf(elementAt(box, axis)) > countOf(elementAt(box, best)) ? axis : best), elementAt(axes, 0));
}

function withinBox(box: Box, form: Form): IndexSet {
  const [least, greatest] = rangeOfForm(form, box);
  if (least >= 0) return { boxes: [box], isExact: true };
  if (greatest < 0) return { boxes: [], isExact: true };
  const axes = openTerms(form, box).map(({ axis }) => axis);
  const solved = longestAxis(box, axes);
  const fixed = axes.filter((axis) => axis !== solved);
  const combinations = combinationsOf(box, fixed);
  if (combinations === undefined) return { boxes: [box], isExact: false };
  return indexSet(
    combinations.map((indices) => {
      const part = boxAt(box, fixed, indices);
      return part.map((along, axis) => (axis === solved ? solvedFor(form, part, solved) : along));
    }),
  );
}

/** The indices along one axis for which the form is not negative, all other axes of the form being fixed. */
function solvedFor(form: Form, box: Box, axis: number): IntegerSet {
  const along = elementAt(box, axis);
  const coefficient = form.terms.find((term) => term.axis === axis)?.coefficient ?? 0;
  const [rest] = rangeOfForm({ ...form, terms: form.terms.filter((term) => term.axis !== axis) }, box);
  if (coefficient === 0 || isEmpty(along)) return along;
  // coefficient*i + rest >= 0
  const bound = -rest / coefficient;
  return intersect(
    along,
    coefficient > 0 ? interval(Math.ceil(bound), Number.POSITIVE_INFINITY) : interval(Number.NEGATIVE_INFINITY, Math.floor(bound)),
  );
}
