// Examples out of nothing, for networks whose data are not there yet: inputs and targets by chance, which a network can only learn by heart.
import type { Column } from './dataset.js';
import { generator } from './random.js';

/** Numbers of mean 0 and variance 1. */
export function randomNumbers(count: number, shape: readonly number[], seed: number): Column {
  const random = generator(seed);
  const values = Float32Array.from({ length: count * elements(shape) }, () => Math.sqrt(3) * (2 * random() - 1));
  return { values, shape, type: 'float32' };
}

/** Numbers from 0 to 1. */
export function randomFractions(count: number, shape: readonly number[], seed: number): Column {
  const random = generator(seed);
  return { values: Float32Array.from({ length: count * elements(shape) }, random), shape, type: 'float32' };
}

/** Whole numbers below a bound. */
export function randomIndices(count: number, shape: readonly number[], below: number, seed: number): Column {
  const random = generator(seed);
  const values = Int32Array.from({ length: count * elements(shape) }, () => Math.floor(below * random()));
  return { values, shape, type: 'int32' };
}

const elements = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
