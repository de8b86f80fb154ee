// Sets of whole numbers as runs on a grid, finite or without an end to a side. Not boxes of several axes.
import { elementAt } from './element-at.js';

/**
 * { grain*k + origin : from <= k < end for one of the runs }, with the runs as [from, end, from, end, ...] in ascending order.
 * Canonical: equal sets have equal fields. The grain is the greatest common divisor of all differences and the origin lies in
 * [0, grain); a set of one element has grain 1. Runs may begin at -Infinity and end at Infinity.
 */
export interface IntegerSet {
  readonly grain: number;
  readonly origin: number;
  readonly ends: readonly number[];
}

/** No number. */
export const emptySet: IntegerSet = { grain: 1, origin: 0, ends: [] };

/** Every whole number. */
export const everything: IntegerSet = { grain: 1, origin: 0, ends: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] };

/** from, from + 1, ... to; empty for to < from. */
export function interval(from: number, to: number): IntegerSet {
  return to < from ? emptySet : { grain: 1, origin: 0, ends: [from, to + 1] };
}

/** A single number. */
export function singleton(value: number): IntegerSet {
  return { grain: 1, origin: 0, ends: [value, value + 1] };
}

/** 0, 1, ... size - 1: the indices of an axis. */
export function indicesOf(size: number): IntegerSet {
  return interval(0, size - 1);
}

/** The set of these numbers, in any order. */
export function setOf(values: Iterable<number>): IntegerSet {
  const sorted = [...values].sort((a, b) => a - b);
  const ends: number[] = [];
  for (const value of sorted) appendRun(ends, value, value + 1);
  return onGrid(1, 0, ends);
}

export function isEmpty(set: IntegerSet): boolean {
  return set.ends.length === 0;
}

/** How many numbers; Infinity for a set without an end. */
export function countOf(set: IntegerSet): number {
  let count = 0;
  for (let at = 0; at < set.ends.length; at += 2) count += elementAt(set.ends, at + 1) - elementAt(set.ends, at);
  return count;
}

/** The least number of a set that is not empty. */
export function minimumOf(set: IntegerSet): number {
  return set.grain * elementAt(set.ends, 0) + set.origin;
}

/** The greatest number of a set that is not empty. */
export function maximumOf(set: IntegerSet): number {
  return set.grain * (elementAt(set.ends, set.ends.length - 1) - 1) + set.origin;
}

/** Whether every number between the least and the greatest is in the set. */
export function isInterval(set: IntegerSet): boolean {
  return set.ends.length <= 2 && set.grain === 1;
}

export function isSingleton(set: IntegerSet): boolean {
  return set.ends.length === 2 && elementAt(set.ends, 1) - elementAt(set.ends, 0) === 1;
}

/** Whether the set goes on without an end to a side; such a set has grain 1. */
function isEndless(set: IntegerSet): boolean {
  return !isEmpty(set) && (set.ends[0] === Number.NEGATIVE_INFINITY || set.ends.at(-1) === Number.POSITIVE_INFINITY);
}

/** The numbers in ascending order; only for finite sets. */
export function elementsOf(set: IntegerSet): readonly number[] {
  const elements: number[] = [];
  for (let at = 0; at < set.ends.length; at += 2) {
    const end = elementAt(set.ends, at + 1);
    for (let k = elementAt(set.ends, at); k < end; k += 1) elements.push(set.grain * k + set.origin);
  }
  return elements;
}

/** The maximal runs of consecutive numbers as [first, last]. */
export function runsOf(set: IntegerSet): readonly (readonly [number, number])[] {
  if (set.grain > 1) return elementsOf(set).map((value) => [value, value] as const);
  const runs: (readonly [number, number])[] = [];
  for (let at = 0; at < set.ends.length; at += 2) runs.push([elementAt(set.ends, at), elementAt(set.ends, at + 1) - 1]);
  return runs;
}

export function contains(set: IntegerSet, value: number): boolean {
  const k = (value - set.origin) / set.grain;
  if (!Number.isInteger(k)) return false;
  for (let at = 0; at < set.ends.length; at += 2) if (k >= elementAt(set.ends, at) && k < elementAt(set.ends, at + 1)) return true;
  return false;
}

