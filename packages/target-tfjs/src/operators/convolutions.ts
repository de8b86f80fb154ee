// Convolutions: the layers of the API where padding, groups and dilations allow, else our own.
import { axisSpreads, axisWindows, type AxisWindow, type Padding } from '@trammel/operators';
import { addSizes, featureAxis, multiplySizes, present, spatialAxes, subtractSizes } from '@trammel/tensor';
import { api, concise, concisePadding, known, needed, own, withWeights, type Emission, type WantedLayer } from '../emission.js';
import type { Settings, Variable } from '../statement.js';
import type { Emit } from './emit.js';
import { first, firstShape, inBatch } from './inputs.js';

/** The kernel [...space, in, out] from the parameter [out, in, ...space]. */
const kernelOrder = (rank: number): readonly number[] => [...Array.from({ length: rank }, (_, axis) => axis + 2), 1, 0];

export const conv: Emit<'conv'> = ({ node, site, inputs, emission }) => {
  const { attributes } = site;
  const shape = firstShape(site);
  const windows = axisWindows(shape, { ...attributes, rounding: 'floor' });
  const names = windows.map(({ axis }) => axis.name);
  const feature = present(featureAxis(shape), () => 'a convolution has channels').name;
  const { folded, unfold } = inBatch(first(inputs), { shape, within: names }, emission);
  const filters = needed(attributes.channels, 'the number of channels', emission);
  const channels = needed(present(featureAxis(shape), () => 'a convolution has channels').size, `the size of axis ${feature}`, emission);
  const groups = needed(attributes.groups, 'the number of groups', emission);
  const sizes = geometryOf(windows, emission);
  const common = { filters, ...sizes, groups, useBias: attributes.bias, channels };
  const kernel: Variable = { parameter: 'weight', order: kernelOrder(windows.length) };
  const variables = attributes.bias ? [kernel, 'bias'] : [kernel];
  const chosen = ofApi(common, windows, { isSame: attributes.pad === 'same' });
  const layer = chosen?.layer ?? ownConv(common, { padding: concisePadding(paddingsOf(windows, attributes.pad, emission)) });
  const padded =
    chosen?.zeros === undefined
      ? folded
      : emission.apply(api('zeroPadding2d', { padding: concisePadding(chosen.zeros) }), [folded], folded.axes);
  return [unfold(emission.apply(withWeights(layer, variables, node), [padded], folded.axes), [...names, feature])];
};

interface Geometry {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
}

function geometryOf(windows: readonly AxisWindow[], emission: Emission): Geometry {
  return {
    kernelSize: windows.map(({ kernel }) => needed(kernel, 'the size of the kernel', emission)),
    strides: windows.map(({ stride }) => needed(stride, 'the stride', emission)),
    dilationRate: windows.map(({ dilation }) => needed(dilation, 'the dilation', emission)),
  };
}

interface Common extends Geometry {
  readonly filters: number;
  readonly groups: number;
  readonly channels: number;
  readonly useBias: boolean;
}

/** What our own layers do unless they are told otherwise. */
const ownDefaults: Settings = { strides: 1, padding: 0, dilationRate: 1, groups: 1, useBias: true, cropping: 0 };

const ownConv = ({ filters, kernelSize, strides, dilationRate, groups, useBias }: Common, more: Settings): WantedLayer => {
  const sliding = { strides: concise(strides), dilationRate: concise(dilationRate) };
  return own('Conv', { filters, kernelSize: concise(kernelSize), ...sliding, groups, useBias, ...more }, ownDefaults);
};

/** The padding that TensorFlow.js has a word for; or zeros that a layer before it puts around; undefined where only our own layer can. */
function ofApi(
  { filters, kernelSize, strides, dilationRate, groups, channels, useBias }: Common,
  windows: readonly AxisWindow[],
  { isSame }: { readonly isSame: boolean },
): { readonly layer: WantedLayer; readonly zeros?: readonly (readonly number[])[] } | undefined {
  const rank = windows.length;
  const isDense = dilationRate.every((dilation) => dilation === 1);
  if (!isDense || rank > 3) return undefined;
  const isDepthwise = groups > 1 && groups === channels && rank === 2 && strides[0] === strides[1];
  if (groups > 1 && !isDepthwise) return undefined;
  if (isSame && !isSameInApi(windows)) return undefined;
  const zeros = numbersOf(windows);
  const word = isSame ? 'same' : wordFor(windows);
  if (word === undefined && (rank !== 2 || zeros === undefined)) return undefined;
  const settings = { kernelSize: concise(kernelSize), strides: concise(strides), padding: word ?? 'valid', useBias };
  const defaults = { strides: 1, padding: 'valid', useBias: true };
  const layer = isDepthwise
    ? api('depthwiseConv2d', { ...settings, depthMultiplier: filters / channels }, { ...defaults, depthMultiplier: 1 })
    : api(`conv${rank}d`, { filters, ...settings }, defaults);
  const activated = { ...layer, takesActivation: true } as const;
  return word === undefined && zeros !== undefined ? { layer: activated, zeros } : { layer: activated };
}

