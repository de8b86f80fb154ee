// The elements that parameters begin with, drawn by their initialisers.
import type { Parameter } from '@trammel/operators';
import { fillUniform, type Key } from './generator.js';
import { fillNormal, fillTruncatedNormal } from './normal.js';
import { fillOrthogonal } from './orthogonal.js';

/** Beyond how many deviations a truncated draw is cast again, as TensorFlow and Keras do. */
const bound = 2;

/** Draws all elements of the parameter into the array, row-major; `rows` is the size of its first axis. */
export function fillInitial(
  to: Float64Array,
  { initializer, fans }: Pick<Parameter, 'initializer' | 'fans'>,
  rows: number,
  key: Key,
): void {
  switch (initializer.kind) {
    case 'constant':
      to.fill(initializer.value);
      return;
    case 'normal':
      fillNormal(to, key, initializer.mean, initializer.std);
      return;
    case 'truncated_normal':
      fillTruncatedNormal(to, key, { mean: initializer.mean, deviation: initializer.std, bound });
      return;
    case 'uniform':
      fillUniform(to, key, initializer.minimum, initializer.maximum);
      return;
    case 'orthogonal':
      fillOrthogonal(to, key, rows, initializer.gain);
      return;
    case 'variance_scaling': {
      const { in: fanIn, out: fanOut } = fans ?? { in: 1, out: 1 };
      const variance = initializer.scale / { in: fanIn, out: fanOut, average: (fanIn + fanOut) / 2 }[initializer.fan];
      // A uniform distribution on [-l, l] has the variance l^2 / 3.
      const limit = Math.sqrt(3 * variance);
      if (initializer.distribution === 'normal') fillNormal(to, key, 0, Math.sqrt(variance));
      else fillUniform(to, key, -limit, limit);
    }
  }
}
