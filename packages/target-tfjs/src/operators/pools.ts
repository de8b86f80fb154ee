// Pools: the layers of the API where padding and dilations allow, else our own.
import { axisWindows, type AttributesOf, type AxisWindow, type WindowAttributes } from '@trammel/operators';
import { featureAxis, present, spatialAxes, type Shape } from '@trammel/tensor';
import { aligned, api, concise, concisePadding, known, needed, own, type Emission, type WantedLayer } from '../emission.js';
import type { Local } from '../statement.js';
import { isSameInApi, paddingsOf, wordFor } from './convolutions.js';
import type { Emit, EmitCall } from './emit.js';
import { axesNumbered, first, firstShape, inBatch } from './inputs.js';

const windowsOf = (
  { kernel, stride = kernel, pad, ceil, ...rest }: AttributesOf<'avgpool'> & { readonly dilation?: WindowAttributes['dilation'] },
  shape: Shape,
) => axisWindows(shape, { kernel, stride, pad, dilation: rest.dilation ?? [1], rounding: ceil ? 'ceil' : 'floor' });

export const maxpool: Emit<'maxpool'> = (call) => {
  const { attributes } = call.site;
  const windows = windowsOf({ ...attributes, count_include_pad: undefined }, firstShape(call.site));
  return pooled(call, windows, { attributes, apiName: 'maxPooling', ownName: 'MaxPool', isPlain: true, more: {} });
};

export const avgpool: Emit<'avgpool'> = (call) => {
  const { attributes } = call.site;
  const windows = windowsOf(attributes, firstShape(call.site));
  const { count_include_pad: countPadding = attributes.pad !== 'same' } = attributes;
  const isUnpadded = attributes.pad !== 'same' && windows.every(({ before, after }) => before === 0 && after === 0);
  return pooled(call, windows, {
    attributes,
    apiName: 'averagePooling',
    ownName: 'AveragePool',
    isPlain: isUnpadded,
    more: { countPadding },
  });
};

interface Pool {
  readonly attributes: { readonly pad: AttributesOf<'maxpool'>['pad']; readonly ceil: boolean };
  readonly apiName: string;
  readonly ownName: string;
  /** Whether the layer of the API counts as is wanted. */
  readonly isPlain: boolean;
  readonly more: NonNullable<WantedLayer['settings']>;
}

function pooled({ site, inputs, emission }: EmitCall<'maxpool' | 'avgpool'>, windows: readonly AxisWindow[], pool: Pool): readonly Local[] {
  const shape = firstShape(site);
  const names = windows.map(({ axis }) => axis.name);
  const feature = present(featureAxis(shape), () => 'a pool has channels').name;
  const { folded, unfold } = inBatch(first(inputs), { shape, within: names }, emission);
  const layer = ofApi(windows, pool, emission) ?? ofOwn(windows, pool, emission);
  return [unfold(emission.apply(layer, [folded], folded.axes), [...names, feature])];
}

function ofApi(windows: readonly AxisWindow[], { attributes, apiName, isPlain }: Pool, emission: Emission): WantedLayer | undefined {
  const rank = windows.length;
  const { pad, ceil } = attributes;
  const word = pad === 'same' ? 'same' : wordFor(windows);
  const isExact = (!ceil || windows.every(isFilled)) && (pad !== 'same' || isSameInApi(windows));
  if (!isPlain || word === undefined || rank > 3 || !isExact || !windows.every(({ dilation }) => dilation === 1)) return undefined;
  const { poolSize, strides } = sizesOf(windows, emission);
  const settings = { poolSize: concise(poolSize), strides: concise(strides), padding: word };
  return api(`${apiName}${rank}d`, settings, { padding: 'valid' });
}

/** Whether the windows end where the axis does. */
function isFilled({ axis, kernel, stride, before, after }: AxisWindow): boolean {
  const [n, k, s, low, high] = [axis.size, kernel, stride, before, after].map(known);
  return n !== undefined && k !== undefined && s !== undefined && low !== undefined && high !== undefined && (n + low + high - k) % s === 0;
}

