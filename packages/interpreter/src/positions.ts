// Where the index map of a view leads: one offset into the tensor that is addressed for each index that is iterated over.
import { indexAt, nowhere, sumsOfSteps, type Affine, type Coordinate } from '@trammel/program';
import { numberOf, type Execution } from './execution.js';
import { countElements, stridesOf } from './tensor.js';

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
  const axes = map.coordinates.map((part, position) => ({
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
        const along = indexAt(affine[index] ?? 0, axis);
        result[index] = along === nowhere ? nowhere : base + along * axis.stride;
      }
    }
  }
  return result;
}

/** sum(coefficient * index) + offset for every index of the shape, row-major. */
function affineValues(execution: Execution, affine: Affine, shape: readonly number[]): Float64Array {
  const coefficients = shape.map(() => 0);
  for (const { axis, coefficient } of affine.terms) coefficients[axis] = (coefficients[axis] ?? 0) + numberOf(execution, coefficient);
  const runs = shape.map((size, axis) => ({ size, stride: coefficients[axis] ?? 0 }));
  return sumsOfSteps(runs, numberOf(execution, affine.offset));
}
