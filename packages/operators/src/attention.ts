// Multi-head attention over the axis of time: self attention, or cross attention with a memory.
import { attentionSignal } from './attention-signal.js';
import { add, contract, map, merge, order, rename, scalar, split, type Scalar, type Value } from '@trammel/program';
import { approximateSize, multiplySizes, present, type Axis, type Size } from '@trammel/tensor';
import { checkAttention, geometryOf, type AttentionAttributes } from './attention-geometry.js';
import { byName, optional, required, type AttributeKind } from './attribute.js';
import { causal, type CausalMaskAttributes } from './causal-mask.js';
import { initializer } from './initializer-kind.js';
import { realNumber, truthValue, wholeNumber } from './kinds.js';
import { operator, weight, type Call, type Operands, type Parameter } from './operator.js';
import { rotate, rotation, type Rotation } from './rotary.js';
import { dropOut } from './dropout.js';
import { softmaxOver } from './softmax.js';
import { biasInitializer, biasParameter, defaultInitializer } from './weights.js';

const headCount: AttributeKind<Size | 'heads'> = {
  expects: 'a whole number of at least 1, or `heads`',
  bareName: 'value',
  words: ['heads'],
  read: (argument) => (argument.kind === 'word' && argument.name === 'heads' ? 'heads' : wholeNumber(1).read(argument)),
};

export const attention = operator<AttentionAttributes>({
  category: 'attention',
  summary: 'Multi-head attention over the axis of time, of the input to itself, or to a `memory`.',
  formulas: [
    'y = softmax(q k^T / sqrt(d)) v W_out + b_out in heads of d = D / heads features; q = x W_q + b_q, k and v alike (Vaswani et al. 2017)',
    'rope: feature pairs (i, i + d/2) of q and k at position t turn by t * rope_base^(-2i/d) (Su et al. 2021)',
    'parameters = 2 D^2 + 2 D_memory K, + 2 D + 2 K with biases, where K = d * kv_heads (Ainslie et al. 2023); D_memory = D without a memory',
    'multiplications of contractions = MACs = N (2 T D^2 + 2 S D_memory K + 2 heads T S d), S = T without a memory; masked scores count in full',
    'activations = N heads T S, + T d for the angles of rope',
  ],
  example: 'net Example {\n  input x: [N, T=6, E=16]\n  attention(heads=4, causal=true)\n}\n',
  inputs: [
    { name: 'x', elementType: 'f32', arity: 'one' },
    { name: 'memory', elementType: 'f32', arity: 'optional' },
  ],
  attributes: {
    heads: required(wholeNumber(1), 'How many heads the features are divided among.'),
    kv_heads: byName(optional(headCount, 'heads', 'heads', 'How many heads keys and values have; each serves as many heads of queries.')),
    causal: byName(optional(truthValue, false, 'false', 'Whether a position sees only itself and those before it.')),
    rope: byName(optional(truthValue, false, 'false', 'Whether queries and keys are turned by their positions (rotary embedding).')),
    rope_base: byName(optional(realNumber(1), 10000, '10000', 'The base of the angles of the rotary embedding.')),
    dropout: byName(optional(realNumber(0, 1), 0, '0', 'With which probability a weight of the attention is dropped in training.')),
    bias: byName(optional(truthValue, true, 'true', 'Whether numbers are added to queries, keys, values and the result.')),
    init: byName(optional(initializer, defaultInitializer.value, defaultInitializer.text, 'How the weights begin.')),
    bias_init: biasInitializer('How the biases begin.'),
  },
  check: checkAttention,
  parameters: attentionParameters,
  signal: attentionSignal,
  meaning: (operands) => [attend(operands)],
});

