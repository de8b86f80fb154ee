// The weights that a model begins with: drawn by its table, the same for the same seed.
import type * as tf from '@tensorflow/tfjs';
import { fillUniform, type Key } from './generator.js';
import { fillNormal, fillTruncatedNormal } from './normal.js';
import { fillOrthogonal } from './orthogonal.js';
import { writeWeights, type Initial, type WeightEntry } from './weight-values.js';

/** Beyond how many deviations a truncated draw is cast again, as TensorFlow and Keras do. */
const bound = 2;

/** The model with drawn weights. */
export function initialized(model: tf.LayersModel, weights: readonly WeightEntry[], seed: number): tf.LayersModel {
  const values = weights.map(({ name, shape, initial }, tensor) => {
    const drawn = new Float64Array(shape.reduce((product, size) => product * size, 1));
    fill(drawn, initial, shape[0] ?? 1, { seed, draw: 0, tensor });
    return [name, { shape, values: Float32Array.from(drawn) }] as const;
  });
  writeWeights(model, weights, new Map(values));
  return model;
}

/** Draws all elements, row-major; `rows` is the size of the first axis. */
function fill(to: Float64Array, initial: Initial, rows: number, key: Key): void {
  switch (initial.kind) {
    case 'constant':
      to.fill(initial.value);
      return;
    case 'normal':
      fillNormal(to, key, initial.mean, initial.std);
      return;
    case 'truncatedNormal':
      fillTruncatedNormal(to, key, { mean: initial.mean, deviation: initial.std, bound });
      return;
    case 'uniform':
      fillUniform(to, key, initial.minimum, initial.maximum);
      return;
    case 'orthogonal':
      fillOrthogonal(to, key, rows, initial.gain);
  }
}
