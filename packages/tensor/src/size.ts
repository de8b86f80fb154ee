// Symbolic sizes: integers, or polynomials over named symbols with exact division and floor. Not real numbers.
import {
  addIntegers, compareIntegers, floorDivideIntegers, greatestCommonDivisor, moduloIntegers, multiplyIntegers, type Integer,
} from './integer.js';

/**
 * The size of an axis, or a count made from sizes: `224`, `N`, `3*D`, `floor((H - 1)/2) + 1`.
 * A known size is a plain integer, so that the common case costs nothing.
 */
export type Size = Integer | Polynomial;

/** sumOfSizes(terms) / denominator, in canonical form: equal polynomials have equal keys. */
export interface Polynomial {
  readonly kind: 'polynomial';
  readonly terms: readonly Term[];
  /** Positive; 1 unless an exact division by a number is still open, as in `D/8`. */
  readonly denominator: Integer;
  readonly key: string;
}

/** coefficient * productOfSizes(factors); `factors` is empty for the constant term. */
export interface Term {
  readonly coefficient: Integer;
  readonly factors: readonly Factor[];
  /** Canonical text of the factors; terms are ordered by it. */
  readonly key: string;
}

/** atom ^ exponent with exponent >= 1. */
export interface Factor {
  readonly atom: Atom;
  readonly exponent: number;
}

/** What a polynomial is made of: a symbol, or a division that cannot be carried out before the symbols are known. */
export type Atom =
  | { readonly kind: 'symbol'; readonly key: string; readonly name: string }
  | { readonly kind: 'floor' | 'quotient' | 'maximum'; readonly key: string; readonly left: Size; readonly right: Size };

/** Values for symbols, by name. */
export type SymbolValues = ReadonlyMap<string, Size>;

/** True for a plain integer. */
export function isKnown(size: Size): size is Integer {
  return typeof size !== 'object';
}

/** The size that a bare axis name stands for. */
export function symbolSize(name: string): Size {
  return ofAtom({ kind: 'symbol', key: name, name });
}

/** a + b */
export function addSizes(a: Size, b: Size): Size {
  if (isKnown(a) && isKnown(b)) return addIntegers(a, b);
  if (a === 0) return b;
  if (b === 0) return a;
  const [p, q] = [polynomial(a), polynomial(b)];
  const left = p.denominator === q.denominator ? p.terms : scaled(p.terms, q.denominator);
  const right = p.denominator === q.denominator ? q.terms : scaled(q.terms, p.denominator);
  const denominator = p.denominator === q.denominator ? p.denominator : multiplyIntegers(p.denominator, q.denominator);
  return canonical([...left, ...right], denominator);
}

/** a - b */
export function subtractSizes(a: Size, b: Size): Size {
  return addSizes(a, multiplySizes(b, -1));
}

/** a * b */
export function multiplySizes(a: Size, b: Size): Size {
  if (isKnown(a)) {
    if (isKnown(b)) return multiplyIntegers(a, b);
    return a === 1 ? b : a === 0 ? 0 : canonical(scaled(b.terms, a), b.denominator);
  }
  if (isKnown(b)) return multiplySizes(b, a);
  const terms = a.terms.flatMap((s) => b.terms.map((t) => multiplyTerms(s, t)));
  return cancelQuotients(canonical(terms, multiplyIntegers(a.denominator, b.denominator)));
}

/** The product of all; 1 for none. */
export function productOfSizes(sizes: Iterable<Size>): Size {
  let result: Size = 1;
  for (const size of sizes) result = multiplySizes(result, size);
  return result;
}

/** The sum of all; 0 for none. */
export function sumOfSizes(sizes: Iterable<Size>): Size {
  let result: Size = 0;
  for (const size of sizes) result = addSizes(result, size);
  return result;
}

/** base ^ exponent for a whole exponent >= 0. */
export function powerOfSize(base: Size, exponent: number): Size {
  let result: Size = 1;
  for (let step = 0; step < exponent; step += 1) result = multiplySizes(result, base);
  return result;
}

/**
 * a / b where it must leave no remainder: undefined if it is known to leave one (or b is 0), else the quotient.
 * With symbols the divisibility is a condition that `isWhole` cannot decide: the caller reports it.
 */
