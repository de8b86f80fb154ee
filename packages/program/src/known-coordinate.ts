// Where a coordinate leads once its sizes are numbers: what runs programs calls this, and nothing that reasons about them.
import type { Coordinate } from './value.js';

/** A coordinate with numbers for sizes, along an axis of `size` elements. */
export interface KnownCoordinate extends Pick<Coordinate, 'rounding' | 'outside'> {
  readonly divisor: number;
  readonly modulus: number | undefined;
  readonly size: number;
}

/** What an index is that leads nowhere: the fill. */
export const nowhere = -1;

/** (affine / divisor) mod modulus, brought inside as the coordinate says; `nowhere` where it stays outside. */
export function indexAt(affine: number, { divisor, modulus, size, rounding, outside }: KnownCoordinate): number {
  const quotient = Math.floor(affine / divisor);
  if (rounding === 'exact' && quotient * divisor !== affine) return nowhere;
  const index = modulus === undefined ? quotient : quotient - modulus * Math.floor(quotient / modulus);
  if (index >= 0 && index < size) return index;
  switch (outside) {
    case 'fill':
      return nowhere;
    case 'clamp':
      return Math.min(Math.max(index, 0), size - 1);
    case 'reflect':
      return reflect(index, size);
  }
}

/** ... 2 1 [0 1 2] 1 0 1 ...: mirrored at the border elements, which are not repeated. */
function reflect(index: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = index - period * Math.floor(index / period);
  return folded < size ? folded : period - folded;
}
