// Windows that slide along axes of space: the geometry that convolutions and pools have in common.
import {
  addSizes,
  ceilDivideSizes,
  floorDivideSizes,
  isKnown,
  maximumSize,
  minimumSize,
  multiplySizes,
  printShape,
  printSize,
  spatialAxes,
  subtractSizes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { window as windowView, type Value } from '@trammel/program';
import type { Fault, FaultHelp } from './fault.js';
import type { Padding, Sides } from './kinds.js';

/** What a call says of its windows; a list has one entry, or one for each axis of space. */
export interface WindowAttributes {
  readonly kernel: readonly Size[];
  readonly stride: readonly Size[];
  readonly dilation: readonly Size[];
  readonly pad: Padding;
  /** Whether a last window that hangs over the end counts (`ceil`) or not. */
  readonly rounding: 'floor' | 'ceil';
}

/** The windows along one axis. */
export interface AxisWindow {
  readonly axis: Axis;
  readonly kernel: Size;
  readonly stride: Size;
  readonly dilation: Size;
  readonly before: Size;
  readonly after: Size;
  /** How many windows there are: the size of the output. */
  readonly count: Size;
}

/** The entry of a per-axis list for axis number `index`: a single entry is for all. */
export function entryFor<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 1 ? list[0] : list[index];
}

/** The windows along each axis of space; call `checkWindows` first. */
export function axisWindows(shape: Shape, attributes: WindowAttributes): readonly AxisWindow[] {
  return spatialAxes(shape).map((axis, index) => {
    const kernel = entryFor(attributes.kernel, index) ?? 1;
    const stride = entryFor(attributes.stride, index) ?? 1;
    const dilation = entryFor(attributes.dilation, index) ?? 1;
    // The window spans d*(k-1) + 1 indices.
    const span = addSizes(multiplySizes(dilation, subtractSizes(kernel, 1)), 1);
    const { before, after } = paddingOf(attributes.pad, index, { size: axis.size, kernel, stride, dilation, span });
    return {
      axis,
      kernel,
      stride,
      dilation,
      before,
      after,
      count: windowCount({ size: axis.size, before, after, span, stride }, attributes),
    };
  });
}

function paddingOf(
  pad: Padding,
  index: number,
  along: {
    readonly size: Size;
    readonly kernel: Size;
    readonly stride: Size;
    readonly dilation: Size;
    readonly span: Size;
  },
): Sides {
  const { size, kernel, stride, dilation, span } = along;
  if (pad === 'half') {
    const half = multiplySizes(dilation, floorDivideSizes(kernel, 2));
    return { before: half, after: half };
  }
  // A window at position t ends there: it reads t - d*(k-1) to t (van den Oord et al. 2016, WaveNet, section 2.1).
  if (pad === 'causal') return { before: subtractSizes(span, 1), after: 0 };
  if (pad === 'same') {
    // total = max((ceil(n/s) - 1)*s + span - n, 0), the odd row after (the TensorFlow rule).
    const reach = addSizes(multiplySizes(subtractSizes(ceilDivideSizes(size, stride), 1), stride), span);
    const total = maximumSize(subtractSizes(reach, size), 0);
    const before = floorDivideSizes(total, 2);
    return { before, after: subtractSizes(total, before) };
  }
  return entryFor(pad, index) ?? { before: 0, after: 0 };
}

function windowCount(
  along: { readonly size: Size; readonly before: Size; readonly after: Size; readonly span: Size; readonly stride: Size },
  { pad, rounding }: WindowAttributes,
): Size {
  const { size, before, after, span, stride } = along;
  // With `same` the formulas below come to ceil(in / s), which says more while sizes are symbolic.
  if (pad === 'same') return ceilDivideSizes(size, stride);
  // out = floor((in + pads - d(k-1) - 1) / s) + 1
  if (rounding === 'floor') return addSizes(floorDivideSizes(subtractSizes(addSizes(size, addSizes(before, after)), span), stride), 1);
  // out = ceil((in + pads - d(k-1) - 1) / s) + 1, less a last window that would start in the padding after the input
  // (the PyTorch rule): windows start below in + before, and there are ceil((in + before) / s) of these.
  const beyond = minimumSize(addSizes(subtractSizes(after, span), stride), 0);
  return ceilDivideSizes(addSizes(addSizes(size, before), beyond), stride);
}