export function equalSets(a: IntegerSet, b: IntegerSet): boolean {
  if (a === b) return true;
  return a.grain === b.grain && a.origin === b.origin && equalEnds(a.ends, b.ends);
}

/** Whether every number of `inner` is in `outer`. */
export function covers(outer: IntegerSet, inner: IntegerSet): boolean {
  if (outer === inner || isEmpty(inner)) return true;
  if (isEmpty(outer) || minimumOf(outer) > minimumOf(inner) || maximumOf(outer) < maximumOf(inner)) return false;
  return isInterval(outer) || equalSets(intersect(outer, inner), inner);
}

/** A text that is the same for equal sets only. */
export function keyOf(set: IntegerSet): string {
  return set.grain === 1 ? set.ends.join() : `${set.grain},${set.origin};${set.ends.join()}`;
}

export function union(a: IntegerSet, b: IntegerSet): IntegerSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const { grain, origin } = commonGrid(a, b);
  return onGrid(grain, origin, unionOfRuns(regrid(a, grain, origin), regrid(b, grain, origin)));
}

export function intersect(a: IntegerSet, b: IntegerSet): IntegerSet {
  if (isEmpty(a) || isEmpty(b)) return emptySet;
  if (a.grain === b.grain) return a.origin === b.origin ? onGrid(a.grain, a.origin, intersectionOfRuns(a.ends, b.ends)) : emptySet;
  if (a.grain === 1) return intersect(b, a);
  if (b.grain === 1) {
    const ends = b.ends.map((end) => ceilDivide(end - a.origin, a.grain));
    return onGrid(a.grain, a.origin, intersectionOfRuns(a.ends, ends));
  }
  const [few, many] = countOf(a) <= countOf(b) ? [a, b] : [b, a];
  return setOf(elementsOf(few).filter((value) => contains(many, value)));
}

/** { x + y : x in a, y in b } */
export function sum(a: IntegerSet, b: IntegerSet): IntegerSet {
  if (isEmpty(a) || isEmpty(b)) return emptySet;
  if (isSingleton(a)) return shift(b, minimumOf(a));
  if (isSingleton(b)) return shift(a, minimumOf(b));
  if (a.ends.length === 2 && b.ends.length === 2) {
    const single = sumOfSingleRuns(a, b);
    if (single !== undefined) return single;
  }
  const grain = gcd(a.grain, b.grain);
  const [x, y] = [regrid(a, grain, a.origin), regrid(b, grain, b.origin)];
  const [few, many] = x.length <= y.length ? [x, y] : [y, x];
  const runs: (readonly [number, number])[] = [];
  for (let at = 0; at < few.length; at += 2) {
    const [from, last] = [elementAt(few, at), elementAt(few, at + 1) - 1];
    for (let other = 0; other < many.length; other += 2) runs.push([from + elementAt(many, other), last + elementAt(many, other + 1)]);
  }
  return onGrid(grain, a.origin + b.origin, joined(runs));
}

/** { x + by : x in set } */
export function shift(set: IntegerSet, by: number): IntegerSet {
  if (by === 0) return set;
  if (set.grain === 1) return { grain: 1, origin: 0, ends: set.ends.map((end) => end + by) };
  return onGrid(set.grain, set.origin + by, set.ends);
}

/** { factor * x : x in set }, and for a set without an end all numbers between those. */
export function scale(set: IntegerSet, factor: number): IntegerSet {
  if (factor === 1 || isEmpty(set)) return set;
  if (factor === 0) return singleton(0);
  if (isEndless(set) && factor !== -1) {
    const [a, b] = [factor * minimumOf(set), factor * maximumOf(set)];
    return interval(Math.min(a, b), Math.max(a, b));
  }
  const ends = factor > 0 ? set.ends : set.ends.map((end) => 1 - end).reverse();
  return onGrid(set.grain * Math.abs(factor), set.origin * factor, ends);
}

/** { floor(x / divisor) : x in set } for a divisor above 0. */
export function floorDivide(set: IntegerSet, divisor: number): IntegerSet {
  if (divisor === 1) return set;
  const { grain, origin, ends } = set;
  // floor((grain*k + origin) / divisor) with grain = divisor*g is g*k + floor(origin/divisor).
  if (grain % divisor === 0) return onGrid(grain / divisor, Math.floor(origin / divisor), ends);
  // With divisor = grain*d and 0 <= origin < grain it is floor(k/d).
  if (divisor % grain === 0) return onGrid(1, 0, dividedRuns(ends, divisor / grain));
  return setOf(elementsOf(set).map((value) => Math.floor(value / divisor)));
}

