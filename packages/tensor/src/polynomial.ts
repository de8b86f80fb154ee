// The canonical form behind symbolic sizes: collecting, ordering, multiplying and printing terms. Knows no rounding.
import { addIntegers, floorDivideIntegers, greatestCommonDivisor, multiplyIntegers, type Integer } from './integer.js';
import { isKnown, printSize, type Atom, type Factor, type Polynomial, type Size, type Term } from './size.js';

/** The polynomial that is the atom alone. */
export function ofAtom(atom: Atom): Polynomial {
  return ofTerm(termOf(1, [{ atom, exponent: 1 }]));
}

/** The polynomial that is the term alone; its coefficient is not 0, and it is not constant. */
function ofTerm(term: Term): Polynomial {
  return { kind: 'polynomial', terms: [term], denominator: 1, key: printTerm(term, '') };
}

/** The terms of which the size is the sum, before its denominator divides it. */
export function termsOf(size: Size): readonly Term[] {
  if (!isKnown(size)) return size.terms;
  return size === 0 ? [] : [constantTerm(size)];
}

/** What divides the sum of the terms. */
export function denominatorOf(size: Size): Integer {
  return isKnown(size) ? 1 : size.denominator;
}

/** A term without factors. */
function constantTerm(coefficient: Integer): Term {
  return { coefficient, factors: [], key: '' };
}

/** A term of factors in the order of their keys, none of them to the power 0. */
export function termOf(coefficient: Integer, factors: readonly Factor[]): Term {
  return { coefficient, factors, key: keyOfFactors(factors) };
}

/** a + b */
export function addPolynomials(a: Size, b: Size): Size {
  const left = termsOf(a);
  const right = termsOf(b);
  const p = denominatorOf(a);
  const q = denominatorOf(b);
  if (p === q) return ofOrderedTerms(mergeTerms(left, right), p);
  return ofOrderedTerms(mergeTerms(scaleTerms(left, q), scaleTerms(right, p)), multiplyIntegers(p, q));
}

/** a * b, without meeting open quotients with what they divide by. */
export function multiplyPolynomials(a: Size, b: Size): Size {
  const left = termsOf(a);
  const right = termsOf(b);
  const s = left[0];
  const t = right[0];
  if (s === undefined || t === undefined) return 0;
  const p = denominatorOf(a);
  const q = denominatorOf(b);
  const denominator = p === 1 ? q : multiplyIntegers(p, q);
  if (left.length === 1 && right.length === 1) return ofOrderedTerms([multiplyTerms(s, t)], denominator);
  if (left.length === 1 && s.factors.length === 0) return ofOrderedTerms(scaleTerms(right, s.coefficient), denominator);
  if (right.length === 1 && t.factors.length === 0) return ofOrderedTerms(scaleTerms(left, t.coefficient), denominator);
  return ofTerms(
    left.flatMap((x) => right.map((y) => multiplyTerms(x, y))),
    denominator,
  );
}

/** The terms, each times the number. */
export function scaleTerms(terms: readonly Term[], by: Integer): readonly Term[] {
  if (by === 1) return terms;
  return terms.map(({ coefficient, factors, key }) => ({ coefficient: multiplyIntegers(coefficient, by), factors, key }));
}

/** The size sum(terms) / denominator: collects equal terms and orders them. The denominator is positive. */
export function ofTerms(terms: readonly Term[], denominator: Integer): Size {
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const known = byKey.get(term.key);
    byKey.set(term.key, known === undefined ? term : { ...term, coefficient: addIntegers(known.coefficient, term.coefficient) });
  }
  const kept = [...byKey.values()].filter((term) => term.coefficient !== 0);
  return ofOrderedTerms(kept.sort(compareTerms), denominator);
}

/** The same of terms that are collected and in order: divides by what the coefficients and the denominator have in common. */
export function ofOrderedTerms(terms: readonly Term[], denominator: Integer): Size {
  const first = terms[0];
  if (first === undefined) return 0;
  if (denominator !== 1) return overDenominator(terms, denominator);
  if (terms.length > 1) return { kind: 'polynomial', terms, denominator, key: printTerms(terms) };
  return first.factors.length === 0 ? first.coefficient : ofTerm(first);
}

