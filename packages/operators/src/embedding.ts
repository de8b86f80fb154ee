// Embeddings: a learned vector for each of a vocabulary, picked by number; and the same table used as an output layer.
import { linear, positionGroups, withUnits, type SignalStep } from '@trammel/signal';
import { pointwiseMap } from './linear-signal.js';
import { axesOf, outputAxes, soleMoments, type SignalCall } from './signal.js';
import { contract, gather, order, rename } from '@trammel/program';
import { approximateSize, isKnown, printSize, sameSize, type Size } from '@trammel/tensor';
import { byName, optional, required, type Schema } from './attribute.js';
import { newFeatureName } from './axis-names.js';
import { checkNotScalar } from './axis-faults.js';
import type { Initializer } from './initializer.js';
import { initializer } from './initializer-kind.js';
import { wholeNumber } from './kinds.js';
import { operator, weight, type Call, type Parameter } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import { tableInitializer } from './weights.js';

export interface EmbeddingAttributes {
  readonly vocabulary: Size;
  readonly features: Size;
  readonly init: Initializer;
}

const attributes: Schema<EmbeddingAttributes> = {
  vocabulary: required(wholeNumber(1), 'How many vectors there are; numbers from 0 to one less pick one of them.'),
  features: required(wholeNumber(1), 'How long each vector is.'),
  init: byName(optional(initializer, tableInitializer.value, tableInitializer.text, 'How the vectors begin.')),
};

/** The axes of the table; their names cannot be those of axes in a network. */
const [entry, feature] = ['vocabulary.in', 'features.out'];

/** One table for both operators, so that they can share it. */
function table({ attributes: { vocabulary, features, init } }: Call<EmbeddingAttributes>): readonly Parameter[] {
  const shape = [
    { name: entry, size: vocabulary },
    { name: feature, size: features },
  ];
  return [weight('weight', shape, init, { in: approximateSize(vocabulary), out: approximateSize(features) })];
}

export const embedding = operator<EmbeddingAttributes>({
  category: 'linear',
  summary: 'A learned vector for each whole number; `attend` of the same layer turns vectors into scores of the vocabulary.',
  formulas: [
    'y[..., :] = weight[x[...], :]',
    'the new axis stands last, and is called D beside an axis of time, else C; C2 where both are taken, or C3, and so on',
    'parameters = vocabulary * features',
    'nothing is computed: rows are picked',
  ],
  example: 'net Example {\n  input tokens: int[N, T]\n  embedding(1000, 64)\n}\n',
  inputs: [{ name: 'x', elementType: 'int', arity: 'one' }],
  attributes,
  parameters: table,
  methods: { attend: 'embedding_attend' },
  signal: embeddingSignal,
  meaning: (call) => {
    const name = freeFeatureName(soleShape(call).map((axis) => axis.name));
    return [rename(gather(call.parameter('weight'), entry, soleValue(call)), { [feature]: name })];
  },
});

/** A name that can be written: one of as many as there are axes, and one more, is free. */
function freeFeatureName(taken: readonly string[]): string {
  const numbered = Array.from({ length: taken.length + 1 }, (_, index) => `C${index + 2}`);
  return [newFeatureName(taken), 'C', 'D', ...numbered].find((name) => !taken.includes(name)) ?? feature;
}

export const embeddingAttend = operator<EmbeddingAttributes>({
  category: 'linear',
  summary: 'The scores of all entries of an embedding: a dense layer without bias whose weight is the embedding itself.',
  formulas: [
    'y = weight x, along the feature axis (`C`, else the last)',
    'parameters = vocabulary * features; none of its own as `attend` of an embedding (Press and Wolf 2016)',
    'multiplications = MACs = output elements * features',
    'additions = output elements * (features - 1)',
  ],
  example: 'net Example {\n  input tokens: int[N, T]\n  layer words = embedding(1000, 64)\n  tokens -> words -> words.attend\n}\n',
  inputs: [{ name: 'x', elementType: 'f32', arity: 'one' }],
  attributes,
  parameters: table,
  check: (call) => {
    const shape = soleShape(call);
    const faults = checkNotScalar(shape);
    if (faults.length > 0) return faults;
    const { name, size } = featureOf(shape);
    const { features } = call.attributes;
    if (sameSize(size, features)) return [];
    const message = `the vectors of the embedding have ${printSize(features)} features, and axis ${name} has ${printSize(size)}`;
    const help = isKnown(features) ? [{ text: `bring it to the size of the vectors, as with \`dense(${printSize(features)})\`` }] : [];
    return [{ code: 'shape-mismatch', at: { kind: 'input', index: 0 }, message, help }];
  },
  signal: attendSignal,
  meaning: (call) => {
    const shape = soleShape(call);
    const { name } = featureOf(shape);
    const scores = contract(rename(soleValue(call), { [name]: feature }), call.parameter('weight'), [feature]);
    const names = shape.map((axis) => axis.name);
    return [order(rename(scores, { [entry]: name }), names)];
  },
});

/** A linear map of one-hot vectors; numbers are taken to be uniform, so that two of them are equal with probability 1 / vocabulary. */
function embeddingSignal(call: SignalCall<EmbeddingAttributes>): SignalStep {
  const vocabulary = call.size(call.attributes.vocabulary);
  const features = call.size(call.attributes.features);
  const axes = [...axesOf(soleShape(call), call), { name: entry, size: vocabulary }];
  const groups = positionGroups(axes);
  const pairs = Array.from({ length: 1 << groups.length }, (_, mask) => (mask === 0 ? 1 : 1 / vocabulary) / vocabulary);
  const even = (value: number) => ({ extents: axes.map(() => 1), values: Float64Array.of(value) });
  const oneHot = { axes, groups, mean: even(1 / vocabulary), square: even(1 / vocabulary), pairs };
  const map = pointwiseMap(oneHot, outputAxes(call), { incoming: vocabulary, outgoing: features, all: features });
  const rows = linear(oneHot, map, { weight: call.weight('weight'), bias: undefined, names: { weight: 'weight', bias: 'bias' } });
  // Whole numbers have no gradient.
  return { ...rows, backward: (gradients) => ({ inputs: [], parameters: rows.backward(gradients).parameters }) };
}

/** The table as a dense layer. */
function attendSignal(call: SignalCall<EmbeddingAttributes>): SignalStep {
  const [vocabulary, features] = [call.size(call.attributes.vocabulary), call.size(call.attributes.features)];
  return withUnits(soleMoments(call), featureOf(soleShape(call)).name, (x) => {
    const map = pointwiseMap(x, outputAxes(call), { incoming: features, outgoing: vocabulary, all: vocabulary });
    return linear(x, map, { weight: call.weight('weight'), bias: undefined, names: { weight: 'weight', bias: 'bias' } });
  });
}
