// Where a view reads: the indices of its operand over those of its result, and the conditions without which it takes its fill.
import type { Affine, Coordinate, Instruction } from '@trammel/program';
import { multiplySizes, subtractSizes, type Size } from '@trammel/tensor';
import {
  addIndices,
  fixedIndex,
  indexOfText,
  indexText,
  isInside,
  isNeverBelowZero,
  quotient,
  remainder,
  shifted,
  withRange,
  type Index,
} from './index-form.js';
import type { Placed } from './scope.js';
import { named, sizeText, type Writer } from './writer.js';

/** Indices of the operand, which mean something only where all conditions hold. */
export interface Viewed {
  readonly indices: readonly Index[];
  readonly conditions: readonly Placed[];
}

/** What the view makes of the indices of its result. */
export function viewedIndices(
  writer: Writer,
  { operand, coordinates, where }: Pick<Extract<Instruction, { op: 'view' }>, 'operand' | 'coordinates' | 'where'>,
  indices: readonly Index[],
): Viewed {
  const conditions: Placed[] = [];
  const inner = coordinates.map((coordinate, axis) =>
    viewedIndex({ writer, conditions }, coordinate, operand.shape[axis]?.size ?? 1, indices),
  );
  for (const form of where) {
    const index = affineIndex(form, indices);
    if (!isNeverBelowZero(index)) require(writer, conditions, index, '>= 0');
  }
  return { indices: inner, conditions };
}

function affineIndex({ terms, offset }: Affine, indices: readonly Index[]): Index {
  return terms.reduce((sum, { axis, coefficient }) => addIndices(sum, indices[axis] ?? fixedIndex(0), coefficient), fixedIndex(offset));
}

function require(writer: Writer, conditions: Placed[], index: Index, comparison: string): void {
  const { text, scope } = indexText(writer, index);
  const isSum = text.includes(' ');
  conditions.push(named({ text: `${isSum ? `(${text})` : text} ${comparison}`, scope }, 'c'));
}

interface Reading {
  readonly writer: Writer;
  readonly conditions: Placed[];
}

/** (affine / divisor) mod modulus, brought inside as the coordinate says. */
function viewedIndex({ writer, conditions }: Reading, coordinate: Coordinate, size: Size, indices: readonly Index[]): Index {
  const { divisor, rounding, modulus, outside } = coordinate;
  const form = affineIndex(coordinate, indices);
  const divided = quotient(writer, form, divisor);
  if (rounding === 'exact' && divisor !== 1) {
    const rest = addIndices(form, divided, multiplySizes(divisor, -1));
    if (rest.terms.length > 0 || rest.offset !== 0) require(writer, conditions, rest, '== 0');
  }
  const index = modulus === undefined ? divided : remainder(writer, divided, modulus);
  if (isInside(index, size)) return index;
  const range = { least: 0, greatest: subtractSizes(size, 1) };
  switch (outside) {
    case 'fill':
      if (!isNeverBelowZero(index)) require(writer, conditions, index, '>= 0');
      if (!isInside(withRange(index, { least: 0, greatest: index.range?.greatest ?? size }), size)) {
        require(writer, conditions, index, `< ${sizeText(writer, size)}`);
      }
      return withRange(index, range);
    case 'clamp': {
      const { text, scope } = indexText(writer, index);
      return indexOfText({ text: `clamp(${text}, 0, ${indexText(writer, fixedIndex(range.greatest)).text})`, scope }, range);
    }
    case 'reflect':
      return reflected(writer, index, size);
  }
}

/** ... 2 1 [0 1 2] 1 0 1 ...: mirrored at the border elements, which are not repeated. */
function reflected(writer: Writer, index: Index, size: Size): Index {
  if (size === 1) return fixedIndex(0);
  const period = multiplySizes(subtractSizes(size, 1), 2);
  const folded = remainder(writer, index, period);
  const { text, scope } = indexText(writer, folded);
  const mirrored = indexText(writer, shifted(addIndices(fixedIndex(0), folded, -1), period)).text;
  const range = { least: 0, greatest: subtractSizes(size, 1) };
  return indexOfText({ text: `select(${mirrored}, ${text}, ${text} < ${sizeText(writer, size)})`, scope }, range);
}
