// Channels and positions exchanged, and channels in another order. Views: nothing is computed.
import { signalOfMeaning } from './signal-of-meaning.js';
import { axisOf, merge, split, type Value } from '@trammel/program';
import {
  divideSizesExactly,
  powerOfSize,
  present,
  printShape,
  printSize,
  spatialAxes,
  type Axis,
  type Shape,
  type Size,
} from '@trammel/tensor';
import { required } from './attribute.js';
import { checkGroups, perGroup } from './channel-groups.js';
import type { Fault } from './fault.js';
import { wholeNumber } from './kinds.js';
import { oneTensor, operator, type Call } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import { checkNotScalar } from './axis-faults.js';
import { checkPerAxis } from './window.js';

export interface PixelShuffleAttributes {
  readonly factor: Size;
}

const factor = required(wholeNumber(1), 'How many times as many positions there are along each axis of space or time.');

export const pixelShuffle = operator<PixelShuffleAttributes>({
  category: 'resampling',
  summary: 'Channels become positions: of factor^axes channels each, neighbours come to lie side by side along the axes of space and time.',
  formulas: [
    '[N, C*r^2, H, W] -> [N, C, H*r, W*r]; y[c, h*r + i, w*r + j] = x[c*r^2 + i*r + j, h, w] (the channel order of PyTorch)',
    'costs nothing (Shi et al. 2016, sub-pixel convolution)',
  ],
  example: 'net Example {\n  input x: [N, C=12, H=16, W=16]\n  pixel_shuffle(2)\n}\n',
  inputs: oneTensor,
  attributes: { factor },
  check: (call) => checkShuffle(call, (shape) => [[featureOf(shape), powerOfSize(call.attributes.factor, spatialAxes(shape).length)]]),
  signal: signalOfMeaning,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { name, size } = featureOf(value.shape);
    const { factor: r } = operands.attributes;
    const space = spatialAxes(value.shape);
    const channels = exactly(size, powerOfSize(r, space.length));
    const apart = split(value, name, [{ name, size: channels }, ...space.map((axis) => ({ name: within(axis), size: r }))]);
    return [space.reduce((done, axis) => merge(done, [axis.name, within(axis)], axis.name), apart)];
  },
});

export const pixelUnshuffle = operator<PixelShuffleAttributes>({
  category: 'resampling',
  summary: 'Positions become channels: the reverse of `pixel_shuffle`.',
  formulas: [
    '[N, C, H*r, W*r] -> [N, C*r^2, H, W]; y[c*r^2 + i*r + j, h, w] = x[c, h*r + i, w*r + j] (the channel order of PyTorch)',
    'costs nothing',
  ],
  example: 'net Example {\n  input x: [N, C=3, H=32, W=32]\n  pixel_unshuffle(2)\n}\n',
  inputs: oneTensor,
  attributes: { factor: { ...factor, documentation: 'How many neighbours along each axis of space or time become channels.' } },
  check: (call) => checkShuffle(call, (shape) => spatialAxes(shape).map((axis) => [axis, call.attributes.factor])),
  signal: signalOfMeaning,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { name } = featureOf(value.shape);
    const { factor: r } = operands.attributes;
    const space = spatialAxes(value.shape);
    const apart = space.reduce<Value>((done, axis) => {
      const size = exactly(axisOf(done, axis.name).size, r);
      return split(done, axis.name, [
        { name: axis.name, size },
        { name: within(axis), size: r },
      ]);
    }, value);
    return [merge(apart, [name, ...space.map(within)], name)];
  },
});

export interface ChannelShuffleAttributes {
  readonly groups: Size;
}

export const channelShuffle = operator<ChannelShuffleAttributes>({
  category: 'shape',
  summary: 'Channels take turns: the first of each group, then the second of each, so that the next grouped convolution sees all groups.',
  formulas: ['y[i*groups + g] = x[g*(channels/groups) + i] (Zhang et al. 2018, ShuffleNet)', 'costs nothing'],
  example: 'net Example {\n  input x: [N, C=24, H=16, W=16]\n  conv(24, 1x1, groups=3) -> channel_shuffle(3)\n}\n',
  inputs: oneTensor,
  attributes: { groups: required(wholeNumber(1), 'How many groups of channels take turns.') },
  check: (call) => {
    const shape = soleShape(call);
    const faults = checkNotScalar(shape);
    return faults.length > 0 ? faults : checkGroups(call.attributes.groups, { incoming: featureOf(shape).size });
  },
  signal: signalOfMeaning,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { name, size } = featureOf(value.shape);
    const { groups } = operands.attributes;
    const [group, inside] = [`${name}.group`, `${name}.in`];
    const apart = split(value, name, [
      { name: group, size: groups },
      { name: inside, size: perGroup(size, groups) },
    ]);
    return [merge(apart, [inside, group], name)];
  },
});

const within = (axis: Axis): string => `${axis.name}.r`;

const exactly = (size: Size, divisor: Size): Size => present(divideSizesExactly(size, divisor), () => 'the factor divides the axis');

/** Whether there is space to shuffle, and each axis has a multiple of its divisor. */
function checkShuffle(
  call: Call<PixelShuffleAttributes>,
  divisors: (shape: Shape) => readonly (readonly [Axis, Size])[],
): readonly Fault[] {
  const shape = soleShape(call);
  const faults = checkPerAxis(shape, {});
  if (faults.length > 0) return faults;
  return divisors(shape).flatMap(([axis, divisor]): readonly Fault[] => {
    if (divideSizesExactly(axis.size, divisor) !== undefined) return [];
    const message = `axis ${axis.name} of ${printShape(shape)} is no multiple of ${printSize(divisor)}`;
    return [{ code: 'not-divisible', at: { kind: 'argument', name: 'factor' }, message }];
  });
}
