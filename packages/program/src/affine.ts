// Affine forms over the indices of a shape: their bounds, their text, and what can be proved of a coordinate.
import {
  addSizes,
  isKnown,
  isNeverNegativeForPositive,
  multiplySizes,
  printSize,
  subtractSizes,
  type Shape,
  type Size,
} from '@trammel/tensor';
import type { Affine, Coordinate } from './value.js';

/** The least and the greatest value of an affine form over the indices of a shape without empty axes. */
export interface Bounds {
  readonly least: Size;
  readonly greatest: Size;
}

/** Bounds of the form over the shape; undefined where the sign of a coefficient depends on its symbols. */
export function boundsOf(affine: Affine, shape: Shape): Bounds | undefined {
  let [least, greatest] = [affine.offset, affine.offset];
  for (const { axis, coefficient } of affine.terms) {
    const span = multiplySizes(coefficient, subtractSizes(shape[axis]?.size ?? 1, 1));
    if (isNeverNegativeForPositive(coefficient)) greatest = addSizes(greatest, span);
    else if (isNeverNegativeForPositive(multiplySizes(coefficient, -1))) least = addSizes(least, span);
    else return undefined;
  }
  return { least, greatest };
}

/** True when the form is proved to be 0 or more at every index of the shape. */
export function isNeverNegativeOver(affine: Affine, shape: Shape): boolean {
  const bounds = boundsOf(affine, shape);
  return bounds !== undefined && isNeverNegativeForPositive(bounds.least);
}

/** True when the form is proved to stay in [0, size) at every index of the shape. */
export function isWithin(affine: Affine, shape: Shape, size: Size): boolean {
  const bounds = boundsOf(affine, shape);
  if (bounds === undefined || !isNeverNegativeForPositive(bounds.least)) return false;
  return isNeverNegativeForPositive(subtractSizes(subtractSizes(size, 1), bounds.greatest));
}

/** True when the coordinate divides nothing, wraps nothing, and is the form alone. */
export function isPlain(coordinate: Coordinate): boolean {
  return coordinate.divisor === 1 && coordinate.modulus === undefined;
}

/** True when the coordinate is the index of one axis, unchanged. */
export function isBareIndex(coordinate: Coordinate): boolean {
  const [term, ...more] = coordinate.terms;
  return isPlain(coordinate) && coordinate.offset === 0 && term?.coefficient === 1 && more.length === 0;
}

/** The form with the names of axes for their indices, and sizes that are no numbers between bars: `2*H+kh-|N|`. */
export function printAffine({ terms, offset }: Affine, shape: Shape): string {
  const parts = terms.map(({ axis, coefficient }) => {
    const index = shape[axis]?.name ?? `#${axis}`;
    return coefficient === 1 ? index : coefficient === -1 ? `-${index}` : `${printExtent(coefficient)}*${index}`;
  });
  const all = offset === 0 && parts.length > 0 ? parts : [...parts, printExtent(offset)];
  return all.reduce((text, part) => (text === '' || part.startsWith('-') ? text + part : `${text}+${part}`), '');
}

/** A size among indices, which may have the same names as its symbols. */
function printExtent(size: Size): string {
  return isKnown(size) ? size.toString() : `|${printSize(size)}|`;
}

/** The coordinate as an index: `reflect(floor((H+1)/2) mod 4)`. */
export function printCoordinate(coordinate: Coordinate, shape: Shape): string {
  const { divisor, rounding, modulus, outside, terms, offset } = coordinate;
  const affine = printAffine(coordinate, shape);
  const isSum = terms.length + (offset === 0 ? 0 : 1) > 1;
  const divided = `${isSum ? `(${affine})` : affine}/${printExtent(divisor)}`;
  const quotient = divisor === 1 ? affine : rounding === 'floor' ? `floor(${divided})` : divided;
  const wrapped = modulus === undefined ? quotient : `${divisor === 1 && isSum ? `(${quotient})` : quotient} mod ${printExtent(modulus)}`;
  return outside === 'fill' ? wrapped : `${outside}(${wrapped})`;
}