function attentionParameters(call: Call<AttentionAttributes>): readonly Parameter[] {
  const { bias, init, bias_init } = call.attributes;
  const { query, source, kvHeads, unit } = geometryOf(call);
  const { name, size } = query.feature;
  const linear = (prefix: string, from: Axis, features: Size): readonly Parameter[] => {
    const fans = { in: approximateSize(from.size), out: approximateSize(features) };
    const axes = [
      { name: `${name}.out`, size: features },
      { name: `${from.name}.in`, size: from.size },
    ];
    const added = { ...biasParameter({ name, size: features }, bias_init, fans), name: `${prefix}_bias` };
    return [weight(`${prefix}_weight`, axes, init, fans), ...(bias ? [added] : [])];
  };
  const shared = multiplySizes(kvHeads, unit);
  return [
    ...linear('q', query.feature, size),
    ...linear('k', source.feature, shared),
    ...linear('v', source.feature, shared),
    ...linear('out', query.feature, size),
  ];
}

function attend(operands: Operands<AttentionAttributes>): Value {
  const { attributes, values } = operands;
  const { query, source, kvHeads, sharing, unit } = geometryOf(operands);
  const x = present(values[0], () => 'attention has an input');
  const memory = values[1] ?? x;
  const { name } = query.feature;
  const [kvHead, shared, features] = [
    { name: `${name}.kv`, size: kvHeads },
    { name: `${name}.shared`, size: sharing },
    { name: `${name}.unit`, size: unit },
  ];
  const key = `${source.time.name}.key`;
  const project = (prefix: string, value: Value, from: Axis): Value => linear(operands, prefix, { value, from: from.name, to: name });
  const turned = rotationOf(query.time, features, attributes);
  const turnedKeys = source === query ? turned : rotationOf(source.time, features, attributes);
  const asKeys = (value: Value): Value => rename(value, { [source.time.name]: key });
  const q = turn(split(project('q', x, query.feature), name, [kvHead, shared, features]), turned);
  const k = turn(split(project('k', memory, source.feature), name, [kvHead, features]), turnedKeys);
  const v = split(project('v', memory, source.feature), name, [kvHead, features]);
  const scores = map(scaledByRoot(unit), [contract(q, asKeys(k), [features.name])]);
  const weights = weigh(scores, { query: query.time.name, key }, operands);
  const heads = merge(contract(weights, asKeys(v), [key]), [kvHead.name, shared.name, features.name], name);
  return order(
    project('out', heads, query.feature),
    x.shape.map((axis) => axis.name),
  );
}

/** What queries or keys are turned by, if anything. */
function rotationOf(time: Axis, features: Axis, { rope, rope_base }: AttentionAttributes): Rotation | undefined {
  return rope ? rotation(time, features, rope_base) : undefined;
}

const turn = (value: Value, by: Rotation | undefined): Value => (by === undefined ? value : rotate(value, by));

/** x / sqrt(size) */
const scaledByRoot = (size: Size): Scalar => scalar.divide(scalar.argument(0), scalar.squareRoot(scalar.ofSize(size)));

/** W x + b, without the bias where the call has none, over the axis `from`, which becomes `to`. */
function linear(
  { attributes, parameter }: Operands<AttentionAttributes>,
  prefix: string,
  over: { readonly value: Value; readonly from: string; readonly to: string },
): Value {
  const { value, from, to } = over;
  const product = contract(rename(value, { [from]: `${from}.in` }), parameter(`${prefix}_weight`), [`${from}.in`]);
  const result = rename(product, { [`${to}.out`]: to });
  return attributes.bias ? add(result, parameter(`${prefix}_bias`)) : result;
}

/** softmax(scores) over the keys. What the mask takes out is 0 already; taking it out once more says so without computing. */
function weigh(scores: Value, axes: CausalMaskAttributes, { attributes, mode }: Operands<AttentionAttributes>): Value {
  const masked = attributes.causal ? causal(scores, axes, Number.NEGATIVE_INFINITY) : scores;
  const weights = softmaxOver(masked, [axes.key]);
  const kept = attributes.causal ? causal(weights, axes, 0) : weights;
  return mode === 'training' ? dropOut(kept, attributes.dropout) : kept;
}