/** `same` and `valid` where they come to the same numbers as the padding of the windows. */
export function wordFor(windows: readonly AxisWindow[]): 'same' | 'valid' | undefined {
  if (windows.every(({ before, after }) => before === 0 && after === 0)) return 'valid';
  return windows.every(isAsSame) ? 'same' : undefined;
}

/**
 * Whether `same` of the API is that of the language: along three axes TensorFlow.js begins a window that is shorter than its stride
 * behind the start of the axis, as if something were to be cut off there.
 */
export function isSameInApi(windows: readonly AxisWindow[]): boolean {
  const isLongEnough = ({ kernel, stride }: AxisWindow): boolean => (known(kernel) ?? 0) >= (known(stride) ?? Number.POSITIVE_INFINITY);
  return windows.length < 3 || windows.every(isLongEnough);
}

/** With stride 1, windows whose padding makes up for their span, the odd element after. */
function isAsSame({ kernel, stride, dilation, before, after }: AxisWindow): boolean {
  const [k, s, d, low, high] = [kernel, stride, dilation, before, after].map(known);
  if (k === undefined || s === undefined || d === undefined || low === undefined || high === undefined) return false;
  const span = d * (k - 1) + 1;
  // With a stride it depends on the size, and layers that are alike should be told alike.
  return s === 1 && low + high === span - 1 && low === Math.floor((span - 1) / 2);
}

/** The padding of each axis as numbers; undefined where one is open. */
function numbersOf(windows: readonly AxisWindow[]): readonly (readonly number[])[] | undefined {
  const numbers = windows.map(({ before, after }) => [known(before), known(after)].filter((side) => side !== undefined));
  return numbers.every(({ length }) => length === 2) ? numbers : undefined;
}

/** The padding of each axis as our own layers take it. */
export function paddingsOf(windows: readonly AxisWindow[], pad: Padding, emission: Emission): readonly ('same' | readonly number[])[] {
  return windows.map(({ before, after }) =>
    pad === 'same' ? 'same' : [needed(before, 'the padding', emission), needed(after, 'the padding', emission)],
  );
}

export const convTranspose: Emit<'conv_transpose'> = ({ node, site, inputs, emission }) => {
  const { attributes } = site;
  const shape = firstShape(site);
  const feature = present(featureAxis(shape), () => 'a convolution has channels').name;
  const names = spatialAxes(shape).map(({ name }) => name);
  const along = axisSpreads(shape, attributes);
  const kernelSize = along.map(({ kernel }) => needed(kernel, 'the size of the kernel', emission));
  const strides = along.map(({ stride }) => needed(stride, 'the stride', emission));
  const dilationRate = along.map(({ dilation }) => needed(dilation, 'the dilation', emission));
  const groups = needed(attributes.groups, 'the number of groups', emission);
  const filters = needed(attributes.channels, 'the number of channels', emission);
  // What is cut off: all that the kernels reach, less what comes out.
  const cropping = along.map(({ axis, kernel, stride, dilation, before, size }) => {
    const span = addSizes(multiplySizes(dilation, subtractSizes(kernel, 1)), 1);
    const whole = addSizes(multiplySizes(subtractSizes(axis.size, 1), stride), span);
    const low = needed(before, 'what is cut off the output', emission);
    return [low, needed(subtractSizes(whole, size), 'what is cut off the output', emission) - low];
  });
  const { folded, unfold } = inBatch(first(inputs), { shape, within: names }, emission);
  const bias = attributes.bias ? ['bias'] : [];
  const isPlain =
    names.length === 2 && groups === 1 && dilationRate.every((d) => d === 1) && kernelSize.every((k, index) => k >= (strides[index] ?? 1));
  if (isPlain && cropping.every((sides) => sides.every((side) => side >= 0))) {
    const settings = { filters, kernelSize: concise(kernelSize), strides: concise(strides), useBias: attributes.bias };
    const layer = withWeights(
      { ...api('conv2dTranspose', settings, { strides: 1, useBias: true }), takesActivation: true },
      [{ parameter: 'weight', order: [2, 3, 1, 0] }, ...bias],
      node,
    );
    const whole = emission.apply(layer, [folded], folded.axes);
    const isWhole = cropping.flat().every((side) => side === 0);
    const cut = isWhole ? whole : emission.apply(api('cropping2D', { cropping }), [whole], folded.axes);
    return [unfold(cut, [...names, feature])];
  }
  const sliding = { kernelSize: concise(kernelSize), strides: concise(strides), dilationRate: concise(dilationRate) };
  const settings = { filters, ...sliding, groups, useBias: attributes.bias, cropping: concisePadding(cropping) };
  const layer = own('ConvTranspose', settings, ownDefaults);
  const order = [...names.map((_, axis) => axis + 2), 0, 1];
  return [
    unfold(emission.apply(withWeights(layer, [{ parameter: 'weight', order }, ...bias], node), [folded], folded.axes), [...names, feature]),
  ];
};
