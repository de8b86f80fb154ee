// Affine forms and coordinates in their simplest form over the indices of a shape, where every axis has at least one index.
import {
  addSizes,
  divideSizesExactly,
  floorDivideSizes,
  isKnown,
  isNeverNegativeForPositive,
  isWhole,
  multiplySizes,
  printSize,
  sameSize,
  subtractSizes,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { boundsOf, isBareIndex, isPlain, isWithin } from './affine.js';
import type { Affine, Coordinate } from './value.js';

/** The form with one term for each axis, in their order, and none that is always 0. */
export function simplifyAffine({ terms, offset }: Affine, shape: Shape): Affine {
  const coefficients = new Map<number, Size>();
  for (const { axis, coefficient } of terms) coefficients.set(axis, addSizes(coefficients.get(axis) ?? 0, coefficient));
  const kept = [...coefficients]
    .filter(([axis, coefficient]) => coefficient !== 0 && shape[axis]?.size !== 1)
    .sort(([a], [b]) => a - b)
    .map(([axis, coefficient]) => ({ axis, coefficient }));
  return { terms: kept, offset };
}

/** a + by * b */
export function addAffine(a: Affine, b: Affine, by: Size): Affine {
  const scaled = b.terms.map(({ axis, coefficient }) => ({ axis, coefficient: multiplySizes(coefficient, by) }));
  return { terms: [...a.terms, ...scaled], offset: addSizes(a.offset, multiplySizes(b.offset, by)) };
}

/** The coordinate with the same index of an axis of `size`, or the fill, at every index of the shape. */
export function simplifyCoordinate(coordinate: Coordinate, shape: Shape, size: Size): Coordinate {
  if (isOwnIndex(coordinate, shape, size)) return coordinate;
  // A bare index stays one, though it is always 0 along an axis of size 1.
  const affine = isBareIndex(coordinate) ? coordinate : withoutTurns({ ...coordinate, ...simplifyAffine(coordinate, shape) });
  const divided = divide({ ...coordinate, ...affine }, shape);
  const { modulus, divisor } = divided;
  // 0 <= floor(a/d) < m if and only if 0 <= a < d*m; an exact division is its floor, where it is not the fill.
  const isWrapping = modulus !== undefined && !isWithin(divided, shape, multiplySizes(divisor, modulus));
  const unwrapped: Coordinate = {
    ...divided,
    modulus: isWrapping ? modulus : undefined,
    rounding: divisor === 1 ? 'exact' : divided.rounding,
  };
  return isAlwaysInside(unwrapped, shape, size) ? { ...unwrapped, outside: 'fill' } : unwrapped;
}

/** Full turns of the modulus m come off: ((a + d*m*k) / d) mod m = (a/d) mod m. */
function withoutTurns({ terms, offset, divisor, modulus }: Coordinate): Affine {
  if (modulus === undefined || modulus === 0 || divisor === 0) return { terms, offset };
  const turn = multiplySizes(divisor, modulus);
  return { terms: terms.filter(({ coefficient }) => wholeQuotient(coefficient, turn) === undefined), offset };
}

/** True for the index of an axis of the same size, which most coordinates are. */
function isOwnIndex(coordinate: Coordinate, shape: Shape, size: Size): boolean {
  return isBareIndex(coordinate) && coordinate.outside === 'fill' && sameSize(shape[coordinate.terms[0]?.axis ?? -1]?.size ?? 1, size);
}

/** The coordinate with as small a divisor as can be. */
function divide(coordinate: Coordinate, shape: Shape): Coordinate {
  if (coordinate.divisor === 1) return coordinate;
  let result = coordinate;
  for (;;) {
    const factors = [result.divisor, ...result.terms.map((term) => term.coefficient)];
    const [next] = factors.flatMap((factor) => divideBy(result, factor, shape) ?? []);
    if (next === undefined) return result;
    result = next;
  }
}

/** (g*q + r) / (g*d) = q / d where 0 <= r < g, or where r = 0 if the division is exact; undefined where that is not proved. */
function divideBy(coordinate: Coordinate, factor: Size, shape: Shape): Coordinate | undefined {
  const { offset, rounding } = coordinate;
  const divisor =
    factor === 1 || !isNeverNegativeForPositive(subtractSizes(factor, 1)) ? undefined : wholeQuotient(coordinate.divisor, factor);
  if (divisor === undefined) return undefined;
  const parts = coordinate.terms.map((term) => ({ ...term, quotient: wholeQuotient(term.coefficient, factor) }));
  const rest = parts.filter(({ quotient }) => quotient === undefined).map(({ axis, coefficient }) => ({ axis, coefficient }));
  const offsetQuotient = floorDivideSizes(offset, factor);
  const offsetRest = subtractSizes(offset, multiplySizes(factor, offsetQuotient));
  const isClosed =
    rounding === 'exact' ? rest.length === 0 && offsetRest === 0 : isWithin({ terms: rest, offset: offsetRest }, shape, factor);
  if (!isClosed) return undefined;
  const terms = parts.flatMap(({ axis, quotient }) => (quotient === undefined ? [] : [{ axis, coefficient: quotient }]));
  return { ...coordinate, terms, offset: offsetQuotient, divisor, rounding: divisor === 1 ? 'exact' : rounding };
}

/** size / divisor if that is whole for all symbols. */
export function wholeQuotient(size: Size, divisor: Size): Size | undefined {
  const quotient = divideSizesExactly(size, divisor);
  return quotient !== undefined && isWhole(quotient) ? quotient : undefined;
}

/** True when the coordinate is proved to be an index of the axis at every index of the shape: neither outside nor a remainder. */
export function isAlwaysInside(coordinate: Coordinate, shape: Shape, size: Size): boolean {
  const { divisor, modulus, rounding } = coordinate;
  if (isOwnIndex(coordinate, shape, size)) return true;
  if (divisor !== 1 && rounding === 'exact') return false;
  if (modulus !== undefined)
    return isNeverNegativeForPositive(subtractSizes(size, modulus)) && isNeverNegativeForPositive(subtractSizes(modulus, 1));
  return isWithin(coordinate, shape, multiplySizes(divisor, size));
}

/** True when the coordinate is proved to be the fill at every index of the shape. */
export function isNeverInside(coordinate: Coordinate, shape: Shape, size: Size): boolean {
  if (coordinate.outside !== 'fill' || coordinate.modulus !== undefined || isOwnIndex(coordinate, shape, size)) return false;
  const bounds = boundsOf(coordinate, shape);
  if (bounds === undefined) return false;
  const isBefore = isNeverNegativeForPositive(multiplySizes(addSizes(bounds.greatest, 1), -1));
  const end = isPlain(coordinate) ? size : multiplySizes(size, coordinate.divisor);
  return isKnown(coordinate.divisor) && (isBefore || isNeverNegativeForPositive(subtractSizes(bounds.least, end)));
}

/** Text that tells coordinates apart. */
export function keyOfCoordinate(coordinate: Coordinate): string {
  const { divisor, rounding, modulus, outside } = coordinate;
  return `${keyOfAffine(coordinate)}/${printSize(divisor)} ${rounding} ${modulus === undefined ? '' : printSize(modulus)} ${outside}`;
}

/** Text that tells affine forms apart. */
export function keyOfAffine({ terms, offset }: Affine): string {
  return `${terms.map(({ axis, coefficient }) => `${axis}*(${printSize(coefficient)})`).join('+')}+(${printSize(offset)})`;
}
