// Networks over vectors, for operators on features: activations, arithmetic, normalisations, reductions.
import { tolerances, within, type SignalNetwork } from './network.js';

const vector = within({
  batch: 3,
  draws: 160,
  before: 'input x: [N, C=32]\n  dense(48, bias_init=normal(std=0.3)) as first',
  after: 'dense(40) as second\n  tanh -> dense(24) as third',
});
const unbiased = within({
  batch: 3,
  draws: 160,
  before: 'input x: [N, C=32]\n  dense(48) as first',
  after: 'dense(40) as second\n  tanh -> dense(24) as third',
});
const near = tolerances.approximate;

export const vectorNetworks: readonly SignalNetwork[] = [
  ...['relu', 'relu6', 'leaky_relu(0.2)', 'prelu', 'elu', 'selu', 'gelu', 'gelu(tanh)', 'silu', 'mish', 'sigmoid', 'hard_sigmoid'].map(
    (call) => vector(call, call),
  ),
  ...['hard_swish', 'tanh', 'hard_tanh', 'softplus', 'softsign', 'identity', 'abs', 'sin', 'cos', 'negate'].map((call) =>
    vector(call, call),
  ),
  vector('exp', 'y = first / 2\n  y -> exp'),
  vector('sqrt of a sigmoid', 'sigmoid -> sqrt'),
  vector('log of a softplus', 'softplus -> log'),
  vector('clamp', 'clamp(min=-0.5, max=1)'),
  vector('add a number', 'y = first + 1\n  y -> tanh'),
  vector('sub from a number', 'y = 1 - first\n  y -> tanh'),
  vector('div by a number', 'y = first / 2\n  y -> tanh'),
  vector('mul by a number', 'y = first * 3\n  y -> tanh'),
  vector('pow', 'y = first ^ 2\n  y'),
  vector('maximum with a number', 'y = maximum(first, 0.2)\n  y'),
  vector('minimum with a number', 'y = minimum(first, 0.2)\n  y'),
  vector('add', 'add { | dense(48) | dense(48) -> tanh | }'),
  vector('sub', 'z = first -> dense(48) -> tanh\n  y = z - first\n  y'),
  vector('mul gate', 'mul { | dense(48) -> sigmoid | dense(48) }'),
  vector('mul gate of the same', 'mul { | dense(48) -> sigmoid | }'),
  vector('silu gate', 'mul { | dense(64) -> silu | dense(64) }'),
  vector('div by a gate', 'z = first -> dense(48) -> sigmoid\n  y = first / (z + 1)\n  y', near),
  vector('residual', 'residual { dense(48) -> tanh -> dense(48) }'),
  vector('concat', 'concat(C) { | dense(48) -> relu | tanh }'),
  vector('split', 'a, b = first -> split(C, 2)\n  z = b -> sigmoid\n  y = a * z\n  y'),
  vector('slice', 'slice(C, 8, 40) -> tanh'),
  vector('roll', 'roll(3, C) -> tanh'),
  vector('flip', 'flip(C) -> tanh'),
  vector('stack and mean', 'z = first -> dense(48) -> tanh\n  stack(first, z, S) -> mean(S)', near),
  vector('dropout', 'tanh -> dropout(0.3)'),
  vector('drop_path', 'residual { dense(48) -> tanh -> drop_path(0.3) }'),
  { ...vector('bn', 'bn -> tanh', near), batch: 16 },
  // What is of order 1/batch and 1/width adds up from layer to layer.
  ...['tanh', 'relu', 'sigmoid', 'identity'].map((call) => ({
    name: `bn and ${call} in a row`,
    body: `input x: [N, C=96]\n  repeat 12 { dense(96, bias=false) -> bn -> ${call} }\n  dense(24)`,
    batch: 16,
    draws: 80,
    tolerance: tolerances.chain,
  })),
  vector('layer_norm', 'layer_norm -> tanh'),
  vector('rms_norm', 'rms_norm -> tanh'),
  vector('layer_norm of sigmoid', 'sigmoid -> layer_norm'),
  vector('group_norm', 'group_norm(4) -> tanh'),
  vector('softmax', 'softmax'),
  vector('log_softmax', 'log_softmax'),
  vector('softmax of large scores', 'y = first * 3\n  y -> softmax'),
  // Some 0.04 decade of it is the rule's; of 160 draws the rms is known to 0.015.
  { ...vector('log_softmax of large scores', 'y = first * 3\n  y -> log_softmax'), draws: 800 },
  vector('log_softmax last', 'dense(32) -> tanh -> dense(20) -> log_softmax'),
  unbiased('parameter as scale', 's = parameter([C=48], init=normal(mean=1, std=0.2))\n  z = first -> tanh\n  y = z * s\n  y'),
  unbiased('parameter as shift', 's = parameter([C=48], init=normal(std=0.5))\n  y = first + s\n  y -> tanh'),
  unbiased('weights with a mean', 'relu -> dense(48, init=normal(mean=0.02, std=0.1)) -> tanh', near),
  unbiased('orthogonal', 'tanh -> dense(48, init=orthogonal)'),
  unbiased('truncated_normal', 'tanh -> dense(48, init=truncated_normal(std=0.2), bias_init=uniform(limit=0.3))'),
  ...['mse', 'l1', 'bce'].map((loss) => ({
    name: loss,
    body: `input x: [N, C=32], target: [N, C=8]\n  dense(96) -> tanh -> dense(96) -> tanh -> dense(8) as prediction\n  ${loss}(prediction, target)`,
    batch: 4,
    draws: 200,
    tolerance: tolerances.chain,
  })),
  ...['', ', label_smoothing=0.2'].map((how) => ({
    name: `cross_entropy${how}`,
    body: `input x: [N, C=32], labels: int[N]\n  dense(96) -> relu -> dense(96) -> relu -> dense(10) as logits\n  cross_entropy(logits, labels${how})`,
    batch: 4,
    draws: 200,
    tolerance: near,
  })),
  {
    name: 'accuracy beside a loss',
    body: `input x: [N, C=32], labels: int[N]\n  dense(96) -> tanh -> dense(10) as logits\n  loss = cross_entropy(logits, labels)\n  right = accuracy(logits, labels)\n  best = logits -> argmax\n  output loss, right`,
    batch: 4,
    draws: 200,
    tolerance: near,
    apart: ['right'],
  },
];
