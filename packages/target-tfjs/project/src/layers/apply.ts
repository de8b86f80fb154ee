// Layers applied to symbolic tensors, with the type that comes out.
import * as tf from '@tensorflow/tfjs';

/** What a layer with one result makes of its input or inputs. */
export function apply(layer: tf.layers.Layer, inputs: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const result = layer.apply(inputs);
  if (result instanceof tf.SymbolicTensor) return result;
  throw new Error(`${layer.name} gives more than one tensor`);
}
