// The list of operators, in the order in which the manual shows them.
import { relu, sigmoid } from './activations.js';
import { adaptiveAvgpool, adaptiveMaxpool } from './adaptive-pool.js';
import { batchNorm } from './batch-norm.js';
import { convTranspose } from './conv-transpose.js';
import { conv } from './conv.js';
import { dense } from './dense.js';
import { dropPath, dropout } from './dropout.js';
import { globalAvgpool, globalMaxpool } from './global-pool.js';
import { groupNorm, instanceNorm } from './group-norm.js';
import { layerNorm, rmsNorm } from './layer-norm.js';
import { localResponseNorm } from './local-response-norm.js';
import type { Operator } from './operator.js';
import { pad } from './pad.js';
import { channelShuffle, pixelShuffle, pixelUnshuffle } from './pixel-shuffle.js';
import { avgpool, maxpool } from './pool.js';
import { flip, roll, slice } from './slice.js';
import { upsample } from './upsample.js';

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
  relu,
  sigmoid,
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
