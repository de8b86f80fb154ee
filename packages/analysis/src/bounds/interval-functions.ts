// The functions of scalar expressions on intervals: for each, an interval that holds all of its values. Not the expressions.
import { errorFunction, type BinaryFunction, type UnaryFunction } from '@trammel/program';
import {
  add,
  divide,
  everything,
  intersection,
  isPoint,
  magnitude,
  multiply,
  negate,
  point,
  reciprocal,
  subtract,
  type Interval,
} from './interval.js';

/** What the functions of the machine may be off by, relative to 1 or to the value: far more than the last place. */
const slack = 2 ** -44;
/** Up to 2.5, the series of the error function loses three digits to cancellation. */
const errorFunctionSlack = (x: number): number => (Math.abs(x) < 2.5 ? 2 ** -36 : 2 ** -50);

const truth: Interval = { low: 0, high: 1 };
const unit: Interval = { low: -1, high: 1 };
const positive: Interval = { low: 0, high: Number.POSITIVE_INFINITY };

/** A function that never falls, whose values lie in `within`. */
function rising(f: (x: number) => number, within: Interval = everything): (x: Interval) => Interval {
  return ({ low, high }) => intersection(within, widened(f(low), f(high), slack));
}

/** The interval with that much of its ends lost to rounding. */
function widened(low: number, high: number, loss: number): Interval {
  if (Number.isNaN(low) || Number.isNaN(high)) return everything;
  return {
    low: low === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : Number.isFinite(low) ? low - loss * Math.abs(low) : low,
    high:
      high === Number.NEGATIVE_INFINITY
        ? -Number.MAX_VALUE
        : Number.isFinite(high)
          ? high + loss * Math.abs(high) + Number.MIN_VALUE
          : high,
  };
}

/** A function whose slope is nowhere more than 1 and whose values lie in [-1, 1]: its value in the middle, and as far as it can get from there. */
function wave(f: (x: number) => number): (x: Interval) => Interval {
  return ({ low, high }) => {
    const [middle, reach] = [low / 2 + high / 2, (high - low) / 2];
    // Beyond 2^20 the argument itself is too coarse.
    if (!(reach < 1) || Math.abs(middle) > 2 ** 20) return unit;
    const away = reach + 2 ** -30;
    return intersection(unit, { low: f(middle) - away, high: f(middle) + away });
  };
}

const nonNegative = ({ low, high }: Interval): Interval => ({ low: Math.max(low, 0), high: Math.max(high, 0) });

export const unaryIntervals: Readonly<Record<UnaryFunction, (x: Interval) => Interval>> = {
  negate,
  absolute: (x) => (x.low >= 0 ? x : x.high <= 0 ? negate(x) : { low: 0, high: magnitude(x) }),
  // As the slope of |x|, for which the one point 0 at an end does not count; where its value counts, it is written as choices.
  sign: ({ low, high }) => (low === 0 && high === 0 ? point(0) : { low: low >= 0 ? 1 : -1, high: high <= 0 ? -1 : 1 }),
  floor: ({ low, high }) => ({ low: Math.floor(low), high: Math.floor(high) }),
  exponential: rising(Math.exp, positive),
  // Below 0 there is no logarithm: what an interval holds there is none of the values.
  logarithm: (x) => logarithm(nonNegative(x)),
  squareRoot: (x) => squareRoot(nonNegative(x)),
  sine: wave(Math.sin),
  cosine: wave(Math.cos),
  tanh: rising(Math.tanh, unit),
  errorFunction: ({ low, high }) => {
    const [first, last] = [errorFunction(low), errorFunction(high)];
    return intersection(unit, { low: first - errorFunctionSlack(low), high: last + errorFunctionSlack(high) });
  },
};

const squareRoot = rising(Math.sqrt, positive);

/** Near 1, where it is 0, the loss is that of its argument. */
function logarithm({ low, high }: Interval): Interval {
  const { low: first, high: last } = widened(Math.log(low), Math.log(high), slack);
  return { low: first - slack, high: last + slack };
}

export const binaryIntervals: Readonly<Record<BinaryFunction, (x: Interval, y: Interval) => Interval>> = {
  add,
  subtract,
  multiply,
  divide,
  power,
  maximum: (x, y) => ({ low: Math.max(x.low, y.low), high: Math.max(x.high, y.high) }),
  minimum: (x, y) => ({ low: Math.min(x.low, y.low), high: Math.min(x.high, y.high) }),
  less: (x, y) => decided(x.high < y.low, x.low >= y.high),
  lessOrEqual: (x, y) => decided(x.high <= y.low, x.low > y.high),
  equal: (x, y) => decided(isPoint(x) && isPoint(y) && x.low === y.low, x.high < y.low || y.high < x.low),
};

const decided = (...[isTrue, isFalse]: readonly [boolean, boolean]): Interval => (isTrue ? point(1) : isFalse ? point(0) : truth);

/** The square of x, which is nowhere below 0. */
export function squared(x: Interval): Interval {
  const size = unaryIntervals.absolute(x);
  return nonNegative(multiply(size, size));
}

/** 1 / cosh(x)^2, which falls on both sides of 0. */
export function squaredSecant(x: Interval): Interval {
  const size = unaryIntervals.absolute(x);
  const secant = (at: number): number => 1 / Math.cosh(at);
  return squared(intersection({ low: 0, high: 1 }, widened(secant(size.high), secant(size.low), slack)));
}

/** x^y: whole powers by their signs; else of positive numbers, where it is greatest and least in the corners. */
function power(x: Interval, y: Interval): Interval {
  if (isPoint(y) && Number.isInteger(y.low)) return wholePower(x, y.low);
  if (x.low < 0) return everything;
  const corners = [x.low ** y.low, x.low ** y.high, x.high ** y.low, x.high ** y.high];
  return intersection(positive, widened(Math.min(...corners), Math.max(...corners), slack));
}

function wholePower(x: Interval, exponent: number): Interval {
  if (exponent === 0) return point(1);
  if (exponent < 0) return reciprocal(wholePower(x, -exponent));
  const base = exponent % 2 === 0 ? unaryIntervals.absolute(x) : x;
  return widened(base.low ** exponent, base.high ** exponent, slack);
}