/** { x / divisor : x in set, divisor divides x } for a divisor above 0. */
export function exactDivide(set: IntegerSet, divisor: number): IntegerSet {
  if (divisor === 1) return set;
  const { grain, origin, ends } = set;
  const step = divisor / gcd(grain, divisor);
  // The first k for which grain*k + origin is a multiple; then every step-th.
  for (let first = 0; first < step; first += 1) {
    const dividend = grain * first + origin;
    if (dividend % divisor === 0) {
      const runs: number[] = [];
      for (let at = 0; at < ends.length; at += 2) {
        const from = ceilDivide(elementAt(ends, at) - first, step);
        const end = ceilDivide(elementAt(ends, at + 1) - first, step);
        if (from < end) appendRun(runs, from, end);
      }
      return onGrid((grain * step) / divisor, dividend / divisor, runs);
    }
  }
  return emptySet;
}

/** { x - modulus*floor(x/modulus) : x in set } for a modulus above 0. */
export function modulo(set: IntegerSet, modulus: number): IntegerSet {
  const { grain, origin, ends } = set;
  if (isEmpty(set) || (minimumOf(set) >= 0 && maximumOf(set) < modulus)) return set;
  if (modulus % grain === 0) return onGrid(grain, origin, foldedRuns(ends, modulus / grain));
  return setOf(elementsOf(set).map((value) => value - modulus * Math.floor(value / modulus)));
}

/** The numbers from the least to the greatest. */
export function hull(set: IntegerSet): IntegerSet {
  return isEmpty(set) || isInterval(set) ? set : interval(minimumOf(set), maximumOf(set));
}

/** The greatest common divisor of two whole numbers >= 0. */
export function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** ceil(a / b), never the negative zero, which tests and texts would tell from 0. */
function ceilDivide(a: number, b: number): number {
  return Math.ceil(a / b) + 0;
}

/** The set in canonical form: the grain may be coarser than it was said to be, where the runs allow it. */
function onGrid(grain: number, origin: number, ends: readonly number[]): IntegerSet {
  if (ends.length === 0) return emptySet;
  const step = coarseness(ends);
  if (step === Number.POSITIVE_INFINITY) return singleton(grain * elementAt(ends, 0) + origin);
  if (grain === 1 && step === 1) return { grain, origin: 0, ends: origin === 0 ? ends : ends.map((end) => end + origin) };
  const first = step === 1 ? 0 : elementAt(ends, 0);
  const coarse =
    step === 1
      ? ends
      : joined(ends.flatMap((end, at) => (at % 2 === 0 ? [[(end - first) / step, (end - first) / step + 1] as const] : [])));
  const start = grain * first + origin;
  const whole = Math.floor(start / (grain * step));
  return { grain: grain * step, origin: start - whole * grain * step, ends: whole === 0 ? coarse : coarse.map((end) => end + whole) };
}

/** The greatest common divisor of all differences of the numbers in the runs; Infinity for a single number. */
function coarseness(ends: readonly number[]): number {
  let common = 0;
  const first = elementAt(ends, 0);
  for (let at = 0; at < ends.length; at += 2) {
    if (elementAt(ends, at + 1) - elementAt(ends, at) > 1) return 1;
    common = gcd(common, elementAt(ends, at) - first);
    if (common === 1) return 1;
  }
  return common === 0 ? Number.POSITIVE_INFINITY : common;
}

/** A single number fits every grid that it lies on, and so counts as having grain 0. */
function freeGrain(set: IntegerSet): number {
  return isSingleton(set) ? 0 : set.grain;
}

function commonGrid(a: IntegerSet, b: IntegerSet): { readonly grain: number; readonly origin: number } {
  if (a.grain === 1 && b.grain === 1 && !isSingleton(a) && !isSingleton(b)) return { grain: 1, origin: 0 };
  const start = minimumOf(a);
  const apart = Math.abs(start - minimumOf(b));
  const grain = Number.isFinite(apart) ? gcd(gcd(freeGrain(a), freeGrain(b)), apart) || 1 : 1;
  return { grain, origin: Number.isFinite(start) ? start - grain * Math.floor(start / grain) : 0 };
}

