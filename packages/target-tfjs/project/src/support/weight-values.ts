// The values of a model's weights under the names and in the shapes of the network's source. Not files of weights.
import * as tf from '@tensorflow/tfjs';
import { assignAll, type Assignment } from './assign.js';
import { fit } from './fit.js';
import type { TensorSpec } from './stored-tensor.js';

/** One weight: what it is called and how large it is in the source, and where the model keeps it. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly layer: string;
  /** Which of the layer's variables it is. */
  readonly variable: number;
  /** The axis of the source that lies at each place of the variable. */
  readonly order: readonly number[];
  /** False for running statistics. */
  readonly trainable?: boolean;
  readonly initial: Initial;
}

/** How a weight begins. */
export type Initial =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal' | 'truncatedNormal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'uniform'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'orthogonal'; readonly gain: number };

/** Numbers in the order of the source, the last index the fastest. */
export interface WeightValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The variable that holds a weight. */
export function variableOf(model: tf.LayersModel, { layer, variable, name }: WeightEntry): tf.LayerVariable {
  const found = model.getLayer(layer).weights[variable];
  if (found === undefined) throw new Error(`layer ${layer} has no variable ${variable} for ${name}`);
  return found;
}

/** A tensor that lies as the variable does, in the order of the source. */
export function inSourceOrder(tensor: tf.Tensor, { shape, order }: WeightEntry): tf.Tensor {
  const apart = tensor.reshape(order.map((axis) => shape[axis] ?? 1));
  return apart.transpose(shape.map((_, axis) => order.indexOf(axis)));
}

/** All weights by name, in the order of the source. */
export function readWeights(model: tf.LayersModel, weights: readonly WeightEntry[]): Map<string, WeightValues> {
  return new Map(
    weights.map((entry) => {
      const ordered = tf.tidy(() => inSourceOrder(variableOf(model, entry).read(), entry).clone());
      const values = Float32Array.from(ordered.dataSync());
      ordered.dispose();
      return [entry.name, { shape: entry.shape, values }];
    }),
  );
}

/** Sets all weights, or none where one does not fit. */
export function writeWeights(model: tf.LayersModel, weights: readonly WeightEntry[], values: ReadonlyMap<string, WeightValues>): void {
  const given = [...values].map(([name, { shape, values: own }]) => ({ name, type: 'F32' as const, shape, own }));
  const fitting = fit(specsOf(weights), given, 'any');
  if ('why' in fitting) throw new Error(`the values do not fit the network: ${fitting.why}`);
  assignAll(weightAssignments(model, weights, (_, index) => fitting.tensors[index]?.own ?? new Float32Array()));
}

/** What the tensors must be that are to become these weights. */
export function specsOf(weights: readonly WeightEntry[]): readonly TensorSpec[] {
  return weights.map(({ name, shape }) => ({ name, type: 'F32', shape }));
}

/** How the variables of a model take values that are given in the order of the source. */
export function weightAssignments(
  model: tf.LayersModel,
  weights: readonly WeightEntry[],
  valuesOf: (entry: WeightEntry, index: number) => Float32Array,
): readonly Assignment[] {
  return weights.map((entry, index) => {
    const variable = variableOf(model, entry);
    const make = (): tf.Tensor => {
      const ordered = tf.tensor(valuesOf(entry, index), [...entry.shape]).transpose([...entry.order]);
      return ordered.reshape(variable.shape.map((size) => size ?? 1));
    };
    return { name: entry.name, variable, make };
  });
}
