// Where a view reads and from where an accumulate adds: the image of a box under coordinates, and its inverse.
import type { Shape, SymbolValues } from '@trammel/tensor';
import { elementAt } from './element-at.js';
import { boxAt, combinationsOf, longestAxis, rangeOfForm, whereNotNegative } from './half-space.js';
import { indexSet, mapBoxes, noElements, type Box, type IndexSet } from './index-set.js';
import {
  elementsOf,
  emptySet,
  exactDivide,
  indicesOf,
  intersect,
  interval,
  isEmpty,
  minimumOf,
  runsOf,
  scale,
  shift,
  singleton,
  type IntegerSet,
} from './integer-set.js';
import {
  coordinateOf,
  formOf,
  imageOfForm,
  openTerms,
  readIndices,
  valuesReading,
  type Form,
  type KnownCoordinate,
} from './known-coordinate.js';
import type { View } from './view-reader.js';

/** An index map with known sizes: one coordinate for each axis that is addressed. */
export interface KnownMap {
  readonly coordinates: readonly KnownCoordinate[];
  readonly where: readonly Form[];
}

/** The map of a view or an accumulate, over what it addresses; undefined while a symbol in it has no value. */
export function knownMapOf(
  { coordinates, where }: Pick<View, 'coordinates' | 'where'>,
  addressed: Shape,
  sizes: SymbolValues,
): KnownMap | undefined {
  const known = coordinates.flatMap((coordinate, axis) => coordinateOf(coordinate, elementAt(addressed, axis).size, sizes) ?? []);
  const forms = where.flatMap((form) => formOf(form, sizes) ?? []);
  return known.length < coordinates.length || forms.length < where.length ? undefined : { coordinates: known, where: forms };
}

/** The elements that a view reads for these elements of its result. */
export function imageOfView(map: KnownMap, results: IndexSet): IndexSet {
  return mapBoxes(whereNotNegative(results, map.where), (box) => imageOfBox(map.coordinates, box));
}

/** The elements of the operand, of these sizes, that an accumulate adds to these elements of its result. */
export function preimageOfAccumulate(map: KnownMap, results: IndexSet, sizes: readonly number[]): IndexSet {
  const whole = { boxes: [sizes.map(indicesOf)], isExact: true };
  const within = whereNotNegative(whole, map.where);
  return mapBoxes(results, (result) => mapBoxes(within, (box) => preimageInBox(map.coordinates, box, result)));
}

/** Positions that no axis of the box ties together are independent: the image is the product of their images. */
function imageOfBox(coordinates: readonly KnownCoordinate[], box: Box): IndexSet {
  let images: readonly Box[] = [coordinates.map(() => singleton(0))];
  let isExact = true;
  for (const positions of tiedPositions(coordinates, box)) {
    const parts = imageOfTied(
      positions.map((position) => elementAt(coordinates, position)),
      box,
    );
    isExact &&= parts.isExact;
    images = images.flatMap((image) =>
      parts.boxes.map((part) => image.map((along, axis) => (positions.includes(axis) ? elementAt(part, positions.indexOf(axis)) : along))),
    );
  }
  return images.length === 1 && !elementAt(images, 0).some(isEmpty) ? { boxes: images, isExact } : indexSet(images, { isExact });
}

/** Positions of coordinates in groups such that no index that is open in the box appears in two groups. */
function tiedPositions(coordinates: readonly KnownCoordinate[], box: Box): readonly (readonly number[])[] {
  let groups: readonly { readonly positions: readonly number[]; readonly axes: readonly number[] }[] = [];
  for (const [position, coordinate] of coordinates.entries()) {
    const axes = openTerms(coordinate, box).map(({ axis }) => axis);
    const tied = groups.filter((group) => group.axes.some((axis) => axes.includes(axis)));
    const joint = {
      positions: [...tied.flatMap((group) => group.positions), position],
      axes: [...tied.flatMap((group) => group.axes), ...axes],
    };
    groups = [...groups.filter((group) => !tied.includes(group)), joint];
  }
  return groups.map((group) => group.positions);
}

function imageOfTied(coordinates: readonly KnownCoordinate[], box: Box): IndexSet {
  const first = elementAt(coordinates, 0);
  if (coordinates.length === 1) return { boxes: [[readIndices(first, imageOfForm(first, box))]], isExact: true };
  if (coordinates.every((coordinate) => isSameForm(coordinate, first))) {
    const values = imageOfForm(first, box);
    return indexSet(runsOf(values).flatMap(([from, to]) => imageOfDigits(coordinates, from, to)));
  }
  const open = coordinates.map((coordinate) => openTerms(coordinate, box).map(({ axis }) => axis));
  const shared = [...new Set(open.flat())].filter((axis) => open.filter((axes) => axes.includes(axis)).length > 1);
  const combinations = combinationsOf(box, shared);
  if (combinations === undefined) {
    return { boxes: [coordinates.map((coordinate) => readIndices(coordinate, imageOfForm(coordinate, box)))], isExact: false };
  }
  const images = combinations.map((indices) => imageOfBox(coordinates, boxAt(box, shared, indices)));
  return indexSet(images.flatMap((image) => image.boxes));
}

