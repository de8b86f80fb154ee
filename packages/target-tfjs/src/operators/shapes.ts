// Operators that move elements and compute nothing: padding, slices, orders, joins.
import { divideSizesExactly, featureAxis, present, roleOf, sameSize, spatialAxes, subtractSizes, type Size } from '@trammel/tensor';
import { aligned, api, known, needed, own, rearranged, type Emission } from '../emission.js';
import { layoutOf } from '../layout.js';
import { renamed } from '../statement.js';
import type { Emit, EmitCall } from './emit.js';
import { axesNumbered, axisNumber, first, firstShape } from './inputs.js';

export const pad: Emit<'pad'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const shape = firstShape(site);
  const { amounts, mode, value, axes } = site.attributes;
  const byName = new Map(axes);
  for (const [index, { name }] of spatialAxes(shape).entries()) {
    const by = amounts.length === 1 ? amounts[0] : amounts[index];
    if (by !== undefined && !byName.has(name)) byName.set(name, by);
  }
  const paddings = x.axes.map((axis) => {
    const by = byName.get(axis);
    return by === undefined ? [0, 0] : [needed(by.before, 'the padding', emission), needed(by.after, 'the padding', emission)];
  });
  if (paddings.flat().every((side) => side === 0)) return [x];
  const isApi = mode === 'zero' && value === 0 && x.axes.length === 4 && [paddings[0], paddings[3]].flat().every((side) => side === 0);
  const layer = isApi
    ? api('zeroPadding2d', { padding: paddings.slice(1, 3) })
    : own('Pad', { paddings, mode: mode === 'zero' ? 'constant' : mode, ...(value === 0 ? {} : { value }) });
  return [emission.apply(layer, [x], x.axes)];
};

export const slice: Emit<'slice'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const { axis, start, stop, step, size } = site.attributes;
  const length = present(
    firstShape(site).find(({ name }) => name === axis),
    () => 'the sliced axis is there',
  ).size;
  const from = indexFromEitherEnd(start, length, emission);
  const by = needed(step, 'the step', emission);
  const count = size === undefined ? undefined : needed(size, 'the number of elements', emission);
  // The last of `count` elements is start + step*(count - 1); an index of 0 from the end is the end itself.
  const end = count === undefined ? undefined : from + by * (count - 1) + 1;
  const until = end ?? (stop === undefined ? undefined : indexFromEitherEnd(stop, length, emission));
  const isEnd = until === undefined || (from < 0 && until === 0) || (stop !== undefined && sameSize(stop, length));
  const layer = own('Slice', {
    axis: axisNumber(x, axis),
    start: from,
    ...(isEnd ? {} : { stop: until }),
    ...(by === 1 ? {} : { step: by }),
  });
  return [emission.apply(layer, [x], x.axes)];
};

/** The index as it is, or, where it is open, how far from the end it is. */
function indexFromEitherEnd(index: Size, length: Size, emission: Emission): number {
  return known(index) ?? needed(subtractSizes(index, length), 'where the slice begins and ends', emission);
}

export const flip: Emit<'flip'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  return [emission.apply(own('Reverse', { axes: axesNumbered(x, site.attributes.axes) }), [x], x.axes)];
};

export const roll: Emit<'roll'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const { by, axes } = site.attributes;
  const distances = axes.map((_, index) => needed((by.length === 1 ? by[0] : by[index]) ?? 0, 'how far elements move', emission));
  return [emission.apply(own('Roll', { axes: axes.map((axis) => axisNumber(x, axis)), by: distances }), [x], x.axes)];
};

export const transpose: Emit<'transpose'> = ({ inputs }) => [first(inputs)];

export const flatten: Emit<'flatten'> = ({ site, inputs, emission }) => {
  const shape = firstShape(site);
  const names = shape.map(({ name }) => name);
  const batch = names.filter((name) => roleOf(name) === 'batch');
  const others = names.filter((name) => roleOf(name) !== 'batch');
  if (others.length === 1) {
    const axes = first(inputs).axes.map((axis) => (axis === others[0] ? 'C' : axis));
    return [renamed(first(inputs), axes)];
  }
  if (batch.length === 1 && others.length > 1) {
    // The order of the source decides which feature is which.
    const ordered = aligned(first(inputs), [...batch, ...others], emission);
    const isKnown = shape.every(({ name, size }) => roleOf(name) === 'batch' || known(size) !== undefined);
    if (isKnown) return [emission.apply(api('flatten'), [ordered], [...batch, 'C'])];
  }
  const sizes = new Map(shape.map(({ name, size }) => [name, size]));
  const x = first(inputs);
  const to = [...batch.map((name) => [name]), others];
  return [rearranged(x, { from: x.axes.map((axis) => [axis]), to, axes: [...batch, 'C'], sizes }, emission)];
};

export const reshape: Emit<'reshape'> = ({ site, inputs, emission }) => {
  const from = firstShape(site);
  const to = present(site.outputs[0], () => 'a reshaped tensor is an output').shape;
  const names = from.map(({ name }) => name);
  const ordered = aligned(first(inputs), names, emission);
  const axes = to.map(({ name }) => name);
  const [batch, ...others] = to;
  const keepsBatch = batch !== undefined && from[0]?.name === batch.name && sameSize(from[0].size, batch.size) && from.length > 1;
  const open = others.filter(({ size }) => known(size) === undefined);
  if (keepsBatch && open.length <= 1) {
    const targetShape = others.map(({ size }) => known(size) ?? null);
    return [emission.apply(api('reshape', { targetShape }), [ordered], axes)];
  }
  return [emission.apply(own('ReshapeTo', { shape: targetSizes(from, to, emission) }), [ordered], axes)];
};

