// A new axis of size 1 and the place where it is put: what stack and unsqueeze have in common.
import { axisNamed, isKnown, printShape, printSize, type Shape, type Size } from '@trammel/tensor';
import { optional, required, type Schema } from './attribute.js';
import type { Fault } from './fault.js';
import { axisName, wholeNumber } from './kinds.js';

export interface NewAxis {
  readonly axis: string;
  readonly position: Size;
}

export const newAxisAttributes: Schema<NewAxis> = {
  axis: required(axisName, 'What the new axis is called.'),
  position: optional(wholeNumber(0), 0, '0', 'How many axes stand before the new one.'),
};

/** Whether the new axis has a name of its own, and a place. */
export function checkNewAxis({ axis, position }: NewAxis, shape: Shape): readonly Fault[] {
  if (axisNamed(shape, axis) !== undefined) {
    const message = `there is an axis ${axis} already in ${printShape(shape)}`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'axis' }, message }];
  }
  if (isKnown(position) && position <= shape.length) return [];
  const message = `\`position\` is ${printSize(position)}, and ${printShape(shape)} has ${shape.length} axes`;
  return [{ code: 'bad-argument', at: { kind: 'argument', name: 'position' }, message }];
}

/** The shape with the new axis. */
export function withNewAxis(shape: Shape, { axis, position }: NewAxis): Shape {
  const at = Number(position);
  return [...shape.slice(0, at), { name: axis, size: 1 }, ...shape.slice(at)];
}
