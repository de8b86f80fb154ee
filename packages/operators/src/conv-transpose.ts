// Transposed convolution of any rank: each input position adds a weighted kernel to the output. The adjoint of `conv`.
import type { SignalStep } from '@trammel/signal';
import { weighted, windowMap } from './linear-signal.js';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import { accumulate, add, contract, coordinate, indexOf, positionOf, type Coordinate } from '@trammel/program';
import {
  addSizes,
  approximateSize,
  elementCount,
  floorDivideSizes,
  isKnown,
  maximumSize,
  multiplySizes,
  printSize,
  productOfSizes,
  spatialAxes,
  subtractSizes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import { checkGroups, mergeGroups, perGroup, splitGroups } from './channel-groups.js';
import type { Fault } from './fault.js';
import { cropping, sizePerAxis, wholeNumber, type Cropping, type Sides } from './kinds.js';
import { oneRealTensor, operator, weight, type Call, type Parameter } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import { biasParameter, weightAttributes, type WeightAttributes } from './weights.js';
import { checkPerAxis, entryFor, windowAxis } from './window.js';

export interface ConvTransposeAttributes extends WeightAttributes {
  readonly channels: Size;
  readonly kernel: readonly Size[];
  readonly stride: readonly Size[];
  readonly pad: Cropping;
  readonly output_pad: readonly Size[];
  readonly dilation: readonly Size[];
  readonly groups: Size;
}

export const convTranspose = operator<ConvTransposeAttributes>({
  category: 'convolution',
  summary: 'Transposed convolution: every input position adds a kernel, times its number, to the output; it undoes the strides of `conv`.',
  formulas: [
    'out = (in - 1)*stride - pads + dilation*(kernel - 1) + output_pad + 1',
    'parameters = in_channels * (channels / groups) * kernel elements, + channels with a bias',
    'multiplications = MACs = input positions * kernel elements * in_channels * channels / groups',
    'y[s*h + d*k - p] += w[k] x[h] (Dumoulin and Visin 2016, a guide to convolution arithmetic, section 4)',
  ],
  example: 'net Example {\n  input x: [N, C=64, H=16, W=16]\n  conv_transpose(32, 2x2, stride=2)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    channels: required(wholeNumber(1), 'How many feature channels come out.'),
    kernel: optional(sizePerAxis(1), [1], '1', 'The size of the kernel, one number or one for each axis.'),
    stride: optional(sizePerAxis(1), [1], '1', 'How far apart neighbours of the input lie in the output.'),
    pad: optional(
      cropping,
      [{ before: 0, after: 0 }],
      '0',
      'What is cut off around the output: a number, `half`, or `same` for an output of in*stride.',
    ),
    output_pad: byName(optional(sizePerAxis(0), [0], '0', 'Rows added after the output, which `pad` would otherwise cut off.')),
    dilation: byName(optional(sizePerAxis(1), [1], '1', 'The step between elements of the kernel.')),
    groups: byName(optional(wholeNumber(1), 1, '1', 'How many groups of channels are convolved apart.')),
    ...weightAttributes('Whether a number is added to each channel.'),
  },
  check: (call) => {
    const shape = soleShape(call);
    const { kernel, stride, dilation, output_pad, pad, groups, channels } = call.attributes;
    const lists = { kernel, stride, dilation, output_pad, ...(typeof pad === 'string' ? {} : { pad }) };
    const faults = checkPerAxis(shape, lists);
    if (faults.length > 0) return faults;
    const spreadFaults = axisSpreads(shape, call.attributes).flatMap(checkSpread);
    return [...spreadFaults, ...checkGroups(groups, { incoming: featureOf(shape).size, outgoing: channels })];
  },
  parameters: (call) => convTransposeParameters(call),
  signal: convTransposeSignal,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { attributes, parameter } = operands;
    const { name } = featureOf(value.shape);
    const groups = { name: `${name}.group`, size: attributes.groups };
    const [inside, outside] = [`${name}.in`, `${name}.out`];
    const input = splitGroups(value, name, groups, inside);
    const kernel = splitGroups(parameter('weight'), inside, groups, inside);
    const products = mergeGroups(contract(input, kernel, [inside]), groups, outside, name);
    const along = axisSpreads(value.shape, attributes);
    const shape = value.shape.map((axis) => {
      const size = along.find((spread) => spread.axis === axis)?.size ?? axis.size;
      return axis.name === name ? { name, size: attributes.channels } : { name: axis.name, size };
    });
    const coordinates = value.shape.map((axis) => {
      const spread = along.find((candidate) => candidate.axis === axis);
      return spread === undefined ? indexOf(products.shape, axis.name) : landing(products.shape, spread);
    });
    const result = accumulate(products, shape, coordinates);
    return [attributes.bias ? add(result, parameter('bias')) : result];
  },
});

/** How the input is spread along one axis of the output. */
export interface Spread {
  readonly axis: Axis;
  readonly kernel: Size;
  readonly stride: Size;
  readonly dilation: Size;
  readonly before: Size;
  readonly outputPad: Size;
  /** Of the output. */
  readonly size: Size;
}

