// Division of sizes: exact where it must leave no remainder, else rounded. Symbols stand for whole numbers.
import { addIntegers, floorDivideIntegers, greatestCommonDivisor, moduloIntegers, multiplyIntegers, type Integer } from './integer.js';
import { reciprocal } from './polynomial-division.js';
import { denominatorOf, ofAtom, ofOrderedTerms, printOperand, scaleTerms, termsOf } from './polynomial.js';
import { isKnown, isWhole, isWholeTerm, printSize, type Atom, type Factor, type Polynomial, type Size, type Term } from './size.js';
import { addSizes, multiplySizes, powerOfSize, subtractSizes } from './size-arithmetic.js';

/**
 * a / b where it must leave no remainder: undefined if it is known to leave one (or b is 0), else the quotient.
 * With symbols the divisibility is a condition that `isWhole` cannot decide: the caller reports it.
 */
export function divideSizesExactly(a: Size, b: Size): Size | undefined {
  if (b === 0) return undefined;
  if (b === 1) return a;
  if (isKnown(a) && isKnown(b)) return moduloIntegers(a, b) === 0 ? floorDivideIntegers(a, b) : undefined;
  const quotient = quotientOf(a, b);
  return isFraction(quotient) ? undefined : quotient;
}

/** True for a number that is not whole, which only a division that leaves a remainder makes. */
export function isFraction(size: Size): boolean {
  return !isKnown(size) && size.terms.length === 1 && size.terms[0]?.factors.length === 0;
}

/** floor(a / b). The division by 0 stays as it is, an atom without a value. */
export function floorDivideSizes(a: Size, b: Size): Size {
  if (b === 1) return a;
  if (b === 0) return ofAtom(floorAtom(a, 0));
  if (isKnown(a) && isKnown(b)) return floorDivideIntegers(a, b);
  return floorOf(quotientOf(a, b));
}

/** a / b for b other than 0, all divisions left open that symbols do not close. */
function quotientOf(a: Size, b: Size): Size {
  if (isKnown(b) && b > 0) return ofOrderedTerms(termsOf(a), multiplyIntegers(denominatorOf(a), b));
  return multiplySizes(a, reciprocal(b));
}

/** ceil(a / b) = floor((a + b - 1) / b) for b > 0 */
export function ceilDivideSizes(a: Size, b: Size): Size {
  if (isKnown(b) && b <= 0) return multiplySizes(floorDivideSizes(multiplySizes(a, -1), b), -1);
  return floorDivideSizes(addSizes(a, subtractSizes(b, 1)), b);
}

/** a - b * floor(a / b) */
export function moduloSizes(a: Size, b: Size): Size {
  if (b === 0) return a;
  return subtractSizes(a, multiplySizes(b, floorDivideSizes(a, b)));
}

/**
 * The size rounded down. Multiples of the denominator come out of the rounding, so
 * that what stays within has coefficients from 0 up to the denominator (the constant) or half of it either way (the others).
 */
export function floorOf(size: Size): Size {
  if (isKnown(size) || isWhole(size)) return size;
  const parts = size.terms.map((term) => splitTerm(term, size.denominator));
  const outside = ofOrderedTerms(parts.map((part) => part.whole).filter(isNonzero), 1);
  const rest = ofOrderedTerms(parts.map((part) => part.rest).filter(isNonzero), size.denominator);
  return addSizes(outside, floorOfRest(rest));
}

function isNonzero(term: Term): boolean {
  return term.coefficient !== 0;
}

/** term / denominator = whole + rest / denominator; a term in which a division is open stays as it is. */
function splitTerm(term: Term, denominator: Integer): { readonly whole: Term; readonly rest: Term } {
  if (!isWholeTerm(term)) return { whole: { ...term, coefficient: 0 }, rest: term };
  const modulo = moduloIntegers(term.coefficient, denominator);
  const isUpperHalf = term.factors.length > 0 && multiplyIntegers(modulo, 2) > denominator;
  const rest = isUpperHalf ? addIntegers(modulo, multiplyIntegers(denominator, -1)) : modulo;
  const whole = floorDivideIntegers(addIntegers(term.coefficient, multiplyIntegers(rest, -1)), denominator);
  return { whole: { ...term, coefficient: whole }, rest: { ...term, coefficient: rest } };
}

