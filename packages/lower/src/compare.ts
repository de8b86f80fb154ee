/** Comparisons of numbers and sizes: true, false, or not decided before the symbols are known. */
import { type Atom, compareIntegers, isKnown, type Size, subtractSizes, type SymbolValues, type Term } from '@trammel/tensor';
import { type NumberValue } from './elaboration.js';

export type Comparison = '<' | '>' | '<=' | '>=' | '==' | '!=';

/** The largest values of symbols, by name; every symbol is at least 1. */
export type Bounds = SymbolValues;

/** What a number may be, for all values of its symbols; undefined at an end means that nothing bounds it there. */
interface Interval {
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Whether it holds for all values of the symbols (true), for none (false), or for some (undefined). */
export function compare(comparison: Comparison, left: NumberValue, right: NumberValue, bounds: Bounds): boolean | undefined {
  if (left.kind === 'size' && right.kind === 'size' && isKnown(left.value) && isKnown(right.value)) {
    return holds(comparison, compareIntegers(left.value, right.value));
  }
  const { low, high } = differenceOf(left, right, bounds);
  if (low !== undefined && low === high) return holds(comparison, low);
  switch (comparison) {
    case '==':
      return isPositive(low) || isNegative(high) ? false : undefined;
    case '!=':
      return isPositive(low) || isNegative(high) ? true : undefined;
    case '<':
      return isNegative(high) ? true : low !== undefined && low >= 0 ? false : undefined;
    case '<=':
      return high !== undefined && high <= 0 ? true : isPositive(low) ? false : undefined;
    case '>':
      return isPositive(low) ? true : high !== undefined && high <= 0 ? false : undefined;
    case '>=':
      return low !== undefined && low >= 0 ? true : isNegative(high) ? false : undefined;
  }
}

const isPositive = (low: number | undefined): boolean => low !== undefined && low > 0;
const isNegative = (high: number | undefined): boolean => high !== undefined && high < 0;

function holds(comparison: Comparison, difference: number): boolean {
  switch (comparison) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '==':
      return difference === 0;
    case '!=':
      return difference !== 0;
  }
}

/** What left - right may be. */
function differenceOf(left: NumberValue, right: NumberValue, bounds: Bounds): Interval {
  if (left.kind === 'size' && right.kind === 'size') return rangeOf(subtractSizes(left.value, right.value), bounds);
  const [a, b] = [rangeOfNumber(left, bounds), rangeOfNumber(right, bounds)];
  return { low: difference(a.low, b.high), high: difference(a.high, b.low) };
}

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

function rangeOfNumber(number: NumberValue, bounds: Bounds): Interval {
  return number.kind === 'real' ? { low: number.value, high: number.value } : rangeOf(number.value, bounds);
}

function rangeOf(size: Size, bounds: Bounds): Interval {
  if (isKnown(size)) return { low: Number(size), high: Number(size) };
  const sum = size.terms.map((term) => rangeOfTerm(term, bounds)).reduce(add);
  const by = Number(size.denominator);
  return { low: sum.low === undefined ? undefined : sum.low / by, high: sum.high === undefined ? undefined : sum.high / by };
}

function add(a: Interval, b: Interval): Interval {
  return {
    low: a.low === undefined || b.low === undefined ? undefined : a.low + b.low,
    high: a.high === undefined || b.high === undefined ? undefined : a.high + b.high,
  };
}

/** Atoms that cannot be negative multiply end by end; with any other the term may be anything. */
function rangeOfTerm(term: Term, bounds: Bounds): Interval {
  const coefficient = Number(term.coefficient);
  let low = 1;
  let high: number | undefined = 1;
  for (const { atom, exponent } of term.factors) {
    const range = rangeOfAtom(atom, bounds);
    if (range.low === undefined || range.low < 0) return { low: undefined, high: undefined };
    low *= range.low ** exponent;
    high = high === undefined || range.high === undefined ? undefined : high * range.high ** exponent;
  }
  const ends = { low: low * coefficient, high: high === undefined ? undefined : high * coefficient };
  return coefficient < 0 ? { low: ends.high, high: ends.low } : ends;
}

function rangeOfAtom(atom: Atom, bounds: Bounds): Interval {
  if (atom.kind === 'symbol') {
    const bound = bounds.get(atom.name);
    return { low: 1, high: bound === undefined ? undefined : rangeOf(bound, new Map()).high };
  }
  const [left, right] = [rangeOf(atom.left, bounds), rangeOf(atom.right, bounds)];
  if (atom.kind === 'maximum') {
    const low = left.low === undefined ? right.low : right.low === undefined ? left.low : Math.max(left.low, right.low);
    return { low, high: left.high === undefined || right.high === undefined ? undefined : Math.max(left.high, right.high) };
  }
  if (right.low === undefined || right.low <= 0 || left.low === undefined || left.low < 0) return { low: undefined, high: undefined };
  const round = atom.kind === 'floor' ? Math.floor : (value: number): number => value;
  return {
    low: right.high === undefined ? 0 : round(left.low / right.high),
    high: left.high === undefined ? undefined : round(left.high / right.low),
  };
}
