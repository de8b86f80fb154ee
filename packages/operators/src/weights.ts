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

/** What tables of vectors begin as where a network says nothing: as in BERT and GPT-2. PyTorch has std=1, Keras uniform(0.05). */
export const tableInitializer: { readonly value: Initializer; readonly text: string } = {
  value: { kind: 'normal', mean: 0, std: 0.02 },
  text: 'normal(std=0.02)',
};

/** One number for each feature. */
export function biasParameter(axis: Axis, initializer: Initializer, fans: Parameter['fans']): Parameter {
  return weight('bias', [axis], initializer, fans);
}
