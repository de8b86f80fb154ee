// What operators with weights have in common: the default initialiser and the bias.
import type { Axis } from '@trammel/tensor';
import { byName, optional, type Attribute, type Schema } from './attribute.js';
import type { Initializer } from './initializer.js';
import { namedInitializers } from './initializer-names.js';
import { initializer } from './initializer-kind.js';
import { truthValue } from './kinds.js';
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

/** How a bias begins, where an operator has one. */
export function biasInitializer(documentation: string): Attribute<Initializer> {
  return byName(optional<Initializer>(initializer, { kind: 'constant', value: 0 }, 'zeros', documentation));
}

/** What can be said of the weight and the bias of a layer. */
export interface WeightAttributes {
  readonly bias: boolean;
  readonly init: Initializer;
  readonly bias_init: Initializer;
}

/** The attributes of a layer with one weight and one bias; the sentence says what the bias is added to. */
export function weightAttributes(biasDocumentation: string): Schema<WeightAttributes> {
  return {
    bias: byName(optional(truthValue, true, 'true', biasDocumentation)),
    init: byName(optional(initializer, defaultInitializer.value, defaultInitializer.text, 'How the weight begins.')),
    bias_init: biasInitializer('How the bias begins.'),
  };
}

/** One number for each feature. */
export function biasParameter(axis: Axis, initializer: Initializer, fans: Parameter['fans']): Parameter {
  return weight('bias', [axis], initializer, fans);
}
