// Layer normalisation and its kin by root mean square: each example standardised over some of its axes.
import type { SignalStep } from '@trammel/signal';
import { normalSignal } from './normal-signal.js';
import type { SignalCall } from './signal.js';
import { featureAxis, type Shape } from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import { checkAxes, checkNotScalar } from './axis-faults.js';
import type { Fault } from './fault.js';
import { axisNames, truthValue } from './kinds.js';
import { oneRealTensor, operator, weight, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import {
  affineOf,
  affineParameters,
  affineSchema,
  deviation,
  epsilon,
  meanSquare,
  momentsOver,
  scaled,
  type NormAttributes,
} from './standardize.js';

interface AxesAttributes {
  /** Undefined: the feature axis. */
  readonly axes: readonly string[] | undefined;
}

export interface LayerNormAttributes extends NormAttributes, AxesAttributes {}

export type RmsNormAttributes = Pick<NormAttributes, 'eps' | 'affine' | 'init'> & AxesAttributes;

const axesAttribute = optional<readonly string[] | undefined>(axisNames, undefined, 'the feature axis', 'The axes to standardise over.');

export const layerNorm = operator<LayerNormAttributes>({
  category: 'normalisation',
  summary: 'Layer normalisation: mean 0 and variance 1 over the feature axis, or over the axes that are named.',
  formulas: [
    'y = weight * (x - mean) / sqrt(variance + eps) + bias, with the biased variance (Ba et al. 2016)',
    'parameters = 2 * elements that are standardised together',
    'multiplications = 3 an element, and additions = 4 an element, less one for each mean',
  ],
  example: 'net Example {\n  input x: [N, T=16, D=64]\n  layer_norm\n}\n',
  inputs: oneRealTensor,
  attributes: {
    axes: axesAttribute,
    eps: epsilon(1e-5, '1e-5'),
    ...affineSchema('true'),
  },
  check: checkNormAxes,
  parameters: (call) => affineParameters(normAxes(call), call.attributes),
  signal: (call) => axesSignal(call, { isCentred: true, isShifted: call.attributes.affine && call.attributes.bias }),
  meaning: (operands) => {
    const { attributes, parameter } = operands;
    const axes = normAxes(operands).map((axis) => axis.name);
    const { centered, variance } = momentsOver(soleValue(operands), axes);
    return [scaled(centered, deviation(variance, attributes.eps), affineOf(attributes, parameter))];
  },
});

export const rmsNorm = operator<RmsNormAttributes>({
  category: 'normalisation',
  summary: 'Division by the root mean square over the feature axis, or over the axes that are named.',
  formulas: [
    'y = weight * x / sqrt(mean(x^2) + eps) (Zhang and Sennrich 2019)',
    'parameters = elements that are divided together',
    'multiplications = 3 an element, and additions = 1 an element',
  ],
  example: 'net Example {\n  input x: [N, T=16, D=64]\n  rms_norm\n}\n',
  inputs: oneRealTensor,
  attributes: {
    axes: axesAttribute,
    eps: epsilon(1e-6, '1e-6'),
    affine: byName(optional(truthValue, true, 'true', 'Whether the result is scaled by weights.')),
    init: affineSchema('true').init,
  },
  check: checkNormAxes,
  parameters: (call) => (call.attributes.affine ? [weight('weight', normAxes(call), call.attributes.init, undefined)] : []),
  signal: (call) => axesSignal(call, { isCentred: false, isShifted: false }),
  meaning: (operands) => {
    const { attributes, parameter } = operands;
    const value = soleValue(operands);
    const rootMeanSquare = deviation(
      meanSquare(
        value,
        normAxes(operands).map((axis) => axis.name),
      ),
      attributes.eps,
    );
    return [scaled(value, rootMeanSquare, { weight: attributes.affine ? parameter('weight') : undefined, bias: undefined })];
  },
});

/** The axes to standardise over, in the order of the input. */
function normAxes(call: Call<AxesAttributes>): Shape {
  const shape = soleShape(call);
  const { axes } = call.attributes;
  return shape.filter((axis) => (axes === undefined ? axis === featureAxis(shape) : axes.includes(axis.name)));
}

function checkNormAxes(call: Call<AxesAttributes>): readonly Fault[] {
  const shape = soleShape(call);
  const faults = checkNotScalar(shape);
  return faults.length > 0 ? faults : checkAxes(shape, call.attributes.axes ?? [], { kind: 'argument', name: 'axes' });
}

/** Over the axes of each example by themselves. */
function axesSignal(
  call: SignalCall<RmsNormAttributes>,
  { isCentred, isShifted }: { readonly isCentred: boolean; readonly isShifted: boolean },
): SignalStep {
  const over = normAxes(call).map((axis) => axis.name);
  const { affine, eps } = call.attributes;
  return normalSignal(call, { over, unitGroups: 1, isCentred, epsilon: eps, isScaled: affine, isShifted, parameterAxes: over });
}
