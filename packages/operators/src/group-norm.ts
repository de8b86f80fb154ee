// Normalisation of each example by itself, over groups of channels or over single ones, at all positions together.
import type { SignalStep } from '@trammel/signal';
import { normalSignal } from './normal-signal.js';
import type { SignalCall } from './signal.js';
import { order } from '@trammel/program';
import { printShape, roleOf, type Shape, type Size } from '@trammel/tensor';
import { required } from './attribute.js';
import { checkNotScalar } from './axis-faults.js';
import { checkGroups, mergeGroups, splitGroups } from './channel-groups.js';
import { wholeNumber } from './kinds.js';
import { oneRealTensor, operator } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import {
  affineOf,
  affineParameters,
  affineSchema,
  deviation,
  epsilon,
  momentsOver,
  namesWithout,
  scaled,
  type NormAttributes,
} from './standardize.js';

export interface GroupNormAttributes extends NormAttributes {
  readonly groups: Size;
}

const epsAttribute = epsilon(1e-5, '1e-5');

export const groupNorm = operator<GroupNormAttributes>({
  category: 'normalisation',
  summary: 'Group normalisation: in each example, mean 0 and variance 1 over each group of channels and all positions.',
  formulas: [
    'y = weight * (x - mean) / sqrt(variance + eps) + bias, with the biased variance (Wu and He 2018)',
    'parameters = 2 * channels',
    'multiplications = 2 an element, and additions = 4 an element, less one for each mean, and a few for each channel',
  ],
  example: 'net Example {\n  input x: [N, C=32, H=16, W=16]\n  group_norm(8)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    groups: required(wholeNumber(1), 'How many groups of channels are standardised apart.'),
    eps: epsAttribute,
    ...affineSchema('true'),
  },
  check: (call) => {
    const shape = soleShape(call);
    const faults = checkNotScalar(shape);
    return faults.length > 0 ? faults : checkGroups(call.attributes.groups, { incoming: featureOf(shape).size });
  },
  parameters: (call) => affineParameters([featureOf(soleShape(call))], call.attributes),
  signal: (call) => apartSignal(call, { unitGroups: call.size(call.attributes.groups), with: [featureOf(soleShape(call)).name] }),
  meaning: (operands) => {
    const value = soleValue(operands);
    const { attributes, parameter } = operands;
    const { name } = featureOf(value.shape);
    const groups = { name: `${name}.group`, size: attributes.groups };
    const inside = `${name}.in`;
    const apart = splitGroups(value, name, groups, inside);
    const perChannel = (key: string) => splitGroups(parameter(key), name, groups, inside);
    const over = namesWithout(apart.shape, [...batchAxes(apart.shape), apart.shape.find((axis) => axis.name === groups.name)]);
    const { centered, variance } = momentsOver(apart, over);
    const result = scaled(centered, deviation(variance, attributes.eps), affineOf(attributes, perChannel));
    return [
      order(
        mergeGroups(result, groups, inside, name),
        value.shape.map((axis) => axis.name),
      ),
    ];
  },
});

export const instanceNorm = operator<NormAttributes>({
  category: 'normalisation',
  summary: 'Instance normalisation: in each example, mean 0 and variance 1 over all positions of each channel.',
  formulas: [
    'y = (x - mean) / sqrt(variance + eps), with the biased variance (Ulyanov et al. 2016); with affine=true, times weight plus bias',
    'parameters = 0, with affine=true 2 * channels',
  ],
  example: 'net Example {\n  input x: [N, C=32, H=16, W=16]\n  instance_norm\n}\n',
  inputs: oneRealTensor,
  attributes: { eps: epsAttribute, ...affineSchema('false') },
  check: (call) => {
    const shape = soleShape(call);
    if (shape.length > 0 && positions(shape).length > 0) return [];
    const message = `there are no positions to average over besides examples and features in ${printShape(shape)}`;
    return [{ code: 'bad-input', at: { kind: 'input', index: 0 }, message }];
  },
  parameters: (call) => affineParameters([featureOf(soleShape(call))], call.attributes),
  signal: (call) => apartSignal(call, { unitGroups: 1, with: [] }),
  meaning: (operands) => {
    const value = soleValue(operands);
    const { attributes, parameter } = operands;
    const { centered, variance } = momentsOver(value, positions(value.shape));
    return [scaled(centered, deviation(variance, attributes.eps), affineOf(attributes, parameter))];
  },
});

const batchAxes = (shape: Shape): Shape => shape.filter((axis) => roleOf(axis.name) === 'batch');

/** The axes that are neither examples nor features. */
const positions = (shape: Shape): readonly string[] => namesWithout(shape, [...batchAxes(shape), featureOf(shape)]);

/** Over the positions of each example, with the features of a group or each feature by itself. */
function apartSignal(
  call: SignalCall<NormAttributes>,
  { unitGroups, with: features }: { readonly unitGroups: number; readonly with: readonly string[] },
): SignalStep {
  const shape = soleShape(call);
  const { affine, bias, eps } = call.attributes;
  return normalSignal(call, {
    over: [...positions(shape), ...features],
    unitGroups,
    isCentred: true,
    epsilon: eps,
    isScaled: affine,
    isShifted: affine && bias,
    parameterAxes: [featureOf(shape).name],
  });
}