/** How the input is spread along each axis of space. */
export function axisSpreads(shape: Shape, attributes: ConvTransposeAttributes): readonly Spread[] {
  return spatialAxes(shape).map((axis, index) => {
    const kernel = entryFor(attributes.kernel, index) ?? 1;
    const stride = entryFor(attributes.stride, index) ?? 1;
    const dilation = entryFor(attributes.dilation, index) ?? 1;
    const outputPad = entryFor(attributes.output_pad, index) ?? 0;
    const { pad } = attributes;
    const along = { axis, kernel, stride, dilation, outputPad };
    // The kernel spans d*(k-1) + 1 indices.
    const span = addSizes(multiplySizes(dilation, subtractSizes(kernel, 1)), 1);
    if (pad === 'same') {
      // The pads of a `conv` with pad=same over in*s: max(span - s, 0) together, the odd row after (the TensorFlow rule).
      const before = floorDivideSizes(maximumSize(subtractSizes(span, stride), 0), 2);
      return { ...along, before, size: addSizes(multiplySizes(axis.size, stride), outputPad) };
    }
    const { before, after } = pad === 'half' ? halfOf(kernel, dilation) : (entryFor(pad, index) ?? { before: 0, after: 0 });
    // out = (in - 1)*s - before - after + d*(k-1) + output_pad + 1
    const reach = addSizes(multiplySizes(subtractSizes(axis.size, 1), stride), addSizes(span, outputPad));
    return { ...along, before, size: subtractSizes(reach, addSizes(before, after)) };
  });
}

function halfOf(kernel: Size, dilation: Size): Sides {
  const half = multiplySizes(dilation, floorDivideSizes(kernel, 2));
  return { before: half, after: half };
}

/** Where the product of input position h and kernel element k lands: s*h + d*k - before. */
function landing(products: Shape, { axis, stride, dilation, before }: Spread): Coordinate {
  const terms = [
    { axis: positionOf(products, axis.name), coefficient: stride },
    { axis: positionOf(products, windowAxis(axis.name)), coefficient: dilation },
  ];
  return coordinate(terms, { offset: multiplySizes(before, -1) });
}

function checkSpread({ axis, stride, dilation, outputPad, size }: Spread): readonly Fault[] {
  const limit = maximumSize(stride, dilation);
  if (isKnown(outputPad) && isKnown(limit) && outputPad > 0 && outputPad >= limit) {
    const message = `an output_pad of ${printSize(outputPad)} along axis ${axis.name} is not below the stride or the dilation, which is ${printSize(limit)}`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'output_pad' }, message }];
  }
  if (!isKnown(size) || size >= 1) return [];
  const message = `nothing is left of axis ${axis.name}: \`pad\` cuts it to ${printSize(size)}`;
  return [{ code: 'bad-argument', at: { kind: 'argument', name: 'pad' }, message }];
}

function convTransposeParameters(call: Call<ConvTransposeAttributes>): readonly Parameter[] {
  const shape = soleShape(call);
  const { name, size } = featureOf(shape);
  const { channels, groups, bias, init, bias_init } = call.attributes;
  const along = axisSpreads(shape, call.attributes);
  const kernel = along.map((spread) => ({ name: windowAxis(spread.axis.name), size: spread.kernel }));
  const outgoing = perGroup(channels, groups);
  const elements = elementCount(kernel);
  const strides = productOfSizes(along.map((spread) => spread.stride));
  // Of the kernels that the input positions add, k/s overlap in an output element along each axis, on average.
  const fans = {
    in: approximateSize(multiplySizes(elements, perGroup(size, groups))) / approximateSize(strides),
    out: approximateSize(multiplySizes(elements, outgoing)),
  };
  const axes = [{ name: `${name}.in`, size }, { name: `${name}.out`, size: outgoing }, ...kernel];
  const kernelWeight = weight('weight', axes, init, fans);
  return bias ? [kernelWeight, biasParameter({ name, size: channels }, bias_init, fans)] : [kernelWeight];
}

/** The adjoint of a linear map of windows: each position feeds the windows of the output that hold it. */
function convTransposeSignal(call: SignalCall<ConvTransposeAttributes>): SignalStep {
  const x = soleMoments(call);
  const { attributes, size } = call;
  const shape = soleShape(call);
  const [groups, channels] = [size(attributes.groups), size(attributes.channels)];
  const units = { incoming: size(featureOf(shape).size) / groups, outgoing: channels / groups, all: channels };
  const taps = new Map(
    axisSpreads(shape, attributes).map(({ axis, kernel, stride, dilation, before, size: result }) => [
      axis.name,
      {
        size: size(result),
        count: size(axis.size),
        kernel: size(kernel),
        stride: size(stride),
        dilation: size(dilation),
        before: size(before),
      },
    ]),
  );
  return weighted(x, windowMap(x, outputAxes(call), { units, taps, direction: 'spreads' }), call);
}
