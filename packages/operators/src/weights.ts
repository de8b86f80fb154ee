// What operators with weights have in common: the default initialiser and the bias.
import type { Axis } from '@trammel/tensor';
import { namedInitializers, type Initializer } from './initializer.js';
import { weight, type Parameter } from './operator.js';

const name = 'xavier_uniform';

/** What weights begin as where a network says nothing: Glorot and Bengio 2010, as in Keras and TensorFlow.js. */
export const defaultInitializer: { readonly value: Initializer; readonly text: string } = {
  value: namedInitializers.get(name) ?? { kind: 'constant', value: 0 },
  text: name,
};

/** One number for each feature. */
export function biasParameter(axis: Axis, initializer: Initializer, fans: Parameter['fans']): Parameter {
  return weight('bias', [axis], initializer, fans);
}
