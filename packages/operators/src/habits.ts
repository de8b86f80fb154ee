// What people from other frameworks write by habit, and what it is called here.

/** Names of arguments elsewhere, and their names here, the first that the operator has. */
const argumentNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['units', ['features', 'channels']],
  ['filters', ['channels']],
  ['out_channels', ['channels']],
  ['out_features', ['features']],
  ['num_classes', ['features']],
  ['hidden_size', ['features']],
  ['kernel_size', ['kernel']],
  ['k', ['kernel']],
  ['strides', ['stride']],
  ['padding', ['pad']],
  ['dilation_rate', ['dilation']],
  ['use_bias', ['bias']],
  ['kernel_initializer', ['init']],
  ['weight_init', ['init']],
  ['rate', ['probability']],
  ['p', ['probability']],
  ['epsilon', ['eps']],
  ['num_heads', ['heads']],
  ['n_heads', ['heads']],
  ['dim', ['axis', 'axes']],
  ['keepdim', ['keep']],
  ['keepdims', ['keep']],
  ['pool_size', ['kernel']],
  ['scale_factor', ['scale']],
  ['num_groups', ['groups']],
  ['negative_slope', ['slope']],
  ['alpha', ['slope']],
  ['num_embeddings', ['vocabulary']],
  ['embedding_dim', ['features']],
  ['is_causal', ['causal']],
  ['output_padding', ['output_pad']],
  ['ceil_mode', ['ceil']],
  ['output_size', ['size']],
  ['interpolation', ['mode']],
  ['padding_mode', ['mode']],
  ['upscale_factor', ['factor']],
  ['downscale_factor', ['factor']],
  ['block_size', ['factor']],
  ['scale', ['factor', 'affine']],
  ['shifts', ['by']],
  ['shift', ['by']],
  ['dims', ['axes', 'axis']],
  ['axis', ['axes']],
  ['axes', ['axis']],
  ['end', ['stop']],
  ['length', ['size']],
  ['elementwise_affine', ['affine']],
  ['center', ['bias']],
  ['gamma_initializer', ['init']],
  ['beta_initializer', ['bias_init']],
  ['bias_initializer', ['bias_init']],
  ['drop_prob', ['probability']],
  ['drop_rate', ['probability']],
  ['local_size', ['size']],
]);

/** Input sizes, which are never written here. */
const inputSizes: ReadonlySet<string> = new Set([
  'in_channels',
  'in_features',
  'input_dim',
  'input_size',
  'num_features',
  'normalized_shape',
  'input_shape',
]);

/** What to say to somebody who wrote `name` where the operator has `known`; undefined where it is no known habit. */
export function habitHint(name: string, known: readonly string[]): { readonly text: string; readonly replacement?: string } | undefined {
  const here = argumentNames.get(name)?.find((candidate) => known.includes(candidate));
  if (here !== undefined) return { text: `it is called \`${here}\` here`, replacement: here };
  return inputSizes.has(name) ? { text: 'leave it out: input sizes follow from what comes in' } : undefined;
}
