// Contractions: between which numbers sums of products lie, and the 2-norm of the matrix that one operand is to the other.
import type { Instruction } from '@trammel/program';
import { axisNamed } from '@trammel/tensor';
import { largestSum, spectralNorm } from './concentration.js';
import { countAlong, countOf, fact, largest, type Drawn, type Fact, type Matrix, type Side } from './fact.js';
import { sumsOfRows } from './given-weights.js';
import { intersection, multiply, negate, outwards, type Interval } from './interval.js';
import { least, ofNumber, root, times, toNumber, unknown, type LogBound } from './log-bound.js';
import type { Setting } from './setting.js';

export type Contraction = Extract<Instruction, { readonly op: 'contract' }>;

/** An operand of a contraction as matrices, one for each index of the axes that both have and that are not summed. */
interface Matrices {
  readonly rows: number;
  readonly rowNames: readonly string[];
  readonly columns: number;
  readonly columnNames: readonly string[];
  readonly matrices: number;
}

/** The axes of `left` that are its own against those that are summed; with `right` in its place, the same of that. */
function matricesOf({ left, right, over }: Contraction, of: 'left' | 'right', { sizes }: Setting): Matrices {
  const [value, other] = of === 'left' ? [left, right] : [right, left];
  const isShared = (name: string): boolean => axisNamed(other.shape, name) !== undefined;
  const rowNames = value.shape.map(({ name }) => name).filter((name) => !isShared(name));
  const matrices = value.shape.filter(({ name }) => isShared(name) && !over.includes(name));
  return {
    rows: countAlong(value.shape, rowNames, sizes),
    rowNames,
    columns: countAlong(value.shape, over, sizes),
    columnNames: over,
    matrices: countOf(matrices, sizes),
  };
}

/** What the 2-norm of none of the matrices exceeds: by how much the contraction makes the other operand larger, either way. */
export function matrixNorm(contraction: Contraction, of: 'left' | 'right', known: Fact, setting: Setting): LogBound {
  const matrices = matricesOf(contraction, of, setting);
  const { rows, columns, matrices: count } = matrices;
  const elements = ofNumber(rows * columns);
  const frobenius = least(times(largest(known), root(elements)), times(known.size, root(times(elements, ofNumber(count)))));
  if (known.drawn === undefined) return frobenius;
  const { independent } = known.drawn;
  const ofPart = normOfPart(known.drawn, matrices);
  if (independent === undefined) return least(frobenius, ofPart);
  const certain = toNumber(frobenius);
  const size = setting.tails.least(certain, (probability) => spectralNorm(independent, { rows, columns, matrices: count }, probability));
  return size < certain ? ofNumber(size) : frobenius;
}

/** A part of a matrix has no larger norm than the whole. */
function normOfPart({ matrix }: Drawn, parts: Matrices): LogBound {
  const sides = matrix === undefined ? undefined : sidesOf(matrix, parts);
  return matrix === undefined || sides === undefined ? unknown : ofNumber(matrix.norm);
}

/** On which side of the matrix the operand's own axes are and on which the summed ones, if each are on one and not on the same. */
function sidesOf(
  { sides }: Matrix,
  { rowNames, columnNames }: Matrices,
): { readonly own: Side | undefined; readonly summed: Side | undefined } | undefined {
  const sideOf = (names: readonly string[]): readonly Side[] => [...new Set(names.map((name) => sides.get(name) ?? 'both'))];
  const [own, summed] = [sideOf(rowNames), sideOf(columnNames)];
  if (own.length > 1 || summed.length > 1 || own.includes('both') || summed.includes('both')) return undefined;
  return own[0] !== undefined && own[0] === summed[0] ? undefined : { own: own[0], summed: summed[0] };
}

/** The fact about the result. */
export function contractionFact(contraction: Contraction, [left, right]: readonly [Fact, Fact], setting: Setting): Fact {
  const { sizes } = setting;
  const count = countOf(contraction.left.shape, sizes);
  const shared = matricesOf(contraction, 'left', setting);
  const others = matricesOf(contraction, 'right', setting).rows;
  const results = shared.matrices * shared.rows * others;
  const terms = shared.columns;
  // ||y|| <= ||A|| ||x||, with either operand as the matrix.
  const grown = (norm: LogBound, { size }: Fact, elements: number): LogBound =>
    times(times(norm, size), root(ofNumber(elements / Math.max(results, 1))));
  const byRight = grown(matrixNorm(contraction, 'right', right, setting), left, count);
  const byLeft = grown(matrixNorm(contraction, 'left', left, setting), right, countOf(contraction.right.shape, sizes));
  const sums = multiply(multiply(left.range, right.range), { low: terms, high: terms });
  const drawn = [
    sumsOf(left, right, { terms, rows: shared.matrices * shared.rows, setting }),
    sumsOf(right, left, { terms, rows: shared.matrices * others, setting }),
    sumsOfGiven(left, right, shared),
    sumsOfGiven(right, left, matricesOf(contraction, 'right', setting)),
  ];
  const range = drawn.reduce<Interval>((known, other) => (other === undefined ? known : intersection(known, other)), sums);
  return fact({ range, size: least(byLeft, byRight) }, results);
}

interface Rows {
  readonly terms: number;
  readonly rows: number;
  readonly setting: Setting;
}

/** What sums of independent weights times numbers of that range lie between. */
function sumsOf({ drawn }: Fact, { range }: Fact, { terms, rows, setting }: Rows): Interval | undefined {
  const independent = drawn?.independent;
  if (independent === undefined || !Number.isFinite(range.low) || !Number.isFinite(range.high)) return undefined;
  const upTo = ({ low, high }: Interval): number =>
    setting.tailsOfSums.least(Number.POSITIVE_INFINITY, (probability) => largestSum(independent, { low, high, terms, rows }, probability));
  return outwards(-upTo(negate(range)), upTo(range));
}

/** The same of weights that are given, where each sum is over a whole row of them. */
function sumsOfGiven({ drawn }: Fact, { range }: Fact, parts: Matrices): Interval | undefined {
  const matrix = drawn?.matrix;
  if (matrix?.entries === undefined || parts.matrices !== 1 || !Number.isFinite(range.low) || !Number.isFinite(range.high))
    return undefined;
  const sides = sidesOf(matrix, parts);
  const { rows, columns } = matrix.entries;
  if (sides === undefined || sides.own === 'columns' || sides.summed === 'rows' || rows !== parts.rows || columns !== parts.columns)
    return undefined;
  return sumsOfRows(matrix.entries, range);
}