const sizesOf = (windows: readonly AxisWindow[], emission: Emission) => ({
  poolSize: windows.map(({ kernel }) => needed(kernel, 'the size of the window', emission)),
  strides: windows.map(({ stride }) => needed(stride, 'the stride', emission)),
});

function ofOwn(windows: readonly AxisWindow[], { attributes, ownName, more }: Pool, emission: Emission): WantedLayer {
  const dilationRate = windows.map(({ dilation }) => needed(dilation, 'the dilation', emission));
  const { poolSize, strides } = sizesOf(windows, emission);
  const settings = {
    poolSize: concise(poolSize),
    strides: concise(strides),
    padding: concisePadding(paddingsOf(windows, attributes.pad, emission)),
    dilationRate: concise(dilationRate),
    ...(attributes.ceil && attributes.pad !== 'same' ? { rounding: 'ceil' } : {}),
    ...more,
  };
  return own(ownName, settings, { padding: 0, dilationRate: 1 });
}

function globalPool(
  { site, inputs, emission }: EmitCall<'global_avgpool' | 'global_maxpool'>,
  operation: 'mean' | 'max',
): readonly Local[] {
  const x = first(inputs);
  const names = spatialAxes(firstShape(site)).map(({ name }) => name);
  const others = x.axes.filter((axis) => !names.includes(axis));
  const feature = others.at(-1) ?? '';
  const { keep } = site.attributes;
  // That of the API gives each of several equal maxima the whole gradient.
  if (operation === 'mean' && !keep && others.length === 2 && names.length <= 2 && x.axes[0] === others[0]) {
    const name = `globalAveragePooling${names.length}d`;
    return [emission.apply(api(name), [aligned(x, [others[0] ?? '', ...names, feature], emission)], others)];
  }
  const layer = own('Reduce', { operation, axes: axesNumbered(x, names), keepDims: keep });
  return [emission.apply(layer, [x], keep ? x.axes : others)];
}

export const globalAvgpool: Emit<'global_avgpool'> = (call) => globalPool(call, 'mean');
export const globalMaxpool: Emit<'global_maxpool'> = (call) => globalPool(call, 'max');

function adaptive(
  { site, inputs, emission }: EmitCall<'adaptive_avgpool' | 'adaptive_maxpool'>,
  operation: 'mean' | 'max',
): readonly Local[] {
  const shape = firstShape(site);
  const output = present(site.outputs[0], () => 'a pool has an output').shape;
  const names = spatialAxes(shape).map(({ name }) => name);
  const size = names.map((name) => needed(output.find((axis) => axis.name === name)?.size ?? 1, 'the size of the output', emission));
  const feature = present(featureAxis(shape), () => 'a pool has channels').name;
  const { folded, unfold } = inBatch(first(inputs), { shape, within: names }, emission);
  return [unfold(emission.apply(own('AdaptivePool', { operation, size }), [folded], folded.axes), [...names, feature])];
}

export const adaptiveAvgpool: Emit<'adaptive_avgpool'> = (call) => adaptive(call, 'mean');
export const adaptiveMaxpool: Emit<'adaptive_maxpool'> = (call) => adaptive(call, 'max');

export const upsample: Emit<'upsample'> = ({ site, inputs, emission }) => {
  const shape = firstShape(site);
  const { mode, align_corners, scale, size } = site.attributes;
  const names = spatialAxes(shape).map(({ name }) => name);
  const feature = present(featureAxis(shape), () => 'an upsampled tensor has channels').name;
  const perAxis = (list: NonNullable<typeof scale>): readonly number[] =>
    names.map((_, index) => needed((list.length === 1 ? list[0] : list[index]) ?? 1, 'the scale', emission));
  const { folded, unfold } = inBatch(first(inputs), { shape, within: names }, emission);
  const settings = size === undefined ? { scale: perAxis(scale ?? [1]) } : { size: perAxis(size) };
  const layer = own('Resample', {
    mode: mode === 'nearest' ? 'nearest' : 'linear',
    ...settings,
    ...(align_corners ? { alignCorners: true } : {}),
  });
  return [unfold(emission.apply(layer, [folded], folded.axes), [...names, feature])];
};
