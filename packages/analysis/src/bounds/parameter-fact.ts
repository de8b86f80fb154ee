// What is proved of a weight from the way in which it begins. Not of what is computed with it.
import { scaledVariance, truncation, type Initializer, type Parameter } from '@trammel/operators';
import { frobeniusNorm, largestOf, spreadOfTruncated, spreadOfUniform, type Independent } from './concentration.js';
import { anything, countOf, fact, type Fact, type Side } from './fact.js';
import { above, magnitude, outwards, point, type Interval } from './interval.js';
import { ofNumber } from './log-bound.js';
import type { Setting } from './setting.js';

/** The fact about every weight that is drawn like this one. */
export function parameterFact(parameter: Parameter, { sizes, tails }: Setting): Fact {
  const { initializer, shape } = parameter;
  const count = countOf(shape, sizes);
  if (initializer.kind === 'orthogonal') return orthogonalFact(parameter, count, initializer.gain);
  const law = lawOf(initializer, parameter.fans);
  if (law === undefined) return anything;
  const { certain, independent, isNormal } = law;
  const bound = magnitude(certain);
  const away = tails.least(Number.POSITIVE_INFINITY, (probability) =>
    isNormal ? largestOf(count, independent.spread, probability) : Number.POSITIVE_INFINITY,
  );
  const range = Number.isFinite(bound) ? certain : outwards(independent.mean - away, independent.mean + away);
  const together = above(Math.sqrt(count) * magnitude(range));
  const size = tails.least(together, (probability) => frobeniusNorm(independent, count, probability));
  return fact({ range, size: ofNumber(above(size / Math.sqrt(count)) * (1 + 2 ** -50)), drawn: { independent, matrix: undefined } }, count);
}

/** How one element is drawn. */
interface Law {
  /** What it never leaves. */
  readonly certain: Interval;
  readonly independent: Independent;
  readonly isNormal: boolean;
}

const constant = (value: number): Law => ({ certain: point(value), independent: { mean: value, spread: 0 }, isNormal: false });

const normal = (mean: number, std: number): Law =>
  std === 0
    ? constant(mean)
    : { certain: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }, independent: { mean, spread: std }, isNormal: true };

function uniform(low: number, high: number): Law {
  const half = above((high - low) / 2);
  return { certain: { low, high }, independent: { mean: (low + high) / 2, spread: spreadOfUniform(half) }, isNormal: false };
}

function lawOf(initializer: Exclude<Initializer, { readonly kind: 'orthogonal' }>, fans: Parameter['fans']): Law | undefined {
  switch (initializer.kind) {
    case 'constant':
      return constant(initializer.value);
    case 'normal':
      return normal(initializer.mean, initializer.std);
    case 'truncated_normal': {
      const { mean, std } = initializer;
      const certain = outwards(mean - truncation * std, mean + truncation * std);
      return { certain, independent: { mean, spread: spreadOfTruncated(std) }, isNormal: false };
    }
    case 'uniform':
      return uniform(initializer.minimum, initializer.maximum);
    case 'variance_scaling': {
      if (fans === undefined) return undefined;
      const std = above(Math.sqrt(scaledVariance(initializer, fans)));
      // A symbol is open, or there is nothing to scale by.
      if (!Number.isFinite(std)) return undefined;
      return initializer.distribution === 'normal' ? normal(0, std) : uniform(-above(std * Math.sqrt(3)), above(std * Math.sqrt(3)));
    }
  }
}

/** The first axis counts the rows of a matrix, the others its columns; the fewer of them are orthogonal, and as long as the gain. */
function orthogonalFact({ shape }: Parameter, count: number, gain: number): Fact {
  const rows = countOf(shape.slice(0, 1), new Map());
  const shorter = Math.min(rows, count / rows);
  const norm = above(Math.abs(gain));
  const sides = new Map(shape.map(({ name }, axis): readonly [string, Side] => [name, axis === 0 ? 'rows' : 'columns']));
  return fact(
    {
      range: { low: -norm, high: norm },
      size: ofNumber(above(norm * above(Math.sqrt(above(shorter / count))))),
      drawn: { independent: undefined, matrix: { norm, sides, entries: undefined } },
    },
    count,
  );
}
