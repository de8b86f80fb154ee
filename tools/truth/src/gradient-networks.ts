/** Networks whose gradients were sampled, as `.net` text, and what each of their tensors is called there. Not the comparison. */
import { dataOf } from './network.js';

/** How the elements of a weight or bias begin. */
type Start =
  | { readonly d: 'normal'; readonly std: number }
  | { readonly d: 'uniform'; readonly lim: number }
  | { readonly d: 'orthogonal'; readonly gain: number }
  | { readonly d: 'const'; readonly v: number };

interface Weighted {
  readonly out: number;
  readonly w: Start;
  readonly b: Start | null;
}

interface Convolution extends Weighted {
  readonly op: 'conv2d';
  readonly k: number;
  readonly stride: number;
  readonly pad: number;
  readonly pad_mode: 'zeros' | 'circular';
  readonly groups: number;
}

type Operation =
  | ({ readonly op: 'dense' } & Weighted)
  | Convolution
  | { readonly op: 'act'; readonly fn: string }
  | { readonly op: 'add' | 'mul' | 'concat' | 'gap' | 'flatten' }
  | { readonly op: 'scale'; readonly c: number }
  | { readonly op: 'dropout'; readonly p: number }
  | { readonly op: 'batchnorm' | 'layernorm' | 'rmsnorm'; readonly eps: number }
  | { readonly op: 'maxpool' | 'avgpool'; readonly k: number }
  | { readonly op: 'sdpa'; readonly heads: number };

type SampledNode = Operation & { readonly id: string; readonly in: readonly string[] };

/** Statistics of log10(norm of the gradient / norm of the output's gradient) over the draws. */
export interface SampledRatio {
  readonly mean: number;
  readonly std: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
  readonly log10_rms: number;
}

/** What was sampled of one tensor. */
export interface SampledRecord {
  readonly mc: SampledRatio;
  readonly elements: number;
  readonly forward_mean_square?: number;
  readonly forward_mean?: number;
}

/** A network as it was sampled, with what was found. */
export interface SampledNetwork {
  readonly name: string;
  readonly draws: number;
  readonly spec: {
    readonly name: string;
    readonly batch: number;
    readonly input: { readonly shape: readonly number[]; readonly std: number };
    readonly nodes: readonly SampledNode[];
    readonly loss: { readonly kind: 'randproj' | 'xent' };
    readonly output: string;
  };
  /** By `x`, a node or `node.W` and `node.b`. */
  readonly records: Readonly<Record<string, SampledRecord>>;
}

/** The 30 networks, in their order. */
export function sampledNetworks(): readonly SampledNetwork[] {
  return networksIn(dataOf('gradients.json'));
}

/** Reference data is trusted to have the form that is written beside it. */
function networksIn(data: unknown): readonly SampledNetwork[] {
  return holdsNetworks(data) ? data.networks : [];
}

const holdsNetworks = (data: unknown): data is { readonly networks: readonly SampledNetwork[] } =>
  typeof data === 'object' && data !== null && 'networks' in data;

