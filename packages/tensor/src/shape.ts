// Shapes with named axes, and the types of tensors. Not the values of tensors.
import { isKnown, printSize, sameSize, type Size, type SymbolValues } from './size.js';
import { productOfSizes } from './size-arithmetic.js';
import { substituteSize } from './size-substitution.js';

/** One axis of a shape: a name that is unique within the shape, and a size. */
export interface Axis {
  readonly name: string;
  readonly size: Size;
}

/** Axes in the order in which they are laid out, outermost first. */
export type Shape = readonly Axis[];

/** What an element is: 32-bit float, whole number (token or class index), or truth value. */
export type ElementType = 'f32' | 'int' | 'bool';

/** The type of a tensor. */
export interface TensorType {
  readonly elementType: ElementType;
  readonly shape: Shape;
}

/** What an axis stands for, which its name tells: N batch, C feature, H W D space, T S time; any other name is plain. */
export type AxisRole = 'batch' | 'feature' | 'space' | 'time' | 'plain';

/** The bytes of one element in memory, by element type. */
export const bytesPerElement: Readonly<Record<ElementType, number>> = { f32: 4, int: 4, bool: 1 };

const roles: ReadonlyMap<string, AxisRole> = new Map<string, AxisRole>([
  ['N', 'batch'],
  ['C', 'feature'],
  ['H', 'space'],
  ['W', 'space'],
  ['D', 'space'],
  ['T', 'time'],
  ['S', 'time'],
]);

/** The role that the name gives an axis. */
export function roleOf(name: string): AxisRole {
  return roles.get(name) ?? 'plain';
}

/** The axis that holds the features: `C`, else the last one. Undefined for a scalar. */
export function featureAxis(shape: Shape): Axis | undefined {
  return shape.find((axis) => axis.name === 'C') ?? shape.at(-1);
}

/** The axes that a convolution or a pool slides over: those of space and time, less the feature axis. */
export function spatialAxes(shape: Shape): Shape {
  const feature = featureAxis(shape);
  return shape.filter((axis) => axis !== feature && (roleOf(axis.name) === 'space' || roleOf(axis.name) === 'time'));
}

/** The axis of that name, if the shape has it. */
export function axisNamed(shape: Shape, name: string): Axis | undefined {
  return shape.find((axis) => axis.name === name);
}

/** How many elements a tensor of this shape has. */
export function elementCount(shape: Shape): Size {
  return productOfSizes(shape.map((axis) => axis.size));
}

/** True when names, order and sizes agree. */
export function sameShape(a: Shape, b: Shape): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((axis, index) => {
        const other = b[index];
        return other !== undefined && axis.name === other.name && sameSize(axis.size, other.size);
      }))
  );
}

/** True when element type and shape agree. */
export function sameType(a: TensorType, b: TensorType): boolean {
  return a === b || (a.elementType === b.elementType && sameShape(a.shape, b.shape));
}

/** The shape with symbols replaced. */
export function substituteShape(shape: Shape, values: SymbolValues): Shape {
  return shape.map((axis) => (isKnown(axis.size) ? axis : { name: axis.name, size: substituteSize(axis.size, values) }));
}

/** Why shapes do not broadcast: the axis, and the two sizes that met. */
export interface BroadcastConflict {
  readonly axis: string;
  readonly sizes: readonly [Size, Size];
  /** Which of the shapes the two sizes come from. */
  readonly indices: readonly [number, number];
}

/** The shape that several shapes have together, or why they have none. */
export type Broadcast = { readonly shape: Shape } | { readonly conflict: BroadcastConflict };

/**
 * Broadcasts by name: an axis that a shape lacks, or has with size 1, is repeated. The order is that of the shape
 * with the most axes, then axes that it lacks in the order in which they are met.
 */
export function broadcastShapes(shapes: readonly Shape[]): Broadcast {
  const first = shapes[0] ?? [];
  if (shapes.every((shape) => sameShape(shape, first))) return { shape: first };
  const sizes = new Map<string, { size: Size; index: number }>();
  for (const [index, shape] of shapes.entries()) {
    for (const axis of shape) {
      const known = sizes.get(axis.name);
      if (known === undefined || (known.size === 1 && axis.size !== 1)) sizes.set(axis.name, { size: axis.size, index });
      else if (axis.size !== 1 && !sameSize(known.size, axis.size)) {
        return { conflict: { axis: axis.name, sizes: [known.size, axis.size], indices: [known.index, index] } };
      }
    }
  }
  const longest = shapes.reduce<Shape>((best, shape) => (shape.length > best.length ? shape : best), []);
  const names = new Set([...longest.map((axis) => axis.name), ...sizes.keys()]);
  return { shape: [...names].map((name) => ({ name, size: sizes.get(name)?.size ?? 1 })) };
}

/** `[N, C=64, H=56, W=56]`: a size that is the axis's own symbol is not repeated. */
export function printShape(shape: Shape): string {
  return `[${shape.map(printAxis).join(', ')}]`;
}

/** `int[N, T]`; the element type f32 is not written. */
export function printType(type: TensorType): string {
  return (type.elementType === 'f32' ? '' : type.elementType) + printShape(type.shape);
}

function printAxis(axis: Axis): string {
  const size = printSize(axis.size);
  return size === axis.name ? axis.name : `${axis.name}=${size}`;
}
