// What entries of the table say of their inputs again and again: the first tensor, its axes by number, extra axes in the batch.
import { featureAxis, present, roleOf, type Shape, type Size } from '@trammel/tensor';
import { aligned, rearranged, type Emission } from '../emission.js';
import { renamed, type Local } from '../statement.js';

/** The first input, which every operator has that asks. */
export const first = ([x]: readonly Local[]): Local => present(x, () => 'the operator has an input');

/** The shape of the first input. */
export const firstShape = ({ inputs: [x] }: { readonly inputs: readonly { readonly shape: Shape }[] }): Shape =>
  present(x, () => 'the operator has an input').shape;

/** The numbers of the axes, in the order in which they lie. */
export const axesNumbered = (x: Local, names: readonly string[]): readonly number[] =>
  x.axes.flatMap((axis, index) => (names.includes(axis) ? [index] : []));

/** The number of one axis. */
export const axisNumber = (x: Local, name: string): number => x.axes.indexOf(name);

/**
 * What a layer over [batch, ...within, features] makes of a tensor that has other axes too: they are put together with the batch,
 * which is made where there is none, and taken apart again. `axes` are those that the result of the layer has behind the batch.
 */
export function inBatch(
  x: Local,
  { shape, within }: { readonly shape: Shape; readonly within: readonly string[] },
  emission: Emission,
): { readonly folded: Local; readonly unfold: (result: Local, axes: readonly string[]) => Local } {
  const feature = present(featureAxis(shape), () => 'there are features').name;
  const kept = [...within, feature];
  const others = x.axes.filter((axis) => !kept.includes(axis));
  const order = [...others, ...kept];
  const isPlain = others.length === 1 && roleOf(others[0] ?? '') === 'batch';
  if (isPlain) return { folded: aligned(x, order, emission), unfold: (result, axes) => renamed(result, [...others, ...axes]) };
  const sizes = new Map<string, Size>(shape.map(({ name, size }) => [name, size]));
  const single = (names: readonly string[]) => names.map((name) => [name]);
  const folded = rearranged(x, { from: single(x.axes), to: [others, ...single(kept)], axes: ['batch', ...kept], sizes }, emission);
  return {
    folded,
    unfold: (result, axes) =>
      rearranged(
        result,
        { from: [others, ...single(axes)], to: [...single(others), ...single(axes)], axes: [...others, ...axes], sizes },
        emission,
      ),
  };
}
