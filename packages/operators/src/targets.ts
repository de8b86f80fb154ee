// A prediction and the target that it is held against, element by element: the inputs of losses of regression.
import { present, printShape, sameSize, axisNamed, type Shape, type TensorType } from '@trammel/tensor';
import type { Fault } from './fault.js';
import type { Call, InputSpec } from './operator.js';

/** Two tensors of one shape. */
export const predictionAndTarget: readonly InputSpec[] = [
  { name: 'prediction', elementType: 'any', arity: 'one' },
  { name: 'target', elementType: 'any', arity: 'one' },
];

/** The target that a prediction calls for: numbers of its shape. */
export function impliedTarget({ inputs: [prediction] }: Call<unknown>): TensorType | undefined {
  return prediction === undefined ? undefined : { elementType: 'f32', shape: prediction.shape };
}

/** A fault where the two have different axes or sizes; their order is free. Nothing is broadcast: that is seldom meant here. */
export function checkTarget({ inputs: [prediction, target] }: Call<unknown>): readonly Fault[] {
  const [expected, given] = [prediction, target].map((type) => present(type, () => 'a prediction comes with a target').shape);
  if (expected === undefined || given === undefined || haveSameAxes(expected, given)) return [];
  return [
    {
      code: 'shape-mismatch',
      at: { kind: 'input', index: 1 },
      against: { kind: 'input', index: 0 },
      message: `the target has the shape of the prediction, ${printShape(expected)}, and ${printShape(given)} is given`,
    },
  ];
}

function haveSameAxes(a: Shape, b: Shape): boolean {
  const isIn =
    (shape: Shape) =>
    (axis: Shape[number]): boolean => {
      const other = axisNamed(shape, axis.name);
      return other !== undefined && sameSize(other.size, axis.size);
    };
  return a.length === b.length && a.every(isIn(b));
}
