// The common name of what a view does, where it has one: for people who read a printed program. Decides nothing.
import { axisNamed, isNeverNegativeForPositive, sameSize, subtractSizes, type Shape } from '@trammel/tensor';
import { isBareIndex, isPlain } from './affine.js';
import type { Coordinate, Instruction } from './value.js';

/** The names of views that the functions of views.ts make, and `view` for all others. */
export type ViewName =
  | 'order'
  | 'rename'
  | 'broadcast'
  | 'pick'
  | 'slice'
  | 'pad'
  | 'flip'
  | 'roll'
  | 'window'
  | 'stretch'
  | 'split'
  | 'merge'
  | 'mask'
  | 'view';

/** What the view does, by the look of its coordinates. */
export function viewName({ operand, coordinates, where }: Extract<Instruction, { op: 'view' }>, shape: Shape): ViewName {
  if (where.length > 0) return coordinates.every(isBareIndex) ? 'mask' : 'view';
  const special = coordinates.flatMap((coordinate, axis) =>
    isBareIndex(coordinate) ? [] : [{ coordinate, size: operand.shape[axis]?.size ?? 1 }],
  );
  const [first, ...more] = special;
  if (first === undefined) return nameOfBareIndices(operand.shape, coordinates, shape);
  if (special.every(({ coordinate, size }) => size === 1 && coordinate.terms.length === 0)) return 'broadcast';
  if (special.every(({ coordinate }) => coordinate.divisor !== 1 || coordinate.modulus !== undefined)) {
    const [axis, ...others] = new Set(special.flatMap(({ coordinate }) => coordinate.terms.map((term) => term.axis)));
    if (special.length > 1 && axis !== undefined && others.length === 0) return 'merge';
  }
  return more.length === 0 ? nameOfOne(first.coordinate, shape) : 'view';
}

function nameOfBareIndices(from: Shape, coordinates: readonly Coordinate[], to: Shape): ViewName {
  const axes = coordinates.flatMap((coordinate) => coordinate.terms.map((term) => term.axis));
  if (to.length > from.length) return 'broadcast';
  const isInOrder = axes.every((axis, position) => axis === position);
  if (isInOrder) return nameOfAxesInOrder(from, to);
  const keepsAxes = from.every((axis) => sameSize(axisNamed(to, axis.name)?.size ?? -1, axis.size));
  return axes.length === new Set(axes).size && keepsAxes ? 'order' : 'view';
}

/** Axes that begin as they did may have other names, go on further or end sooner. */
function nameOfAxesInOrder(from: Shape, to: Shape): ViewName {
  const changed = from.flatMap((axis, position) =>
    sameSize(axis.size, to[position]?.size ?? 1) ? [] : [{ axis, now: to[position]?.size ?? 1 }],
  );
  if (changed.length === 0) return 'rename';
  if (changed.every(({ axis, now }) => isNeverNegativeForPositive(subtractSizes(now, axis.size)))) return 'pad';
  return changed.every(({ axis, now }) => isNeverNegativeForPositive(subtractSizes(axis.size, now))) ? 'slice' : 'view';
}

function nameOfOne(coordinate: Coordinate, shape: Shape): ViewName {
  const [term, second] = coordinate.terms;
  if (term === undefined) return 'pick';
  if (!isPlain(coordinate)) return coordinate.modulus !== undefined && coordinate.divisor === 1 ? 'roll' : 'stretch';
  if (second !== undefined) {
    // A split has mixed radix: each coefficient is the product of the later sizes.
    const isSplit =
      coordinate.offset === 0 && sameSize(term.coefficient, shape[second.axis]?.size ?? 1) && coordinate.terms.at(-1)?.coefficient === 1;
    return isSplit ? 'split' : 'window';
  }
  if (term.coefficient === -1) return 'flip';
  const isPad = term.coefficient === 1 && typeof coordinate.offset === 'number' && (coordinate.offset < 0 || coordinate.outside !== 'fill');
  return isPad ? 'pad' : 'slice';
}