/** A network in the language. */
export interface NetworkText {
  readonly text: string;
  readonly sizes: ReadonlyMap<string, number>;
  readonly inputStandardDeviation: number;
  /** The node (or the input `x`) whose output each tensor of the records is; node ids are labels, for nothing is nested. */
  readonly tensors: ReadonlyMap<string, string>;
  /** The weight or bias that each parameter of the records is: `h1.W` -> `h1.weight`. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Attention as the one operator of the language, or written out so that queries, keys and values are tensors of the graph. */
export type AttentionForm = 'operator' | 'written out';

export function networkText({ spec }: SampledNetwork, form: AttentionForm = 'operator'): NetworkText {
  const nodes = form === 'operator' ? spec.nodes.flatMap((node) => fused(node, spec.nodes)) : spec.nodes;
  const rank = spec.input.shape.length;
  const names = rank === 1 ? ['C'] : rank === 2 ? ['T', 'D'] : ['C', 'H', 'W'];
  const axes = ['N', ...spec.input.shape.map((size, index) => `${names[index] ?? ''}=${size}`)];
  const lines = [`input x: [${axes.join(', ')}]`, ...nodes.flatMap((node) => linesOf(node, rank === 2 ? 'D' : 'C')), spec.output];
  const tensors = ['x', ...nodes.map(({ id }) => id)];
  return {
    text: ['net Sampled {', ...lines.map((line) => `  ${line}`), '}', ''].join('\n'),
    sizes: new Map([['N', spec.batch]]),
    inputStandardDeviation: spec.input.std,
    tensors: new Map(tensors.map((name) => [name, name])),
    parameters: new Map(nodes.flatMap(parametersOf)),
  };
}

/** Four dense layers around scaled dot products, as one layer; its result takes the place of the last of them. */
type Fused =
  SampledNode | { readonly id: string; readonly op: 'attention'; readonly in: readonly string[]; readonly parts: AttentionParts };

interface AttentionParts {
  readonly heads: number;
  readonly w: Start;
  readonly b: Start | null;
  /** Queries, keys, values and the result. */
  readonly layers: readonly string[];
}

function fused(node: SampledNode, nodes: readonly SampledNode[]): readonly Fused[] {
  const parts = nodes.filter((other): other is Extract<SampledNode, { readonly op: 'sdpa' }> => other.op === 'sdpa');
  if (node.op === 'sdpa') return [];
  if (parts.some((part) => part.in.includes(node.id))) return [];
  const part = parts.find(({ id }) => node.in.includes(id));
  if (part === undefined || node.op !== 'dense') return [node];
  const source = nodes.find(({ id }) => id === part.in[0]);
  return [
    {
      id: node.id,
      op: 'attention',
      in: source?.in ?? [],
      parts: { heads: part.heads, w: node.w, b: node.b, layers: [...part.in, node.id] },
    },
  ];
}

function linesOf(node: Fused, feature: string): readonly string[] {
  const [first = '', second = ''] = node.in;
  const becomes = (call: string): readonly string[] => [`${node.id} = ${first} -> ${call}`];
  switch (node.op) {
    case 'dense':
      return becomes(`dense(${[node.out, ...startsOf(node)].join(', ')})`);
    case 'conv2d':
      return convolution(node, first);
    case 'act':
      return becomes(node.fn);
    case 'add':
      return becomes(`add(${node.in.slice(1).join(', ')})`);
    case 'mul':
      return becomes(`mul(${node.in.slice(1).join(', ')})`);
    case 'scale':
      return becomes(`mul(${node.c})`);
    case 'concat':
      return [`${node.id} = concat(${[...node.in, feature].join(', ')})`];
    case 'gap':
      return becomes('global_avgpool');
    case 'flatten':
      return becomes('flatten');
    case 'dropout':
      return becomes(`dropout(${node.p})`);
    case 'batchnorm':
      return becomes(`bn(eps=${node.eps}, affine=false)`);
    case 'layernorm':
      return becomes(`layer_norm(eps=${node.eps}, affine=false)`);
    case 'rmsnorm':
      return becomes(`rms_norm(eps=${node.eps}, affine=false)`);
    case 'maxpool':
    case 'avgpool':
      return becomes(`${node.op}(${node.k}x${node.k})`);
    case 'attention':
      return becomes(`attention(${[node.parts.heads, ...startsOf(node.parts)].join(', ')})`);
    case 'sdpa':
      return attention(node.id, [first, second, node.in[2] ?? ''], node.heads);
  }
}

function convolution(node: Convolution & { readonly id: string }, from: string): readonly string[] {
  const call = (pad: readonly string[]): string => {
    const stride = node.stride === 1 ? [] : [`stride=${node.stride}`];
    const groups = node.groups === 1 ? [] : [`groups=${node.groups}`];
    return `conv(${[node.out, `${node.k}x${node.k}`, ...stride, ...pad, ...groups, ...startsOf(node)].join(', ')})`;
  };
  if (node.pad_mode === 'zeros') return [`${node.id} = ${from} -> ${call(node.pad === 0 ? [] : [`pad=${node.pad}`])}`];
  const padded = `${node.id}_around`;
  return [`${padded} = ${from} -> pad(${node.pad}, mode=circular)`, `${node.id} = ${padded} -> ${call([])}`];
}

function startsOf({ w, b }: { readonly w: Start; readonly b: Start | null }): readonly string[] {
  return [`init=${startText(w)}`, b === null ? 'bias=false' : `bias_init=${startText(b)}`];
}

function startText(start: Start): string {
  switch (start.d) {
    case 'normal':
      return `normal(std=${start.std})`;
    case 'uniform':
      return `uniform(limit=${start.lim})`;
    case 'orthogonal':
      return `orthogonal(gain=${start.gain})`;
    case 'const':
      return `constant(value=${start.v})`;
  }
}

/** Heads of queries, keys and values, their products over the root of the features of a head, and the weighted sum of the values. */
function attention(id: string, [q, k, v]: readonly [string, string, string], heads: number): readonly string[] {
  const split = (from: string, to: string, time: string): string =>
    `${to} = ${from} -> rearrange([N, ${time}, (h, d)] => [N, h, ${time}, d], h=${heads})`;
  const [queries, keys, values] = [`${id}_q`, `${id}_k`, `${id}_v`];
  return [
    split(q, queries, 'T'),
    split(k, keys, 'S'),
    split(v, values, 'S'),
    `${id}_scores = einsum(${queries}[N, h, T, d], ${keys}[N, h, S, d] => [N, h, T, S]) / sqrt(D / ${heads})`,
    `${id}_weights = ${id}_scores -> softmax(S)`,
    `${id} = einsum(${id}_weights[N, h, T, S], ${values}[N, h, S, d] => [N, T, D = (h, d)])`,
  ];
}

function parametersOf(node: Fused): readonly (readonly [string, string])[] {
  if (node.op === 'dense' || node.op === 'conv2d') return weightAndBias(node, node.id, '');
  if (node.op !== 'attention') return [];
  const roles = ['q', 'k', 'v', 'out'];
  const { layers, b } = node.parts;
  return layers.flatMap((layer, index) => weightAndBias({ id: node.id, b }, layer, `${roles[index] ?? ''}_`));
}

function weightAndBias(
  { id, b }: { readonly id: string; readonly b: Start | null },
  recorded: string,
  role: string,
): readonly (readonly [string, string])[] {
  const weight = [`${recorded}.W`, `${id}.${role}weight`] as const;
  return b === null ? [weight] : [weight, [`${recorded}.b`, `${id}.${role}bias`]];
}
