// The view that undoes a view, where one exists: each element read at most once, or whole axes repeated. No programs.
import { coordinate, type Affine, type Coordinate } from '@trammel/program';
import {
  addSizes,
  isKnown,
  maximumSize,
  minimumSize,
  multiplySizes,
  sameSize,
  subtractSizes,
  divideSizesExactly,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';

/**
 * How the elements that a view read find back. With i an index of the view and j one of its operand: sum the gradient
 * over the axes `summed`, read it at `coordinates` of j and of the axes `within`, then sum over these.
 */
export interface InverseView {
  /** Axes of the view along which it repeats. */
  readonly summed: readonly string[];
  /** Axes that run beside those of the operand: each of its elements was read at all of them. */
  readonly within: Shape;
  /** One for each axis of the view that is not summed, over the shape of the operand and then `within`. */
  readonly coordinates: readonly Coordinate[];
  readonly where: readonly Affine[];
}

/** A view to be undone: one coordinate for each axis of `operand`, over the indices of `shape`. */
export interface Forward {
  readonly shape: Shape;
  readonly operand: Shape;
  readonly coordinates: readonly Coordinate[];
}

type Terms = Affine['terms'];

/** A coordinate less what never moves it. */
interface Reading {
  /** The axis of the operand. */
  readonly position: number;
  readonly axis: Axis;
  readonly coordinate: Coordinate;
  readonly terms: Terms;
}

interface Draft {
  readonly forward: Forward;
  /** By axis of the view. */
  readonly found: (Coordinate | undefined)[];
  readonly within: Axis[];
  readonly where: Affine[];
}

/** The readings that move along an axis, by axis of the view. */
type Readers = readonly (readonly Reading[])[];

/** The inverse; undefined where an element may be read at several indices that are not whole axes. */
export function invertView(forward: Forward): InverseView | undefined {
  const { shape, operand } = forward;
  const readings = operand.map((axis, position) => readingOf(axis, position, forward));
  const readers = readersOf(readings, shape);
  const draft: Draft = { forward, found: shape.map(() => undefined), within: [], where: [] };
  for (const reading of readings) {
    const isUndone = reading.terms.length === 0 ? undoFixed(reading, draft) : undoMoving(reading, readers, draft);
    if (!isUndone) return undefined;
  }
  const summed: string[] = [];
  const coordinates: Coordinate[] = [];
  for (const [index, axis] of shape.entries()) {
    const found = draft.found[index];
    if (found !== undefined) coordinates.push(found);
    // Along an axis of one element there is nothing to sum: its only index is 0.
    else if (axis.size === 1) coordinates.push(coordinate([]));
    else summed.push(axis.name);
  }
  return { summed, coordinates, within: draft.within, where: draft.where };
}

function readingOf(axis: Axis, position: number, { shape, coordinates }: Forward): Reading {
  const own = coordinates[position] ?? coordinate([]);
  // What wraps after one step is always 0.
  if (own.modulus === 1 && (own.divisor === 1 || own.rounding === 'floor'))
    return { position, axis, coordinate: coordinate([]), terms: [] };
  const moves = (term: Terms[number]): boolean => term.coefficient !== 0 && shape[term.axis]?.size !== 1;
  return { position, axis, coordinate: own, terms: own.terms.every(moves) ? own.terms : own.terms.filter(moves) };
}

function readersOf(readings: readonly Reading[], shape: Shape): Readers {
  const readers: Reading[][] = shape.map(() => []);
  for (const reading of readings) for (const term of reading.terms) readers[term.axis]?.push(reading);
  return readers;
}

/** j = offset: only this one index of the axis was read. */
function undoFixed({ position, axis, coordinate: { offset, divisor, modulus, outside } }: Reading, { where }: Draft): boolean {
  if (offset === 0 && axis.size === 1) return true;
  if (offset !== 0 && (divisor !== 1 || modulus !== undefined)) return false;
  // Past the border, `clamp` and `reflect` read an index other than the offset.
  if (outside !== 'fill' && !(isBelow(offset, axis.size) && isKnown(offset) && offset >= 0)) return false;
  where.push({ terms: [{ axis: position, coefficient: 1 }], offset: multiplySizes(offset, -1) });
  where.push({ terms: [{ axis: position, coefficient: -1 }], offset });
  return true;
}

function undoMoving(reading: Reading, readers: Readers, draft: Draft): boolean {
  const [first] = reading.terms;
  if (first === undefined || !staysInside(reading, draft.forward.shape)) return false;
  const rivals = readers[first.axis] ?? [];
  if (reading.terms.length === 1 && (rivals.length > 1 || isDivided(reading.coordinate))) {
    // The first of those that read one axis answers for all of them.
    return rivals[0] === reading ? undoDigits(rivals, draft) : rivals.every((rival) => rival.terms.length === 1);
  }
  if (isDivided(reading.coordinate) || reading.terms.some((term) => readers[term.axis]?.length !== 1)) return false;
  return reading.terms.length === 1 ? undoStep(reading, first, draft) : undoSum(reading, draft);
}

function isDivided({ divisor, modulus }: Coordinate): boolean {
  return divisor !== 1 || modulus !== undefined;
}

/** j = a*i + c gives i = (j - c)/a where that is whole; a slice becomes a pad, a pad a slice, a flip a flip. */
function undoStep({ position, coordinate: { offset } }: Reading, { axis, coefficient }: Terms[number], { found }: Draft): boolean {
  if (!isKnown(coefficient)) return false;
  const isFlipped = coefficient < 0;
  found[axis] = coordinate([{ axis: position, coefficient: isFlipped ? -1 : 1 }], {
    offset: isFlipped ? offset : multiplySizes(offset, -1),
    divisor: isFlipped ? multiplySizes(coefficient, -1) : coefficient,
  });
  return true;
}

/**
 * j = a0*i0 + a1*i1 + ... + c, each a(k-1) a multiple q of a(k) with q at least the size of i(k), as in a split or in
 * windows that do not overlap, gives i(k) = floor((j - c)/a(k)) mod q; an index past its size was never read.
 */
function undoSum({ position, coordinate: { offset }, terms }: Reading, { forward: { shape }, found }: Draft): boolean {
  const ordered = [...terms].sort((s, t) =>
    isKnown(s.coefficient) && isKnown(t.coefficient) ? Number(t.coefficient) - Number(s.coefficient) : 0,
  );
  for (const [index, { axis, coefficient }] of ordered.entries()) {
    const slower = ordered[index - 1];
    const modulus = slower === undefined ? undefined : divideSizesExactly(slower.coefficient, coefficient);
    if (slower !== undefined && (modulus === undefined || !isAtMost(shape[axis]?.size ?? 1, modulus))) return false;
    const rounding = index === ordered.length - 1 ? 'exact' : 'floor';
    found[axis] = coordinate([{ axis: position, coefficient: 1 }], {
      offset: multiplySizes(offset, -1),
      divisor: coefficient,
      rounding,
      modulus,
    });
  }
  return true;
}

/**
 * j(k) = floor((s*i + c)/d(k)) mod m(k) with s = 1 or -1 and d(k-1) = d(k)*m(k), as in a merge, gives
 * i = s*(sum d(k)*j(k) + t - c) with t from 0 to below the last d: the elements that rounding down threw together.
 */
function undoDigits(readings: readonly Reading[], draft: Draft): boolean {
  const ordered = [...readings].sort((a, b) => bySize(a.coordinate.divisor, b.coordinate.divisor));
  const [first, last] = [ordered[0], ordered.at(-1)];
  const term = first?.terms[0];
  if (first === undefined || last === undefined || term === undefined || (term.coefficient !== 1 && term.coefficient !== -1)) return false;
  const { offset } = first.coordinate;
  const isAlike = (reading: Reading): boolean =>
    reading.terms.length === 1 && reading.terms[0]?.coefficient === term.coefficient && sameSize(reading.coordinate.offset, offset);
  if (!ordered.every(isAlike)) return false;
  if (!ordered.slice(0, -1).every((reading) => reading.coordinate.rounding === 'floor')) return false;
  if (!ordered.every((reading, index) => isDigit(reading, ordered[index - 1]))) return false;
  const modulus = wrapOf(first, ordered.length, draft.forward.shape[term.axis]?.size ?? 1);
  if (modulus === 'repeats') return false;
  const terms = ordered.map((reading) => ({
    axis: reading.position,
    coefficient: multiplySizes(reading.coordinate.divisor, term.coefficient),
  }));
  const { divisor, rounding } = last.coordinate;
  if (divisor !== 1 && rounding === 'floor') {
    terms.push({ axis: draft.forward.operand.length + draft.within.length, coefficient: term.coefficient });
    draft.within.push({ name: `(within ${last.axis.name})`, size: divisor });
  }
  draft.found[term.axis] = coordinate(terms, { offset: multiplySizes(offset, multiplySizes(term.coefficient, -1)), modulus });
  return true;
}

/** Whether the reading is a digit just below that of `slower`: it wraps where that one steps, and holds all its values. */
function isDigit({ axis, coordinate: { divisor, modulus } }: Reading, slower: Reading | undefined): boolean {
  if (slower === undefined) return true;
  return modulus !== undefined && sameSize(slower.coordinate.divisor, multiplySizes(divisor, modulus)) && isAtMost(axis.size, modulus);
}

/**
 * What the inverse wraps by. The slowest digit runs on and needs no modulus; one that it has must be idle, or make a
 * whole turn (a roll), else it reads elements repeatedly.
 */
function wrapOf(
  { axis, coordinate: { divisor, modulus, offset }, terms }: Reading,
  digits: number,
  size: Size,
): Size | undefined | 'repeats' {
  if (modulus === undefined) return undefined;
  if (offset === 0 && terms[0]?.coefficient === 1 && isAtMost(size, multiplySizes(divisor, modulus)) && isAtMost(axis.size, modulus))
    return undefined;
  return digits === 1 && divisor === 1 && sameSize(modulus, size) && sameSize(modulus, axis.size) ? modulus : 'repeats';
}

/** Whether a coordinate that is bent back at the border never reaches it. */
function staysInside({ coordinate: { outside, offset, divisor, modulus }, axis, terms }: Reading, shape: Shape): boolean {
  if (outside === 'fill') return true;
  if (modulus !== undefined) return isAtMost(modulus, axis.size);
  let [low, high] = [offset, offset];
  for (const term of terms) {
    const reach = multiplySizes(term.coefficient, subtractSizes(shape[term.axis]?.size ?? 1, 1));
    low = addSizes(low, minimumSize(reach, 0));
    high = addSizes(high, maximumSize(reach, 0));
  }
  return isKnown(low) && low >= 0 && isBelow(high, multiplySizes(divisor, axis.size));
}

/** Larger first, symbols as they come. */
function bySize(a: Size, b: Size): number {
  return isKnown(a) && isKnown(b) ? Number(b) - Number(a) : isKnown(a) ? 1 : isKnown(b) ? -1 : 0;
}

function isAtMost(a: Size, b: Size): boolean {
  return sameSize(a, b) || (isKnown(a) && isKnown(b) && a <= b);
}

function isBelow(a: Size, b: Size): boolean {
  return isKnown(a) && isKnown(b) && a < b;
}
