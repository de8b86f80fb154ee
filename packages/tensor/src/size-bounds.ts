// What can be proved of a size before its symbols are known, where each symbol stands for the size of an axis that is not empty.
import { addSizes, symbolSize } from './size-arithmetic.js';
import { isKnown, isNeverNegative, symbolsOf, type Size } from './size.js';
import { substituteSize } from './size-substitution.js';

/** True when the size is 0 or more for all symbols of 1 and more; false when in doubt. */
export function isNeverNegativeForPositive(size: Size): boolean {
  if (isKnown(size) || isNeverNegative(size)) return isNeverNegative(size);
  // Each symbol is written as 1 plus what it has beyond 1, which is never negative.
  return isNeverNegative(substituteSize(size, new Map([...symbolsOf(size)].map((name) => [name, addSizes(symbolSize(name), 1)]))));
}
