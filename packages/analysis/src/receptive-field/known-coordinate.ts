// Coordinates of views with every size known: where sets of indices are read, and from where. Not whole views.
import type { Affine, Coordinate } from '@trammel/program';
import { isKnown, present, substituteSize, type Shape, type Size, type SymbolValues } from '@trammel/tensor';
import { elementAt } from './element-at.js';
import type { Box } from './index-set.js';
import {
  emptySet,
  exactDivide,
  floorDivide,
  indicesOf,
  interval,
  intersect,
  isEmpty,
  isSingleton,
  maximumOf,
  minimumOf,
  modulo,
  scale,
  shift,
  singleton,
  sum,
  union,
  type IntegerSet,
} from './integer-set.js';

/** sum(coefficient * index of an axis) + offset, with one term at most for each axis and no coefficient 0. */
export interface Form {
  readonly terms: readonly { readonly axis: number; readonly coefficient: number }[];
  readonly offset: number;
}

/** A coordinate along an axis of that size: (form / divisor) mod modulus. */
export interface KnownCoordinate extends Form, Pick<Coordinate, 'rounding' | 'outside'> {
  readonly divisor: number;
  readonly modulus: number | undefined;
  readonly size: number;
}

/** The number that a size stands for; undefined while one of its symbols has no value. */
export function numberOf(size: Size, values: SymbolValues): number | undefined {
  if (typeof size === 'number') return size;
  const known = substituteSize(size, values);
  return isKnown(known) ? Number(known) : undefined;
}

/** The sizes of a shape all of whose symbols have values. */
export function sizesOf(shape: Shape, values: SymbolValues): readonly number[] {
  return shape.map((axis) => present(numberOf(axis.size, values), () => `axis ${axis.name} has a size without a value`));
}

/** Undefined while a symbol in it has no value. */
export function formOf(affine: Affine, values: SymbolValues): Form | undefined {
  const [only] = affine.terms;
  if (affine.terms.length === 1 && only?.coefficient === 1 && typeof affine.offset === 'number') {
    return { terms: [{ axis: only.axis, coefficient: 1 }], offset: affine.offset };
  }
  const coefficients = new Map<number, number>();
  for (const term of affine.terms) {
    const coefficient = numberOf(term.coefficient, values);
    if (coefficient === undefined) return undefined;
    coefficients.set(term.axis, (coefficients.get(term.axis) ?? 0) + coefficient);
  }
  const offset = numberOf(affine.offset, values);
  if (offset === undefined) return undefined;
  return { terms: [...coefficients].flatMap(([axis, coefficient]) => (coefficient === 0 ? [] : [{ axis, coefficient }])), offset };
}

/** The coordinate along an axis of that size; undefined while a symbol in it has no value. */
export function coordinateOf(coordinate: Coordinate, size: Size, values: SymbolValues): KnownCoordinate | undefined {
  const form = formOf(coordinate, values);
  const divisor = numberOf(coordinate.divisor, values);
  const modulus = coordinate.modulus === undefined ? undefined : numberOf(coordinate.modulus, values);
  const along = numberOf(size, values);
  if (form === undefined || divisor === undefined || along === undefined) return undefined;
  if (coordinate.modulus !== undefined && modulus === undefined) return undefined;
  const { rounding, outside } = coordinate;
  return { ...form, divisor, modulus, rounding, outside, size: along };
}

/** The value of the form at an index. */
export function valueOfForm(form: Form, index: readonly number[]): number {
  let value = form.offset;
  for (const { axis, coefficient } of form.terms) value += coefficient * elementAt(index, axis);
  return value;
}

/** The index that is read where the form has this value; undefined where the fill is taken. */
export function readIndex(coordinate: KnownCoordinate, value: number): number | undefined {
  const { divisor, rounding, modulus, size } = coordinate;
  const quotient = Math.floor(value / divisor);
  if (rounding === 'exact' && quotient * divisor !== value) return undefined;
  const index = modulus === undefined ? quotient : quotient - modulus * Math.floor(quotient / modulus);
  if (index >= 0 && index < size) return index;
  const inside = readIndices(coordinate, singleton(value));
  return isEmpty(inside) ? undefined : minimumOf(inside);
}

