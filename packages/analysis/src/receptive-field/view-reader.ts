// Reading a view at single indices with known sizes: where its operand is read, and where it takes its fill. Not sets of indices.
import type { Instruction, Value } from '@trammel/program';
import type { SymbolValues } from '@trammel/tensor';
import { isAlwaysInside } from './always-inside.js';
import { elementAt } from './element-at.js';
import { coordinateOf, formOf, readIndex, valueOfForm } from './known-coordinate.js';

export type View = Extract<Instruction, { op: 'view' }>;

/** A view with known sizes. */
export interface ViewReader {
  /** The index of the operand; undefined where the view takes its fill. */
  readonly read: (index: readonly number[]) => readonly number[] | undefined;
  /** The axes of the view on which it depends whether it takes its fill, and where it reads along these axes of the operand. */
  readonly axesBehind: (axes: readonly number[]) => readonly number[];
}

/** Undefined while a symbol in the view has no value. */
export function viewReader(value: Value, view: View, sizes: SymbolValues): ViewReader | undefined {
  const { shape } = view.operand;
  const where = view.where.flatMap((affine) => formOf(affine, sizes) ?? []);
  const coordinates = view.coordinates.flatMap((coordinate, axis) => coordinateOf(coordinate, elementAt(shape, axis).size, sizes) ?? []);
  if (where.length < view.where.length || coordinates.length < view.coordinates.length) return undefined;
  const mayMiss = view.coordinates.map((coordinate, axis) => !isAlwaysInside(coordinate, value.shape, elementAt(shape, axis).size));
  const read = (index: readonly number[]): readonly number[] | undefined => {
    for (const form of where) if (valueOfForm(form, index) < 0) return undefined;
    const position: number[] = [];
    for (const coordinate of coordinates) {
      const along = readIndex(coordinate, valueOfForm(coordinate, index));
      if (along === undefined) return undefined;
      position.push(along);
    }
    return position;
  };
  const axesBehind = (axes: readonly number[]): readonly number[] => {
    const forms = [...where, ...coordinates.filter((_, axis) => mayMiss[axis] === true || axes.includes(axis))];
    return [...new Set(forms.flatMap((form) => form.terms.map((term) => term.axis)))];
  };
  return { read, axesBehind };
}
