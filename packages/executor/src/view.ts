// Views: by strides over the place of the operand where that can be, over a padded copy of it, or as a copy.
import type { Instruction, Value } from '@trammel/program';
import { countElements, wholeBuffer, type Access } from './access.js';
import { acquire } from './buffers.js';
import { copyBetween, copyThrough } from './copy.js';
import { knownIndexMap, reachOf, stridedAccess, stridesThrough, type KnownIndexMap } from './index-map.js';
import { accessOf, placeFor, sharedPlace, type Plan } from './plan.js';
import { shapeOf } from './sizes.js';

type View = Extract<Instruction, { readonly op: 'view' }>;

export function viewAccess(value: Value, instruction: View, plan: Plan): Access {
  const operand = accessOf(plan, instruction.operand);
  const map = knownIndexMap(plan.sizing, instruction, shapeOf(plan.sizing, value.shape), operand);
  const strided = stridedAccess(map) ?? overPadding(map, instruction.fill, plan);
  if (strided !== undefined) return strided.buffer === operand.buffer ? sharedPlace(plan, strided) : strided;
  const place = placeFor(plan, value);
  plan.steps.push(copyThrough(map, place, instruction.fill));
  return place;
}

/**
 * A view that reaches past the operand, as the windows of a padded convolution do, is strides over a copy with the fill
 * around it, where that is no larger than the operand or the view.
 */
function overPadding(map: KnownIndexMap, fill: number, plan: Plan): Access | undefined {
  const { addressed, coordinates, iterated, where } = map;
  if (where.length > 0 || countElements(iterated) === 0 || countElements(addressed.shape) === 0) return undefined;
  const reaches = coordinates.map((part) => (part.outside === 'fill' ? reachOf(part, iterated) : undefined));
  const before: number[] = [];
  const shape: number[] = [];
  for (const [axis, size] of addressed.shape.entries()) {
    const reach = reaches[axis];
    if (reach === undefined) return undefined;
    before.push(Math.max(0, -reach.least));
    shape.push(Math.max(size, reach.greatest + 1) + Math.max(0, -reach.least));
  }
  if (countElements(shape) > 2 * Math.max(countElements(addressed.shape), countElements(iterated))) return undefined;
  const whole = wholeBuffer(acquire(plan.buffers, countElements(shape)), shape);
  const start = before.reduce((sum, rows, axis) => sum + rows * (whole.strides[axis] ?? 0), 0);
  const middle: Access = { ...whole, offset: start, shape: addressed.shape };
  const length = countElements(shape);
  const copy = copyBetween(addressed, middle);
  plan.steps.push((memory) => {
    const array = memory.buffer(whole.buffer);
    const kernel = copy(memory);
    return (stream) => {
      array.fill(fill, 0, length);
      kernel(stream);
    };
  });
  // The index 0 of the operand lies behind the padding.
  const shifted = coordinates.map((part, axis) => ({ ...part, stride: middle.strides[axis] ?? 0 }));
  return stridesThrough({ iterated, coordinates: shifted, where }, middle);
}
