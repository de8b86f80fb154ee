// Symbolic sizes: integers, or polynomials over named symbols with exact division and floor. Not real numbers.
import type { Integer } from './integer.js';

/**
 * The size of an axis, or a count made from sizes: `224`, `N`, `3*D`, `floor((H+1)/2)`.
 * A known size is a plain integer, so that the common case costs nothing.
 */
export type Size = Integer | Polynomial;

/** sumOfSizes(terms) / denominator, in canonical form: equal polynomials have equal keys. */
export interface Polynomial {
  readonly kind: 'polynomial';
  /** In the order of their degrees, the highest first, then of their keys; none of them 0. */
  readonly terms: readonly Term[];
  /** Positive; 1 unless an exact division by a number is still open, as in `D/8`. */
  readonly denominator: Integer;
  /** Canonical text. */
  readonly key: string;
}

/** coefficient * productOfSizes(factors); `factors` is empty for the constant term. */
export interface Term {
  readonly coefficient: Integer;
  /** In the order of the keys of their atoms. */
  readonly factors: readonly Factor[];
  /** Canonical text of the factors: equal factors have equal keys. */
  readonly key: string;
}

/** atom ^ exponent, the exponent not 0; negative where an exact division is still open, as in `D/heads`. */
export interface Factor {
  readonly atom: Atom;
  readonly exponent: number;
}

/**
 * What a polynomial is made of: a symbol, or what cannot be worked out before the symbols are known.
 * A `quotient` is 1/right for a sum `right`: an exact division by a sum that is still open.
 */
export type Atom =
  | { readonly kind: 'symbol'; readonly key: string; readonly name: string }
  | { readonly kind: 'floor' | 'quotient' | 'maximum'; readonly key: string; readonly left: Size; readonly right: Size };

/** Values for symbols, by name. */
export type SymbolValues = ReadonlyMap<string, Size>;

/** True for a plain integer. */
export function isKnown(size: Size): size is Integer {
  return typeof size !== 'object';
}

/** True when the two are equal for all values of their symbols, as far as the canonical form can tell. */
export function sameSize(a: Size, b: Size): boolean {
  return a === b || (!isKnown(a) && !isKnown(b) && a.key === b.key);
}

/** True when the size is an integer for all whole values of its symbols; false when that depends on them. */
export function isWhole(size: Size): boolean {
  return isKnown(size) || (size.denominator === 1 && size.terms.every(isWholeTerm));
}

/** True when no division is open in the term. */
export function isWholeTerm(term: Term): boolean {
  return term.factors.every(({ atom, exponent }) => exponent > 0 && atom.kind !== 'quotient');
}

/** True when the size is 0 or more whatever its symbols, which stand for sizes and so are 0 or more themselves; false when in doubt. */
export function isNeverNegative(size: Size): boolean {
  if (isKnown(size)) return size >= 0;
  return size.terms.every(({ coefficient, factors }) => coefficient >= 0 && factors.every(({ atom }) => isAtomNeverNegative(atom)));
}

function isAtomNeverNegative(atom: Atom): boolean {
  switch (atom.kind) {
    case 'symbol':
      return true;
    case 'maximum':
      return isNeverNegative(atom.left) || isNeverNegative(atom.right);
    case 'floor':
    case 'quotient':
      return isNeverNegative(atom.left) && isNeverNegative(atom.right);
  }
}

/** The names of the symbols in the size, in order of their first appearance. */
export function symbolsOf(size: Size): ReadonlySet<string> {
  const names = new Set<string>();
  collectSymbols(size, names);
  return names;
}

function collectSymbols(size: Size, into: Set<string>): void {
  if (isKnown(size)) return;
  for (const { factors } of size.terms) {
    for (const { atom } of factors) {
      if (atom.kind === 'symbol') {
        into.add(atom.name);
      } else {
        collectSymbols(atom.left, into);
        collectSymbols(atom.right, into);
      }
    }
  }
}

/** Text without blanks around products, as in `4089184256*N` and `floor((H+1)/2)`. */
export function printSize(size: Size): string {
  return isKnown(size) ? size.toString() : size.key;
}

/** As a floating-point number, for ratios and bars; NaN while a symbol is open. */
export function approximateSize(size: Size): number {
  return isKnown(size) ? Number(size) : Number.NaN;
}
