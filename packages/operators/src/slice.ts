// Parts and orders of elements along axes: slices, reversals, rotations. Views: nothing is computed.
import { signalOfMeaning } from './signal-of-meaning.js';
import { flip as flipView, roll as rollView, slice as sliceView } from '@trammel/program';
import {
  addSizes,
  axisNamed,
  ceilDivideSizes,
  isKnown,
  multiplySizes,
  present,
  printSize,
  subtractSizes,
  type Size,
} from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import type { Fault } from './fault.js';
import { axisName, axisNames, sizePerAxis, wholeNumber } from './kinds.js';
import { oneTensor, operator, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import { entryFor } from './window.js';

export interface SliceAttributes {
  readonly axis: string;
  readonly start: Size;
  /** Undefined: the end of the axis, unless `size` says how many. */
  readonly stop: Size | undefined;
  readonly step: Size;
  readonly size: Size | undefined;
}

export const slice = operator<SliceAttributes>({
  category: 'shape',
  summary: 'Some of the elements along an axis, which stays, be it with size 1.',
  formulas: ['y[i] = x[start + step*i] while that is before stop; out = ceil((stop - start) / step)', 'costs nothing'],
  example: 'net Example {\n  input x: [N, T=16, D=8]\n  slice(T, 0, 4)\n}\n',
  inputs: oneTensor,
  attributes: {
    axis: required(axisName, 'The axis along which elements are taken.'),
    start: optional(wholeNumber(), 0, '0', 'The first index; below 0 it counts from the end.'),
    stop: optional<Size | undefined>(
      wholeNumber(),
      undefined,
      'the end',
      'The index before which to stop; below 0 it counts from the end.',
    ),
    step: byName(optional(wholeNumber(1), 1, '1', 'The distance between elements that are taken.')),
    size: byName(optional<Size | undefined>(wholeNumber(1), undefined, 'by stop', 'How many elements to take, instead of `stop`.')),
  },
  check: checkSlice,
  signal: signalOfMeaning,
  meaning: (operands) => {
    const { axis } = operands.attributes;
    const { start, size } = rangeOf(operands);
    return [sliceView(soleValue(operands), axis, { start, size, step: operands.attributes.step })];
  },
});

/** What a slice takes of an axis, with indices that count from the start. */
interface Range {
  readonly length: Size;
  readonly start: Size;
  readonly stop: Size;
  readonly size: Size;
}

function rangeOf(call: Call<SliceAttributes>): Range {
  const { attributes } = call;
  const length = present(axisNamed(soleShape(call), attributes.axis), () => 'the sliced axis is there').size;
  const fromStart = (index: Size): Size => (isKnown(index) && index < 0 ? addSizes(length, index) : index);
  const start = fromStart(attributes.start);
  const { step, size } = attributes;
  if (size !== undefined) {
    // The last of `size` elements is start + step*(size - 1).
    return { length, start, size, stop: addSizes(start, addSizes(multiplySizes(step, subtractSizes(size, 1)), 1)) };
  }
  const stop = fromStart(attributes.stop ?? length);
  return { length, start, stop, size: ceilDivideSizes(subtractSizes(stop, start), step) };
}

function checkSlice(call: Call<SliceAttributes>): readonly Fault[] {
  const { axis, stop: givenStop, size: givenSize } = call.attributes;
  const faults = checkAxes(soleShape(call), [axis], { kind: 'argument', name: 'axis' });
  if (faults.length > 0) return faults;
  const fault = (name: string, message: string): readonly Fault[] => [{ code: 'bad-argument', at: { kind: 'argument', name }, message }];
  if (givenStop !== undefined && givenSize !== undefined)
    return fault('size', '`stop` and `size` are both given: one follows from the other');
  const { length, start, stop, size } = rangeOf(call);
  const within = `axis ${axis}, which has ${printSize(length)}`;
  const beyond = subtractSizes(stop, length);
  if (isKnown(start) && start < 0) return fault('start', `the slice begins ${printSize(multiplySizes(start, -1))} before ${within}`);
  if (isKnown(beyond) && beyond > 0)
    return fault(givenSize === undefined ? 'stop' : 'size', `the slice ends ${printSize(beyond)} after ${within}`);
  if (!isKnown(size) || size >= 1) return [];
  return fault(
    givenStop === undefined ? 'start' : 'stop',
    `the slice from ${printSize(start)} to ${printSize(stop)} takes nothing of ${within}`,
  );
}

export interface FlipAttributes {
  readonly axes: readonly string[];
}

export const flip = operator<FlipAttributes>({
  category: 'shape',
  summary: 'The elements in reverse order along some axes.',
  formulas: ['y[i] = x[size - 1 - i]', 'costs nothing'],
  example: 'net Example {\n  input x: [N, C=3, H=8, W=8]\n  flip(W)\n}\n',
  inputs: oneTensor,
  attributes: { axes: required(axisNames, 'The axes to reverse.') },
  check: (call) => checkAxes(soleShape(call), call.attributes.axes, { kind: 'argument', name: 'axes' }),
  signal: signalOfMeaning,
  meaning: (operands) => [operands.attributes.axes.reduce(flipView, soleValue(operands))],
});

export interface RollAttributes {
  readonly by: readonly Size[];
  readonly axes: readonly string[];
}

export const roll = operator<RollAttributes>({
  category: 'shape',
  summary: 'The elements moved along some axes; those that leave at one end come in at the other.',
  formulas: ['y[i] = x[(i - by) mod size]', 'costs nothing'],
  example: 'net Example {\n  input x: [N, C=3, H=8, W=8]\n  roll(-2, (H, W))\n}\n',
  inputs: oneTensor,
  attributes: {
    by: required(sizePerAxis(), 'How far, one number or one for each of the axes; below 0 towards the start.'),
    axes: required(axisNames, 'The axes along which to move.'),
  },
  check: (call) => {
    const { by, axes } = call.attributes;
    const faults = checkAxes(soleShape(call), axes, { kind: 'argument', name: 'axes' });
    if (faults.length > 0 || by.length === 1 || by.length === axes.length) return faults;
    return [
      {
        code: 'bad-argument',
        at: { kind: 'argument', name: 'by' },
        message: `\`by\` has ${by.length} entries, and \`axes\` names ${axes.join(', ')}`,
      },
    ];
  },
  signal: signalOfMeaning,
  meaning: (operands) => {
    const { by, axes } = operands.attributes;
    return [axes.reduce((value, axis, index) => rollView(value, axis, entryFor(by, index) ?? 0), soleValue(operands))];
  },
});
