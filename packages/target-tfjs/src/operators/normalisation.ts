// Normalisations and dropout: layers of our own where those of the API count, keep or draw otherwise.
import { featureAxis, present, roleOf } from '@trammel/tensor';
import { api, known, needed, own, withWeights, type Emission } from '../emission.js';
import type { Local, Variable } from '../statement.js';
import type { Emit, EmitCall } from './emit.js';
import { axesNumbered, first, firstShape, inBatch } from './inputs.js';

/** Weight and bias, where they are wanted. */
const affine = ({ affine: isScaled, bias }: { readonly affine: boolean; readonly bias: boolean }) => ({
  scale: isScaled,
  center: isScaled && bias,
});
/** What our own layers take for granted. */
const affineDefaults = { scale: true, center: true };
const affineNames = ({ scale, center }: { readonly scale: boolean; readonly center: boolean }): readonly string[] => [
  ...(scale ? ['weight'] : []),
  ...(center ? ['bias'] : []),
];

export const batchNorm: Emit<'bn'> = ({ node, site, inputs, emission }) => {
  const { eps, momentum } = site.attributes;
  const used = affine(site.attributes);
  const layer = own('BatchNorm', { epsilon: eps, momentum, ...used }, affineDefaults);
  const x = first(inputs);
  const weighted = withWeights(layer, [...affineNames(used), 'running_mean', 'running_var'], node);
  // Each call moves the running statistics, one after the other.
  return [emission.apply(weighted, [x, ...emission.before([x])], x.axes)];
};

/** The layer norm of TensorFlow.js is a batch norm, which takes no more axes. */
const mostAxes = 4;

export const layerNorm: Emit<'layer_norm'> = (call) => {
  const { affine: isScaled, bias } = call.site.attributes;
  return normOverAxes(call, 'moments', affine({ affine: isScaled, bias }));
};

export const rmsNorm: Emit<'rms_norm'> = (call) => normOverAxes(call, 'rms', { scale: call.site.attributes.affine, center: false });

function normOverAxes(
  { node, site, inputs, emission }: EmitCall<'layer_norm' | 'rms_norm'>,
  kind: 'moments' | 'rms',
  used: { readonly scale: boolean; readonly center: boolean },
): readonly Local[] {
  const x = first(inputs);
  const shape = firstShape(site);
  const { eps, axes } = site.attributes;
  const names = axes ?? [present(featureAxis(shape), () => 'there are features').name];
  if (names.length === 0) emission.refuse({ message: 'a norm over no axes is no layer', help: 'name the axes' });
  const isLast = names.length === 1 && names[0] === x.axes.at(-1) && x.axes.length > 1;
  const isApi = kind === 'moments' && isLast && used.scale && used.center && x.axes.length <= mostAxes;
  if (isApi) return [emission.apply(withWeights(api('layerNormalization', { epsilon: eps }), ['weight', 'bias'], node), [x], x.axes)];
  // Parameters have the axes in the order of the source; the variables in that of the tensor as it lies here.
  const source = shape.filter(({ name }) => names.includes(name)).map(({ name }) => name);
  const inside = x.axes.filter((axis) => names.includes(axis));
  const order = inside.map((axis) => source.indexOf(axis));
  const variables = affineNames(used).map((parameter): Variable => ({ parameter, order }));
  const layer = own('LayerNorm', { axes: axesNumbered(x, names), epsilon: eps, kind, ...used }, affineDefaults);
  return [emission.apply(withWeights(layer, variables, node), [x], x.axes)];
}

export const groupNorm: Emit<'group_norm'> = (call) =>
  normOfGroups(call, needed(call.site.attributes.groups, 'the number of groups', call.emission));

export const instanceNorm: Emit<'instance_norm'> = (call) => {
  const feature = present(featureAxis(firstShape(call.site)), () => 'there are features');
  return normOfGroups(call, known(feature.size));
};

/** Of so many groups; of as many as there are channels where that is open. */
function normOfGroups(
  { node, site, inputs, emission }: EmitCall<'group_norm' | 'instance_norm'>,
  groups: number | undefined,
): readonly Local[] {
  const shape = firstShape(site);
  const feature = present(featureAxis(shape), () => 'there are features').name;
  const within = first(inputs).axes.filter((axis) => axis !== feature && roleOf(axis) !== 'batch');
  const { folded, unfold } = inBatch(first(inputs), { shape, within }, emission);
  const used = affine(site.attributes);
  const settings = { ...(groups === undefined ? {} : { groups }), epsilon: site.attributes.eps, ...used };
  const layer = withWeights(own('GroupNorm', settings, affineDefaults), affineNames(used), node);
  return [unfold(emission.apply(layer, [folded], folded.axes), [...within, feature])];
}

export const localResponseNorm: Emit<'lrn'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const { size, alpha, beta, k } = site.attributes;
  const layer = own('LocalResponseNorm', { size: needed(size, 'the number of neighbours', emission), alpha, beta, k });
  return [emission.apply(layer, [x], x.axes)];
};

export const dropout: Emit<'dropout'> = ({ site, inputs, emission }) => {
  const { probability: rate, axes } = site.attributes;
  if (rate === 0) return [first(inputs)];
  if (axes === undefined && rate < 1) return [emission.apply(api('dropout', { rate }), [first(inputs)], first(inputs).axes)];
  return [dropped(first(inputs), rate, { axes, emission })];
};

export const dropPath: Emit<'drop_path'> = ({ site, inputs, emission }) =>
  site.attributes.probability === 0 ? [first(inputs)] : [dropped(first(inputs), site.attributes.probability, { axes: [], emission })];

/** Draws differ along the batch and the axes that are named, all unless said. */
function dropped(
  x: Local,
  rate: number,
  { axes, emission }: { readonly axes: readonly string[] | undefined; readonly emission: Emission },
): Local {
  const drawn = x.axes.filter((axis) => axes === undefined || axes.includes(axis) || roleOf(axis) === 'batch');
  return emission.apply(own('DropAxes', { rate, axes: axesNumbered(x, drawn) }), [x], x.axes);
}
