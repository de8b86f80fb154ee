/** Names of layers as other frameworks write them, and what they are called here. */
import { didYouMean, help, replace } from '@trammel/diagnostics';
import { operatorNames } from '@trammel/operators';
import { callName, type Call } from '@trammel/syntax';
import { type Finding } from './report.js';

/** In lower case and without `nn.`, `layers.` and the like before it. */
const foreign: ReadonlyMap<string, string> = new Map([
  ['conv1d', 'conv'],
  ['conv2d', 'conv'],
  ['conv3d', 'conv'],
  ['convolution', 'conv'],
  ['convolution2d', 'conv'],
  ['depthwiseconv2d', 'conv'],
  ['convtranspose1d', 'conv_transpose'],
  ['convtranspose2d', 'conv_transpose'],
  ['conv2dtranspose', 'conv_transpose'],
  ['deconv', 'conv_transpose'],
  ['linear', 'dense'],
  ['dense', 'dense'],
  ['fc', 'dense'],
  ['fullyconnected', 'dense'],
  ['affine', 'dense'],
  ['batchnorm', 'bn'],
  ['batchnorm1d', 'bn'],
  ['batchnorm2d', 'bn'],
  ['batchnorm3d', 'bn'],
  ['batchnormalization', 'bn'],
  ['batch_norm', 'bn'],
  ['layernorm', 'layer_norm'],
  ['layernormalization', 'layer_norm'],
  ['groupnorm', 'group_norm'],
  ['rmsnorm', 'rms_norm'],
  ['instancenorm2d', 'instance_norm'],
  ['maxpool1d', 'maxpool'],
  ['maxpool2d', 'maxpool'],
  ['maxpool3d', 'maxpool'],
  ['maxpooling1d', 'maxpool'],
  ['maxpooling2d', 'maxpool'],
  ['max_pool', 'maxpool'],
  ['max_pool2d', 'maxpool'],
  ['avgpool1d', 'avgpool'],
  ['avgpool2d', 'avgpool'],
  ['averagepooling2d', 'avgpool'],
  ['avg_pool', 'avgpool'],
  ['avg_pool2d', 'avgpool'],
  ['adaptiveavgpool2d', 'adaptive_avgpool'],
  ['globalaveragepooling2d', 'global_avgpool'],
  ['globalavgpool', 'global_avgpool'],
  ['gap', 'global_avgpool'],
  ['globalmaxpooling2d', 'global_maxpool'],
  ['dropout2d', 'dropout'],
  ['leakyrelu', 'leaky_relu'],
  ['swish', 'silu'],
  ['hardswish', 'hard_swish'],
  ['hardsigmoid', 'hard_sigmoid'],
  ['logsoftmax', 'log_softmax'],
  ['multiheadattention', 'attention'],
  ['multihead_attention', 'attention'],
  ['mha', 'attention'],
  ['concatenate', 'concat'],
  ['cat', 'concat'],
  ['view', 'reshape'],
  ['permute', 'transpose'],
  ['matrixmultiply', 'matmul'],
  ['bmm', 'matmul'],
  ['upsampling2d', 'upsample'],
  ['interpolate', 'upsample'],
  ['zeropadding2d', 'pad'],
  ['pixelshuffle', 'pixel_shuffle'],
  ['multiply', 'mul'],
  ['subtract', 'sub'],
  ['divide', 'div'],
]);

const modules: ReadonlySet<string> = new Set([
  'nn',
  'torch',
  'tf',
  'keras',
  'layers',
  'functional',
  'F',
  'self',
  'jnp',
  'np',
  'flax',
  'linen',
]);

/** What to say to somebody who writes a call as in another framework; undefined where it is no known habit. */
export function habitOf(call: Call): Finding | undefined {
  const parts = call.path.map((name) => name.text);
  const last = call.path.at(-1);
  const [first = ''] = parts;
  const isQualified = parts.length > 1 && modules.has(first);
  if (last === undefined || (parts.length > 1 && !isQualified)) return undefined;
  const name = last.text.toLowerCase();
  const here =
    foreign.get(name) ?? operatorNames.find((known) => known === name) ?? (isQualified ? didYouMean(name, operatorNames) : undefined);
  if (first === 'self') {
    const advice = here === undefined ? 'write the step itself, or declare a `layer` to use its weights again' : `write \`${here}\``;
    return { code: 'foreign-name', span: call.span, message: 'there is no `self`: a net is a chain of steps', help: [help(advice)] };
  }
  if (here === undefined) return undefined;
  const span = { ...call.path[0].span, end: last.span.end };
  return {
    code: 'foreign-name',
    span,
    message: `\`${callName(call)}\` is called \`${here}\` here`,
    notes: ['operators are written in lower case; input sizes follow from what flows in, and are never written'],
    help: [help(`write \`${here}\``, replace(span, here))],
  };
}
