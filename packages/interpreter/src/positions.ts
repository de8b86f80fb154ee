// Where the index map of a view leads: one offset into the tensor that is addressed for each index that is iterated over.
import type { Affine, Coordinate } from '@trammel/program';
import { numberOf, type Execution } from './execution.js';
import { countElements, stridesOf } from './tensor.js';

/** The mark of an index that leads nowhere: the fill. */
export const nowhere = -1;

/** An index map: from the indices of `iterated` to elements of a tensor of shape `addressed`. */
export interface IndexMap {
  readonly iterated: readonly number[];
  readonly addressed: readonly number[];
  readonly coordinates: readonly Coordinate[];
  readonly where: readonly Affine[];
}

/** For each index of `iterated`, row-major, the offset in `addressed`, or `nowhere`. */
export function positionsOf(execution: Execution, map: IndexMap): Int32Array {
  const { iterated, addressed } = map;
  const strides = stridesOf(addressed);
  const axes = map.coordinates.map((part, position): KnownCoordinate => ({
    ...part,
    divisor: numberOf(execution, part.divisor),
    modulus: part.modulus === undefined ? undefined : numberOf(execution, part.modulus),
    size: addressed[position] ?? 1,
    stride: strides[position] ?? 1,
  }));
  const values = map.coordinates.map((part) => affineValues(execution, part, iterated));
  const result = new Int32Array(countElements(iterated));
  for (const part of map.where) {
    const condition = affineValues(execution, part, iterated);
    for (let index = 0; index < result.length; index += 1) if ((condition[index] ?? 0) < 0) result[index] = nowhere;
  }
  for (const [number, axis] of axes.entries()) {
    const affine = values[number] ?? result;
    for (let index = 0; index < result.length; index += 1) {
      const base = result[index] ?? nowhere;
      if (base !== nowhere) {
        const along = coordinateOf(affine[index] ?? 0, axis);
        result[index] = along === nowhere ? nowhere : base + along * axis.stride;
      }
    }
  }
  return result;
}

interface KnownCoordinate extends Pick<Coordinate, 'rounding' | 'outside'> {
  readonly divisor: number;
  readonly modulus: number | undefined;
  readonly size: number;
  readonly stride: number;
}

/** sum(coefficient * index) + offset for every index of the shape, row-major. */
function affineValues(execution: Execution, affine: Affine, shape: readonly number[]): Float64Array {
  const coefficients = shape.map(() => 0);
  for (const { axis, coefficient } of affine.terms) coefficients[axis] = (coefficients[axis] ?? 0) + numberOf(execution, coefficient);
  let values = new Float64Array([numberOf(execution, affine.offset)]);
  for (const [axis, size] of shape.entries()) {
    const coefficient = coefficients[axis] ?? 0;
    const longer = new Float64Array(values.length * size);
    let at = 0;
    for (const base of values) {
      for (let step = 0; step < size; step += 1) {
        longer[at] = base + step * coefficient;
        at += 1;
      }
    }
    values = longer;
  }
  return values;
}

/** (affine / divisor) mod modulus, brought inside as the coordinate says; `nowhere` where it stays outside. */
function coordinateOf(affine: number, axis: KnownCoordinate): number {
  const quotient = Math.floor(affine / axis.divisor);
  if (axis.rounding === 'exact' && quotient * axis.divisor !== affine) return nowhere;
  const { modulus, size } = axis;
  const index = modulus === undefined ? quotient : quotient - modulus * Math.floor(quotient / modulus);
  if (index >= 0 && index < size) return index;
  switch (axis.outside) {
    case 'fill':
      return nowhere;
    case 'clamp':
      return Math.min(Math.max(index, 0), size - 1);
    case 'reflect':
      return reflect(index, size);
  }
}

/** ... 2 1 [0 1 2] 1 0 1 ...: mirrored at the border elements, which are not repeated. */
function reflect(index: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = index - period * Math.floor(index / period);
  return folded < size ? folded : period - folded;
}
