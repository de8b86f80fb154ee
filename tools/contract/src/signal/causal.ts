// Networks with causal masks of several families, sizes and initialisations: what holds for one of them must hold for its like.
import type { SignalNetwork } from './network.js';

interface Family {
  readonly width: number;
  readonly tokens: number;
  readonly depth: number;
  readonly init: string;
  readonly activation: 'gelu' | 'relu';
}

const start = ({ tokens, width }: Family): string => `input x: [N, T=${tokens}, D=${width}]`;
const attend = ({ init }: Family, more = ''): string => `attention(heads=4, causal=true${more}, init=${init})`;
const forward = ({ init, activation }: Family): string => `dense(4 * D, init=${init}) -> ${activation} -> dense(D, init=${init})`;

/** Branches are normalised, as in GPT-2. */
function preNormalised(family: Family): Pick<SignalNetwork, 'blocks' | 'body'> {
  return {
    blocks: `block Layer {\n  input x: [N, T, D]\n  residual { layer_norm -> ${attend(family)} }\n  residual { layer_norm -> ${forward(family)} }\n}`,
    body: `${start(family)}\n  repeat ${family.depth} { Layer }\n  layer_norm`,
  };
}

/** Sums are normalised, as in the first transformers. */
function postNormalised(family: Family): Pick<SignalNetwork, 'blocks' | 'body'> {
  return {
    blocks: `block Layer {\n  input x: [N, T, D]\n  residual { ${attend(family)} } -> layer_norm\n  residual { ${forward(family)} } -> layer_norm\n}`,
    body: `${start(family)}\n  repeat ${family.depth} { Layer }`,
  };
}

/** Gates, turned queries and keys, and few heads of keys, as in LLaMA. */
function gated(family: Family): Pick<SignalNetwork, 'blocks' | 'body'> {
  const { init, width } = family;
  const hidden = `dense(${2 * width}, bias=false, init=${init})`;
  return {
    blocks: `block Layer {\n  input x: [N, T, D]\n  residual { rms_norm -> ${attend(family, ', rope=true, kv_heads=2, bias=false')} }\n  residual { rms_norm -> mul { | ${hidden} -> silu | ${hidden} } -> dense(D, bias=false, init=${init}) }\n}`,
    body: `${start(family)}\n  repeat ${family.depth} { Layer }\n  rms_norm`,
  };
}

const lecun = 'lecun_normal';

/** Of one example alone the query bias of the first block is 0.13 decade high in the network of sums normalised (300 draws); of two 0.04. */
const knownFar = ['repeat.Layer.residual.1.attention[0].q_bias'];

/** Each with the error that it may have: the aim is 0.12, and what is known better is held closer. */
export const causalNetworks: readonly SignalNetwork[] = (
  [
    ['branches normalised, 8 tokens', preNormalised({ width: 64, tokens: 8, depth: 6, init: lecun, activation: 'gelu' }), 0.06],
    ['branches normalised, few tokens', preNormalised({ width: 48, tokens: 4, depth: 4, init: 'he_normal', activation: 'relu' }), 0.08],
    ['branches normalised, 32 tokens', preNormalised({ width: 32, tokens: 32, depth: 3, init: lecun, activation: 'gelu' }), 0.08],
    ['sums normalised, 8 tokens', postNormalised({ width: 64, tokens: 8, depth: 6, init: 'xavier_normal', activation: 'relu' }), 0.12],
    ['sums normalised, 12 layers', postNormalised({ width: 64, tokens: 8, depth: 12, init: 'normal(std=0.08)', activation: 'gelu' }), 0.12],
    ['gated, turned and grouped', gated({ width: 48, tokens: 12, depth: 4, init: lecun, activation: 'gelu' }), 0.08],
  ] as const
).map(([name, network, tolerance]) => ({
  name: `causal, ${name}`,
  ...network,
  batch: 1,
  draws: 60,
  tolerance,
  apart: name === 'sums normalised, 8 tokens' ? knownFar : [],
}));
