// Whether a coordinate leads to an existing index wherever it is taken, with open symbols too. Not where it leads.
import type { Affine, Coordinate } from '@trammel/program';
import { addSizes, isKnown, multiplySizes, sameSize, subtractSizes, type Shape, type Size } from '@trammel/tensor';
import { elementAt } from './element-at.js';

/** True when the coordinate, over the indices of `shape`, surely stays within an axis of that size; false where it may not. */
export function isAlwaysInside(coordinate: Coordinate, shape: Shape, size: Size): boolean {
  const { divisor, rounding, modulus, outside } = coordinate;
  if (outside !== 'fill') return rounding === 'floor' || divisor === 1;
  if (rounding === 'exact' && divisor !== 1) return false;
  if (modulus !== undefined && sameSize(modulus, size)) return true;
  // 0 <= least and greatest < size * divisor
  const { least, greatest } = bounds(coordinate, shape);
  const room = subtractSizes(subtractSizes(multiplySizes(size, divisor), greatest), 1);
  return isKnown(least) && least >= 0 && isKnown(room) && room >= 0;
}

/** The least and the greatest value of the form over the indices of the shape. */
function bounds(affine: Affine, shape: Shape): { readonly least: Size; readonly greatest: Size } {
  let [least, greatest]: [Size, Size] = [affine.offset, affine.offset];
  for (const { axis, coefficient } of affine.terms) {
    const reach = multiplySizes(coefficient, subtractSizes(elementAt(shape, axis).size, 1));
    // A symbol counts as positive: sizes are.
    if (isKnown(coefficient) && coefficient < 0) least = addSizes(least, reach);
    else greatest = addSizes(greatest, reach);
  }
  return { least, greatest };
}
