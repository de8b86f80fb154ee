// Networks over sequences: embeddings, attention in all its forms, tokens that are put together and taken apart.
import { tolerances, within, type SignalNetwork } from './network.js';

const sequence = within({
  batch: 2,
  draws: 160,
  before: 'input x: [N, T=8, D=32]\n  dense(48) as first',
  after: 'dense(40) as second\n  tanh -> dense(24) as third',
});
const words = within({
  batch: 2,
  draws: 160,
  before: 'input tokens: int[N, T=8]',
  after: 'dense(40) as second\n  tanh -> dense(24) as third',
});
const near = tolerances.approximate;
const memories = 0.26;

const written = (mask: string, start = ''): string =>
  `q, k, v = first -> dense(144${start}) -> rearrange([N, T, (s, h, d)] => [s, N, h, T, d], s=3, h=4) -> unstack(s)
  scores = einsum(q[N, h, T, d], k[N, h, S, d] => [N, h, T, S]) / sqrt(12)
  scores ${mask}-> softmax(S) as weights
  einsum(weights[N, h, T, S], v[N, h, S, d] => [N, T, D = (h, d)])`;

export const sequenceNetworks: readonly SignalNetwork[] = [
  sequence('tokens alone', 'relu -> dense(48) -> relu'),
  words('embedding', 'embedding(50, 48, init=normal(std=1)) as table'),
  words('embedding of few', 'embedding(4, 48, init=normal(std=1)) as table'),
  words('pos_embed', 'embedding(50, 48, init=normal(std=1)) -> pos_embed(16, init=normal(std=0.5))'),
  words('attend', 'layer table = embedding(40, 32, init=normal(std=0.3))\n  tokens -> table -> dense(32) -> tanh -> table.attend', near),
  sequence('attention', 'attention(heads=4)', near),
  sequence('attention with biases', 'attention(heads=4, bias_init=normal(std=0.3))', near),
  sequence('attention with large scores', 'attention(heads=4, init=normal(std=0.3))', near),
  sequence('attention of one head', 'attention(heads=1)', near),
  sequence('attention kv_heads', 'attention(heads=4, kv_heads=2)', near),
  sequence('attention kv_heads 1', 'attention(heads=4, kv_heads=1)', near),
  sequence('attention rope', 'attention(heads=4, rope=true)', near),
  sequence('attention causal', 'attention(heads=4, causal=true)', near),
  sequence('attention causal with large scores', 'attention(heads=4, causal=true, init=normal(std=0.3))', near),
  sequence('attention dropout', 'attention(heads=4, dropout=0.2)', near),
  sequence(
    'attention residual',
    'residual { layer_norm -> attention(heads=4) }\n  residual { layer_norm -> dense(96) -> gelu -> dense(48) }',
    near,
  ),
  sequence('attention causal residual', 'residual { layer_norm -> attention(heads=4, causal=true) }', near),
  sequence('attention written out', written(''), near),
  sequence('attention written out causal', written('-> causal_mask(T, S) '), near),
  sequence('attention written out causal, large', written('-> causal_mask(T, S) ', ', init=normal(std=0.3)'), near),
  {
    name: 'attention to a memory',
    batch: 2,
    draws: 160,
    body: `input x: [N, T=8, D=32], y: [N, S=6, E=24]
  memory = y -> dense(40) -> tanh
  dense(48) as first
  attention(heads=4, memory=memory)
  dense(40) as second
  tanh -> dense(24) as third`,
    tolerance: near,
  },
  sequence('attention causal to a memory', 'memory = first -> tanh\n  first -> attention(heads=4, memory=memory, causal=true)', near),
  {
    name: 'matmul',
    batch: 2,
    draws: 160,
    body: `input x: [N, T=8, D=32], y: [N, S=6, D=32]
  q = x -> dense(24)
  k = y -> dense(24) -> transpose(S, D)
  matmul(q, k) -> tanh -> dense(20)`,
    tolerance: near,
  },
  {
    name: 'matmul of the feature axis',
    batch: 2,
    draws: 160,
    body: `input a: [N, T=8, C=32], b: [N, C=32, S=16]
  l = a -> dense(48) -> tanh
  r = b -> dense(16)
  m = parameter([C=48, S=20], init=normal(std=0.2))
  matmul(l, m) -> tanh -> dense(20)`,
    tolerance: near,
  },
  sequence(
    'einsum with a parameter',
    'm = parameter([D=48, K=40], init=normal(std=0.2))\n  einsum(first[N, T, D], m[D, K] => [N, T, K]) -> tanh',
    near,
  ),
  sequence(
    'class token',
    'class = parameter([T=1, D=48], init=normal(std=0.5))\n  concat(class, first, T) -> attention(heads=4) -> slice(T, 0, 1)',
    near,
  ),
  sequence('concat of tokens', 'concat(T) { | dense(48) | tanh }', near),
  sequence('mean over tokens', 'relu -> mean(T)', near),
  sequence('max over tokens', 'relu -> max(T)', near),
  sequence('slice of tokens', 'tanh -> slice(T, 2, 5)', near),
  sequence('last token', 'tanh -> dense(48) -> tanh -> slice(T, 7, 8) -> flatten', near),
  sequence('split of tokens', 'a, b = first -> split(T, 2)\n  z = a -> dense(48) -> tanh\n  y = z + b\n  y', near),
  sequence('unstack of tokens', 'a, b, c, d, e, f, g, h = first -> unstack(T)\n  z = a -> dense(48) -> tanh\n  y = z + h\n  y', near),
  sequence('stack', 'y = first -> tanh\n  z = first -> dense(48)\n  stack(y, z, S) -> mean(S)', near),
  sequence('transpose', 'transpose(T, D) -> dense(16) -> tanh -> transpose(T, D)', near),
  sequence('mixer', 'residual { layer_norm -> transpose(T, D) -> dense(16) -> gelu -> dense(8) -> transpose(T, D) }', near),
  sequence('reshape of tokens', 'tanh -> reshape([N, T=4, D=96])', near),
  sequence(
    'reshape of heads',
    'tanh -> rearrange([N, T, (h, d)] => [N, h, T, d], h=4) -> softmax(d) -> rearrange([N, h, T, d] => [N, T, D = (h, d)])',
    near,
  ),
  sequence('flatten of tokens', 'relu -> flatten', near),
  sequence('layer_norm over tokens and features', 'layer_norm(axes=(T, D)) -> tanh', near),
  sequence('rms_norm of tokens', 'rms_norm -> tanh', near),
  sequence('bn of tokens', 'bn -> tanh', near),
  sequence('softmax over tokens', 'softmax(T)', near),
  sequence('dropout of tokens', 'tanh -> dropout(0.3, axes=(N, T))', near),
  sequence('rnn', 'rnn(48)', near),
  sequence('rnn with biases', 'rnn(48, bias_init=normal(std=0.3))', near),
  sequence('rnn of relu with small weights', 'rnn(48, activation=relu, recurrent_init=lecun_normal)', near),
  sequence('rnn, its last state', 'rnn(48, return=last)', near),
  sequence('rnn both ways, two layers', 'rnn(24, layers=2, bidirectional=true)', near),
  sequence('lstm', 'lstm(48)', near),
  sequence('lstm with biases', 'lstm(48, bias_init=normal(std=0.5))', near),
  sequence('lstm both ways', 'lstm(24, bidirectional=true)', near),
  // Worst: weights of the states of stacked memories, since states and gradients of near times are both more alike than those of far ones.
  sequence('lstm, two layers, its last state', 'lstm(48, layers=2, return=last)', memories),
  sequence('lstm both ways, two layers', 'lstm(24, bidirectional=true, dropout=0.2, layers=2)', memories),
  sequence('gru', 'gru(48)', near),
  sequence('gru with larger weights', 'gru(48, recurrent_init=normal(std=0.2))', near),
  sequence('gru, two layers', 'gru(48, layers=2)', near),
  sequence('gru both ways, its last state', 'gru(24, bidirectional=true, return=last)', near),
  {
    ...sequence('arange', 'steps = arange([T=8])\n  decay = exp(steps * -0.3)\n  y = first * decay\n  y -> tanh', near),
    apart: ['steps', 'mul', 'decay'],
  },
];
