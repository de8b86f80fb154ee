// The functions that scalar expressions are made of: for each its value, what it counts as, and its derivative.
import * as scalar from './scalar.js';
import type { BinaryFunction, Scalar, UnaryFunction } from './scalar.js';

/** What one evaluation counts as, by the rule of the cost pass. A division counts as a multiplication. */
export type CountsAs = 'multiplication' | 'addition' | 'activation' | 'comparison' | 'nothing';

/** A function of one number. */
export interface Unary {
  readonly countsAs: CountsAs;
  /** How it is written in a printed program: `exp` gives `exp(x)`. */
  readonly text: string;
  readonly evaluate: (x: number) => number;
  /** df/dx at x. */
  readonly derivative: (x: Scalar) => Scalar;
}

/** A function of two numbers. */
export interface Binary {
  readonly countsAs: CountsAs;
  readonly text: string;
  readonly evaluate: (x: number, y: number) => number;
  /** [df/dx, df/dy] at (x, y). */
  readonly derivatives: (x: Scalar, y: Scalar) => readonly [Scalar, Scalar];
}

const zero = scalar.number(0);
const one = scalar.number(1);
const truth = (condition: boolean): number => (condition ? 1 : 0);
const flat = (): readonly [Scalar, Scalar] => [zero, zero];

export const unaryFunctions: Readonly<Record<UnaryFunction, Unary>> = {
  negate: { countsAs: 'nothing', text: '-', evaluate: (x) => -x, derivative: () => scalar.number(-1) },
  absolute: { countsAs: 'comparison', text: 'abs', evaluate: Math.abs, derivative: scalar.sign },
  sign: { countsAs: 'comparison', text: 'sign', evaluate: Math.sign, derivative: () => zero },
  floor: { countsAs: 'comparison', text: 'floor', evaluate: Math.floor, derivative: () => zero },
  exponential: { countsAs: 'activation', text: 'exp', evaluate: Math.exp, derivative: scalar.exponential },
  logarithm: { countsAs: 'activation', text: 'log', evaluate: Math.log, derivative: (x) => scalar.divide(one, x) },
  squareRoot: {
    countsAs: 'activation',
    text: 'sqrt',
    evaluate: Math.sqrt,
    derivative: (x) => scalar.divide(scalar.number(0.5), scalar.squareRoot(x)),
  },
  sine: { countsAs: 'activation', text: 'sin', evaluate: Math.sin, derivative: scalar.cosine },
  cosine: { countsAs: 'activation', text: 'cos', evaluate: Math.cos, derivative: (x) => scalar.negate(scalar.sine(x)) },
  tanh: {
    countsAs: 'activation',
    text: 'tanh',
    evaluate: Math.tanh,
    derivative: (x) => scalar.subtract(one, scalar.multiply(scalar.tanh(x), scalar.tanh(x))),
  },
  errorFunction: {
    countsAs: 'activation',
    text: 'erf',
    evaluate: errorFunction,
    // d erf(x)/dx = 2/sqrt(pi) * exp(-x^2)
    derivative: (x) => scalar.multiply(scalar.number(2 / Math.sqrt(Math.PI)), scalar.exponential(scalar.negate(scalar.multiply(x, x)))),
  },
};

export const binaryFunctions: Readonly<Record<BinaryFunction, Binary>> = {
  add: { countsAs: 'addition', text: '+', evaluate: (x, y) => x + y, derivatives: () => [one, one] },
  subtract: { countsAs: 'addition', text: '-', evaluate: (x, y) => x - y, derivatives: () => [one, scalar.number(-1)] },
  multiply: { countsAs: 'multiplication', text: '*', evaluate: (x, y) => x * y, derivatives: (x, y) => [y, x] },
  divide: {
    countsAs: 'multiplication',
    text: '/',
    evaluate: (x, y) => x / y,
    // d(x/y)/dy = -(x/y)/y; not x/(y*y), which is 0 or infinite where y*y leaves the range of 32-bit floats.
    derivatives: (x, y) => [scalar.divide(one, y), scalar.negate(scalar.divide(scalar.divide(x, y), y))],
  },
  power: {
    countsAs: 'activation',
    text: '^',
    evaluate: (x, y) => x ** y,
    // d x^y = y*x^(y-1) dx + x^y*log(x) dy, the second only where x > 0
    derivatives: (x, y) => [
      scalar.multiply(y, scalar.power(x, scalar.subtract(y, one))),
      scalar.select(scalar.less(zero, x), scalar.multiply(scalar.power(x, y), scalar.logarithm(x)), zero),
    ],
  },
  maximum: {
    countsAs: 'comparison',
    text: 'max',
    evaluate: Math.max,
    derivatives: (x, y) => [shareOf(scalar.less(y, x), scalar.less(x, y)), shareOf(scalar.less(x, y), scalar.less(y, x))],
  },
  minimum: {
    countsAs: 'comparison',
    text: 'min',
    evaluate: Math.min,
    derivatives: (x, y) => [shareOf(scalar.less(x, y), scalar.less(y, x)), shareOf(scalar.less(y, x), scalar.less(x, y))],
  },
  less: { countsAs: 'comparison', text: '<', evaluate: (x, y) => truth(x < y), derivatives: flat },
  lessOrEqual: { countsAs: 'comparison', text: '<=', evaluate: (x, y) => truth(x <= y), derivatives: flat },
  equal: { countsAs: 'comparison', text: '==', evaluate: (x, y) => truth(x === y), derivatives: flat },
};

/** 1 where this side wins, 0 where the other does, one half of the gradient each on a tie. */
function shareOf(wins: Scalar, loses: Scalar): Scalar {
  return scalar.select(wins, one, scalar.select(loses, zero, scalar.number(0.5)));
}

/**
 * erf(x) to double precision: the Maclaurin series for |x| < 2.5, else 1 - erfc(x) by the continued fraction
 * (Abramowitz and Stegun 7.1.5 and 7.1.14).
 */
export function errorFunction(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x)) return Number.NaN;
  if (magnitude > 6) return Math.sign(x);
  if (magnitude >= 2.5) {
    let fraction = 0;
    for (let k = 60; k >= 1; k -= 1) fraction = k / 2 / (magnitude + fraction);
    return Math.sign(x) * (1 - Math.exp(-magnitude * magnitude) / Math.sqrt(Math.PI) / (magnitude + fraction));
  }
  // erf(x) = 2/sqrt(pi) * sum_k (-1)^k x^(2k+1) / (k! (2k+1))
  let term = x;
  let total = x;
  for (let k = 1; k < 60; k += 1) {
    term *= (-x * x) / k;
    total += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
