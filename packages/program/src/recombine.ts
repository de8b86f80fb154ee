// Sums of quotients and remainders of index forms, put together again: what is left when a split follows a merge.
import { addSizes, multiplySizes, sameSize, type Size } from '@trammel/tensor';
import { isPlain } from './affine.js';
import { addAffine, wholeQuotient } from './simplify-coordinate.js';
import type { Affine, Coordinate } from './value.js';

/** coefficient * (floor(affine / divisor) mod modulus) */
interface Part {
  readonly coefficient: Size;
  readonly affine: Affine;
  readonly divisor: Size;
  readonly modulus: Size | undefined;
}

/** sum(parts) + plain */
interface Sum {
  readonly parts: readonly Part[];
  readonly plain: Affine;
}

/**
 * The coordinate whose terms are indices that `indices` give, in turn over other indices; undefined where that is no
 * coordinate. The indices are proved to be inside of their axes wherever they are not plain forms.
 */
export function substituteIndices(coordinate: Coordinate, indices: readonly Coordinate[]): Coordinate | undefined {
  const sum = recombine(sumOf(coordinate, indices));
  const [part, ...more] = sum.parts;
  if (part === undefined) return { ...coordinate, ...sum.plain };
  const isOneQuotient = part.coefficient === 1 && more.length === 0 && (coordinate.divisor === 1 || coordinate.rounding === 'floor');
  return isOneQuotient ? divideQuotient(coordinate, part, sum.plain) : undefined;
}

function sumOf(form: Affine, indices: readonly Coordinate[]): Sum {
  let plain: Affine = { terms: [], offset: form.offset };
  const parts: Part[] = [];
  for (const { axis, coefficient } of form.terms) {
    const index = indices[axis];
    if (index !== undefined && isPlain(index)) plain = addAffine(plain, index, coefficient);
    else if (index !== undefined) parts.push({ coefficient, affine: index, divisor: index.divisor, modulus: index.modulus });
  }
  return { parts, plain };
}

/** Two parts become one as long as they can; a part that divides and wraps nothing is plain. */
function recombine(sum: Sum): Sum {
  for (const high of sum.parts) {
    for (const low of sum.parts) {
      const joined = high === low ? undefined : join(high, low);
      if (joined !== undefined) {
        const others = sum.parts.filter((part) => part !== high && part !== low);
        const isPlainNow = joined.divisor === 1 && joined.modulus === undefined;
        const plain = isPlainNow ? addAffine(sum.plain, joined.affine, joined.coefficient) : sum.plain;
        return recombine({ plain, parts: isPlainNow ? others : [...others, joined] });
      }
    }
  }
  return sum;
}

/**
 * c*m * floor(a/(d*m)) + c * (floor(a/d) mod m) = c * floor(a/d), and likewise with a modulus on the first. The second may
 * be of another form that differs from `a` by multiples of d*m, which its modulus does not see.
 */
function join(high: Part, low: Part): Part | undefined {
  if (low.modulus === undefined) return undefined;
  const isNext = sameSize(high.divisor, multiplySizes(low.divisor, low.modulus));
  if (!isNext || !sameSize(high.coefficient, multiplySizes(low.coefficient, low.modulus))) return undefined;
  if (!differsByMultiples(high.affine, low.affine, high.divisor)) return undefined;
  const modulus = high.modulus === undefined ? undefined : multiplySizes(high.modulus, low.modulus);
  return { coefficient: low.coefficient, affine: high.affine, divisor: low.divisor, modulus };
}

function differsByMultiples(a: Affine, b: Affine, of: Size): boolean {
  const difference = addAffine(a, b, -1);
  const coefficients = new Map<number, Size>();
  for (const { axis, coefficient } of difference.terms) coefficients.set(axis, addSizes(coefficients.get(axis) ?? 0, coefficient));
  return [difference.offset, ...coefficients.values()].every((size) => wholeQuotient(size, of) !== undefined);
}

/** floor((floor(a/d) mod m + plain) / e) mod n as one division and one modulus, where it is one. */
function divideQuotient(coordinate: Coordinate, { affine, divisor, modulus }: Part, plain: Affine): Coordinate | undefined {
  const below = multiplySizes(divisor, coordinate.divisor);
  const whole: Coordinate = { ...coordinate, divisor: below, rounding: 'floor' };
  // floor(a/d) + x = floor((a + d*x) / d), and floor(floor(a/d) / e) = floor(a / (d*e))
  if (modulus === undefined) return { ...whole, ...addAffine(affine, plain, divisor) };
  if (plain.terms.length > 0 || plain.offset !== 0) return undefined;
  // floor((a mod m) / e) = floor(a/e) mod (m/e) where e divides m; a mod m mod n = a mod n where n divides m
  const left = wholeQuotient(modulus, coordinate.divisor);
  if (left === undefined || (coordinate.modulus !== undefined && wholeQuotient(left, coordinate.modulus) === undefined)) return undefined;
  return { ...whole, ...affine, divisor: below, rounding: 'floor', outside: coordinate.outside, modulus: coordinate.modulus ?? left };
}