/** What is wrong with windows over this shape. */
export function checkWindows(shape: Shape, attributes: WindowAttributes): readonly Fault[] {
  const { kernel, stride, dilation, pad } = attributes;
  const faults = checkPerAxis(shape, { kernel, stride, dilation, ...(typeof pad === 'string' ? {} : { pad }) });
  return faults.length > 0 ? faults : axisWindows(shape, attributes).flatMap(checkCount);
}

/** Whether there are axes of space or time, and each list, by the name of its attribute, has one entry for all of them or one for each. */
export function checkPerAxis(shape: Shape, lists: Readonly<Record<string, readonly unknown[]>>): readonly Fault[] {
  const axes = spatialAxes(shape);
  if (axes.length === 0) {
    return [
      {
        code: 'bad-input',
        at: { kind: 'input', index: 0 },
        message: `there is no axis of space or time in ${printShape(shape)}`,
        notes: ['axes of space are named H, W, D; axes of time T, S'],
      },
    ];
  }
  const wrong = Object.entries(lists).find(([, list]) => list.length !== 1 && list.length !== axes.length);
  if (wrong === undefined) return [];
  const [name, list] = wrong;
  return [
    {
      code: 'bad-argument',
      at: { kind: 'argument', name },
      help: axes.length === 1 && list.length === 2 ? pairHint(list) : [],
      message: `\`${name}\` has ${list.length} entries, and the axes of space and time are ${axes.map((axis) => axis.name).join(', ')}`,
    },
  ];
}

/** `(2, 0)` for a single axis, which was meant as before and after. */
function pairHint(list: readonly unknown[]): readonly FaultHelp[] {
  const rows = list.flatMap((entry) => (isSides(entry) && entry.before === entry.after ? [entry.before] : []));
  const [before, after] = rows;
  if (before === undefined || after === undefined) return [];
  const replacement = `((${printSize(before)}, ${printSize(after)}),)`;
  return [{ text: `before and after the one axis, write \`${replacement}\``, replacement }];
}

const isSides = (entry: unknown): entry is Sides => typeof entry === 'object' && entry !== null && 'before' in entry && 'after' in entry;

function checkCount({ axis, kernel, dilation, before, after, count }: AxisWindow): readonly Fault[] {
  if (!isKnown(count) || count >= 1) return [];
  const span = addSizes(multiplySizes(dilation, subtractSizes(kernel, 1)), 1);
  const padded = addSizes(axis.size, addSizes(before, after));
  return [
    {
      code: 'window-too-large',
      at: { kind: 'argument', name: 'kernel' },
      message: `a window that spans ${printSize(span)} does not fit axis ${axis.name}, which has ${printSize(padded)} with its padding`,
      help: [{ text: 'pad the input (`pad=half`), or use a smaller kernel' }],
    },
  ];
}

/** The name of the axis along which the elements of a window lie. */
export const windowAxis = (axis: string): string => `${axis}.k`;

/** Whether the elements of windows lie along the axis of that name. */
export const isWindowAxis = (axis: string): boolean => axis.endsWith('.k');

/** The operand with each window laid out along axes `H.k`, `W.k`...; `fill` outside of the input. */
export function windowed(operand: Value, windows: readonly AxisWindow[], fill: number): Value {
  return windows.reduce(
    (value, { axis, kernel, stride, dilation, before, count }) =>
      windowView(value, axis.name, { name: windowAxis(axis.name), size: kernel, count, stride, dilation, before, fill }),
    operand,
  );
}