/** Numbers; for open sizes axes of the input with that size, and -1 for one that follows. */
function targetSizes(from: EmitShape, to: EmitShape, emission: Emission) {
  let hasRest = false;
  return to.map(({ name, size }) => {
    const number = known(size);
    if (number !== undefined) return number;
    const sameAs = [
      from.findIndex((axis) => axis.name === name && sameSize(axis.size, size)),
      from.findIndex((axis) => sameSize(axis.size, size)),
    ].find((index) => index >= 0);
    if (sameAs !== undefined) return { sameAs };
    if (hasRest)
      emission.refuse({ message: 'more than one size of the new shape follows from no axis', help: 'give all of them but one a number' });
    hasRest = true;
    return -1;
  });
}

type EmitShape = readonly { readonly name: string; readonly size: Size }[];

export const concat: Emit<'concat'> = ({ site, inputs, emission }) => {
  const { axis } = site.attributes;
  const output = present(site.outputs[0], () => 'joined tensors are an output').shape;
  const axes = layoutOf(output);
  const parts = inputs.map((x) => aligned(x, axes, emission));
  const isWhole = site.inputs.every(({ shape }) =>
    output.every(({ name, size }) => name === axis || shape.some((each) => each.name === name && sameSize(each.size, size))),
  );
  const at = axes.indexOf(axis);
  const repeated = isWhole
    ? parts
    : parts.map((part) => emission.apply(own('RepeatTo', { except: at }), [part, ...parts.filter((other) => other !== part)], axes));
  if (repeated.length === 1) return repeated;
  return [emission.apply(api('concatenate', { axis: at === axes.length - 1 ? -1 : at }, { axis: -1 }), repeated, axes)];
};

export const stack: Emit<'stack'> = ({ site, inputs, emission }) => {
  const output = present(site.outputs[0], () => 'stacked tensors are an output').shape;
  const axes = layoutOf(output);
  const at = axes.indexOf(site.attributes.axis);
  const within = axes.filter((axis) => axis !== site.attributes.axis);
  return [
    emission.apply(
      own('Stack', { axis: at }),
      inputs.map((x) => aligned(x, within, emission)),
      axes,
    ),
  ];
};

export const split: Emit<'split'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const { axis, parts } = site.attributes;
  const sizes = parts.kind === 'equal' ? parts.count : parts.sizes.map((size) => needed(size, 'the size of a part', emission));
  if (site.outputs.length === 1) return [x];
  const outputs = site.outputs.map(() => x.axes);
  return emission.applyToMany(own('Split', { axis: axisNumber(x, axis), parts: sizes }), [x], outputs);
};

export const unstack: Emit<'unstack'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const { axis } = site.attributes;
  const kept = x.axes.filter((name) => name !== axis);
  if (site.outputs.length === 1) {
    return [rearranged(x, { from: x.axes.map((name) => [name]), to: kept.map((name) => [name]), axes: kept }, emission)];
  }
  const outputs = site.outputs.map(() => kept);
  return emission.applyToMany(own('Unstack', { axis: axisNumber(x, axis) }), [x], outputs);
};

export const pixelShuffle: Emit<'pixel_shuffle'> = (call) => {
  const { space, feature, factor, parts, sizes } = shuffled(call);
  const channels = sizes.get(feature);
  const whole = channels === undefined ? undefined : divideSizesExactly(channels, factor ** space.length);
  const x = first(call.inputs);
  const from = x.axes.map((axis) => (axis === feature ? [axis, ...parts] : [axis]));
  const to = x.axes.map((axis) => (space.includes(axis) ? [axis, parts[space.indexOf(axis)] ?? ''] : [axis]));
  return [rearranged(x, { from, to, axes: x.axes, sizes: new Map([...sizes, [feature, whole ?? 1]]) }, call.emission)];
};

export const pixelUnshuffle: Emit<'pixel_unshuffle'> = (call) => {
  const { space, feature, factor, parts, sizes } = shuffled(call);
  const x = first(call.inputs);
  const from = x.axes.map((axis) => (space.includes(axis) ? [axis, parts[space.indexOf(axis)] ?? ''] : [axis]));
  const to = x.axes.map((axis) => (axis === feature ? [axis, ...parts] : [axis]));
  const smaller = space.map((axis) => [axis, divideSizesExactly(sizes.get(axis) ?? 1, factor) ?? 1] as const);
  return [rearranged(x, { from, to, axes: x.axes, sizes: new Map([...sizes, ...smaller]) }, call.emission)];
};

function shuffled({ site, emission }: EmitCall<'pixel_shuffle' | 'pixel_unshuffle'>) {
  const shape = firstShape(site);
  const space = spatialAxes(shape).map(({ name }) => name);
  const factor = needed(site.attributes.factor, 'the factor', emission);
  const parts = space.map((axis) => `${axis}.part`);
  const feature = present(featureAxis(shape), () => 'there are channels').name;
  const sizes = new Map<string, Size>([
    ...shape.map(({ name, size }) => [name, size] as const),
    ...parts.map((part) => [part, factor] as const),
  ]);
  return { space, feature, factor, parts, sizes };
}

export const channelShuffle: Emit<'channel_shuffle'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const feature = present(featureAxis(firstShape(site)), () => 'there are channels');
  const groups = needed(site.attributes.groups, 'the number of groups', emission);
  if (groups === 1) return [x];
  const [group, inside] = [`${feature.name}.group`, feature.name];
  const sizes = new Map<string, Size>([
    [group, groups],
    [inside, divideSizesExactly(feature.size, groups) ?? 1],
  ]);
  const from = x.axes.map((axis) => (axis === feature.name ? [group, inside] : [axis]));
  const to = x.axes.map((axis) => (axis === feature.name ? [inside, group] : [axis]));
  return [rearranged(x, { from, to, axes: x.axes, sizes }, emission)];
};
