// Division of polynomials by sums, with remainder, and the cancelling of open quotients. Exact: no rounding.
import { greatestCommonDivisor, multiplyIntegers, type Integer } from './integer.js';
import {
  addPolynomials,
  compareText,
  denominatorOf,
  multiplyPolynomials,
  ofAtom,
  ofTerms,
  printOperand,
  termOf,
  termsOf,
} from './polynomial.js';
import { isKnown, type Atom, type Factor, type Polynomial, type Size, type Term } from './size.js';

/** dividend = quotient * divisor + remainder, where the leading term of the divisor divides no term of the remainder. */
interface Division {
  readonly quotient: Size;
  readonly remainder: Size;
}

/** A division of more steps than this is left open: sizes of networks need a few. */
const stepLimit = 128;

/** 1/size; an exact division, so that the result is whole only together with what it multiplies. The size is not 0. */
export function reciprocal(size: Size): Size {
  if (isKnown(size)) return fraction(1, size);
  const [first] = size.terms;
  if (first === undefined || size.terms.length > 1) return reciprocalOfSum(size);
  const inverse = first.factors.map(({ atom, exponent }) => ({ atom, exponent: -exponent }));
  const [quotients, others] = [inverse.filter(isQuotient), inverse.filter((factor) => !isQuotient(factor))];
  let result = multiplyPolynomials(fraction(size.denominator, first.coefficient), ofTerms([termOf(1, others)], 1));
  for (const { atom, exponent } of quotients) {
    const base = atom.kind === 'quotient' ? atom.right : 1;
    for (let power = exponent; power < 0; power += 1) result = multiplyPolynomials(result, base);
  }
  return result;
}

/** above / below as a constant, which is a polynomial unless it is whole; below is not 0. */
function fraction(above: Integer, below: Integer): Size {
  const sign = below < 0 ? -1 : 1;
  return ofTerms([termOf(multiplyIntegers(above, sign), [])], multiplyIntegers(below, sign));
}

/** 1/(c*m*r) = 1/c * 1/m * (1/r) with a number c, a product m, and a sum r that has neither in common. */
function reciprocalOfSum(sum: Polynomial): Size {
  const inverse = ofTerms(
    [
      termOf(
        1,
        commonFactors(sum.terms).map(({ atom, exponent }) => ({ atom, exponent: -exponent })),
      ),
    ],
    1,
  );
  const content = contentOf(sum.terms);
  const primitive = multiplyPolynomials(multiplyPolynomials(ofTerms(sum.terms, 1), inverse), fraction(1, content));
  const atom: Atom = { kind: 'quotient', key: `1/${printOperand(primitive)}`, left: 1, right: primitive };
  return multiplyPolynomials(multiplyPolynomials(fraction(sum.denominator, content), inverse), ofAtom(atom));
}

/** The greatest number that divides all coefficients, with the sign of the first. */
function contentOf(terms: readonly Term[]): Integer {
  const divisor = terms.reduce<Integer>((gcd, term) => greatestCommonDivisor(gcd, term.coefficient), 0);
  return (terms[0]?.coefficient ?? 1) < 0 ? multiplyIntegers(divisor, -1) : divisor;
}

/** Each atom to the lowest power in which a term has it, which is below 0 where a division is open; sums that divide stay. */
function commonFactors(terms: readonly Term[]): readonly Factor[] {
  const atoms = new Map(terms.flatMap((term) => term.factors.map(({ atom }) => [atom.key, atom])));
  return [...atoms.values()]
    .filter((atom) => atom.kind !== 'quotient')
    .map((atom) => ({ atom, exponent: terms.reduce((lowest, term) => Math.min(lowest, exponentOf(term, atom)), Number.POSITIVE_INFINITY) }))
    .filter(({ exponent }) => exponent !== 0)
    .sort((f, g) => compareText(f.atom.key, g.atom.key));
}

