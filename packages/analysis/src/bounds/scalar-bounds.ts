// The least and the greatest value of a scalar expression over a box of arguments: proved by intervals, made tight by bisection.
import { sameScalar, type Scalar } from '@trammel/program';
import { binaryIntervals, squared, squaredSecant, unaryIntervals } from './interval-functions.js';
import { add, everything, hull, intersection, isPoint, multiply, negate, point, subtract, type Interval } from './interval.js';
import type { Outcome, Prepared } from './pieces.js';

/** An interval for each argument, by its number. */
export type Box = readonly Interval[];

/** How far a bound may stay from the truth: relative to it, or by itself. */
export interface Closeness {
  readonly relative: number;
  readonly absolute: number;
}

/** An interval that holds every value that the expression takes over the box, and hardly more. */
export function rangeOver(prepared: Prepared, box: Box, relative: number): Interval {
  const direct = evaluate(prepared.expression, box);
  if (prepared.isDirect || prepared.arguments.every((index) => isPoint(at(box, index)))) return direct;
  const close = { relative, absolute: 0 };
  return intersection(direct, {
    low: -greatest(prepared, box, { turn: negate, close }).bound,
    high: greatest(prepared, box, { turn: same, close }).bound,
  });
}

/** What a search for the greatest value came to. */
export interface Greatest {
  /** No value exceeds it. */
  readonly bound: number;
  /** A value that is met, and where. */
  readonly found: number;
  readonly place: Box;
}

/** What no value of the expression over the box exceeds. */
export function greatestOver(prepared: Prepared, box: Box, close: Closeness): Greatest {
  return greatest(prepared, box, { turn: same, close });
}

const same = (x: Interval): Interval => x;

/** The values of the expression, of which those of parts that are read twice are taken to be independent. */
export function evaluate(expression: Scalar, box: Box): Interval {
  switch (expression.kind) {
    case 'argument':
      return at(box, expression.index);
    case 'number':
      return point(expression.value);
    case 'size':
      return everything;
    case 'activation':
      return evaluate(expression.body, box);
    case 'unary':
      return unaryIntervals[expression.function](evaluate(expression.operand, box));
    case 'binary': {
      if (expression.function === 'multiply' && sameScalar(expression.left, expression.right))
        return squared(evaluate(expression.left, box));
      const angle = tanhUnderCircle(expression);
      if (angle !== undefined) return squaredSecant(evaluate(angle, box));
      return binaryIntervals[expression.function](evaluate(expression.left, box), evaluate(expression.right, box));
    }
    case 'select': {
      const condition = evaluate(expression.condition, box);
      if (condition.low > 0 || condition.high < 0) return evaluate(expression.whenTrue, box);
      if (condition.low === 0 && condition.high === 0) return evaluate(expression.whenFalse, box);
      return hull(evaluate(expression.whenTrue, box), evaluate(expression.whenFalse, box));
    }
  }
}

/** u, where the expression is 1 - tanh(u)^2, of which subtraction would leave nothing for large u. */
function tanhUnderCircle({ left, right, function: name }: Extract<Scalar, { kind: 'binary' }>): Scalar | undefined {
  if (name !== 'subtract' || left.kind !== 'number' || left.value !== 1) return undefined;
  if (right.kind !== 'binary' || right.function !== 'multiply' || !sameScalar(right.left, right.right)) return undefined;
  return right.left.kind === 'unary' && right.left.function === 'tanh' ? right.left.operand : undefined;
}

const at = (box: Box, index: number): Interval => box[index] ?? everything;

/** How many boxes may be looked at. */
const patience = 600;
/** So many conditions may be open at once, each of which doubles the pieces. */
const openConditions = 4;

/** A box that may hold the greatest value, what no value in it exceeds, and where to cut it. */
interface Part {
  readonly box: Box;
  readonly bound: number;
  readonly cut: number;
}

/** Whether the greatest value is meant, or with its sign changed the least. */
interface Search {
  readonly turn: (x: Interval) => Interval;
  readonly close: Closeness;
}

/** Branch and bound: the box that may hold the greatest value is cut, until what was found is hardly less than what may be. */
function greatest(prepared: Prepared, box: Box, { turn, close }: Search): Greatest {
  let [found, place] = [Number.NEGATIVE_INFINITY, box];
  const look = (part: Box): Part => {
    const { bound, cut, sample } = boundOver(prepared, part, turn);
    const { low } = turn(evaluate(prepared.expression, sample));
    if (low > found) [found, place] = [low, sample];
    return { box: part, bound, cut };
  };
  // Numbers beyond those of 64 bits are none that a network computes with.
  const parts = [look(box.map(finite))];
  for (let looks = 1; looks < patience; looks += 2) {
    const worst = parts.reduce((best, part, index) => (part.bound > (parts[best]?.bound ?? part.bound) ? index : best), 0);
    const part = parts[worst];
    if (part === undefined || part.bound <= found + Math.max(close.relative * Math.abs(found), close.absolute)) break;
    const halves = halved(part);
    if (halves === undefined) break;
    parts.splice(worst, 1, ...halves.map(look));
  }
  return { bound: parts.reduce((most, { bound }) => Math.max(most, bound), found), found, place };
}

