// Padding as a step of its own: numbers around the input along any axes. Views: nothing is computed.
import { padded as paddedMoments, type SignalStep } from '@trammel/signal';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import { axisOf, coordinate, indexOf, view, type Coordinate, type Value } from '@trammel/program';
import { addSizes, axisNamed, isKnown, multiplySizes, present, printSize, spatialAxes, subtractSizes, type Axis } from '@trammel/tensor';
import { byAxisName, byName, optional, rest } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import type { Fault } from './fault.js';
import { oneOf, realNumber, sides, sidesPerAxis, type Sides } from './kinds.js';
import { oneTensor, operator, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import { checkPerAxis, entryFor } from './window.js';

export interface PadAttributes {
  /** For the axes of space and time: one entry, or one for each. */
  readonly amounts: readonly Sides[];
  readonly mode: 'zero' | 'reflect' | 'replicate' | 'circular';
  readonly value: number;
  readonly axes: ReadonlyMap<string, Sides>;
}

export const pad = operator<PadAttributes>({
  category: 'shape',
  summary: 'More positions around the input: zeros, or what the mode makes of the input.',
  formulas: [
    'out = in + before + after',
    'reflect mirrors without the border, replicate repeats the border, circular goes on at the other end',
    'costs nothing',
  ],
  example: 'net Example {\n  input x: [N, C=3, H=8, W=8]\n  pad((0, 1), (0, 1)) -> conv(8, 2x2)\n}\n',
  inputs: oneTensor,
  attributes: {
    amounts: rest(
      optional<readonly Sides[]>(
        sidesPerAxis,
        [],
        'none',
        'Around the axes of space and time: a number or a pair (before, after), one for all or one for each.',
      ),
    ),
    mode: byName(optional(oneOf('zero', 'reflect', 'replicate', 'circular'), 'zero', 'zero', 'What is put around the input.')),
    value: byName(optional(realNumber(), 0, '0', 'With mode=zero, the number to use instead of zero.')),
    axes: byAxisName(sides, 'Around the axis of that name: `H=(0, 1)`.'),
  },
  check: checkPad,
  signal: padSignal,
  meaning: (operands) => {
    const { attributes } = operands;
    return [amountsOf(operands).reduce((value, [axis, by]) => padded(value, { axis, by }, attributes), soleValue(operands))];
  },
});

/** What is put around each axis that is padded; `checkPad` comes first. */
function amountsOf(call: Call<PadAttributes>): readonly (readonly [Axis, Sides])[] {
  const shape = soleShape(call);
  const { amounts, axes } = call.attributes;
  const positional = spatialAxes(shape).flatMap((axis, index) => {
    const by = axes.has(axis.name) ? undefined : entryFor(amounts, index);
    return by === undefined ? [] : [[axis, by] as const];
  });
  const named = [...axes].map(([name, by]) => [present(axisNamed(shape, name), () => 'the padded axis is there'), by] as const);
  return [...positional, ...named];
}

/** Where a coordinate outside of the input leads, by mode. */
const outsides = { zero: 'fill', reflect: 'reflect', replicate: 'clamp', circular: 'fill' } as const;

function padded(value: Value, along: { readonly axis: Axis; readonly by: Sides }, { mode, value: fill }: PadAttributes): Value {
  const { name } = along.axis;
  const { before, after } = along.by;
  if (before === 0 && after === 0) return value;
  const { size } = axisOf(value, name);
  const shape = value.shape.map((axis) => (axis.name === name ? { name, size: addSizes(size, addSizes(before, after)) } : axis));
  const moved = (position: number): Coordinate =>
    coordinate([{ axis: position, coefficient: 1 }], {
      offset: multiplySizes(before, -1),
      outside: outsides[mode],
      modulus: mode === 'circular' ? size : undefined,
    });
  const coordinates = value.shape.map((axis, position) => (axis.name === name ? moved(position) : indexOf(shape, axis.name)));
  return view(value, shape, coordinates, { fill });
}

function checkPad(call: Call<PadAttributes>): readonly Fault[] {
  const shape = soleShape(call);
  const { amounts, axes, mode, value } = call.attributes;
  if (amounts.length === 0 && axes.size === 0) {
    return [
      {
        code: 'missing-argument',
        message: '`pad` needs to know how much',
        help: [{ text: 'write `pad(1)`, `pad((0, 1), (0, 1))` or `pad(H=(0, 1))`' }],
      },
    ];
  }
  if (value !== 0 && mode !== 'zero') {
    return [
      {
        code: 'bad-argument',
        at: { kind: 'argument', name: 'value' },
        message: `mode=${mode} takes its numbers from the input, and uses no value`,
      },
    ];
  }
  const faults = [
    ...(amounts.length === 0 ? [] : checkPerAxis(shape, { amounts })),
    ...[...axes.keys()].flatMap((name) => checkAxes(shape, [name], { kind: 'name', name })),
  ];
  return faults.length > 0 ? faults : amountsOf(call).flatMap(([axis, by]) => checkReach(axis, by, mode));
}

/** Reflection reaches to one less than the size of the axis, and a circle goes round once. */
function checkReach(axis: Axis, { before, after }: Sides, mode: PadAttributes['mode']): readonly Fault[] {
  if (mode === 'zero' || mode === 'replicate') return [];
  const limit = mode === 'reflect' ? subtractSizes(axis.size, 1) : axis.size;
  const side = [before, after].find((size) => isKnown(size) && isKnown(limit) && size > limit);
  if (side === undefined) return [];
  return [
    {
      code: 'bad-argument',
      message: `mode=${mode} has ${printSize(limit)} elements to put around axis ${axis.name}, and is asked for ${printSize(side)}`,
    },
  ];
}

/** More positions, from the positions that the mode leads to. */
function padSignal(call: SignalCall<PadAttributes>): SignalStep {
  const { mode, value } = call.attributes;
  const indices = new Map(
    amountsOf(call).map(([axis, { before, after }]) => {
      const size = call.size(axis.size);
      const count = size + call.size(before) + call.size(after);
      return [axis.name, Array.from({ length: count }, (_, index) => held(index - call.size(before), size, mode))];
    }),
  );
  return paddedMoments(soleMoments(call), { axes: outputAxes(call), indices, fill: value });
}

/** The position of the input that is held at a position outside of it, -1 for none. */
function held(position: number, size: number, mode: PadAttributes['mode']): number {
  if (position >= 0 && position < size) return position;
  switch (mode) {
    case 'zero':
      return -1;
    case 'replicate':
      return Math.max(0, Math.min(size - 1, position));
    case 'circular':
      return ((position % size) + size) % size;
    case 'reflect':
      return Math.abs(position) < size ? Math.abs(position) : 2 * (size - 1) - position;
  }
}