function overDenominator(terms: readonly Term[], denominator: Integer): Size {
  const divisor = terms.reduce((gcd, term) => greatestCommonDivisor(gcd, term.coefficient), denominator);
  const reduced = terms.map(({ coefficient, factors, key }) => ({ coefficient: floorDivideIntegers(coefficient, divisor), factors, key }));
  const below = floorDivideIntegers(denominator, divisor);
  if (below === 1) return ofOrderedTerms(reduced, 1);
  const above = printTerms(reduced);
  return {
    kind: 'polynomial',
    terms: reduced,
    denominator: below,
    key: `${reduced.length > 1 ? `(${above})` : above}/${below.toString()}`,
  };
}

/** The sum of two ordered lists of terms. */
function mergeTerms(left: readonly Term[], right: readonly Term[]): readonly Term[] {
  const merged: Term[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const s = left[i];
    const t = right[j];
    if (s === undefined) return j === right.length ? merged : merged.concat(right.slice(j));
    if (t === undefined) return merged.concat(left.slice(i));
    const order = s.key === t.key ? 0 : compareTerms(s, t);
    if (order === 0) {
      const coefficient = addIntegers(s.coefficient, t.coefficient);
      if (coefficient !== 0) merged.push({ coefficient, factors: s.factors, key: s.key });
    } else {
      merged.push(order < 0 ? s : t);
    }
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
}

/** s * t; exponents of an atom that both have add up. */
function multiplyTerms(s: Term, t: Term): Term {
  const coefficient = multiplyIntegers(s.coefficient, t.coefficient);
  if (s.factors.length === 0) return { coefficient, factors: t.factors, key: t.key };
  if (t.factors.length === 0) return { coefficient, factors: s.factors, key: s.key };
  return termOf(coefficient, mergeFactors(s.factors, t.factors));
}

function mergeFactors(left: readonly Factor[], right: readonly Factor[]): readonly Factor[] {
  const merged: Factor[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const f = left[i];
    const g = right[j];
    if (f === undefined) return j === right.length ? merged : merged.concat(right.slice(j));
    if (g === undefined) return merged.concat(left.slice(i));
    const order = compareText(f.atom.key, g.atom.key);
    if (order === 0) {
      const exponent = f.exponent + g.exponent;
      if (exponent !== 0) merged.push({ atom: f.atom, exponent });
    } else {
      merged.push(order < 0 ? f : g);
    }
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
}

/** Higher degree first, then by the text of the factors. */
function compareTerms(s: Term, t: Term): number {
  return degreeOf(t) - degreeOf(s) || compareText(s.key, t.key);
}

function degreeOf(term: Term): number {
  let degree = 0;
  for (const { exponent } of term.factors) degree += exponent;
  return degree;
}

/** Negative, zero or positive as the code units of `a` come before, equal or come after those of `b`. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** `D*N^2/heads/(T+1)`: first what multiplies, then what divides. */
function keyOfFactors(factors: readonly Factor[]): string {
  let above = '';
  let below = '';
  for (const { atom, exponent } of factors) {
    const power = Math.abs(exponent);
    const text = power === 1 ? '' : `^${power.toString()}`;
    if (atom.kind === 'quotient') below += `/${printOperand(atom.right)}${text}`;
    else if (exponent < 0) below += `/${atom.key}${text}`;
    else above += above === '' ? atom.key + text : `*${atom.key}${text}`;
  }
  return above + below;
}

function printTerms(terms: readonly Term[]): string {
  let text = '';
  for (const term of terms) text += printTerm(term, text === '' ? '' : '+');
  return text;
}

function printTerm({ coefficient, key }: Term, plus: '' | '+'): string {
  // A key that only divides needs the number before it: 1/heads.
  if (key === '' || key.startsWith('/')) return (coefficient < 0 ? '' : plus) + coefficient.toString() + key;
  if (coefficient === 1) return plus + key;
  if (coefficient === -1) return `-${key}`;
  return (coefficient < 0 ? '' : plus) + coefficient.toString() + '*' + key;
}

/** The size as an operand of a division: in parentheses unless it is a number or a single atom. */
export function printOperand(size: Size): string {
  if (isKnown(size)) return size < 0 ? `(${size.toString()})` : size.toString();
  const [term] = size.terms;
  const [factor] = term?.factors ?? [];
  const isAtom =
    size.terms.length === 1 && size.denominator === 1 && term?.coefficient === 1 && term.factors.length === 1 && factor?.exponent === 1;
  return isAtom && factor.atom.kind !== 'quotient' ? printSize(size) : `(${printSize(size)})`;
}
