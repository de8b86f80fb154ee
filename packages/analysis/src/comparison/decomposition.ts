// The difference of two products, taken apart by their factors. Not what the factors mean.

/**
 * What each factor adds to the way from one product to another. The parts sum to the difference, and turn their sign when the
 * products change places.
 *
 * part_k = L(a, b) ln(b_k / a_k) with the logarithmic mean L(a, b) = (b - a) / ln(b / a): the logarithmic mean Divisia index
 * (Ang 2004, Energy Policy 32, 1131-1139). Where one product is 0, the first factor that is 0 has it all, as in the limit.
 */
export function factorContributions(from: readonly number[], to: readonly number[]): readonly number[] {
  const [a, b] = [productOf(from), productOf(to)];
  const changed = from.map((_, index) => index).filter((index) => !isAlike(from[index] ?? 0, to[index] ?? 0));
  const only = changed.length === 1 ? changed[0] : a === 0 || b === 0 ? firstZero(a === 0 ? from : to) : undefined;
  if (changed.length === 0 || only !== undefined) return from.map((_, index) => (index === only ? b - a : 0));
  const mean = isAlike(a, b) ? (a + b) / 2 : (b - a) / Math.log(b / a);
  return from.map((factor, index) => (changed.includes(index) ? mean * Math.log((to[index] ?? 0) / factor) : 0));
}

const productOf = (factors: readonly number[]): number => factors.reduce((product, factor) => product * factor, 1);

const firstZero = (factors: readonly number[]): number => factors.indexOf(0);

/** Quotients of sums are equal but for rounding. */
const isAlike = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
