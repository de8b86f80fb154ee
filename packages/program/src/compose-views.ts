// Views of views as single views, where one index map can say what two say. Nothing is computed either way.
import {
  addSizes,
  isNeverNegativeForPositive,
  multiplySizes,
  sameShape,
  sameSize,
  subtractSizes,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { isBareIndex, isNeverNegativeOver, isPlain } from './affine.js';
import { substituteIndices } from './recombine.js';
import { addAffine, isAlwaysInside, isNeverInside, keyOfAffine, simplifyAffine, simplifyCoordinate } from './simplify-coordinate.js';
import type { Affine, Coordinate, Instruction, Value } from './value.js';

/** A view without its operand: which elements of a tensor of shape `from` make one of shape `to`. */
export interface IndexMap {
  readonly from: Shape;
  readonly to: Shape;
  readonly coordinates: readonly Coordinate[];
  readonly where: readonly Affine[];
  readonly fill: number;
}

/** The index map of a view. */
export function indexMapOf(value: Value, instruction: Extract<Instruction, { op: 'view' }>): IndexMap {
  const { operand, coordinates, where, fill } = instruction;
  return { from: operand.shape, to: value.shape, coordinates, where, fill };
}

/** The index map with each coordinate and condition in its simplest form. */
export function simplifyIndexMap(map: IndexMap): IndexMap {
  const { from, to } = map;
  const forms = map.where.map((form) => simplifyAffine(form, to)).filter((form) => !isNeverNegativeOver(form, to));
  const where = [...new Map(forms.map((form) => [keyOfAffine(form), form])).values()];
  return { ...map, where, coordinates: map.coordinates.map((coordinate, axis) => simplifyCoordinate(coordinate, to, sizeOf(from, axis))) };
}

/** True when the index map gives back the tensor as it is. */
export function isIdentity({ from, to, coordinates, where }: IndexMap): boolean {
  return where.length === 0 && sameShape(from, to) && coordinates.every((coordinate, axis) => isIndexOf(coordinate, axis, to));
}

/** The index of that axis; for an axis of size 1 that is 0. */
function isIndexOf(coordinate: Coordinate, axis: number, shape: Shape): boolean {
  if (isBareIndex(coordinate)) return coordinate.terms[0]?.axis === axis;
  return isPlain(coordinate) && coordinate.terms.length === 0 && coordinate.offset === 0 && sizeOf(shape, axis) === 1;
}

/** True when the index map is proved to read nothing but the fill. */
export function isAllFill({ from, to, coordinates, where }: IndexMap): boolean {
  const isNever = where.some((form) => isNeverNegativeOver({ terms: scaled(form, -1), offset: subtractSizes(-1, form.offset) }, to));
  return isNever || coordinates.some((coordinate, axis) => isNeverInside(coordinate, to, sizeOf(from, axis)));
}

function scaled({ terms }: Affine, by: Size): Affine['terms'] {
  return terms.map(({ axis, coefficient }) => ({ axis, coefficient: multiplySizes(coefficient, by) }));
}

/** The one index map that does what `inner` and then `outer` do; undefined where none can. Both are simplified. */
export function composeIndexMaps(outer: IndexMap, inner: IndexMap): IndexMap | undefined {
  const ends = outer.coordinates.map((coordinate, axis) => endsOf(coordinate, axis, { outer, inner }));
  const mayOuterFill = outer.where.length > 0 || ends.some((end) => end !== 'inside');
  if (mayOuterFill && mayFill(inner) && !Object.is(outer.fill, inner.fill)) return undefined;
  const where: Affine[] = [...outer.where];
  for (const end of ends) {
    if (end === undefined) return undefined;
    if (typeof end !== 'string') where.push(...end);
  }
  const coordinates = inner.coordinates.map((coordinate) => composeCoordinate(outer, coordinate));
  const conditions = inner.where.map((form) => substitute(outer, form));
  const known = coordinates.filter((coordinate) => coordinate !== undefined);
  const knownConditions = conditions.filter((form) => form !== undefined);
  if (known.length < coordinates.length || knownConditions.length < conditions.length) return undefined;
  const fill = mayOuterFill ? outer.fill : inner.fill;
  return simplifyIndexMap({ from: inner.from, to: outer.to, coordinates: known, where: [...where, ...knownConditions], fill });
}

function mayFill({ from, to, coordinates, where }: IndexMap): boolean {
  return (
    where.length > 0 ||
    !coordinates.every((coordinate, axis) => isAlwaysInside(coordinate, to, sizeOf(from, axis)) || isBroughtInside(coordinate))
  );
}

function isBroughtInside({ outside, divisor, rounding }: Coordinate): boolean {
  return outside !== 'fill' && (divisor === 1 || rounding === 'floor');
}

interface Views {
  readonly outer: IndexMap;
  readonly inner: IndexMap;
}

/**
 * What becomes of the ends of one axis between the views, past which the outer view reads its fill: it never gets there
 * (`inside`), the inner coordinate ends there too or before (`implied`), or conditions over the outer shape must say so.
 */
function endsOf(coordinate: Coordinate, axis: number, { outer, inner }: Views): 'inside' | 'implied' | readonly Affine[] | undefined {
  const size = sizeOf(outer.from, axis);
  if (isAlwaysInside(coordinate, outer.to, size)) return 'inside';
  const readers = inner.coordinates.flatMap((reader, at) =>
    readsAxis(reader, axis) ? [{ reader, sizes: { size, target: sizeOf(inner.from, at) } }] : [],
  );
  if (isPlainFill(coordinate)) {
    if (readers.some(({ reader, sizes }) => carries(reader, axis, sizes))) return 'implied';
    return [coordinate, addAffine({ terms: [], offset: subtractSizes(size, 1) }, coordinate, -1)];
  }
  // Anything else than a plain form survives only as a whole: as the coordinate of axes of the same size.
  const isWhole = readers.length > 0 && readers.every(({ reader, sizes }) => isBareIndex(reader) && carries(reader, axis, sizes));
  return !isWhole ? undefined : isBroughtInside(coordinate) ? 'inside' : 'implied';
}

function readsAxis(coordinate: Coordinate, axis: number): boolean {
  return coordinate.terms.some((term) => term.axis === axis);
}

/** True when the inner coordinate is outside of its axis wherever the index of the axis between is outside of that. */
function carries(candidate: Coordinate, axis: number, sizes: { readonly size: Size; readonly target: Size }): boolean {
  const [term, ...more] = candidate.terms;
  if (!isPlain(candidate) || candidate.outside !== 'fill' || term?.axis !== axis || term.coefficient !== 1 || more.length > 0) return false;
  if (isBareIndex(candidate)) return sameSize(sizes.size, sizes.target);
  // 0 <= j + offset < target must give 0 <= j < size
  const beyond = subtractSizes(addSizes(sizes.size, candidate.offset), sizes.target);
  return isNeverNegativeForPositive(multiplySizes(candidate.offset, -1)) && isNeverNegativeForPositive(beyond);
}

/** The inner coordinate over the indices of the outer shape. */
function composeCoordinate(outer: IndexMap, inner: Coordinate): Coordinate | undefined {
  if (isBareIndex(inner)) {
    const whole = outer.coordinates[inner.terms[0]?.axis ?? -1];
    if (whole !== undefined && !isPlainFill(whole)) return inner.outside === 'fill' ? whole : undefined;
  }
  return inner.terms.some(({ axis }) => !isSubstitutable(outer, axis)) ? undefined : substituteIndices(inner, outer.coordinates);
}

/** True when the index of that axis between the views may enter a sum: where it is outside, other means give the fill. */
function isSubstitutable(outer: IndexMap, axis: number): boolean {
  const coordinate = outer.coordinates[axis];
  return coordinate !== undefined && (isPlainFill(coordinate) || isAlwaysInside(coordinate, outer.to, sizeOf(outer.from, axis)));
}

function isPlainFill(coordinate: Coordinate): boolean {
  return isPlain(coordinate) && coordinate.outside === 'fill';
}

/** The form over the indices of the outer shape, where all that it reads are plain forms themselves. */
function substitute(outer: IndexMap, form: Affine): Affine | undefined {
  let result: Affine = { terms: [], offset: form.offset };
  for (const { axis, coefficient } of form.terms) {
    const coordinate = outer.coordinates[axis];
    if (coordinate === undefined || !isPlainFill(coordinate)) return undefined;
    result = addAffine(result, coordinate, coefficient);
  }
  return result;
}

function sizeOf(shape: Shape, axis: number): Size {
  return shape[axis]?.size ?? 1;
}
