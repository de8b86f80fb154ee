// Elements of windows that slide along an axis, one element of all windows at a time.
import type * as tf from '@tensorflow/tfjs';
import { sizeAt, withSize } from './axes.js';

/** How windows slide along one axis. */
export interface AxisWindows {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Elements around the axis: as many as are said, or so that there are ceil(size / stride) windows, the odd one after. */
  readonly padding: Padding;
  /** Whether a last window that hangs over the end counts. */
  readonly rounding?: 'ceil';
}

/** Elements before and after an axis. */
export type Padding = 'same' | readonly [number, number];

/** A number for all axes of space, or a list with one for each. */
export type PerAxis = number | readonly number[];

/** The number for an axis of space. */
export const entry = (numbers: PerAxis, index: number): number => (typeof numbers === 'number' ? numbers : (numbers[index] ?? 1));

/** The number for each of so many axes of space. */
export const entries = (numbers: PerAxis, count: number): number[] => Array.from({ length: count }, (_, index) => entry(numbers, index));

/** Padding of all axes of space, or a list with one for each; a number is as many elements before as after. */
export type PaddingPerAxis = 'same' | number | readonly (Padding | number)[];

/** The padding of an axis of space. */
export function paddingOf(paddings: PaddingPerAxis, index: number): Padding {
  const own = typeof paddings === 'object' ? (paddings[index] ?? 0) : paddings;
  return typeof own === 'number' ? [own, own] : own;
}

/** How many windows there are along an axis of this size, and how many elements are padded. */
export function placesOf(length: number, { size, stride, dilation, padding, rounding }: Omit<AxisWindows, 'axis'>): Places {
  const span = dilation * (size - 1) + 1;
  if (padding === 'same') {
    const count = Math.ceil(length / stride);
    const total = Math.max((count - 1) * stride + span - length, 0);
    return { count, before: Math.floor(total / 2), after: total - Math.floor(total / 2) };
  }
  const [before, after] = padding;
  if (rounding === undefined) return { count: Math.floor((length + before + after - span) / stride) + 1, before, after };
  // A last window must begin before the padding after the input does.
  const count = Math.ceil((length + before + Math.min(after - span + stride, 0)) / stride);
  return { count, before, after: Math.max(after, (count - 1) * stride + span - length - before) };
}

/** How many windows there are, and how many elements lie around the axis for them. */
export interface Places {
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/** Element number i of each window along an axis, for each i; `fill` outside of the axis. */
export function elementsOfWindows(x: tf.Tensor, windows: AxisWindows, fill: number): readonly tf.Tensor[] {
  const { axis, size, stride, dilation } = windows;
  const { count, before, after } = placesOf(sizeAt(x.shape, axis), windows);
  const padded = padAlong(x, { axis, before, after, fill });
  return Array.from({ length: size }, (_, index) => everyNth(padded, { axis, start: index * dilation, step: stride, count }));
}

/** More elements along one axis. */
export function padAlong(
  x: tf.Tensor,
  { axis, before, after, fill }: { readonly axis: number; readonly before: number; readonly after: number; readonly fill: number },
): tf.Tensor {
  if (before === 0 && after === 0) return x;
  return x.pad(
    x.shape.map((_, index): [number, number] => (index === axis ? [before, after] : [0, 0])),
    fill,
  );
}

/** Elements start, start + step, ... along an axis. A strided slice has no gradient in TensorFlow.js; a reshape has. */
export function everyNth(
  x: tf.Tensor,
  { axis, start, step, count }: { readonly axis: number; readonly start: number; readonly step: number; readonly count: number },
): tf.Tensor {
  const length = (count - 1) * step + 1;
  const begin = x.shape.map((_, index) => (index === axis ? start : 0));
  const run = x.slice(begin, withSize(x.shape, axis, length).map(Number));
  if (step === 1) return run;
  const whole = padAlong(run, { axis, before: 0, after: step - 1, fill: 0 });
  const apart = whole.reshape([...x.shape.slice(0, axis), count, step, ...x.shape.slice(axis + 1)]);
  const first = apart.slice(
    apart.shape.map(() => 0),
    apart.shape.map((size, index) => (index === axis + 1 ? 1 : size)),
  );
  return first.reshape(withSize(x.shape, axis, count).map(Number));
}
