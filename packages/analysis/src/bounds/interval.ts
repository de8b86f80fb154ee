// Intervals of real numbers whose ends are rounded outwards, and their arithmetic. Not the functions of scalar expressions.

/** All numbers from `low` to `high`. An infinite end may be a bound that is missing, or a value: masks fill with -Infinity. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Any number. */
export const everything: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** One number. */
export const point = (value: number): Interval => ({ low: value, high: value });

/** Twice the rounding of the last place. */
const slack = 2 ** -52;

/** A number that is below what rounded to x; 0 only ever stands for itself here. */
export const below = (x: number): number => (x === 0 || !Number.isFinite(x) ? x : x - (Math.abs(x) * slack + Number.MIN_VALUE));

/** A number that is above what rounded to x. */
export const above = (x: number): number => (x === 0 || !Number.isFinite(x) ? x : x + (Math.abs(x) * slack + Number.MIN_VALUE));

/** The interval with its ends rounded outwards; everything where an end is no number. */
export function outwards(low: number, high: number): Interval {
  return Number.isNaN(low) || Number.isNaN(high) ? everything : { low: below(low), high: above(high) };
}

/** The least interval that holds both. */
export function hull(a: Interval, b: Interval): Interval {
  return contains(a, b) ? a : contains(b, a) ? b : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** Whether all of b is in a. */
export const contains = (a: Interval, b: Interval): boolean => a.low <= b.low && b.high <= a.high;

/** What is in both, where that is something; else a, which is as true. */
export function intersection(a: Interval, b: Interval): Interval {
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  return low <= high ? { low, high } : a;
}

/** The largest absolute value. */
export const magnitude = ({ low, high }: Interval): number => Math.max(-low, high, 0);

export const isPoint = ({ low, high }: Interval): boolean => low === high;

export const add = (a: Interval, b: Interval): Interval => outwards(a.low + b.low, a.high + b.high);

export const negate = ({ low, high }: Interval): Interval => ({ low: -high, high: -low });

export const subtract = (a: Interval, b: Interval): Interval => outwards(a.low - b.high, a.high - b.low);

export function multiply(a: Interval, b: Interval): Interval {
  const products = [product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high)];
  return outwards(Math.min(...products), Math.max(...products));
}

/** 0 times a bound that is missing is 0; a product of others that rounds to 0 is off by less than the least number. */
function product(x: number, y: number): number {
  if (x === 0 || y === 0) return 0;
  const result = x * y;
  return result === 0 ? Math.sign(x) * Math.sign(y) * Number.MIN_VALUE : result;
}

/** 1/x; everything where x may be 0 from both sides. */
export function reciprocal({ low, high }: Interval): Interval {
  if ((low < 0 && high > 0) || (low === 0 && high === 0)) return everything;
  return outwards(high === 0 ? Number.NEGATIVE_INFINITY : 1 / high, low === 0 ? Number.POSITIVE_INFINITY : 1 / low);
}

/** Each of a divided by each of b. */
export function divide(a: Interval, b: Interval): Interval {
  if (!(b.low > 0 || b.high < 0) || !Number.isFinite(b.low) || !Number.isFinite(b.high)) return multiply(a, reciprocal(b));
  const ratios = [quotient(a.low, b.low), quotient(a.low, b.high), quotient(a.high, b.low), quotient(a.high, b.high)];
  return outwards(Math.min(...ratios), Math.max(...ratios));
}

function quotient(x: number, y: number): number {
  const result = x / y;
  return result === 0 && x !== 0 ? Math.sign(x) * Math.sign(y) * Number.MIN_VALUE : result;
}
