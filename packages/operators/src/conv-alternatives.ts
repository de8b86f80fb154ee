// Cheaper forms of a convolution: bottlenecks, single channels, stacked and one-dimensional windows, groups.
import { spatialAxes, type Size } from '@trammel/tensor';
import { ideas, type Alternative, type AlternativeStep, type NewArgument } from './alternative.js';
import type { Padding } from './kinds.js';
import type { Call } from './operator.js';
import { featureOf, soleShape } from './sole-input.js';
import { entryFor } from './window.js';

/** Those that fit the call and would leave less to multiply; sizes are read by `size`. */
export function convAlternatives(call: Call<ConvForm>, size: (size: Size) => number): readonly Alternative[] {
  const form = formOf(call, size);
  const isPlain = form.groups === 1 && form.isDense && form.area > 1 && Number.isFinite(form.incoming * form.channels);
  if (!isPlain) return [];
  const unit = { argument: 'channels', value: form.channels };
  const incoming = { axis: form.axis, value: form.incoming };
  const ways: readonly (Cheaper | undefined)[] = [
    ...ideas.bottleneck.degrees.map((degree) => bottleneck(form, degree)),
    depthwise(form),
    stacked(form),
    factorised(form),
    ...ideas.grouped.degrees.map((degree) => grouped(form, degree)),
  ];
  return ways.flatMap((made) => (made === undefined || made.left > most ? [] : [{ degree: 1, ...made, unit, incoming }]));
}

/** What is read of a convolution. */
export interface ConvForm {
  readonly channels: Size;
  readonly kernel: readonly Size[];
  readonly stride: readonly Size[];
  readonly pad: Padding;
  readonly dilation: readonly Size[];
  readonly groups: Size;
}

/** What leaves more than this is not worth a change. */
const most = 0.85;

interface Form {
  /** The name of the axis of features. */
  readonly axis: string;
  readonly incoming: number;
  readonly channels: number;
  /** The kernel along each axis. */
  readonly kernel: readonly number[];
  readonly area: number;
  readonly stride: number;
  readonly groups: number;
  readonly isDense: boolean;
  readonly pad: Padding;
}

function formOf(call: Call<ConvForm>, size: (size: Size) => number): Form {
  const shape = soleShape(call);
  const { attributes } = call;
  const along = (list: readonly Size[]): readonly number[] => spatialAxes(shape).map((_, index) => size(entryFor(list, index) ?? 1));
  const product = (list: readonly number[]): number => list.reduce((all, each) => all * each, 1);
  const kernel = along(attributes.kernel);
  return {
    axis: featureOf(shape).name,
    incoming: size(featureOf(shape).size),
    channels: size(attributes.channels),
    kernel,
    area: product(kernel),
    stride: product(along(attributes.stride)),
    groups: size(attributes.groups),
    isDense: along(attributes.dilation).every((step) => step === 1),
    pad: attributes.pad,
  };
}

type Cheaper = Omit<Alternative, 'unit' | 'incoming' | 'degree'> & Partial<Pick<Alternative, 'degree'>>;

const activation: AlternativeStep = { kind: 'activation' };
const same: AlternativeStep = { kind: 'call', changes: {} };
const windowText = (kernel: readonly number[]): NewArgument => ({ text: kernel.join('x') });

/** A kernel of one position: no stride, and nothing around it. */
function pointwise({ kernel, pad }: Form): Readonly<Record<string, NewArgument>> {
  const text = windowText(kernel.map(() => 1));
  return { kernel: text, stride: 'default', pad: typeof pad === 'string' ? 'unneeded' : 'default' };
}

/** Fewer channels than this leave nothing to cut. */
const fewestChannels = 32;

function bottleneck(form: Form, degree: number): Cheaper | undefined {
  const { incoming, channels, area, stride } = form;
  const narrow = Math.round(incoming / degree);
  if (incoming < fewestChannels) return undefined;
  const cut: AlternativeStep = { kind: 'call', changes: { ...pointwise(form), channels: { channels: narrow } } };
  // The cut works at every position of the input, the window at those that the stride leaves.
  const left = (narrow * (incoming * stride + channels * area)) / (incoming * channels * area);
  return { idea: 'bottleneck', degree, steps: [cut, activation, same], left };
}

function depthwise(form: Form): Cheaper | undefined {
  const { incoming, channels, area } = form;
  if (incoming < 2) return undefined;
  const apart: AlternativeStep = { kind: 'call', changes: { channels: { channels: incoming }, groups: { channels: incoming } } };
  const mix: AlternativeStep = { kind: 'call', changes: pointwise(form) };
  return { idea: 'depthwise', steps: [apart, mix], left: (area + channels) / (channels * area) };
}

/** k = 2n + 1 positions by n windows of 3. */
function stacked({ incoming, channels, kernel, area, stride, pad }: Form): Cheaper | undefined {
  const [first = 1] = kernel;
  const count = (first - 1) / 2;
  const padding = paddingOf(pad, kernel, count);
  if (kernel.some((each) => each !== first) || !Number.isInteger(count) || count < 2 || stride > 1 || padding === undefined)
    return undefined;
  const window: AlternativeStep = { kind: 'call', changes: { kernel: windowText(kernel.map(() => 3)), ...padding } };
  const steps = Array.from({ length: count }, (_, index) => (index === 0 ? [window] : [activation, window])).flat();
  const left = (3 ** kernel.length * (incoming + (count - 1) * channels)) / (incoming * area);
  return { idea: 'stacked', steps, left };
}

/** The padding of each of so many windows; undefined where it cannot be shared between them. */
function paddingOf(pad: Form['pad'], kernel: readonly number[], count: number): Readonly<Record<string, NewArgument>> | undefined {
  if (typeof pad === 'string') return {};
  const sides = kernel.map((_, index) => entryFor(pad, index) ?? { before: 0, after: 0 });
  const isEach = (rows: number): boolean => sides.every(({ before, after }) => before === rows && after === rows);
  return isEach(0) ? {} : isEach(count) ? { pad: { text: '1' } } : undefined;
}

function factorised({ incoming, channels, kernel, area, stride, pad }: Form): Cheaper | undefined {
  const [down = 1, across = 1] = kernel;
  const isPadded = typeof pad === 'string' || pad.every(({ before, after }) => before === 0 && after === 0);
  if (kernel.length !== 2 || down < 2 || across < 2 || stride > 1 || !isPadded) return undefined;
  const along = (window: readonly number[]): AlternativeStep => ({ kind: 'call', changes: { kernel: windowText(window) } });
  const left = (across * incoming + down * channels) / (incoming * area);
  return { idea: 'factorised', steps: [along([1, across]), along([down, 1])], left };
}

function grouped({ incoming, channels }: Form, degree: number): Cheaper | undefined {
  if (incoming % degree !== 0 || channels % degree !== 0 || incoming < fewestChannels) return undefined;
  return { idea: 'grouped', degree, steps: [{ kind: 'call', changes: { groups: { text: String(degree) } } }], left: 1 / degree };
}