function exponentOf(term: Term, atom: Atom): number {
  return term.factors.find((factor) => factor.atom.key === atom.key)?.exponent ?? 0;
}

function isQuotient({ atom }: Factor): boolean {
  return atom.kind === 'quotient';
}

/** The same size with open quotients met by what they divide by: x/(a+b) * (a+b) = x. */
export function cancelQuotients(size: Size): Size {
  let result = size;
  for (let round = 0; round < stepLimit; round += 1) {
    const next = cancelOnce(result);
    if (next === undefined) return result;
    result = next;
  }
  return result;
}

/** size = above/r + others with above = quotient*r + remainder, so that size = quotient + remainder/r + others. */
function cancelOnce(size: Size): Size | undefined {
  if (isKnown(size)) return undefined;
  for (const { atom } of size.terms.flatMap((term) => term.factors)) {
    if (atom.kind === 'quotient' && !isKnown(atom.right)) {
      const inverse = ofAtom(atom);
      const withAtom = size.terms.filter((term) => exponentOf(term, atom) > 0);
      const others = size.terms.filter((term) => exponentOf(term, atom) === 0);
      const above = multiplyPolynomials(ofTerms(withAtom, size.denominator), ofTerms([termOf(1, [{ atom, exponent: -1 }])], 1));
      const { quotient, remainder } = divide(above, atom.right);
      if (quotient !== 0)
        return addPolynomials(addPolynomials(quotient, multiplyPolynomials(remainder, inverse)), ofTerms(others, size.denominator));
    }
  }
  return undefined;
}

/** Long division by the leading term, in the lexicographic order of exponents. */
function divide(dividend: Size, divisor: Polynomial): Division {
  const lead = leadingTerm(divisor.terms);
  let [quotient, remainder, rest]: [Size, Size, Size] = [0, 0, dividend];
  for (let step = 0; step < stepLimit; step += 1) {
    const term = leadingTerm(termsOf(rest));
    if (lead === undefined || term === undefined) return { quotient, remainder };
    const ratio = ratioOf(term, lead);
    if (ratio === undefined) {
      const part = ofTerms([term], denominatorOf(rest));
      remainder = addPolynomials(remainder, part);
      rest = addPolynomials(rest, multiplyPolynomials(part, -1));
    } else {
      const part = multiplyPolynomials(ofTerms([ratio], denominatorOf(rest)), fraction(divisor.denominator, lead.coefficient));
      quotient = addPolynomials(quotient, part);
      rest = addPolynomials(rest, multiplyPolynomials(multiplyPolynomials(part, divisor), -1));
    }
  }
  return { quotient: 0, remainder: dividend };
}

function leadingTerm(terms: readonly Term[]): Term | undefined {
  return terms.reduce<Term | undefined>((lead, term) => (lead === undefined || compareExponents(term, lead) > 0 ? term : lead), undefined);
}

/** Positive if the first atom, by key, in whose exponent the two differ has the higher one in `s`: an order that products keep. */
function compareExponents(s: Term, t: Term): number {
  const keys = [...s.factors, ...t.factors].map(({ atom }) => atom.key).sort(compareText);
  const powers = (term: Term): ReadonlyMap<string, number> => new Map(term.factors.map(({ atom, exponent }) => [atom.key, exponent]));
  const [p, q] = [powers(s), powers(t)];
  for (const key of keys) {
    const difference = (p.get(key) ?? 0) - (q.get(key) ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The term over the factors of the other, which must all be in it; its coefficient is kept. */
function ratioOf(term: Term, lead: Term): Term | undefined {
  if (lead.factors.some(({ atom, exponent }) => exponentOf(term, atom) < exponent)) return undefined;
  const factors = term.factors.map(({ atom, exponent }) => ({ atom, exponent: exponent - exponentOf(lead, atom) }));
  return termOf(
    term.coefficient,
    factors.filter(({ exponent }) => exponent !== 0),
  );
}
