// Upper bounds as logarithms to the base ten, every operation rounded upwards: what overflows as a number stays exact here.

/**
 * log10 of a number that some size does not exceed: -Infinity for a size that is 0, Infinity where nothing is known. Every
 * operation adds at least 2^-50 times what it may have lost by rounding, so that a chain of them is never below the truth.
 */
export type LogBound = number;

/** Of a size that is 0. */
export const nothing: LogBound = Number.NEGATIVE_INFINITY;

/** Of a size that is at most 1. */
export const one: LogBound = 0;

/** Nothing is known. */
export const unknown: LogBound = Number.POSITIVE_INFINITY;

/** More than a rounding of the last place, relative and absolute. */
const slack = 2 ** -50;

const upwards = (x: number): LogBound => (Number.isFinite(x) ? x + (Math.abs(x) + 1) * slack : Number.isNaN(x) ? unknown : x);

/** Of a number that is 0 or more. */
export function ofNumber(x: number): LogBound {
  return x === 1 ? one : upwards(Math.log10(x));
}

/** Of a product. Nothing times something unknown is unknown: a slope may be infinite. */
export function times(a: LogBound, b: LogBound): LogBound {
  if (a === one) return b;
  if (b === one) return a;
  return a === unknown || b === unknown ? unknown : upwards(a + b);
}

/** Of a sum, as the triangle inequality has it. */
export function plus(a: LogBound, b: LogBound): LogBound {
  if (a === nothing) return b;
  if (b === nothing) return a;
  const [less, more] = a < b ? [a, b] : [b, a];
  return more === unknown ? unknown : upwards(more + Math.log10(1 + 10 ** (less - more)));
}

/** Of a square root. */
export const root = (a: LogBound): LogBound => a / 2;

/** Of a square. */
export const square = (a: LogBound): LogBound => a * 2;

/** The lesser of two bounds of the same size. */
export const least = (...bounds: readonly LogBound[]): LogBound => Math.min(...bounds);

/** The number; Infinity where it is no number of 64 bits. */
export function toNumber(a: LogBound): number {
  // 10^a is off by a few places at most, and by more the larger a is.
  return 10 ** a * (1 + 2 ** -40);
}