export function divideSizesExactly(a: Size, b: Size): Size | undefined {
  if (b === 0) return undefined;
  if (isKnown(b)) {
    if (isKnown(a)) return moduloIntegers(a, b < 0 ? -b : b) === 0 ? floorDivideIntegers(b < 0 ? multiplyIntegers(a, -1) : a, b < 0 ? -b : b) : undefined;
    const sign = b < 0 ? -1 : 1;
    return canonical(scaled(a.terms, sign), multiplyIntegers(a.denominator, multiplyIntegers(b, sign)));
  }
  if (a === 0) return 0;
  return dividePolynomials(polynomial(a), b) ?? ofAtom(binaryAtom('quotient', a, b));
}

/** True when the size is an integer for all whole values of its symbols; false when that depends on them. */
export function isWhole(size: Size): boolean {
  return isKnown(size) || (size.denominator === 1 && size.terms.every((term) => term.factors.every((f) => f.atom.kind !== 'quotient')));
}

/** floor(a / b); b must not be 0. */
export function floorDivideSizes(a: Size, b: Size): Size {
  if (b === 1) return a;
  if (isKnown(a) && isKnown(b)) return floorDivideIntegers(a, b);
  if (!isKnown(b)) return dividePolynomials(polynomial(a), b) ?? (a === 0 ? 0 : ofAtom(binaryAtom('floor', a, b)));
  const p = polynomial(a);
  const divisor = multiplyIntegers(b, p.denominator);
  const whole = p.terms.filter((term) => moduloIntegers(term.coefficient, divisor) === 0);
  const rest = p.terms.filter((term) => moduloIntegers(term.coefficient, divisor) !== 0);
  const outside = canonical(whole.map((t) => ({ ...t, coefficient: floorDivideIntegers(t.coefficient, divisor) })), 1);
  return addSizes(outside, floorOfRest(canonical(rest, 1), divisor));
}

/** ceil(a / b) */
export function ceilDivideSizes(a: Size, b: Size): Size {
  return multiplySizes(floorDivideSizes(multiplySizes(a, -1), b), -1);
}

/** a - b * floor(a / b) */
export function moduloSizes(a: Size, b: Size): Size {
  return subtractSizes(a, multiplySizes(b, floorDivideSizes(a, b)));
}

/** max(a, b) */
export function maximumSize(a: Size, b: Size): Size {
  if (sameSize(a, b)) return a;
  if (isKnown(a) && isKnown(b)) return compareIntegers(a, b) < 0 ? b : a;
  const [left, right] = keyOf(a) < keyOf(b) ? [a, b] : [b, a];
  return ofAtom(binaryAtom('maximum', left, right));
}

/** min(a, b) */
export function minimumSize(a: Size, b: Size): Size {
  return multiplySizes(maximumSize(multiplySizes(a, -1), multiplySizes(b, -1)), -1);
}

/** True when the two are equal for all values of their symbols. */
export function sameSize(a: Size, b: Size): boolean {
  return a === b || (!isKnown(a) && !isKnown(b) && a.key === b.key);
}

/** The size with symbols replaced; symbols without a value stay. */
export function substituteSize(size: Size, values: SymbolValues): Size {
  if (isKnown(size)) return size;
  const terms = size.terms.map((term) =>
    term.factors.reduce<Size>((done, { atom, exponent }) => multiplySizes(done, powerOfSize(substituteAtom(atom, values), exponent)), term.coefficient));
  return divideSizesExactly(sumOfSizes(terms), size.denominator) ?? floorDivideSizes(sumOfSizes(terms), size.denominator);
}

/** The names of the symbols in the size, in order of their first appearance. */
export function symbolsOf(size: Size): ReadonlySet<string> {
  const names = new Set<string>();
  if (isKnown(size)) return names;
  for (const { atom } of size.terms.flatMap((term) => term.factors)) {
    const inner = atom.kind === 'symbol' ? [atom.name] : [...symbolsOf(atom.left), ...symbolsOf(atom.right)];
    for (const name of inner) names.add(name);
  }
  return names;
}

/** Text without blanks around products, as in `4089184256*N` and `floor((H-1)/2)+1`. */
export function printSize(size: Size): string {
  return isKnown(size) ? size.toString() : size.key;
}

/** As a floating-point number, for ratios and bars; NaN while a symbol is open. */
export function approximateSize(size: Size): number {
  return isKnown(size) ? Number(size) : Number.NaN;
}

function keyOf(size: Size): string {
  return isKnown(size) ? size.toString() : size.key;
}

function polynomial(size: Size): Polynomial {
  if (!isKnown(size)) return size;
  const terms = size === 0 ? [] : [{ coefficient: size, factors: [], key: '' }];
  return { kind: 'polynomial', terms, denominator: 1, key: size.toString() };
}