function floorOfRest(rest: Size): Size {
  if (isKnown(rest)) return rest;
  const [first] = rest.terms;
  if (first === undefined || isFraction(rest)) return floorDivideIntegers(first?.coefficient ?? 0, rest.denominator);
  if (!rest.terms.every(isWholeTerm)) return floorOfQuotient(rest);
  const { denominator } = rest;
  if (first.coefficient < 0) {
    // floor(-r/d) = -floor((r + d - 1)/d) for whole r
    const negated = addSizes(ofOrderedTerms(scaleTerms(rest.terms, -1), 1), addIntegers(denominator, -1));
    return multiplySizes(floorDivideSizes(negated, denominator), -1);
  }
  return floorOfMultiple(rest) ?? floorOfFloor(rest) ?? ofAtom(floorAtom(ofOrderedTerms(rest.terms, 1), denominator));
}

/** floor((g*x + r) / (g*d)) = floor((x + floor(r/g)) / d) for whole x. */
function floorOfMultiple({ terms, denominator }: Polynomial): Size | undefined {
  const symbolic = terms.filter((term) => term.factors.length > 0);
  const constant = terms.find((term) => term.factors.length === 0)?.coefficient ?? 0;
  const common = symbolic.reduce((gcd, term) => greatestCommonDivisor(gcd, term.coefficient), denominator);
  if (common === 1) return undefined;
  const inner = addSizes(ofOrderedTerms(symbolic, common), floorDivideIntegers(constant, common));
  return floorDivideSizes(inner, floorDivideIntegers(denominator, common));
}

/** floor((floor(x/a) + y) / b) = floor((x + a*y) / (a*b)) for whole x and y. */
function floorOfFloor({ terms, denominator }: Polynomial): Size | undefined {
  const [inner, ...more] = terms.flatMap((term) => innerFloor(term) ?? []);
  if (inner === undefined || more.length > 0) return undefined;
  const others = ofOrderedTerms(
    terms.filter((term) => innerFloor(term) === undefined),
    1,
  );
  return floorDivideSizes(addSizes(inner.left, multiplySizes(others, inner.right)), multiplyIntegers(inner.right, denominator));
}

function innerFloor(term: Term): { readonly left: Size; readonly right: Integer } | undefined {
  const [factor] = term.factors;
  if (factor === undefined || term.factors.length > 1 || factor.exponent !== 1 || term.coefficient !== 1) return undefined;
  const { atom } = factor;
  return atom.kind === 'floor' && isKnown(atom.right) && atom.right > 0 ? { left: atom.left, right: atom.right } : undefined;
}

/** The rounding of a sum over symbolic denominators, brought to a common one. */
function floorOfQuotient(rest: Polynomial): Size {
  let below: Size = rest.denominator;
  for (const { atom, exponent } of openDivisions(rest.terms)) {
    const divisor = atom.kind === 'quotient' ? atom.right : ofAtom(atom);
    below = multiplySizes(below, powerOfSize(divisor, Math.abs(exponent)));
  }
  return ofAtom(floorAtom(multiplySizes(rest, below), below));
}

/** What the terms are divided by, each to the highest power. */
function openDivisions(terms: readonly Term[]): Iterable<Factor> {
  const highest = new Map<string, Factor>();
  for (const factor of terms.flatMap((term) => term.factors)) {
    const isOpen = factor.exponent < 0 || factor.atom.kind === 'quotient';
    const known = highest.get(factor.atom.key);
    if (isOpen && (known === undefined || Math.abs(known.exponent) < Math.abs(factor.exponent))) highest.set(factor.atom.key, factor);
  }
  return highest.values();
}

function floorAtom(left: Size, right: Size): Atom {
  const isSum = !isKnown(left) && (left.terms.length > 1 || left.denominator !== 1);
  return { kind: 'floor', key: `floor(${isSum ? `(${printSize(left)})` : printSize(left)}/${printOperand(right)})`, left, right };
}
