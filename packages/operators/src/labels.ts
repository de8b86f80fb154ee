// Logits and the labels that they are held against: the inputs of losses and metrics of classification.
import { featureAxis, present, printType, sameShape, type Axis, type Shape, type TensorType } from '@trammel/tensor';
import { checkNotScalar } from './axis-faults.js';
import type { Fault } from './fault.js';
import type { Call, InputSpec } from './operator.js';

/** Scores for each class along the feature axis, and the index of the right class for each of the other positions. */
export const logitsAndLabels: readonly InputSpec[] = [
  { name: 'logits', elementType: 'f32', arity: 'one' },
  { name: 'labels', elementType: 'int', arity: 'one' },
];

/** The axis of the classes: the feature axis of the logits. */
export function classAxis(logits: Shape): Axis {
  return present(featureAxis(logits), () => 'logits have an axis of classes');
}

/** The axes of the labels: those of the logits but for the classes. */
const labelAxes = (logits: Shape): Shape => logits.filter((axis) => axis !== featureAxis(logits));

/** The labels that logits call for. */
export function impliedLabels({ inputs: [logits] }: Call<unknown>): TensorType | undefined {
  return logits === undefined ? undefined : { elementType: 'int', shape: labelAxes(logits.shape) };
}

/** What is wrong with logits and labels. */
export function checkLabels({ inputs: [logits, labels] }: Call<unknown>): readonly Fault[] {
  const { shape } = present(logits, () => 'labels come after logits');
  const scalarFaults = checkNotScalar(shape);
  if (scalarFaults.length > 0) return scalarFaults;
  const given = present(labels, () => 'logits come with labels');
  const expected: TensorType = { elementType: 'int', shape: labelAxes(shape) };
  if (sameShape(given.shape, expected.shape)) return [];
  return [
    {
      code: 'shape-mismatch',
      at: { kind: 'input', index: 1 },
      against: { kind: 'input', index: 0 },
      message: `the labels of logits [${shape.map((axis) => axis.name).join(', ')}] are ${printType(expected)}, and ${printType(given)} is given`,
      notes: [`the classes lie along axis ${classAxis(shape).name}, and a label is the index of one of them`],
    },
  ];
}
