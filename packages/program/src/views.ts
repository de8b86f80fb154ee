// Views: results whose elements are elements of one operand (or a fill) at affine positions. Nothing is computed.
import {
  addSizes,
  axisNamed,
  elementCount,
  invariant,
  multiplySizes,
  present,
  printShape,
  productOfSizes,
  sameShape,
  sameSize,
  subtractSizes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import type { Affine, Coordinate, Value } from './value.js';

/** What a view may say besides its coordinates; a fill of 0 and no condition unless said. */
export interface ViewOptions {
  readonly fill?: number;
  readonly where?: readonly Affine[];
}

/** A view from first principles: one coordinate for each axis of the operand, over the indices of `shape`. */
export function view(operand: Value, shape: Shape, coordinates: readonly Coordinate[], options: ViewOptions = {}): Value {
  invariant(
    coordinates.length === operand.shape.length,
    () => `a view of ${printShape(operand.shape)} has ${coordinates.length} coordinates`,
  );
  const { fill = 0, where = [] } = options;
  return { instruction: { op: 'view', operand, coordinates, fill, where }, shape, elementType: operand.elementType };
}

/** The adjoint of a view: adds each element of the operand into zeros of `shape`, where the coordinates say. */
export function accumulate(operand: Value, shape: Shape, coordinates: readonly Coordinate[], where: readonly Affine[] = []): Value {
  invariant(coordinates.length === shape.length, () => `an accumulate into ${printShape(shape)} has ${coordinates.length} coordinates`);
  return { instruction: { op: 'accumulate', operand, coordinates, where }, shape, elementType: operand.elementType };
}

/** A coordinate: a sum of indices times coefficients, plus what `options` say. */
export function coordinate(terms: Affine['terms'], options: Partial<Omit<Coordinate, 'terms'>> = {}): Coordinate {
  return { terms, offset: 0, divisor: 1, rounding: 'exact', modulus: undefined, outside: 'fill', ...options };
}

/** The index of that axis of `shape`, unchanged. */
export function indexOf(shape: Shape, axis: string): Coordinate {
  return coordinate([{ axis: positionOf(shape, axis), coefficient: 1 }]);
}

/** Where the axis stands in the shape. */
export function positionOf(shape: Shape, axis: string): number {
  const position = shape.findIndex((candidate) => candidate.name === axis);
  invariant(position >= 0, () => `${printShape(shape)} has no axis ${axis}`);
  return position;
}

/** The axis of that name, which the value is known to have. */
export function axisOf(value: Value, name: string): Axis {
  return present(axisNamed(value.shape, name), () => `${printShape(value.shape)} has no axis ${name}`);
}

/** Axes in another order. */
export function order(operand: Value, names: readonly string[]): Value {
  const shape = names.map((name) => axisOf(operand, name));
  if (sameShape(shape, operand.shape)) return operand;
  return view(
    operand,
    shape,
    operand.shape.map((axis) => indexOf(shape, axis.name)),
  );
}

/** The same elements under other axis names. */
export function rename(operand: Value, names: Readonly<Record<string, string>>): Value {
  const shape = operand.shape.map((axis) => ({ name: names[axis.name] ?? axis.name, size: axis.size }));
  if (sameShape(shape, operand.shape)) return operand;
  return view(
    operand,
    shape,
    shape.map((_, position) => coordinate([{ axis: position, coefficient: 1 }])),
  );
}

/** Repeats along axes that the operand lacks or has with size 1, and puts the axes in the order of `shape`. */
export function broadcastTo(operand: Value, shape: Shape): Value {
  if (sameShape(operand.shape, shape)) return operand;
  const coordinates = operand.shape.map((axis) => {
    const target = present(
      axisNamed(shape, axis.name),
      () => `${printShape(shape)} lacks axis ${axis.name} of ${printShape(operand.shape)}`,
    );
    return axis.size === 1 && target.size !== 1 ? coordinate([]) : indexOf(shape, axis.name);
  });
  return view(operand, shape, coordinates);
}

/** A new axis along which the operand is repeated, put first. */
export function repeatAlong(operand: Value, axis: Axis): Value {
  return broadcastTo(operand, [axis, ...operand.shape]);
}

/** The elements start, start + step, ... along one axis; `size` of them. */
export function slice(operand: Value, axis: string, range: { readonly start: Size; readonly size: Size; readonly step?: Size }): Value {
  const { start, size, step = 1 } = range;
  if (start === 0 && step === 1 && sameSize(size, axisOf(operand, axis).size)) return operand;
  return alongAxis(operand, axis, { size, coefficient: step, offset: start });
}

/** One index of an axis, which the result lacks. */
export function pick(operand: Value, axis: string, index: Size): Value {
  const shape = operand.shape.filter((candidate) => candidate.name !== axis);
  return view(
    operand,
    shape,
    operand.shape.map(({ name }) => (name === axis ? coordinate([], { offset: index }) : indexOf(shape, name))),
  );
}

/** Elements before and after along one axis: the fill, or by `outside` the nearest or the mirrored ones. */
export function pad(
  operand: Value,
  axis: string,
  by: {
    readonly before: Size;
    readonly after: Size;
    readonly fill?: number;
    readonly outside?: Coordinate['outside'];
  },
): Value {
  const { before, after, fill = 0, outside = 'fill' } = by;
  if (before === 0 && after === 0) return operand;
  const size = addSizes(axisOf(operand, axis).size, addSizes(before, after));
  return alongAxis(operand, axis, { size, coefficient: 1, offset: multiplySizes(before, -1), outside, fill });
}

/** The elements in reverse order along one axis. */
export function flip(operand: Value, axis: string): Value {
  const { size } = axisOf(operand, axis);
  return alongAxis(operand, axis, { size, coefficient: -1, offset: subtractSizes(size, 1) });
}

/** out[i] = operand[(i - by) mod size] along one axis. */
export function roll(operand: Value, axis: string, by: Size): Value {
  const { size } = axisOf(operand, axis);
  return alongAxis(operand, axis, { size, coefficient: 1, offset: multiplySizes(by, -1), modulus: size });
}

interface AlongAxis extends Partial<Omit<Coordinate, 'terms'>> {
  readonly size: Size;
  readonly coefficient: Size;
  readonly fill?: number;
}

function alongAxis(operand: Value, axis: string, how: AlongAxis): Value {
  const { size, coefficient, fill = 0, ...rest } = how;
  const at = positionOf(operand.shape, axis);
  const shape = operand.shape.map((candidate) => (candidate.name === axis ? { name: axis, size } : candidate));
  const coordinates = shape.map((_, position) =>
    position === at ? coordinate([{ axis: position, coefficient }], rest) : coordinate([{ axis: position, coefficient: 1 }]),
  );
  return view(operand, shape, coordinates, { fill });
}

/** How a window slides along an axis. */
export interface Window {
  /** The name of the new axis, put last, along which the window's elements lie. */
  readonly name: string;
  readonly size: Size;
  /** How many windows there are. */
  readonly count: Size;
  readonly stride?: Size;
  readonly dilation?: Size;
  /** How far the first window begins before index 0. */
  readonly before?: Size;
  readonly fill?: number;
}

/** out[.., i, .., k] = operand[.., stride*i + dilation*k - before, ..]; the fill outside. */
export function window(operand: Value, axis: string, how: Window): Value {
  const { name, size, count, stride = 1, dilation = 1, before = 0, fill = 0 } = how;
  const shape = [...operand.shape.map((old) => (old.name === axis ? { name: axis, size: count } : old)), { name, size }];
  const coordinates = operand.shape.map((old, position) =>
    old.name === axis
      ? coordinate(
          [
            { axis: position, coefficient: stride },
            { axis: shape.length - 1, coefficient: dilation },
          ],
          { offset: multiplySizes(before, -1) },
        )
      : coordinate([{ axis: position, coefficient: 1 }]),
  );
  return view(operand, shape, coordinates, { fill });
}

/** One axis as several, the first of them the slowest; their product is its size. */
export function split(operand: Value, axis: string, into: Shape): Value {
  const { size } = axisOf(operand, axis);
  invariant(
    sameSize(size, elementCount(into)),
    () => `axis ${axis} of ${printShape(operand.shape)} does not split into ${printShape(into)}`,
  );
  const shape = operand.shape.flatMap((old) => (old.name === axis ? into : [old]));
  const coordinates = operand.shape.map((old) => (old.name === axis ? mergedIndex(shape, into) : indexOf(shape, old.name)));
  return view(operand, shape, coordinates);
}

function mergedIndex(shape: Shape, parts: Shape): Coordinate {
  return coordinate(
    parts.map((part, index) => ({
      axis: positionOf(shape, part.name),
      coefficient: productOfSizes(parts.slice(index + 1).map((later) => later.size)),
    })),
  );
}

/** Several axes as one, put where the first of them stands; the first of them is the slowest. No axes make an axis of size 1, put last. */
export function merge(operand: Value, axes: readonly string[], into: string): Value {
  const parts = axes.map((name) => axisOf(operand, name));
  const size = elementCount(parts);
  const merged = { name: into, size };
  const shape = operand.shape.flatMap((old) => (old.name === axes[0] ? [merged] : axes.includes(old.name) ? [] : [old]));
  const complete = axes.length === 0 ? [...shape, merged] : shape;
  const at = positionOf(complete, into);
  const coordinates = operand.shape.map((old) => {
    const index = axes.indexOf(old.name);
    if (index < 0) return indexOf(complete, old.name);
    const below = productOfSizes(parts.slice(index + 1).map((part) => part.size));
    // The slowest index needs no modulus: it stays below its size by itself.
    return coordinate([{ axis: at, coefficient: 1 }], { divisor: below, rounding: 'floor', modulus: index === 0 ? undefined : old.size });
  });
  return view(operand, complete, coordinates);
}

/** The elements in the same order under another shape with as many elements. */
export function reshape(operand: Value, shape: Shape): Value {
  invariant(
    sameSize(elementCount(shape), elementCount(operand.shape)),
    () => `${printShape(operand.shape)} does not reshape to ${printShape(shape)}`,
  );
  const flat = merge(
    operand,
    operand.shape.map((axis) => axis.name),
    '(flat)',
  );
  return split(flat, '(flat)', shape);
}