const finite = ({ low, high }: Interval): Interval => ({
  low: Math.min(Math.max(low, -Number.MAX_VALUE), Number.MAX_VALUE),
  high: Math.max(Math.min(high, Number.MAX_VALUE), -Number.MAX_VALUE),
});

interface Estimate {
  readonly bound: number;
  readonly cut: number;
  /** Where the expression may well be greatest. */
  readonly sample: Box;
}

/** The greatest of the pieces that may be met in the box. */
function boundOver(prepared: Prepared, box: Box, turn: (x: Interval) => Interval): Estimate {
  const whole = turn(evaluate(prepared.expression, box)).high;
  let most: Estimate | undefined;
  for (const outcomes of outcomesOver(prepared, box)) {
    const estimate = boundOfPiece(prepared.piece(outcomes), box, turn);
    if (most === undefined || estimate.bound > most.bound) most = estimate;
  }
  const { bound, cut, sample } = most ?? { bound: whole, cut: -1, sample: box };
  // A piece may be greatest at an end where it is not met.
  return { bound: Math.min(whole, bound), cut: cut < 0 ? widestOf(prepared.arguments, box) : cut, sample };
}

function widestOf(indices: readonly number[], box: Box): number {
  const width = (index: number): number => at(box, index).high - at(box, index).low;
  return indices.reduce((widest, index) => (width(index) > width(widest) ? index : widest), indices[0] ?? -1);
}

/** How the conditions may turn out together; more open ones than a few stay open within the piece. */
function outcomesOver({ conditions }: Prepared, box: Box): readonly (readonly Outcome[])[] {
  let all: readonly (readonly Outcome[])[] = [[]];
  let open = 0;
  for (const condition of conditions) {
    const { low, high } = evaluate(condition, box);
    const isOpen = low <= 0 && high >= 0 && (low !== 0 || high !== 0);
    if (isOpen) open += 1;
    const outcomes: readonly Outcome[] = !isOpen
      ? [low === 0 && high === 0 ? 'false' : 'true']
      : open > openConditions
        ? ['?']
        : ['true', 'false'];
    all = all.flatMap((before) => outcomes.map((outcome) => [...before, outcome]));
  }
  return all;
}

/**
 * Where the slope by an argument keeps its sign, the greatest value lies at that end of the argument; for the others, by the mean
 * value theorem, f(x) <= f(m) + sum of slopes over the box * (x - m).
 */
function boundOfPiece({ expression, slopes }: ReturnType<Prepared['piece']>, box: Box, turn: (x: Interval) => Interval): Estimate {
  const natural = turn(evaluate(expression, box)).high;
  const sample = [...box];
  let spread: Interval = point(0);
  let [widest, cut] = [-1, -1];
  for (const [index, slope] of slopes) {
    const own = at(box, index);
    if (isPoint(own)) continue;
    const rise = isSteady(expression) ? turn(evaluate(slope, box)) : everything;
    if (rise.low >= 0) sample[index] = point(own.high);
    else if (rise.high <= 0) sample[index] = point(own.low);
    else {
      const middle = point(middleOf(own));
      sample[index] = middle;
      const part = multiply(rise, subtract(own, middle));
      spread = add(spread, part);
      const width = Number.isFinite(part.high) ? part.high : (own.high - own.low) / 2;
      if (width > widest) [widest, cut] = [width, index];
    }
  }
  const central = add(turn(evaluate(expression, sample)), spread).high;
  return { bound: Math.min(natural, central), cut, sample };
}

/** Whether nothing jumps, so that the mean value theorem holds; kinks do no harm, since slopes hold all values on either side. */
function isSteady(expression: Scalar): boolean {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return true;
    case 'activation':
      return isSteady(expression.body);
    case 'unary':
      return expression.function !== 'floor' && expression.function !== 'sign' && isSteady(expression.operand);
    case 'binary':
      return !['less', 'lessOrEqual', 'equal'].includes(expression.function) && isSteady(expression.left) && isSteady(expression.right);
    case 'select':
      return false;
  }
}

function halved({ box, cut }: Part): readonly Box[] | undefined {
  const own = box[cut];
  if (own === undefined) return undefined;
  const middle = middleOf(own);
  if (!(own.low < middle && middle < own.high)) return undefined;
  const replaced = (by: Interval): Box => box.map((interval, index) => (index === cut ? by : interval));
  return [replaced({ low: own.low, high: middle }), replaced({ low: middle, high: own.high })];
}

/** 0 between the signs; else halfway, in the exponent where the ends are far apart. */
function middleOf({ low, high }: Interval): number {
  if (low < 0 && high > 0) return 0;
  if (low < 0) return -middleOf({ low: -high, high: -low });
  if (high <= 2 && low === 0) return high / 2;
  if (low < 1 && high > 4) return 1;
  return high > 4 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2;
}
