// Tensors of one shape side by side along a new axis. Along an axis that they have it is concat.
import { concatenation } from '@trammel/signal';
import { knownMoments, outputAxes } from './signal.js';
import { broadcastTo } from '@trammel/program';
import { axisNamed, isKnown, present, printShape, printSize, sameSize, type Shape, type Size, type TensorType } from '@trammel/tensor';
import { optional, required } from './attribute.js';
import { checkSameElements, listInputs } from './broadcast.js';
import { following } from './concat.js';
import type { Fault } from './fault.js';
import { axisName, wholeNumber } from './kinds.js';
import { operator } from './operator.js';

/** A new axis and the place where it is put. */
export interface StackAttributes {
  readonly axis: string;
  readonly position: Size;
}

export const stack = operator<StackAttributes>({
  category: 'shape',
  summary: 'Tensors of one shape side by side along a new axis.',
  formulas: ['out = number of tensors along the new axis', 'computes nothing'],
  example: 'net Example {\n  input x: [N, C=16], y: [N, C=16]\n  stack(x, y, S)\n}\n',
  inputs: [{ name: 'x', elementType: 'any', arity: 'variadic' }],
  attributes: {
    axis: required(axisName, 'What the new axis is called.'),
    position: optional(wholeNumber(0), 0, '0', 'How many axes stand before the new one.'),
  },
  check: ({ attributes, inputs }) => [
    ...checkNewAxis(attributes, inputs[0]?.shape ?? []),
    ...checkSameElements('stack', inputs),
    ...checkEqualShapes(inputs),
  ],
  signal: (call) => concatenation(knownMoments(call), call.attributes.axis, outputAxes(call)),
  meaning: ({ attributes, values }) => {
    const shape = present(values[0], () => 'stack has an input').shape;
    return [
      following(
        attributes.axis,
        values.map((value) => broadcastTo(value, withNewAxis(shape, attributes))),
      ),
    ];
  },
});

/** Whether the new axis has a name of its own, and a place. */
function checkNewAxis({ axis, position }: StackAttributes, shape: Shape): readonly Fault[] {
  if (axisNamed(shape, axis) !== undefined) {
    const message = `there is an axis ${axis} already in ${printShape(shape)}`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'axis' }, message }];
  }
  if (isKnown(position) && position <= shape.length) return [];
  const message = `\`position\` is ${printSize(position)}, and ${printShape(shape)} has ${shape.length} axes`;
  return [{ code: 'bad-argument', at: { kind: 'argument', name: 'position' }, message }];
}

/** The shape with the new axis, of size 1. */
function withNewAxis(shape: Shape, { axis, position }: StackAttributes): Shape {
  const at = Number(position);
  return [...shape.slice(0, at), { name: axis, size: 1 }, ...shape.slice(at)];
}

function checkEqualShapes(inputs: readonly TensorType[]): readonly Fault[] {
  const first = inputs[0]?.shape ?? [];
  return inputs.flatMap(({ shape }, index): readonly Fault[] => {
    const odd = first.find((axis) => !sameSize(axis.size, axisNamed(shape, axis.name)?.size ?? 0));
    const extra = shape.find((axis) => axisNamed(first, axis.name) === undefined);
    if (odd === undefined && extra === undefined) return [];
    const size = odd === undefined ? undefined : axisNamed(shape, odd.name)?.size;
    const what =
      odd !== undefined && size !== undefined
        ? `axis ${odd.name} is ${printSize(odd.size)} in one and ${printSize(size)} in the other`
        : `axis ${(odd ?? extra)?.name ?? ''} is in only one of them`;
    return [
      {
        code: 'shape-mismatch',
        at: { kind: 'input', index },
        against: { kind: 'input', index: 0 },
        message: `\`stack\` needs equal shapes, but ${what}`,
        notes: listInputs(inputs),
      },
    ];
  });
}
