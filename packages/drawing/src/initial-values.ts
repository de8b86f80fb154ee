// The elements that parameters begin with, drawn by their initialisers.
import { distributionOf, type Parameter } from '@trammel/operators';
import type { Key } from './generator.js';
import { fillNormalLaw, fillOrthogonalLaw, fillPlainLaw, type LawFiller } from './laws.js';

/** Draws all elements of the parameter into the array, row-major; `rows` is the size of its first axis. */
export function fillInitial(to: Float64Array, parameter: Pick<Parameter, 'initializer' | 'fans'>, rows: number, key: Key): void {
  fillInitialBy([fillPlainLaw, fillNormalLaw, fillOrthogonalLaw], to, parameter, { rows, key });
}

/** As `fillInitial`, by these laws. */
export function fillInitialBy(
  fillers: readonly LawFiller[],
  to: Float64Array,
  { initializer, fans }: Pick<Parameter, 'initializer' | 'fans'>,
  { rows, key }: { readonly rows: number; readonly key: Key },
): void {
  const law = distributionOf(initializer, fans);
  fillers.some((fill) => fill(to, law, rows, key));
}
