// What is proved of the forms that are bounded as a whole: their values, and their derivatives. Not how they are found.
import { squared } from './interval-functions.js';
import type { Value } from '@trammel/program';
import type { FactOf } from './elementwise.js';
import { fact, largest, type Fact } from './fact.js';
import { add, intersection, point } from './interval.js';
import { least, nothing, ofNumber, one, root, times, toNumber, unknown, type LogBound } from './log-bound.js';
import type { Setting } from './setting.js';
import type { Structure } from './structures.js';

type Standardized = Extract<Structure, { readonly kind: 'standardized' }>;

/** The fact about a value that is such a form, from what is known of it part by part. */
export function structureFact(
  structure: Structure,
  { plain, count, known }: { readonly plain: Fact; readonly count: number; readonly known: FactOf },
): Fact {
  switch (structure.kind) {
    case 'proportions': {
      // Elements that are no less than 0 and add up to 1: their squares add up to 1 at most.
      const size = least(plain.size, root(ofNumber(1 / structure.count)));
      return fact({ range: intersection({ low: 0, high: 1 }, plain.range), size }, count);
    }
    case 'centered':
      // A projection.
      return fact({ range: plain.range, size: least(plain.size, known(structure.of).size) }, count);
    case 'standardized': {
      // |x| / sqrt(mean(x^2) + eps) <= sqrt(count) for each element, and 1 for the root of their mean square.
      const scale = scaleOf(structure, known);
      const bound = toNumber(times(scale, root(ofNumber(structure.count))));
      const range = intersection(plain.range, { low: -bound, high: bound });
      return fact({ range, size: least(plain.size, scale) }, count);
    }
  }
}

/** What the 2-norm of the derivative by each operand does not exceed. */
export function structureGains(structure: Structure, known: FactOf, setting: Setting): readonly (readonly [Value, LogBound])[] {
  switch (structure.kind) {
    case 'proportions':
      // v (diag(p) - p p^T) v is the variance of v under p, which is a quarter of its span squared at most: |v|^2 / 2.
      return [[structure.of, structure.count === 1 ? nothing : ofNumber(0.5)]];
    case 'centered':
      return [[structure.of, one]];
    case 'standardized': {
      // diag(scale) (1 - x x^T / (n s^2)) / s with s^2 = mean(x^2) + eps: the part in the middle is 1 at most.
      const { of, scale, view } = structure;
      const inverse = inverseDeviation(structure, known);
      const gain: readonly [Value, LogBound] = [of, times(inverse, scaleOf(structure, known))];
      if (scale === undefined) return [gain];
      const element = least(root(ofNumber(structure.count)), times(largest(known(of)), inverse));
      const reads = view === undefined ? one : root(ofNumber(setting.counts(view).mostReads));
      return [gain, [scale, times(element, reads)]];
    }
  }
}

const scaleOf = ({ scale }: Standardized, known: FactOf): LogBound => (scale === undefined ? one : largest(known(scale)));

/** 1 / sqrt(mean(x^2) + eps) */
function inverseDeviation({ of, eps }: Standardized, known: FactOf): LogBound {
  const variance = add(squared(known(of).range), point(eps)).low;
  return variance > 0 ? ofNumber((1 / Math.sqrt(variance)) * (1 + 2 ** -48)) : unknown;
}
