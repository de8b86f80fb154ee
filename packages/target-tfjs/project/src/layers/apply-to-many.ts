// Layers with several results applied to symbolic tensors.
import type * as tf from '@tensorflow/tfjs';

type T = tf.SymbolicTensor;

/** What a layer makes of its inputs: as many tensors as are asked for. */
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 1): [T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 2): [T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 3): [T, T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 4): [T, T, T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 5): [T, T, T, T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 6): [T, T, T, T, T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 7): [T, T, T, T, T, T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: 8): [T, T, T, T, T, T, T, T];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: number): T[];
export function applyToMany(layer: tf.layers.Layer, inputs: T | T[], count: number): T[] {
  const results = layer.apply(inputs);
  const tensors = (Array.isArray(results) ? results : [results]).filter((result) => 'sourceLayer' in result);
  if (tensors.length !== count) throw new Error(`${layer.name} gives ${tensors.length} tensors instead of ${count}`);
  return tensors;
}

/** One of many results. */
export function resultAt(results: readonly T[], index: number): T {
  const result = results[index];
  if (result === undefined) throw new Error(`there is no result ${index}`);
  return result;
}