function ofAtom(atom: Atom): Polynomial {
  return { kind: 'polynomial', terms: [{ coefficient: 1, factors: [{ atom, exponent: 1 }], key: atom.key }], denominator: 1, key: atom.key };
}

function binaryAtom(kind: 'floor' | 'quotient' | 'maximum', left: Size, right: Size): Atom {
  const text = kind === 'maximum' ? `max(${keyOf(left)},${keyOf(right)})` : `${operand(left)}/${operand(right)}`;
  return { kind, key: kind === 'floor' ? `floor(${text})` : kind === 'quotient' ? `(${text})` : text, left, right };
}

function operand(size: Size): string {
  return isKnown(size) || (size.terms.length === 1 && size.denominator === 1) ? keyOf(size) : `(${size.key})`;
}

function scaled(terms: readonly Term[], by: Integer): Term[] {
  return terms.map((term) => ({ ...term, coefficient: multiplyIntegers(term.coefficient, by) }));
}

function multiplyTerms(s: Term, t: Term): Term {
  const coefficient = multiplyIntegers(s.coefficient, t.coefficient);
  if (s.factors.length === 0) return { coefficient, factors: t.factors, key: t.key };
  if (t.factors.length === 0) return { coefficient, factors: s.factors, key: s.key };
  const exponents = new Map<string, Factor>();
  for (const factor of [...s.factors, ...t.factors]) {
    const before = exponents.get(factor.atom.key)?.exponent ?? 0;
    exponents.set(factor.atom.key, { atom: factor.atom, exponent: before + factor.exponent });
  }
  return termOf(coefficient, [...exponents.values()]);
}

function termOf(coefficient: Integer, factors: readonly Factor[]): Term {
  const ordered = [...factors].sort((f, g) => (f.atom.key < g.atom.key ? -1 : 1));
  const key = ordered.map(({ atom, exponent }) => (exponent === 1 ? atom.key : `${atom.key}^${String(exponent)}`)).join('*');
  return { coefficient, factors: ordered, key };
}

/** Collects equal terms, drops zeros, reduces by the common divisor and orders by degree, then name. */
function canonical(terms: readonly Term[], denominator: Integer): Size {
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const known = byKey.get(term.key);
    byKey.set(term.key, known === undefined ? term : { ...term, coefficient: addIntegers(known.coefficient, term.coefficient) });
  }
  const kept = [...byKey.values()].filter((term) => term.coefficient !== 0).sort(byDegree);
  if (kept.length === 0) return 0;
  const divisor = denominator === 1 ? 1 : kept.reduce((gcd, term) => greatestCommonDivisor(gcd, term.coefficient), denominator);
  const reduced = divisor === 1 ? kept : kept.map((t) => ({ ...t, coefficient: floorDivideIntegers(t.coefficient, divisor) }));
  const below = divisor === 1 ? denominator : floorDivideIntegers(denominator, divisor);
  const [first] = reduced;
  if (below === 1 && reduced.length === 1 && first?.factors.length === 0) return first.coefficient;
  const key = printTerms(reduced);
  return {
    kind: 'polynomial', terms: reduced, denominator: below,
    key: below === 1 ? key : `${reduced.length > 1 ? `(${key})` : key}/${below.toString()}`,
  };
}

function byDegree(s: Term, t: Term): number {
  const degree = (term: Term): number => term.factors.reduce((total, f) => total + f.exponent, 0);
  return degree(t) - degree(s) || (s.key < t.key ? -1 : s.key > t.key ? 1 : 0);
}

function printTerms(terms: readonly Term[]): string {
  return terms.map((term, index) => {
    const magnitude = term.coefficient < 0 ? multiplyIntegers(term.coefficient, -1) : term.coefficient;
    const sign = term.coefficient < 0 ? '-' : index === 0 ? '' : '+';
    if (term.key === '') return sign + magnitude.toString();
    return sign + (magnitude === 1 ? term.key : `${magnitude.toString()}*${term.key}`);
  }).join('');
}

