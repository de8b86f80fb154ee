// Convolution of any rank, with groups, strides, dilation and padding.
import { add, contract, merge, order, rename, split } from '@trammel/program';
import { divideSizesExactly, featureAxis, isKnown, present, printSize, productOfSizes, type Size } from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import type { Fault } from './fault.js';
import type { Initializer } from './initializer.js';
import { initializer, padding, sizePerAxis, truthValue, wholeNumber, type Padding } from './kinds.js';
import { oneTensor, operator, weight, type Call, type Parameter } from './operator.js';
import { biasParameter, defaultInitializer } from './weights.js';
import { axisWindows, checkWindows, windowAxis, windowed } from './window.js';

export interface ConvAttributes {
  readonly channels: Size;
  readonly kernel: readonly Size[];
  readonly stride: readonly Size[];
  readonly pad: Padding;
  readonly dilation: readonly Size[];
  readonly groups: Size;
  readonly bias: boolean;
  readonly init: Initializer;
  readonly bias_init: Initializer;
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
  inputs: oneTensor,
  attributes: {
    channels: required(wholeNumber(1), 'How many feature channels come out.'),
    kernel: optional(sizePerAxis(1), [1], '1', 'The size of the window, one number or one for each axis.'),
    stride: optional(sizePerAxis(1), [1], '1', 'The step between windows.'),
    pad: optional(padding, [{ before: 0, after: 0 }], '0', 'Zeros around the input: a number, `half` or `same`.'),
    dilation: byName(optional(sizePerAxis(1), [1], '1', 'The step between elements of a window.')),
    groups: byName(optional(wholeNumber(1), 1, '1', 'How many groups of channels are convolved apart.')),
    bias: byName(optional(truthValue, true, 'true', 'Whether a number is added to each channel.')),
    init: byName(optional(initializer, defaultInitializer.value, defaultInitializer.text, 'How the weight begins.')),
    bias_init: byName(optional(initializer, { kind: 'constant', value: 0 }, 'zeros', 'How the bias begins.')),
  },
  check: ({ attributes, inputs: [x] }) => {
    const { shape } = present(x, () => 'conv has an input');
    const faults = checkWindows(shape, { ...attributes, rounding: 'floor' });
    return faults.length > 0 ? faults : checkGroups(attributes, featureAxis(shape)?.size ?? 1);
  },
  parameters: (call) => convParameters(call),
  meaning: ({ attributes, inputs: [x], values: [value], parameter }) => {
    const { shape } = present(x, () => 'conv has an input');
    const { name, size } = present(featureAxis(shape), () => 'conv has a feature axis');
    const { groups, channels, bias } = attributes;
    const windows = axisWindows(shape, { ...attributes, rounding: 'floor' });
    const [group, inside, outside] = [`${name}.group`, `${name}.in`, `${name}.out`];
    const parts = (whole: Size): Size => present(divideSizesExactly(whole, groups), () => 'groups divide the channels');
    const input = windowed(
      present(value, () => 'conv has an input'),
      windows,
      0,
    );
    const over = [inside, ...windows.map(({ axis }) => windowAxis(axis.name))];
    const names = shape.map((axis) => axis.name);
    const ungrouped = groups === 1;
    const grouped = ungrouped
      ? rename(input, { [name]: inside })
      : split(input, name, [
          { name: group, size: groups },
          { name: inside, size: parts(size) },
        ]);
    const kernel = ungrouped
      ? parameter('weight')
      : split(parameter('weight'), outside, [
          { name: group, size: groups },
          { name: outside, size: parts(channels) },
        ]);
    const sum = contract(grouped, kernel, over);
    const result = order(ungrouped ? rename(sum, { [outside]: name }) : merge(sum, [group, outside], name), names);
    return [bias ? add(result, parameter('bias')) : result];
  },
});

function convParameters({ attributes, inputs: [x] }: Call<ConvAttributes>): readonly Parameter[] {
  const { shape } = present(x, () => 'conv has an input');
  const { name, size } = present(featureAxis(shape), () => 'conv has a feature axis');
  const { channels, groups, bias, init, bias_init } = attributes;
  const windows = axisWindows(shape, { ...attributes, rounding: 'floor' });
  const perGroup = present(divideSizesExactly(size, groups), () => 'groups divide the channels');
  const kernel = windows.map((w) => ({ name: windowAxis(w.axis.name), size: w.kernel }));
  const elements = productOfSizes(kernel.map((axis) => axis.size));
  const fans = {
    in: Number(known(productOfSizes([elements, perGroup]))),
    out: Number(known(divideSizesExactly(productOfSizes([elements, channels]), groups) ?? 1)),
  };
  const kernelWeight = weight(
    'weight',
    [{ name: `${name}.out`, size: channels }, { name: `${name}.in`, size: perGroup }, ...kernel],
    init,
    fans,
  );
  return bias ? [kernelWeight, biasParameter({ name, size: channels }, bias_init, fans)] : [kernelWeight];
}

const known = (size: Size): number | bigint => (isKnown(size) ? size : Number.NaN);

function checkGroups({ channels, groups }: ConvAttributes, incoming: Size): readonly Fault[] {
  const fault = (what: string, size: Size): Fault => ({
    code: 'not-divisible',
    at: { kind: 'argument', name: 'groups' },
    message: `${printSize(groups)} groups do not divide the ${printSize(size)} ${what} channels`,
  });
  if (divideSizesExactly(incoming, groups) === undefined) return [fault('incoming', incoming)];
  return divideSizesExactly(channels, groups) === undefined ? [fault('outgoing', channels)] : [];
}
