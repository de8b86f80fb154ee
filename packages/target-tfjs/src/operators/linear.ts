// Dense layers, tables of vectors, products of tensors, tensors that are learned.
import { bindSizes, resultNames, writtenSizes, type AttributesOf, type Written } from '@trammel/operators';
import { present, type Shape, type Size } from '@trammel/tensor';
import { aligned, api, needed, own, rearranged, withWeights, type Emission } from '../emission.js';
import { layoutOf } from '../layout.js';
import { renamed, type Local } from '../statement.js';
import type { Emit, EmitCall } from './emit.js';
import { axisNumber, first, firstShape } from './inputs.js';

export const dense: Emit<'dense'> = ({ node, site, inputs, emission }) => {
  const { features, bias } = site.attributes;
  const x = first(inputs);
  const settings = { units: needed(features, 'the number of features', emission), useBias: bias };
  const layer = withWeights(
    { ...api('dense', settings, { useBias: true }), takesActivation: true },
    [{ parameter: 'weight', order: [1, 0] }, ...(bias ? ['bias'] : [])],
    node,
  );
  // A layer of the API has a batch; a tensor without one gets an axis for it.
  if (x.axes.length > 1) return [emission.apply(layer, [x], x.axes)];
  const row = aligned(x, ['1', ...x.axes], emission);
  return [aligned(emission.apply(layer, [row], row.axes), x.axes, emission)];
};

export const embedding: Emit<'embedding'> = ({ node, site, inputs, emission }) => {
  const { vocabulary, features } = site.attributes;
  const x = first(inputs);
  const output = present(site.outputs[0], () => 'an embedding has an output').shape;
  const added = present(
    output.find(({ name }) => !x.axes.includes(name)),
    () => 'an embedding adds an axis',
  ).name;
  const axes = [...x.axes, added];
  const table = emission.table();
  if (table !== undefined) return [emission.apply(own('PickRows'), [table, x], axes)];
  const settings = {
    inputDim: needed(vocabulary, 'the number of entries', emission),
    outputDim: needed(features, 'the number of features', emission),
  };
  if (x.axes.length > 0) return [emission.apply(withWeights(api('embedding', settings), ['weight'], node), [x], axes)];
  const row = aligned(x, ['1'], emission);
  return [aligned(emission.apply(withWeights(api('embedding', settings), ['weight'], node), [row], ['1', added]), axes, emission)];
};

export const embeddingAttend: Emit<'embedding_attend'> = ({ node, site, inputs, emission }) => {
  const { vocabulary, features } = site.attributes;
  const x = first(inputs);
  const shape = [needed(vocabulary, 'the number of entries', emission), needed(features, 'the number of features', emission)];
  const table =
    emission.table() ??
    emission.apply(withWeights(own('LearnedTensor', { shape }), ['weight'], node), [emission.anchor], ['entry', 'feature']);
  const others = x.axes.slice(0, -1);
  const equation = `${[...others, 'feature'].join(' ')}, entry feature -> ${[...others, 'entry'].join(' ')}`;
  return [emission.apply(own('Einsum', { equation }), [x, table], x.axes)];
};

export const positionEmbedding: Emit<'pos_embed'> = ({ node, site, inputs, emission }) => {
  const x = first(inputs);
  const weight = present(site.parameters[0], () => 'positions have vectors').shape;
  const [positions, feature] = weight;
  const layer = own('PositionEmbedding', {
    length: needed(site.attributes.length, 'the number of positions', emission),
    axis: axisNumber(x, positions?.name ?? ''),
  });
  const axes = [...x.axes.filter((axis) => axis !== feature?.name), feature?.name ?? ''];
  return [emission.apply(withWeights(layer, ['weight'], node), [aligned(x, axes, emission)], axes)];
};

export const learnedTensor: Emit<'parameter'> = ({ node, site, emission }) => {
  const shape = present(site.outputs[0], () => 'a parameter is an output').shape;
  const axes = layoutOf(shape);
  const order = axes.map((axis) => shape.findIndex(({ name }) => name === axis));
  const sizes = order.map((index) => needed(shape[index]?.size ?? 1, 'the size of a parameter', emission));
  const layer = withWeights(own('LearnedTensor', { shape: sizes }), [{ parameter: 'weight', order }], node);
  return [emission.apply(layer, [emission.anchor], axes)];
};

export const arange: Emit<'arange'> = ({ site, emission }) => {
  const [axis] = present(site.outputs[0], () => 'positions are an output').shape;
  const size = needed(axis?.size ?? 1, 'the number of positions', emission);
  return [emission.apply(own('Arange', { size }), [emission.anchor], [axis?.name ?? ''])];
};

