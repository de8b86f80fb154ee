// Convolution of any rank, with groups, strides, dilation and padding.
import { withUnits, type SignalStep } from '@trammel/signal';
import { tapsOf, weighted, windowMap } from './linear-signal.js';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import { add, contract, order } from '@trammel/program';
import { approximateSize, elementCount, multiplySizes, type Size } from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import { convAlternatives } from './conv-alternatives.js';
import { checkGroups, mergeGroups, perGroup, splitGroups } from './channel-groups.js';
import { padding, sizePerAxis, wholeNumber, type Padding } from './kinds.js';
import { oneRealTensor, operator, weight, type Call, type Parameter } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import { biasParameter, weightAttributes, type WeightAttributes } from './weights.js';
import { axisWindows, checkWindows, windowAxis, windowed, type WindowAttributes } from './window.js';

export interface ConvAttributes extends WeightAttributes {
  readonly channels: Size;
  readonly kernel: readonly Size[];
  readonly stride: readonly Size[];
  readonly pad: Padding;
  readonly dilation: readonly Size[];
  readonly groups: Size;
}

export const conv = operator<ConvAttributes>({
  category: 'convolution',
  summary: 'Convolution over the axes of space and time, of any rank, which follows from the input.',
  formulas: [
    'out = floor((in + pads - dilation*(kernel - 1) - 1) / stride) + 1',
    'parameters = channels * (in_channels / groups) * kernel elements, + channels with a bias',
    'multiplications = MACs = output elements * (in_channels / groups) * kernel elements',
    'additions = the same with a bias, one less for each output element without',
  ],
  example: 'net Example {\n  input image: [N, C=3, H=32, W=32]\n  conv(16, 3x3, stride=2, pad=half)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    channels: required(wholeNumber(1), 'How many feature channels come out.'),
    kernel: optional(sizePerAxis(1), [1], '1', 'The size of the window, one number or one for each axis.'),
    stride: optional(sizePerAxis(1), [1], '1', 'The step between windows.'),
    pad: optional(padding, [{ before: 0, after: 0 }], '0', 'Zeros around the input: a number, `half`, `same` or `causal`.'),
    dilation: byName(optional(sizePerAxis(1), [1], '1', 'The step between elements of a window.')),
    groups: byName(optional(wholeNumber(1), 1, '1', 'How many groups of channels are convolved apart.')),
    ...weightAttributes('Whether a number is added to each channel.'),
  },
  check: (call) => {
    const shape = soleShape(call);
    const faults = checkWindows(shape, geometry(call.attributes));
    const { groups, channels } = call.attributes;
    return faults.length > 0 ? faults : checkGroups(groups, { incoming: featureOf(shape).size, outgoing: channels });
  },
  parameters: (call) => convParameters(call),
  signal: convSignal,
  alternatives: convAlternatives,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { attributes, parameter } = operands;
    const { name } = featureOf(value.shape);
    const windows = axisWindows(value.shape, geometry(attributes));
    const groups = { name: `${name}.group`, size: attributes.groups };
    const [inside, outside] = [`${name}.in`, `${name}.out`];
    const input = splitGroups(windowed(value, windows, 0), name, groups, inside);
    const kernel = splitGroups(parameter('weight'), outside, groups, outside);
    const sum = contract(input, kernel, [inside, ...windows.map(({ axis }) => windowAxis(axis.name))]);
    const result = order(
      mergeGroups(sum, groups, outside, name),
      value.shape.map((axis) => axis.name),
    );
    return [attributes.bias ? add(result, parameter('bias')) : result];
  },
});

const geometry = (attributes: ConvAttributes): WindowAttributes => ({ ...attributes, rounding: 'floor' });

function convParameters(call: Call<ConvAttributes>): readonly Parameter[] {
  const shape = soleShape(call);
  const { name, size } = featureOf(shape);
  const { channels, groups, bias, init, bias_init } = call.attributes;
  const kernel = axisWindows(shape, geometry(call.attributes)).map((window) => ({
    name: windowAxis(window.axis.name),
    size: window.kernel,
  }));
  const elements = elementCount(kernel);
  const incoming = perGroup(size, groups);
  const fans = {
    in: approximateSize(multiplySizes(elements, incoming)),
    out: approximateSize(multiplySizes(elements, perGroup(channels, groups))),
  };
  const axes = [{ name: `${name}.out`, size: channels }, { name: `${name}.in`, size: incoming }, ...kernel];
  const kernelWeight = weight('weight', axes, init, fans);
  return bias ? [kernelWeight, biasParameter({ name, size: channels }, bias_init, fans)] : [kernelWeight];
}

/** A linear map of windows. */
function convSignal(call: SignalCall<ConvAttributes>): SignalStep {
  const { attributes, size } = call;
  const shape = soleShape(call);
  const [groups, channels] = [size(attributes.groups), size(attributes.channels)];
  const units = { incoming: size(featureOf(shape).size) / groups, outgoing: channels / groups, all: channels };
  const taps = tapsOf(axisWindows(shape, geometry(attributes)), size);
  return withUnits(soleMoments(call), featureOf(shape).name, (x) =>
    weighted(x, windowMap(x, outputAxes(call), { units, taps, direction: 'reads' }), call),
  );
}