/** a / b where every term of a is a multiple of the single term of b, or a is a multiple of b; else undefined. */
function dividePolynomials(a: Polynomial, b: Polynomial): Size | undefined {
  const [divisor] = b.terms;
  if (divisor === undefined) return undefined;
  if (b.terms.length > 1) return multipleOf(a, b);
  const terms: Term[] = [];
  for (const term of a.terms) {
    const left = new Map(term.factors.map((f) => [f.atom.key, f]));
    for (const { atom, exponent } of divisor.factors) {
      const rest = (left.get(atom.key)?.exponent ?? 0) - exponent;
      if (rest < 0) return undefined;
      if (rest === 0) left.delete(atom.key);
      else left.set(atom.key, { atom, exponent: rest });
    }
    terms.push(termOf(multiplyIntegers(term.coefficient, b.denominator), [...left.values()]));
  }
  const sign = divisor.coefficient < 0 ? -1 : 1;
  return canonical(scaled(terms, sign), multiplyIntegers(a.denominator, multiplyIntegers(divisor.coefficient, sign)));
}

function multipleOf(a: Polynomial, b: Polynomial): Size | undefined {
  const [s, t] = [a.terms[0], b.terms[0]];
  if (s === undefined || t === undefined || s.key !== t.key) return undefined;
  const ratio = divideSizesExactly(multiplyIntegers(s.coefficient, b.denominator), multiplyIntegers(t.coefficient, a.denominator));
  return ratio !== undefined && sameSize(multiplySizes(b, ratio), a) ? ratio : undefined;
}

/** (x/y) * y = x: a quotient meets its divisor again after the product was formed. */
function cancelQuotients(size: Size): Size {
  if (isKnown(size)) return size;
  for (const { atom } of size.terms[0]?.factors ?? []) {
    if (atom.kind === 'quotient' && size.terms.every((term) => term.factors.some((f) => f.atom.key === atom.key))) {
      const withoutQuotient = substituteAtomWith(size, atom, atom.left);
      const cancelled = dividePolynomials(polynomial(withoutQuotient), polynomial(atom.right));
      if (cancelled !== undefined) return cancelled;
    }
  }
  return size;
}

/** The polynomial with the first power of `atom` replaced in each term; used only where each term holds it. */
function substituteAtomWith(size: Polynomial, atom: Atom, by: Size): Size {
  const terms = size.terms.map((term) => {
    const factors = term.factors.flatMap((f) => (f.atom.key !== atom.key ? [f] : f.exponent > 1 ? [{ atom, exponent: f.exponent - 1 }] : []));
    return multiplySizes(canonical([termOf(term.coefficient, factors)], size.denominator), by);
  });
  return sumOfSizes(terms);
}

/** floor(rest / divisor) where no coefficient is a multiple of the divisor; floor(floor(x/a)/b) = floor(x/(a*b)). */
function floorOfRest(rest: Size, divisor: Integer): Size {
  if (isKnown(rest)) return floorDivideIntegers(rest, divisor);
  const [first, second] = rest.terms;
  const atom = first?.factors[0]?.atom;
  const isNested = first?.coefficient === 1 && first.factors.length === 1 && first.factors[0]?.exponent === 1 &&
    (second === undefined || (rest.terms.length === 2 && second.factors.length === 0));
  if (isNested && atom?.kind === 'floor' && isKnown(atom.right)) {
    const constant = multiplySizes(second?.coefficient ?? 0, atom.right);
    return floorDivideSizes(addSizes(atom.left, constant), multiplyIntegers(atom.right, divisor));
  }
  return reduceFloor(rest, divisor);
}

/** floor((g*x + r) / (g*d)) = floor((x + floor(r/g)) / d) for whole x. */
function reduceFloor(rest: Polynomial, divisor: Integer): Size {
  const symbolic = rest.terms.filter((term) => term.factors.length > 0);
  const constant = rest.terms.find((term) => term.factors.length === 0)?.coefficient ?? 0;
  const common = symbolic.reduce((gcd, term) => greatestCommonDivisor(gcd, term.coefficient), divisor);
  if (common === 1) return ofAtom(binaryAtom('floor', rest, divisor));
  const inner = addSizes(canonical(symbolic, common), floorDivideIntegers(constant, common));
  return floorDivideSizes(inner, floorDivideIntegers(divisor, common));
}

function substituteAtom(atom: Atom, values: SymbolValues): Size {
  if (atom.kind === 'symbol') return values.get(atom.name) ?? ofAtom(atom);
  const [left, right] = [substituteSize(atom.left, values), substituteSize(atom.right, values)];
  if (atom.kind === 'maximum') return maximumSize(left, right);
  if (right === 0) return ofAtom(binaryAtom(atom.kind, left, right));
  return atom.kind === 'floor' ? floorDivideSizes(left, right) : (divideSizesExactly(left, right) ?? floorDivideSizes(left, right));
}
