// Batch normalisation: each feature standardised over all examples and positions, or, in inference, by running statistics.
import type { SignalStep } from '@trammel/signal';
import { normalSignal } from './normal-signal.js';
import type { SignalCall } from './signal.js';
import { add, divide, map, multiply, negate, scalar, subtract, type Value } from '@trammel/program';
import { elementCount, printShape, subtractSizes, type Size } from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import { realNumber } from './kinds.js';
import { buffer, oneRealTensor, operator, type Operands } from './operator.js';
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
  type Moments,
  type NormAttributes,
} from './standardize.js';

export interface BatchNormAttributes extends NormAttributes {
  readonly momentum: number;
}

export const batchNorm = operator<BatchNormAttributes>({
  category: 'normalisation',
  summary: 'Batch normalisation: each feature gets mean 0 and variance 1 over the batch; in inference, by the running statistics.',
  formulas: [
    'y = weight * (x - mean) / sqrt(variance + eps) + bias (Ioffe and Szegedy 2015)',
    'training: mean and biased variance of the batch; running = (1 - momentum)*running + momentum*batch, with the unbiased variance',
    'parameters = 2 * features; the running mean and variance are buffers',
    'inference: one multiplication and one addition an element, and a few for each feature',
  ],
  example: 'net Example {\n  input x: [N, C=8, H=16, W=16]\n  conv(16, 3x3, pad=1, bias=false) -> bn -> relu\n}\n',
  inputs: oneRealTensor,
  attributes: {
    eps: epsilon(1e-5, '1e-5'),
    momentum: byName(optional(realNumber(0, 1), 0.1, '0.1', 'How much of the running statistics each batch replaces.')),
    ...affineSchema('true'),
  },
  check: (call) => {
    const shape = soleShape(call);
    if (shape.length > 1) return [];
    const message = `there is nothing to average over besides the features in ${printShape(shape)}`;
    return [{ code: 'bad-input', at: { kind: 'input', index: 0 }, message }];
  },
  parameters: (call) => {
    const feature = featureOf(soleShape(call));
    return [...affineParameters([feature], call.attributes), buffer('running_mean', [feature], 0), buffer('running_var', [feature], 1)];
  },
  signal: batchSignal,
  meaning: (operands) => [operands.mode === 'training' ? train(operands) : infer(operands)],
  updates: (operands) => {
    const { shape } = soleValue(operands);
    const { mean, variance } = batchMoments(operands);
    const { momentum } = operands.attributes;
    const count = elementCount(shape.filter((axis) => axis !== featureOf(shape)));
    return [
      moved(operands.parameter('running_mean'), mean, momentum),
      moved(operands.parameter('running_var'), unbiased(variance, count), momentum),
    ];
  },
});

/** By the running statistics: y = x*scale + shift with scale = weight / sqrt(variance + eps), shift = bias - mean*scale. */
function infer(operands: Operands<BatchNormAttributes>): Value {
  const { attributes, parameter } = operands;
  const { weight, bias } = affineOf(attributes, parameter);
  const scale = divide(weight ?? 1, deviation(parameter('running_var'), attributes.eps));
  const away = multiply(parameter('running_mean'), scale);
  const shift = bias === undefined ? negate(away) : subtract(bias, away);
  return add(multiply(soleValue(operands), scale), shift);
}

/** By the statistics of the batch. */
function train(operands: Operands<BatchNormAttributes>): Value {
  const { attributes, parameter } = operands;
  const { centered, variance } = batchMoments(operands);
  return scaled(centered, deviation(variance, attributes.eps), affineOf(attributes, parameter));
}

/** Over all axes but that of the features. */
function batchMoments(operands: Operands<BatchNormAttributes>): Moments {
  const value = soleValue(operands);
  return momentsOver(value, namesWithout(value.shape, [featureOf(value.shape)]));
}

/** (1 - momentum)*running + momentum*batch */
function moved(running: Value, batch: Value, momentum: number): Value {
  const [old, now] = [
    scalar.multiply(scalar.number(1 - momentum), scalar.argument(0)),
    scalar.multiply(scalar.number(momentum), scalar.argument(1)),
  ];
  return map(scalar.add(old, now), [running, batch]);
}

/** variance * count / (count - 1) */
function unbiased(variance: Value, count: Size): Value {
  const total = scalar.multiply(scalar.argument(0), scalar.ofSize(count));
  return map(scalar.divide(total, scalar.ofSize(subtractSizes(count, 1))), [variance]);
}

/** Over all positions and examples, each feature by itself. */
function batchSignal(call: SignalCall<BatchNormAttributes>): SignalStep {
  const shape = soleShape(call);
  const feature = featureOf(shape);
  const { affine, bias, eps } = call.attributes;
  return normalSignal(call, {
    over: namesWithout(shape, [feature]),
    unitGroups: 1,
    isCentred: true,
    epsilon: eps,
    isScaled: affine,
    isShifted: affine && bias,
    parameterAxes: [feature.name],
  });
}
