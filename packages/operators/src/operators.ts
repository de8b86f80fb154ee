// The list of operators, in the order in which the manual shows them.
import { accuracy } from './accuracy.js';
import {
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  hardTanh,
  identity,
  leakyRelu,
  mish,
  prelu,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
} from './activations.js';
import { adaptiveAvgpool, adaptiveMaxpool } from './adaptive-pool.js';
import { add, div, maximum, minimum, mul, pow, sub } from './arithmetic.js';
import { arange } from './arange.js';
import { attention } from './attention.js';
import { batchNorm } from './batch-norm.js';
import { causalMask } from './causal-mask.js';
import { equal, greater, greaterEqual, less, lessEqual, logicalAnd, logicalNot, logicalOr, notEqual } from './comparisons.js';
import { concat } from './concat.js';
import { convTranspose } from './conv-transpose.js';
import { conv } from './conv.js';
import { dense } from './dense.js';
import { dropPath, dropout } from './dropout.js';
import { einsum } from './einsum.js';
import { abs, clamp, cos, exp, log, negate, sin, sqrt } from './elementwise.js';
import { embedding, embeddingAttend } from './embedding.js';
import { globalAvgpool, globalMaxpool } from './global-pool.js';
import { groupNorm, instanceNorm } from './group-norm.js';
import { layerNorm, rmsNorm } from './layer-norm.js';
import { learnedTensor } from './learned-tensor.js';
import { localResponseNorm } from './local-response-norm.js';
import { bce, crossEntropy, l1, mse } from './losses.js';
import { matmul } from './matmul.js';
import type { Operator } from './operator.js';
import { pad } from './pad.js';
import { channelShuffle, pixelShuffle, pixelUnshuffle } from './pixel-shuffle.js';
import { avgpool, maxpool } from './pool.js';
import { positionEmbedding } from './position-embedding.js';
import { rearrange } from './rearrange.js';
import { gru, lstm, rnn } from './recurrent.js';
import { argmax, max, mean, min, sum } from './reductions.js';
import { flatten, reshape } from './reshape.js';
import { flip, roll, slice } from './slice.js';
import { logSoftmax, logsumexp, softmax } from './softmax.js';
import { split, unstack } from './split.js';
import { stack } from './stack.js';
import { transpose } from './transpose.js';
import { upsample } from './upsample.js';
import { where } from './where.js';

const list = {
  conv,
  conv_transpose: convTranspose,
  maxpool,
  avgpool,
  global_avgpool: globalAvgpool,
  global_maxpool: globalMaxpool,
  adaptive_avgpool: adaptiveAvgpool,
  adaptive_maxpool: adaptiveMaxpool,
  upsample,
  pixel_shuffle: pixelShuffle,
  pixel_unshuffle: pixelUnshuffle,
  channel_shuffle: channelShuffle,
  pad,
  slice,
  flip,
  roll,
  bn: batchNorm,
  layer_norm: layerNorm,
  rms_norm: rmsNorm,
  group_norm: groupNorm,
  instance_norm: instanceNorm,
  lrn: localResponseNorm,
  dropout,
  drop_path: dropPath,
  dense,
  embedding,
  embedding_attend: embeddingAttend,
  pos_embed: positionEmbedding,
  parameter: learnedTensor,
  arange,
  matmul,
  einsum,
  relu,
  relu6,
  leaky_relu: leakyRelu,
  prelu,
  elu,
  selu,
  gelu,
  silu,
  mish,
  sigmoid,
  hard_sigmoid: hardSigmoid,
  hard_swish: hardSwish,
  tanh,
  hard_tanh: hardTanh,
  softplus,
  softsign,
  softmax,
  log_softmax: logSoftmax,
  identity,
  add,
  sub,
  mul,
  div,
  pow,
  maximum,
  minimum,
  negate,
  abs,
  sqrt,
  exp,
  log,
  sin,
  cos,
  clamp,
  less,
  less_equal: lessEqual,
  greater,
  greater_equal: greaterEqual,
  equal,
  not_equal: notEqual,
  logical_and: logicalAnd,
  logical_or: logicalOr,
  logical_not: logicalNot,
  where,
  concat,
  stack,
  split,
  unstack,
  reshape,
  flatten,
  transpose,
  rearrange,
  mean,
  sum,
  max,
  min,
  argmax,
  logsumexp,
  causal_mask: causalMask,
  attention,
  rnn,
  lstm,
  gru,
  cross_entropy: crossEntropy,
  mse,
  l1,
  bce,
  accuracy,
};

/** The names of the operators. */
export type OperatorName = keyof typeof list;

/** The attributes of each operator, by its name. */
export type Attributes = { readonly [N in OperatorName]: (typeof list)[N] extends Operator<infer A> ? A : never };

/** The attributes of one operator. */
export type AttributesOf<N extends OperatorName> = Attributes[N];

/** All operators, by name. */
export const operators: { readonly [N in OperatorName]: Operator<Attributes[N]> } = list;

/** The names, in the order of the manual. */
export const operatorNames: readonly OperatorName[] = Object.keys(list).filter(isOperatorName);

/** Whether an operator has that name. */
export function isOperatorName(name: string): name is OperatorName {
  return Object.hasOwn(list, name);
}
