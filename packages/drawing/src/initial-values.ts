// The elements that parameters begin with, drawn by their initialisers.
import { distributionOf, truncation, type Parameter } from '@trammel/operators';
import { fillUniform, type Key } from './generator.js';
import { fillNormal, fillTruncatedNormal } from './normal.js';
import { fillOrthogonal } from './orthogonal.js';

/** Draws all elements of the parameter into the array, row-major; `rows` is the size of its first axis. */
export function fillInitial(
  to: Float64Array,
  { initializer, fans }: Pick<Parameter, 'initializer' | 'fans'>,
  rows: number,
  key: Key,
): void {
  const law = distributionOf(initializer, fans);
  switch (law.kind) {
    case 'constant':
      to.fill(law.value);
      return;
    case 'normal':
      fillNormal(to, key, law.mean, law.std);
      return;
    case 'truncated_normal':
      fillTruncatedNormal(to, key, { mean: law.mean, deviation: law.std, bound: truncation });
      return;
    case 'uniform':
      fillUniform(to, key, law.minimum, law.maximum);
      return;
    case 'orthogonal':
      fillOrthogonal(to, key, rows, law.gain);
  }
}
