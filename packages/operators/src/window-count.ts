// How many elements windows have: what an average divides by.
import { multiply, sizeValue, type Value } from '@trammel/program';
import { productOfSizes, type Size } from '@trammel/tensor';

/** Elements of each window along one axis: one number where all windows have as many, else one for each window. */
export type CountAlong = { readonly same: Size } | { readonly each: Value };

/** Elements of each window: the product over the axes. */
export function elementsOfWindows(counts: readonly CountAlong[]): Value {
  const same = productOfSizes(counts.map((count) => ('same' in count ? count.same : 1)));
  const [first, ...others] = counts.flatMap((count) => ('each' in count ? [count.each] : []));
  if (first === undefined) return sizeValue(same);
  return others.reduce(multiply, same === 1 ? first : multiply(first, sizeValue(same)));
}
