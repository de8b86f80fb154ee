// The order of axes inside of a generated model: the batch first, the features last, the others as they are. Names decide.
import { featureAxis, roleOf, type Shape } from '@trammel/tensor';

/** The names of the axes in the order in which they lie inside. */
export function layoutOf(shape: Shape): readonly string[] {
  const names = shape.map(({ name }) => name);
  const feature = featureAxis(shape)?.name;
  const batch = names.filter((name) => roleOf(name) === 'batch' && name !== feature);
  const others = names.filter((name) => name !== feature && !batch.includes(name));
  return [...batch, ...others, ...(feature === undefined ? [] : [feature])];
}

/** Where each axis of one order stands in another, for orders of the same axes. */
export function permutation(from: readonly string[], to: readonly string[]): readonly number[] {
  return to.map((name) => from.indexOf(name));
}

/** Whether two orders are the same. */
export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
