// Reading a list at an index that is known to be within it, without a closure for each read.
import { invariant } from '@trammel/tensor';

const explain = (): string => 'an index is within its list';

/** The element at that index, which our own code guarantees to be there. */
export function elementAt<T>(list: readonly T[], index: number): T {
  const value = list[index];
  invariant(value !== undefined, explain);
  return value;
}