/** The values that the form takes over the box. */
export function imageOfForm(form: Form, box: Box): IntegerSet {
  const parts = form.terms.map(({ axis, coefficient }) => scale(elementAt(box, axis), coefficient));
  // The finest first, so that coarser ones are filled up by it at once.
  const ordered = parts.length > 1 ? [...parts].sort((a, b) => a.grain - b.grain) : parts;
  return shift(ordered.reduce(sum, singleton(0)), form.offset);
}

/** The terms whose index is not fixed within the box. */
export function openTerms(form: Form, box: Box): Form['terms'] {
  return form.terms.filter(({ axis }) => !isSingleton(elementAt(box, axis)));
}

/** The indices that are read where the form takes these values. */
export function readIndices(coordinate: KnownCoordinate, values: IntegerSet): IntegerSet {
  const { divisor, rounding, modulus, outside, size } = coordinate;
  const divided = rounding === 'exact' ? exactDivide(values, divisor) : floorDivide(values, divisor);
  const indices = modulus === undefined ? divided : modulo(divided, modulus);
  if (isEmpty(indices) || (minimumOf(indices) >= 0 && maximumOf(indices) < size)) return indices;
  const inside = intersect(indices, indicesOf(size));
  switch (outside) {
    case 'fill':
      return inside;
    case 'clamp': {
      const below = minimumOf(indices) < 0 ? singleton(0) : emptySet;
      const above = maximumOf(indices) >= size ? singleton(size - 1) : emptySet;
      return union(union(inside, below), above);
    }
    case 'reflect':
      return mirrored(indices, size);
  }
}

/** The values of the form, between `least` and `greatest`, for which one of these indices is read. */
export function valuesReading(coordinate: KnownCoordinate, indices: IntegerSet, between: readonly [number, number]): IntegerSet {
  const { divisor, rounding, modulus, outside, size } = coordinate;
  const [least, greatest] = [Math.floor(between[0] / divisor), Math.ceil(between[1] / divisor)];
  const range: readonly [number, number] = modulus === undefined ? [least, greatest] : [0, modulus - 1];
  const unfolded = beforeOutside(intersect(indices, indicesOf(size)), { outside, size, range });
  const quotients = modulus === undefined ? unfolded : repeated(intersect(unfolded, indicesOf(modulus)), modulus, [least, greatest]);
  const multiples = scale(quotients, divisor);
  const values = rounding === 'exact' || divisor === 1 ? multiples : sum(multiples, indicesOf(divisor));
  return intersect(values, interval(...between));
}

/** ... 2 1 [0 1 2] 1 0 1 ...: mirrored at the border elements, which are not repeated. */
function mirrored(indices: IntegerSet, size: number): IntegerSet {
  if (size === 1) return singleton(0);
  const period = 2 * (size - 1);
  const folded = modulo(indices, period);
  const front = intersect(folded, indicesOf(size));
  const back = intersect(folded, interval(size, period - 1));
  return union(front, shift(scale(back, -1), period));
}

interface Border {
  readonly outside: Coordinate['outside'];
  readonly size: number;
  readonly range: readonly [number, number];
}

/** The indices within the range, before those outside of the axis are brought inside, that come to lie in `indices`. */
function beforeOutside(indices: IntegerSet, { outside, size, range }: Border): IntegerSet {
  const [least, greatest] = range;
  switch (outside) {
    case 'fill':
      return indices;
    case 'clamp': {
      const below = isEmpty(intersect(indices, singleton(0))) ? emptySet : interval(least, -1);
      const above = isEmpty(intersect(indices, singleton(size - 1))) ? emptySet : interval(size, greatest);
      return union(union(indices, below), above);
    }
    case 'reflect': {
      if (size === 1) return isEmpty(indices) ? emptySet : interval(least, greatest);
      const period = 2 * (size - 1);
      return repeated(union(indices, shift(scale(indices, -1), period)), period, range);
    }
  }
}

/** The set moved by every multiple of the period that leads into the range. */
function repeated(set: IntegerSet, period: number, [least, greatest]: readonly [number, number]): IntegerSet {
  const rounds = interval(Math.floor(least / period) - 1, Math.ceil(greatest / period) + 1);
  return intersect(sum(set, scale(rounds, period)), interval(least, greatest));
}
