// Pools: the largest or the average number in windows that slide over the axes of space and time.
import { maximum, mixed, type Mixture, type SignalStep, type Taps } from '@trammel/signal';
import { groupsOn, tapsOf } from './linear-signal.js';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import {
  broadcastTo,
  constant,
  divide,
  multiply,
  reduceMaximum,
  reduceSum,
  sizeValue,
  window as windowView,
  type Value,
} from '@trammel/program';
import { addSizes, isKnown, multiplySizes, printSize, productOfSizes, subtractSizes, type Size } from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import type { Fault } from './fault.js';
import { padding, sizePerAxis, truthValue, type Padding } from './kinds.js';
import { oneRealTensor, operator, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import { axisWindows, checkWindows, windowAxis, windowed, type AxisWindow, type WindowAttributes } from './window.js';

interface PoolAttributes {
  readonly kernel: readonly Size[];
  /** Undefined: the kernel. */
  readonly stride: readonly Size[] | undefined;
  readonly pad: Padding;
  readonly ceil: boolean;
}

export interface MaxpoolAttributes extends PoolAttributes {
  readonly dilation: readonly Size[];
}

export interface AvgpoolAttributes extends PoolAttributes {
  /** Undefined: true, but false with `pad=same`. */
  readonly count_include_pad: boolean | undefined;
}

const poolSchema = {
  kernel: required(sizePerAxis(1), 'The size of the window, one number or one for each axis.'),
  stride: optional<readonly Size[] | undefined>(
    sizePerAxis(1),
    undefined,
    'kernel',
    'The step between windows; they lie side by side unless it is given.',
  ),
  pad: optional<Padding>(padding, [{ before: 0, after: 0 }], '0', 'What is put around the input: a number, `half`, `same` or `causal`.'),
  ceil: byName(
    optional(truthValue, false, 'false', 'Whether a last window may hang over the end of the input, as with `ceil_mode` of PyTorch.'),
  ),
};

const outFormula = 'out = floor((in + pads - dilation*(kernel - 1) - 1) / stride) + 1, with ceil=true rounded up';

export const maxpool = operator<MaxpoolAttributes>({
  category: 'pooling',
  summary: 'The largest number of each window; the padding never wins.',
  formulas: [outFormula, 'comparisons = output elements * (kernel elements - 1)'],
  example: 'net Example {\n  input x: [N, C=8, H=32, W=32]\n  maxpool(3x3, stride=2, pad=1)\n}\n',
  inputs: oneRealTensor,
  attributes: { ...poolSchema, dilation: byName(optional(sizePerAxis(1), [1], '1', 'The step between elements of a window.')) },
  check: (call) => checkPool(call, geometry(call.attributes)),
  signal: maximumSignal,
  meaning: (operands) => {
    const value = soleValue(operands);
    const windows = axisWindows(value.shape, geometry(operands.attributes));
    return [reduceMaximum(windowed(value, windows, Number.NEGATIVE_INFINITY), elementAxes(windows))];
  },
});

export const avgpool = operator<AvgpoolAttributes>({
  category: 'pooling',
  summary: 'The average of each window. Padding counts as zeros, as in PyTorch; with `pad=same` it does not count, as in TensorFlow.',
  formulas: [outFormula, 'additions = output elements * (kernel elements - 1), multiplications = output elements (the division)'],
  example: 'net Example {\n  input x: [N, C=8, H=32, W=32]\n  avgpool(2)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    ...poolSchema,
    count_include_pad: byName(
      optional<boolean | undefined>(
        truthValue,
        undefined,
        'true, or false with pad=same',
        'Whether an average counts the padding as zeros, rather than the input alone.',
      ),
    ),
  },
  check: (call) => checkPool(call, geometry(call.attributes)),
  signal: averageSignal,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { attributes } = operands;
    const windows = axisWindows(value.shape, geometry(attributes));
    return [divide(reduceSum(windowed(value, windows, 0), elementAxes(windows)), countedElements(windows, attributes))];
  },
});

function geometry(attributes: PoolAttributes & { readonly dilation?: readonly Size[] }): WindowAttributes {
  const { kernel, stride = kernel, pad, dilation = [1], ceil } = attributes;
  return { kernel, stride, pad, dilation, rounding: ceil ? 'ceil' : 'floor' };
}

const elementAxes = (windows: readonly AxisWindow[]): readonly string[] => windows.map(({ axis }) => windowAxis(axis.name));

