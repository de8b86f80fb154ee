// What a coordinate of a view, or its inverse in an accumulate, reads for each index: relations of axes. Not whole instructions.
import type { Coordinate } from '@trammel/program';
import { isKnown, sameSize, subtractSizes, type Shape, type Size, type SymbolValues } from '@trammel/tensor';
import { isAlwaysInside } from './always-inside.js';
import {
  addRelations,
  alongAxis,
  anyIndex,
  composeRelation,
  fixedRelation,
  linearRelation,
  worse,
  type AxisRelation,
  type Exactness,
} from './axis-relation.js';
import { elementAt } from './element-at.js';
import { linearFamily, periodLimit, quotientFamily, remainderFamily } from './family.js';
import { everything, indicesOf, interval, scale, singleton, sum, type IntegerSet } from './integer-set.js';
import { formOf, numberOf } from './known-coordinate.js';

/** A shape, and what is known of the symbols in it. */
export interface Surroundings {
  readonly shape: Shape;
  readonly sizes: SymbolValues;
}

/** The indices of an axis; without an end while its size is open. */
export function wholeAxis(size: Size, sizes: SymbolValues): IntegerSet {
  const known = numberOf(size, sizes);
  return known === undefined ? everything : indicesOf(known);
}

/** The sizes of a shape, as far as they are known. */
export function unitSizes({ shape, sizes }: Surroundings): readonly (number | undefined)[] {
  return shape.map((axis) => numberOf(axis.size, sizes));
}

/** Where a coordinate along an axis of `size` reads, for an index of the view; what lies outside of the axis is left in. */
export function coordinateRelation(coordinate: Coordinate, size: Size, view: Surroundings): AxisRelation {
  const form = formOf(coordinate, view.sizes);
  const divisor = numberOf(coordinate.divisor, view.sizes);
  if (form === undefined || divisor === undefined || divisor > periodLimit) return anyIndex;
  const sizes = unitSizes(view);
  const linear = linearRelation(form.terms, form.offset, sizes);
  const divided = divisor === 1 ? linear : composeRelation(alongAxis(0, quotientFamily(divisor, coordinate.rounding)), [linear], sizes);
  const folded = foldedRelation({ ...coordinate, divisor, size }, divided, view);
  if (coordinate.outside === 'fill' || isAlwaysInside({ ...coordinate, outside: 'fill' }, view.shape, size)) return folded;
  return { ...folded, exactness: worse(folded.exactness, 'interior') };
}

interface Folding extends Omit<Coordinate, 'divisor'> {
  readonly divisor: number;
  readonly size: Size;
}

/** The remainder by the modulus, where there is one and it makes a difference. */
function foldedRelation(coordinate: Folding, divided: AxisRelation, view: Surroundings): AxisRelation {
  const { modulus, divisor } = coordinate;
  if (modulus === undefined) return divided;
  const known = numberOf(modulus, view.sizes);
  const turns = turnsAround(coordinate, modulus, view);
  if (turns === 'none') return divided;
  if (turns === 'at the border' && divisor === 1) {
    // Whole turns more or less lead to the same index: the nearest to where the unit stands is the one to tell.
    const offset = numberOf(coordinate.offset, view.sizes) ?? 0;
    const back = known === undefined ? 0 : known * Math.round(offset / known);
    return { ...addRelations(divided, fixedRelation(singleton(-back)), unitSizes(view)), exactness: 'interior' };
  }
  if (known === undefined || known > periodLimit) return anyIndex;
  return composeRelation(alongAxis(0, remainderFamily(known)), [divided], unitSizes(view));
}

/** Whether the coordinate stays below its modulus, passes it only where a tensor wraps around, or counts its digits. */
function turnsAround(coordinate: Folding, modulus: Size, { shape, sizes }: Surroundings): 'none' | 'at the border' | 'many' {
  const { divisor, terms } = coordinate;
  if (isAlwaysInside({ ...coordinate, modulus: undefined, outside: 'fill', rounding: 'floor' }, shape, modulus)) return 'none';
  const [only] = terms;
  const isUnit = terms.length > 0 && terms.every(({ coefficient }) => coefficient === 1 || coefficient === -1);
  if (!isUnit || divisor !== 1 || only === undefined || !sameSize(modulus, coordinate.size)) return 'many';
  const known = numberOf(modulus, sizes);
  const extents = terms.map(({ axis }) => numberOf(elementAt(shape, axis).size, sizes));
  if (known !== undefined && extents.every((extent) => extent !== undefined)) {
    const extent = extents.reduce((total, size) => total + size - 1, 1);
    return extent < 2 * known ? 'at the border' : 'many';
  }
  const excess = terms.reduce<Size>((rest, { axis }) => subtractSizes(rest, elementAt(shape, axis).size), modulus);
  return isKnown(excess) ? 'at the border' : 'many';
}

/**
 * The indices of the operand's axes from which an accumulate adds to an index, where coordinate number `position` addresses axis number
 * `position` of the result. Each axis is solved for by the first coordinate in which it has the largest coefficient; the rest is open.
 */
export function inverseRelations(coordinates: readonly Coordinate[], operand: Shape, result: Surroundings): readonly AxisRelation[] {
  const { sizes } = result;
  const relations = operand.map((axis): AxisRelation => fixedRelation(wholeAxis(axis.size, sizes)));
  const solved = new Set<number>();
  for (const [position, coordinate] of coordinates.entries()) {
    const form = formOf(coordinate, sizes);
    const terms = form?.terms.filter(({ axis }) => !solved.has(axis)) ?? [];
    const largest = [...terms].sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient))[0];
    if (form === undefined || largest === undefined) continue;
    solved.add(largest.axis);
    const others = form.terms.filter(({ axis }) => axis !== largest.axis);
    const rest = others.reduce(
      (total, { axis, coefficient }) => sum(total, scale(wholeAxis(elementAt(operand, axis).size, sizes), coefficient)),
      singleton(form.offset),
    );
    relations[largest.axis] = solvedRelation(coordinate, { position, rest, coefficient: largest.coefficient }, result);
  }
  return relations;
}

interface Equation {
  readonly position: number;
  readonly coefficient: number;
  readonly rest: IntegerSet;
}

/** i where (coefficient*i + rest) / divisor is the index along the axis at `position`. */
function solvedRelation(coordinate: Coordinate, { position, coefficient, rest }: Equation, result: Surroundings): AxisRelation {
  const divisor = numberOf(coordinate.divisor, result.sizes);
  const factor = Math.abs(coefficient);
  if (divisor === undefined || coordinate.modulus !== undefined || factor > periodLimit) return anyIndex;
  const exactness: Exactness = coordinate.outside === 'fill' ? 'exact' : 'interior';
  const values = linearFamily(divisor, coordinate.rounding === 'exact' ? singleton(0) : interval(0, divisor - 1));
  const multiples = addRelations(alongAxis(position, values, exactness), fixedRelation(scale(rest, -1)), unitSizes(result));
  const signed =
    coefficient > 0 ? multiples : composeRelation(alongAxis(0, linearFamily(-1, singleton(0))), [multiples], unitSizes(result));
  return composeRelation(alongAxis(0, quotientFamily(factor, 'exact')), [signed], unitSizes(result));
}
