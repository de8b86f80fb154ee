// The input of operators that take one tensor. Not the check that there is one, which comes before.
import type { Value } from '@trammel/program';
import { featureAxis, present, type Axis, type Shape } from '@trammel/tensor';
import type { Call, Operands } from './operator.js';

/** The shape of the one input. */
export function soleShape({ inputs: [x] }: Call<unknown>): Shape {
  return present(x, () => 'an operator over one tensor has an input').shape;
}

/** The value of the one input. */
export function soleValue({ values: [x] }: Operands<unknown>): Value {
  return present(x, () => 'an operator over one tensor has an input');
}

/** The feature axis of a shape that has axes. */
export function featureOf(shape: Shape): Axis {
  return present(featureAxis(shape), () => 'a tensor with axes has a feature axis');
}