/** How many elements each window counts: one number where all windows are full, else one for each window. */
function countedElements(windows: readonly AxisWindow[], attributes: AvgpoolAttributes): Value {
  const { count_include_pad = attributes.pad !== 'same' } = attributes;
  const counted = count_include_pad ? 'padded' : 'input';
  const full = productOfSizes(windows.map((window) => (isFull(window, counted, attributes) ? window.kernel : 1)));
  const partial = windows.filter((window) => !isFull(window, counted, attributes)).map((window) => countAlong(window, counted));
  const [first, ...others] = partial;
  if (first === undefined) return sizeValue(full);
  return others.reduce(multiply, full === 1 ? first : multiply(first, sizeValue(full)));
}

/** What an average is taken over: the input with its padding, or the input alone. */
type Counted = 'padded' | 'input';

/** Whether every window lies within what is counted, whatever the size of the input. */
function isFull({ kernel, before, after }: AxisWindow, counted: Counted, { pad, ceil }: AvgpoolAttributes): boolean {
  if (kernel === 1) return true;
  return counted === 'padded' ? pad === 'same' || !ceil : pad !== 'same' && before === 0 && after === 0 && !ceil;
}

/** For each window along an axis, how many of its elements are counted: a pool over ones. */
function countAlong({ axis, kernel, stride, before, after, count }: AxisWindow, counted: Counted): Value {
  const size = counted === 'padded' ? addSizes(axis.size, addSizes(before, after)) : axis.size;
  const ones = broadcastTo(constant(1), [{ name: axis.name, size }]);
  const name = windowAxis(axis.name);
  const windows = windowView(ones, axis.name, { name, size: kernel, count, stride, before: counted === 'padded' ? 0 : before });
  return reduceSum(windows, [name]);
}

function checkPool(call: Call<PoolAttributes>, attributes: WindowAttributes): readonly Fault[] {
  const shape = soleShape(call);
  const faults = checkWindows(shape, attributes);
  return faults.length > 0 ? faults : axisWindows(shape, attributes).flatMap(checkPadding);
}

/** A window that lies wholly in the padding has no largest number. */
function checkPadding({ axis, kernel, dilation, before, after }: AxisWindow): readonly Fault[] {
  const span = addSizes(multiplySizes(dilation, subtractSizes(kernel, 1)), 1);
  const side = [before, after].find((size) => isKnown(size) && isKnown(span) && size >= span);
  if (side === undefined) return [];
  const message = `a window that spans ${printSize(span)} fits into the padding of axis ${axis.name}, which is ${printSize(side)}`;
  return [{ code: 'bad-argument', at: { kind: 'argument', name: 'pad' }, message, help: [{ text: 'pad less than the window spans' }] }];
}

/** The largest of each window. */
function maximumSignal(call: SignalCall<MaxpoolAttributes>): SignalStep {
  const x = soleMoments(call);
  const taps = tapsOf(axisWindows(soleShape(call), geometry(call.attributes)), call.size);
  const along = x.groups.reduce((mask, { axes }, index) => (axes.some((axis) => taps.has(axis)) ? mask | (1 << index) : mask), 0);
  const among = [...taps.values()].reduce((product, { kernel }) => product * kernel, 1);
  const axes = outputAxes(call);
  return maximum(x, { axes, groups: groupsOn(x, axes, [...taps.keys()]), among, along, taps: x.axes.map(({ name }) => taps.get(name)) });
}

/** The mean of each window, over as many elements as count. */
function averageSignal(call: SignalCall<AvgpoolAttributes>): SignalStep {
  const x = soleMoments(call);
  const windows = axisWindows(soleShape(call), geometry(call.attributes));
  const { count_include_pad = call.attributes.pad !== 'same' } = call.attributes;
  const axes = outputAxes(call);
  const taps = tapsOf(windows, call.size);
  const along = [...taps].map(([axis, tap]): Mixture => ({
    axis,
    size: tap.size,
    rows: windowRows(tap, count_include_pad ? 'padded' : 'input'),
  }));
  return mixed(x, { axes, groups: groupsOn(x, axes, [...taps.keys()]), along });
}

/** The mean over each window, of which padding is a part where it is counted. */
function windowRows({ size, count, kernel, stride, dilation, before }: Taps, counted: Counted): Mixture['rows'] {
  return Array.from({ length: count }, (_, window) => {
    const read = Array.from({ length: kernel }, (__, element) => stride * window + dilation * element - before);
    const inside = read.filter((index) => index >= 0 && index < size);
    return inside.map((index) => ({ index, weight: 1 / (counted === 'padded' ? kernel : inside.length) }));
  });
}
