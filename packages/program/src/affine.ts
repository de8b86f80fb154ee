// Affine forms over the indices of a shape: their bounds, their text, and what can be proved of a coordinate.
import {
  addSizes,
  isNeverNegativeForPositive,
  multiplySizes,
  printSize,
  sameSize,
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

/** True when the two forms have the same terms in the same order, and the same offset. */
export function sameAffine(a: Affine, b: Affine): boolean {
  return (
    sameSize(a.offset, b.offset) &&
    a.terms.length === b.terms.length &&
    a.terms.every(({ axis, coefficient }, index) => {
      const other = b.terms[index];
      return axis === other?.axis && sameSize(coefficient, other.coefficient);
    })
  );
}

/** The form with the names of axes for their indices: `2*H+kh-3`. */
export function printAffine({ terms, offset }: Affine, shape: Shape): string {
  const parts = terms.map(({ axis, coefficient }) => {
    const index = shape[axis]?.name ?? `#${axis}`;
    const text = printSize(coefficient);
    return text === '1' ? index : text === '-1' ? `-${index}` : `${/^-?[\w.]+$/.test(text) ? text : `(${text})`}*${index}`;
  });
  const all = offset === 0 && parts.length > 0 ? parts : [...parts, printSize(offset)];
  return all.reduce((text, part) => (text === '' || part.startsWith('-') ? text + part : `${text}+${part}`), '');
}

/** The coordinate as an index: `reflect(floor((H+1)/2) mod 4)`. */
export function printCoordinate(coordinate: Coordinate, shape: Shape): string {
  const { divisor, rounding, modulus, outside } = coordinate;
  const affine = printAffine(coordinate, shape);
  const isSum = /[+-]/.test(affine.slice(1));
  const divided = `${isSum ? `(${affine})` : affine}/${printSize(divisor)}`;
  const quotient = divisor === 1 ? affine : rounding === 'floor' ? `floor(${divided})` : divided;
  const wrapped = modulus === undefined ? quotient : `${divisor === 1 && isSum ? `(${quotient})` : quotient} mod ${printSize(modulus)}`;
  return outside === 'fill' ? wrapped : `${outside}(${wrapped})`;
}
