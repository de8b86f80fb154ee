// Sequences: tensors with an axis of time besides the features. How the axes of one are told apart.
import { featureAxis, present, printShape, roleOf, type Axis, type Shape } from '@trammel/tensor';
import type { Fault } from './fault.js';

/** The axes of a sequence. */
export interface SequenceAxes {
  readonly feature: Axis;
  /** The first axis of time that is not the feature axis. */
  readonly time: Axis;
  /** The axes besides, along which sequences lie side by side. */
  readonly others: Shape;
}

/** The axes of a shape that `checkSequence` has passed. */
export function sequenceAxes(shape: Shape): SequenceAxes {
  return present(findAxes(shape), () => `${printShape(shape)} is a sequence`);
}

function findAxes(shape: Shape): SequenceAxes | undefined {
  const feature = featureAxis(shape);
  const time = shape.find((axis) => axis !== feature && roleOf(axis.name) === 'time');
  if (feature === undefined || time === undefined) return undefined;
  return { feature, time, others: shape.filter((axis) => axis !== feature && axis !== time) };
}

/** A fault where input number `index` of the operator is no sequence. */
export function checkSequence(operator: string, shape: Shape, index: number): readonly Fault[] {
  if (findAxes(shape) !== undefined) return [];
  return [
    {
      code: 'bad-input',
      at: { kind: 'input', index },
      message: `\`${operator}\` needs an axis of time besides the features, and is given ${printShape(shape)}`,
      notes: ['axes of time are named T or S; the feature axis is C, else the last'],
      help: [{ text: 'rename the axis with `rearrange`, as in `rearrange([N, L, E] => [N, T, E])`' }],
    },
  ];
}
