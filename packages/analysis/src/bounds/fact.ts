// What is proved of a value: between which numbers its elements lie, and how large they are together. Not how it is proved.
import { isKnown, type Shape, type SymbolValues } from '@trammel/tensor';
import { sizesOf } from '../receptive-field/known-coordinate.js';
import type { Independent } from './concentration.js';
import { everything, intersection, magnitude, type Interval } from './interval.js';
import { least, nothing, ofNumber, root, times, toNumber, type LogBound } from './log-bound.js';

export interface Fact {
  /** Holds every element. */
  readonly range: Interval;
  /** log10 of what the root of the mean square of all elements does not exceed. */
  readonly size: LogBound;
  /** Where its elements are those of a weight, each at most once, or zeros. */
  readonly drawn: Drawn | undefined;
}

/** How the elements of a weight are drawn, or what they are. */
export interface Drawn {
  /** Each by itself. */
  readonly independent: Independent | undefined;
  readonly matrix: Matrix | undefined;
}

/** A part of a matrix of that 2-norm, whose rows and columns are the axes on its two sides. */
export interface Matrix {
  readonly norm: number;
  readonly sides: ReadonlyMap<string, Side>;
  /** All of its numbers, where these are known and the part is the whole. */
  readonly entries: Entries | undefined;
}

/** Row by row. */
export interface Entries {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
}

export type Side = 'rows' | 'columns' | 'both';

/** The fact with each bound made no larger than the other allows: no element is larger than all of them together. */
export function fact({ range, size = nothingKnown, drawn }: Partial<Fact> & Pick<Fact, 'range'>, count: number): Fact {
  const together = toNumber(times(size, root(ofNumber(count))));
  const closer = together < magnitude(range) ? intersection(range, { low: -together, high: together }) : range;
  return { range: closer, size: least(size, ofNumber(magnitude(closer))), drawn };
}

const nothingKnown: LogBound = Number.POSITIVE_INFINITY;

/** Nothing is known of it. */
export const anything: Fact = { range: everything, size: nothingKnown, drawn: undefined };

/** All elements are 0. */
export const zeros: Fact = { range: { low: 0, high: 0 }, size: nothing, drawn: undefined };

/** log10 of what the largest absolute value does not exceed. */
export const largest = ({ range }: Fact): LogBound => ofNumber(magnitude(range));

/** How many elements a shape has; every symbol in it has a value. */
export function countOf(shape: Shape, sizes: SymbolValues): number {
  return shape.reduce((product, axis) => product * (isKnown(axis.size) ? Number(axis.size) : (sizesOf([axis], sizes)[0] ?? 0)), 1);
}

/** How many elements lie along those axes. */
export function countAlong(shape: Shape, axes: readonly string[], sizes: SymbolValues): number {
  return countOf(
    shape.filter(({ name }) => axes.includes(name)),
    sizes,
  );
}

/** Whether the two say the same. */
export function sameFact(a: Fact, b: Fact): boolean {
  return a.range.low === b.range.low && a.range.high === b.range.high && a.size === b.size;
}