export const matmul: Emit<'matmul'> = ({ site, inputs, emission }) => {
  const [left, right] = site.inputs.map(({ shape }) => shape);
  const output = present(site.outputs[0], () => 'a product has an output').shape.map(({ name }) => name);
  const [a, b] = inputs;
  const last = left?.at(-1)?.name ?? '';
  const partner = right?.some(({ name }) => name === last) === true ? last : ((right?.length === 1 ? right[0] : right?.at(-2))?.name ?? '');
  // The axis that is summed has one name in the equation, which no other axis has.
  const sum = 'sum.';
  const named = (x: Local | undefined, axis: string): string => (x?.axes ?? []).map((name) => (name === axis ? sum : name)).join(' ');
  const axes = layoutOf(present(site.outputs[0], () => 'a product has an output').shape);
  const equation = `${named(a, last)}, ${named(b, partner)} -> ${axes.join(' ')}`;
  return [emission.apply(own('Einsum', { equation }), inputs, output.length === axes.length ? axes : output)];
};

/** The patterns of the tensors and of the result, as they are written or follow. */
function patternsOf({ rewrite: single, patterns, result }: AttributesOf<'einsum'>, shapes: readonly Shape[]) {
  const written = single === undefined ? patterns : [single.from];
  const inputs = shapes.map((shape, index): Written => ({
    shape,
    pattern: written[index] ?? shape.map(({ name }) => ({ names: [name], size: undefined })),
  }));
  return { inputs, to: single === undefined ? (result ?? []) : single.to };
}

export const einsum: Emit<'einsum'> = (call) => {
  const { site, inputs, emission } = call;
  const { inputs: written, to } = patternsOf(
    site.attributes,
    site.inputs.map(({ shape }) => shape),
  );
  const bound = bindSizes(written, new Map([...writtenSizes(to), ...site.attributes.sizes]));
  const sizes = bound.ok ? bound.value : new Map<string, Size>();
  const apart = inputs.map((x, index) =>
    takenApart(
      x,
      present(written[index], () => 'each tensor has a pattern'),
      { sizes, emission },
    ),
  );
  const wanted = to.flatMap(({ names }) => names);
  const equation = `${apart.map(({ axes }) => axes.join(' ')).join(', ')} -> ${wanted.join(' ')}`;
  const product = emission.apply(own('Einsum', { equation }), apart, wanted);
  return [putTogether(product, { to, names: resultNames(to, written), sizes }, emission)];
};

/** The tensor with the axes of its pattern, groups as their members, an axis that occurs twice as its diagonal. */
function takenApart(
  x: Local,
  { shape, pattern }: Written,
  { sizes, emission }: { readonly sizes: ReadonlyMap<string, Size>; readonly emission: Emission },
): Local {
  const byName = new Map(shape.map(({ name }, index) => [name, pattern[index]?.names ?? []]));
  const groups = x.axes.map((axis) => byName.get(axis) ?? []);
  const members = groups.flat();
  const apart = groups.every(({ length }) => length === 1)
    ? renamed(x, members)
    : rearranged(x, { from: groups, to: members.map((name) => [name]), axes: members, sizes: distinct(members, sizes) }, emission);
  return diagonal(apart, emission);
}

/** Names that occur twice stand for two axes until the diagonal is taken. */
const distinct = (members: readonly string[], sizes: ReadonlyMap<string, Size>): ReadonlyMap<string, Size> =>
  new Map(members.flatMap((name) => (sizes.has(name) ? [[name, sizes.get(name) ?? 1] as const] : [])));

function diagonal(x: Local, emission: Emission): Local {
  const other = x.axes.findIndex((axis, index) => x.axes.indexOf(axis) < index);
  if (other < 0) return x;
  const axes = x.axes.filter((_, index) => index !== other);
  return diagonal(emission.apply(own('Diagonal', { axis: x.axes.indexOf(x.axes[other] ?? ''), other }), [x], axes), emission);
}

/** The tensor with its axes put together as the pattern of a result says. */
export function putTogether(
  x: Local,
  by: { readonly to: Written['pattern']; readonly names: readonly string[]; readonly sizes: ReadonlyMap<string, Size> },
  emission: Emission,
): Local {
  const to = by.to.map(({ names }) => names);
  return rearranged(x, { from: x.axes.map((axis) => [axis]), to, axes: by.names, sizes: by.sizes }, emission);
}

export const rearrange: Emit<'rearrange'> = (call: EmitCall<'rearrange'>) => {
  const { site, inputs, emission } = call;
  const { pattern, sizes: given } = site.attributes;
  const shape = firstShape(site);
  const x = first(inputs);
  const bound = bindSizes([{ shape, pattern: pattern.from }], new Map([...writtenSizes(pattern.to), ...given]));
  const sizes = bound.ok ? bound.value : new Map<string, Size>();
  const byName = new Map(shape.map(({ name }, index) => [name, pattern.from[index]?.names ?? []]));
  const names = resultNames(pattern.to, [{ shape, pattern: pattern.from }]);
  const from = x.axes.map((axis) => byName.get(axis) ?? []);
  // The order inside is met at once, rather than by a second layer.
  const output = layoutOf(present(site.outputs[0], () => 'a rearranged tensor is an output').shape);
  const to = output.map((name) => pattern.to[names.indexOf(name)]?.names ?? []);
  return [rearranged(x, { from, to, axes: output, sizes }, emission)];
};
