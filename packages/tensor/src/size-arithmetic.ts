// Sums and products of sizes. Not their division.
import { addIntegers, multiplyIntegers } from './integer.js';
import { cancelQuotients } from './polynomial-division.js';
import { addPolynomials, multiplyPolynomials, ofAtom } from './polynomial.js';
import { isKnown, type Polynomial, type Size } from './size.js';

/** The size that a bare axis name stands for. */
export function symbolSize(name: string): Size {
  return ofAtom({ kind: 'symbol', key: name, name });
}

/** a + b */
export function addSizes(a: Size, b: Size): Size {
  if (isKnown(a) && isKnown(b)) return addIntegers(a, b);
  if (a === 0) return b;
  if (b === 0) return a;
  return addPolynomials(a, b);
}

/** a - b */
export function subtractSizes(a: Size, b: Size): Size {
  return addSizes(a, multiplySizes(b, -1));
}

/** a * b */
export function multiplySizes(a: Size, b: Size): Size {
  if (isKnown(a)) {
    if (isKnown(b)) return multiplyIntegers(a, b);
    return a === 1 ? b : a === 0 ? 0 : multiplyPolynomials(a, b);
  }
  if (isKnown(b)) return multiplySizes(b, a);
  const product = multiplyPolynomials(a, b);
  return hasQuotient(a) || hasQuotient(b) ? cancelQuotients(product) : product;
}

function hasQuotient(size: Polynomial): boolean {
  return size.terms.some((term) => term.factors.some(({ atom }) => atom.kind === 'quotient'));
}

/** The product of all; 1 for none. */
export function productOfSizes(sizes: Iterable<Size>): Size {
  let known: Size = 1;
  let symbolic: Size = 1;
  for (const size of sizes) {
    if (isKnown(size)) known = multiplySizes(known, size);
    else symbolic = multiplySizes(symbolic, size);
  }
  return multiplySizes(known, symbolic);
}

/** The sum of all; 0 for none. */
export function sumOfSizes(sizes: Iterable<Size>): Size {
  let known: Size = 0;
  let symbolic: Size = 0;
  for (const size of sizes) {
    if (isKnown(size)) known = addSizes(known, size);
    else symbolic = addSizes(symbolic, size);
  }
  return addSizes(known, symbolic);
}

/** base ^ exponent for a whole exponent >= 0. */
export function powerOfSize(base: Size, exponent: number): Size {
  let result: Size = 1;
  for (let step = 0; step < exponent; step += 1) result = multiplySizes(result, base);
  return result;
}
