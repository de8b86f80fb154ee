// The larger and the smaller of two sizes, decided where it can be before the symbols are known.
import { ofAtom } from './polynomial.js';
import { isKnown, isNeverNegative, printSize, type Size } from './size.js';
import { multiplySizes, subtractSizes } from './size-arithmetic.js';

/** max(a, b); one of them where it is the larger whatever the symbols, which stand for sizes and so are 0 or more. */
export function maximumSize(a: Size, b: Size): Size {
  if (isKnown(a) && isKnown(b)) return a < b ? b : a;
  const difference = subtractSizes(a, b);
  if (isNeverNegative(difference)) return a;
  if (isNeverNegative(multiplySizes(difference, -1))) return b;
  const [left, right] = printSize(a) < printSize(b) ? [a, b] : [b, a];
  return ofAtom({ kind: 'maximum', key: `max(${printSize(left)},${printSize(right)})`, left, right });
}

/** min(a, b) = -max(-a, -b) */
export function minimumSize(a: Size, b: Size): Size {
  return multiplySizes(maximumSize(multiplySizes(a, -1), multiplySizes(b, -1)), -1);
}
