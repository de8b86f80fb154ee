// Variables that take their next values together or not at all. Not where the values come from.
import * as tf from '@tensorflow/tfjs';

/** A variable, and how its next value is made. */
export interface Assignment {
  readonly name: string;
  readonly variable: tf.Variable | tf.LayerVariable;
  readonly make: () => tf.Tensor;
}

/** Makes and checks all values before the first variable takes its own: where one fails, all variables keep theirs and what was made is freed. */
export function assignAll(assignments: readonly Assignment[]): void {
  tf.tidy(() => {
    const made = assignments.map(({ name, variable, make }) => {
      const value = make();
      const [given, kept] = [printType(value), printType(variable)];
      if (given !== kept) throw new Error(`the values for ${name} are ${given}, and the model keeps ${kept}`);
      return { variable, value };
    });
    for (const { variable, value } of made) {
      if (variable instanceof tf.Variable) variable.assign(value);
      else variable.write(value);
    }
  });
}

/** `float32 [5, 6]` */
const printType = ({ dtype, shape }: { readonly dtype: string; readonly shape: readonly (number | null)[] }): string =>
  `${dtype} [${shape.join(', ')}]`;
