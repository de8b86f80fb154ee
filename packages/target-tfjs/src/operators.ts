// The table of operators: how each of them is written as layers of TensorFlow.js. Leaving one out is a type error.
import type { Node, NodeOf } from '@trammel/graph';
import type { OperatorName } from '@trammel/operators';
import type { Emission } from './emission.js';
import { conv, convTranspose } from './operators/convolutions.js';
import type { Emit } from './operators/emit.js';
import * as elements from './operators/elementwise.js';
import * as linear from './operators/linear.js';
import * as norms from './operators/normalisation.js';
import * as pools from './operators/pools.js';
import * as reductions from './operators/reductions.js';
import * as sequences from './operators/sequences.js';
import * as shapes from './operators/shapes.js';
import type { Local } from './statement.js';

export const emitters: { readonly [N in OperatorName]: Emit<N> } = {
  conv,
  conv_transpose: convTranspose,
  maxpool: pools.maxpool,
  avgpool: pools.avgpool,
  global_avgpool: pools.globalAvgpool,
  global_maxpool: pools.globalMaxpool,
  adaptive_avgpool: pools.adaptiveAvgpool,
  adaptive_maxpool: pools.adaptiveMaxpool,
  upsample: pools.upsample,
  pixel_shuffle: shapes.pixelShuffle,
  pixel_unshuffle: shapes.pixelUnshuffle,
  channel_shuffle: shapes.channelShuffle,
  pad: shapes.pad,
  slice: shapes.slice,
  flip: shapes.flip,
  roll: shapes.roll,
  bn: norms.batchNorm,
  layer_norm: norms.layerNorm,
  rms_norm: norms.rmsNorm,
  group_norm: norms.groupNorm,
  instance_norm: norms.instanceNorm,
  lrn: norms.localResponseNorm,
  dropout: norms.dropout,
  drop_path: norms.dropPath,
  dense: linear.dense,
  embedding: linear.embedding,
  embedding_attend: linear.embeddingAttend,
  pos_embed: linear.positionEmbedding,
  parameter: linear.learnedTensor,
  arange: linear.arange,
  matmul: linear.matmul,
  einsum: linear.einsum,
  relu: elements.relu,
  relu6: elements.relu6,
  leaky_relu: elements.leakyRelu,
  prelu: elements.prelu,
  elu: elements.elu,
  selu: elements.selu,
  gelu: elements.gelu,
  silu: elements.silu,
  mish: elements.mish,
  sigmoid: elements.sigmoid,
  hard_sigmoid: elements.hardSigmoid,
  hard_swish: elements.hardSwish,
  tanh: elements.tanh,
  hard_tanh: elements.hardTanh,
  softplus: elements.softplus,
  softsign: elements.softsign,
  softmax: elements.softmax,
  log_softmax: elements.logSoftmax,
  identity: elements.identity,
  add: elements.add,
  sub: elements.sub,
  mul: elements.mul,
  div: elements.div,
  pow: elements.pow,
  maximum: elements.maximum,
  minimum: elements.minimum,
  negate: elements.negate,
  abs: elements.abs,
  sqrt: elements.sqrt,
  exp: elements.exp,
  log: elements.log,
  sin: elements.sin,
  cos: elements.cos,
  clamp: elements.clamp,
  less: elements.less,
  less_equal: elements.lessEqual,
  greater: elements.greater,
  greater_equal: elements.greaterEqual,
  equal: elements.equal,
  not_equal: elements.notEqual,
  logical_and: elements.logicalAnd,
  logical_or: elements.logicalOr,
  logical_not: elements.logicalNot,
  where: elements.where,
  concat: shapes.concat,
  stack: shapes.stack,
  split: shapes.split,
  unstack: shapes.unstack,
  reshape: shapes.reshape,
  flatten: shapes.flatten,
  transpose: shapes.transpose,
  rearrange: linear.rearrange,
  mean: reductions.mean,
  sum: reductions.sum,
  max: reductions.max,
  min: reductions.min,
  argmax: reductions.argmax,
  logsumexp: reductions.logsumexp,
  causal_mask: sequences.causalMask,
  attention: sequences.attention,
  rnn: sequences.rnn,
  lstm: sequences.lstm,
  gru: sequences.gru,
  cross_entropy: reductions.crossEntropy,
  mse: reductions.mse,
  l1: reductions.l1,
  bce: reductions.bce,
  accuracy: reductions.accuracy,
};

/** The entry of the operator at a node. */
export function emitterOf(node: Node): (inputs: readonly Local[], emission: Emission) => readonly Local[] {
  return (inputs, emission) => emitNode(node, inputs, emission);
}

/** The name, the node and the entry belong together, which the compiler sees when the name is a type parameter. */
function emitNode<N extends OperatorName>(node: NodeOf<N>, inputs: readonly Local[], emission: Emission): readonly Local[] {
  const emit: Emit<N> = emitters[node.operator];
  return emit({ node, site: node.site, inputs, emission });
}