/** The runs of the set on a grid that is as fine or finer; infinite runs must have the grain already. */
function regrid(set: IntegerSet, grain: number, origin: number): readonly number[] {
  if (set.grain === grain) return set.origin === origin ? set.ends : set.ends.map((end) => end + (set.origin - origin) / grain);
  const ends: number[] = [];
  for (const value of elementsOf(set)) appendRun(ends, (value - origin) / grain, (value - origin) / grain + 1);
  return ends;
}

/** The sum of two sets of a single run with more than one number each, where it is a single run. */
function sumOfSingleRuns(a: IntegerSet, b: IntegerSet): IntegerSet | undefined {
  const [fine, coarse] = a.grain <= b.grain ? [a, b] : [b, a];
  const [from, end] = [elementAt(fine.ends, 0), elementAt(fine.ends, 1)];
  // A run of the fine grid that reaches from one point of the coarse grid to the next fills it.
  const ratio = coarse.grain / fine.grain;
  if (!Number.isInteger(ratio) || end - from < ratio) return undefined;
  const ends = [from + ratio * elementAt(coarse.ends, 0), end + ratio * (elementAt(coarse.ends, 1) - 1)];
  if (coarse.grain === 1) return { grain: 1, origin: 0, ends };
  return onGrid(fine.grain, fine.origin + coarse.origin, ends);
}

function equalEnds(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** Appends a run that begins no earlier than the last one, which it may touch or overlap. */
function appendRun(ends: number[], from: number, end: number): void {
  const last = ends.length - 1;
  if (last > 0 && elementAt(ends, last) >= from) ends[last] = Math.max(elementAt(ends, last), end);
  else ends.push(from, end);
}

/** Runs as [from, end] in any order, as ascending ends. */
function joined(runs: readonly (readonly [number, number])[]): readonly number[] {
  const ends: number[] = [];
  for (const [from, end] of [...runs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) appendRun(ends, from, end);
  return ends;
}

function unionOfRuns(a: readonly number[], b: readonly number[]): readonly number[] {
  const ends: number[] = [];
  let [x, y] = [0, 0];
  while (x < a.length || y < b.length) {
    const takesFirst = y >= b.length || (x < a.length && elementAt(a, x) <= elementAt(b, y));
    const [from, end] = takesFirst ? [elementAt(a, x), elementAt(a, x + 1)] : [elementAt(b, y), elementAt(b, y + 1)];
    appendRun(ends, from, end);
    if (takesFirst) x += 2;
    else y += 2;
  }
  return ends;
}

function intersectionOfRuns(a: readonly number[], b: readonly number[]): readonly number[] {
  const ends: number[] = [];
  let [x, y] = [0, 0];
  while (x < a.length && y < b.length) {
    const from = Math.max(elementAt(a, x), elementAt(b, y));
    const end = Math.min(elementAt(a, x + 1), elementAt(b, y + 1));
    if (from < end) appendRun(ends, from, end);
    if (elementAt(a, x + 1) < elementAt(b, y + 1)) x += 2;
    else y += 2;
  }
  return ends;
}

function dividedRuns(ends: readonly number[], divisor: number): readonly number[] {
  const runs: number[] = [];
  for (let at = 0; at < ends.length; at += 2) {
    appendRun(runs, Math.floor(elementAt(ends, at) / divisor), Math.floor((elementAt(ends, at + 1) - 1) / divisor) + 1);
  }
  return runs;
}

function foldedRuns(ends: readonly number[], modulus: number): readonly number[] {
  const runs: (readonly [number, number])[] = [];
  for (let at = 0; at < ends.length; at += 2) {
    const [from, end] = [elementAt(ends, at), elementAt(ends, at + 1)];
    if (end - from >= modulus) return [0, modulus];
    const start = from - modulus * Math.floor(from / modulus);
    const stop = start + end - from;
    if (stop <= modulus) runs.push([start, stop]);
    else runs.push([start, modulus], [0, stop - modulus]);
  }
  return joined(runs);
}