function isSameForm(a: Form, b: Form): boolean {
  return (
    a.offset === b.offset &&
    a.terms.length === b.terms.length &&
    a.terms.every((term) => b.terms.some((other) => other.axis === term.axis && other.coefficient === term.coefficient))
  );
}

/**
 * The image of the run of values under coordinates of one and the same form: the digits of a number, as a merged axis has.
 * A run is a part of a block of the slowest digit, whole blocks, and a part of a block again; in each of them the slowest digit is
 * independent of the others.
 */
function imageOfDigits(coordinates: readonly KnownCoordinate[], from: number, to: number): readonly Box[] {
  const order = coordinates
    .map((_, position) => position)
    .sort((a, b) => elementAt(coordinates, b).divisor - elementAt(coordinates, a).divisor);
  const digits = order.map((position) => elementAt(coordinates, position));
  return blocksOf(digits, from, to).map((box) => coordinates.map((_, position) => elementAt(box, order.indexOf(position))));
}

function blocksOf(digits: readonly KnownCoordinate[], from: number, to: number): readonly Box[] {
  const [slowest, ...faster] = digits;
  if (slowest === undefined) return [[]];
  const at = (first: number, last: number): IntegerSet => readIndices(slowest, interval(first, last));
  if (from === to || faster.length === 0) {
    const rest = faster.map((digit) => readIndices(digit, singleton(from)));
    return [[at(from, to), ...rest]];
  }
  const block = slowest.divisor;
  const repeats =
    slowest.rounding === 'floor' && faster.every(({ divisor, modulus }) => modulus !== undefined && block % (divisor * modulus) === 0);
  if (!repeats) return elementsOf(interval(from, to)).flatMap((value) => blocksOf(digits, value, value));
  const [first, last] = [Math.ceil(from / block), Math.floor((to + 1) / block)];
  const part = (start: number, end: number): readonly Box[] =>
    start > end ? [] : blocksOf(faster, start, end).map((box) => [at(start, end), ...box]);
  if (first >= last) {
    // No whole block: at most one border between two blocks lies within the run.
    const border = first * block;
    return border > from && border <= to ? [...part(from, border - 1), ...part(border, to)] : part(from, to);
  }
  const whole = blocksOf(faster, first * block, (first + 1) * block - 1).map((box) => [at(first * block, last * block - 1), ...box]);
  return [...part(from, first * block - 1), ...whole, ...part(last * block, to)];
}

/** The elements of the operand's box whose coordinates lie in the box of the result. */
function preimageInBox(coordinates: readonly KnownCoordinate[], box: Box, result: Box): IndexSet {
  let boxes: readonly Box[] = [box];
  let isExact = true;
  for (const positions of tiedPositions(coordinates, box)) {
    const tied = positions.map((position) => ({ coordinate: elementAt(coordinates, position), target: elementAt(result, position) }));
    const parts = boxes.map((part) => preimageOfTied(tied, part));
    isExact &&= parts.every((part) => part.isExact);
    boxes = parts.flatMap((part) => part.boxes);
  }
  return indexSet(boxes, { isExact });
}

interface Aim {
  readonly coordinate: KnownCoordinate;
  readonly target: IntegerSet;
}

/** Goes through the indices of all axes but the longest, and solves for that. */
function preimageOfTied(aims: readonly Aim[], box: Box): IndexSet {
  const axes = [...new Set(aims.flatMap(({ coordinate }) => openTerms(coordinate, box).map(({ axis }) => axis)))];
  if (axes.length === 0) {
    const isHit = aims.every(
      ({ coordinate, target }) => !isEmpty(intersect(readIndices(coordinate, imageOfForm(coordinate, box)), target)),
    );
    return isHit ? { boxes: [box], isExact: true } : noElements;
  }
  const solved = longestAxis(box, axes);
  const fixed = axes.filter((axis) => axis !== solved);
  const combinations = combinationsOf(box, fixed);
  if (combinations === undefined) return { boxes: [box], isExact: false };
  return indexSet(
    combinations.map((indices) => {
      const part = boxAt(box, fixed, indices);
      const along = aims.reduce((rest, aim) => intersect(rest, solutions(aim, part, solved)), elementAt(part, solved));
      return part.map((own, axis) => (axis === solved ? along : own));
    }),
  );
}

/** The indices along one axis, all others being fixed, that the coordinate leads into the target. */
function solutions({ coordinate, target }: Aim, box: Box, axis: number): IntegerSet {
  const along = elementAt(box, axis);
  const coefficient = coordinate.terms.find((term) => term.axis === axis)?.coefficient ?? 0;
  const rest = imageOfForm({ ...coordinate, terms: coordinate.terms.filter((term) => term.axis !== axis) }, box);
  if (coefficient === 0) return isEmpty(intersect(readIndices(coordinate, rest), target)) ? emptySet : along;
  const values = valuesReading(coordinate, target, rangeOfForm(coordinate, box));
  const multiples = shift(values, -minimumOf(rest));
  return exactDivide(coefficient < 0 ? scale(multiples, -1) : multiples, Math.abs(coefficient));
}
