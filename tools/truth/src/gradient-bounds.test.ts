/** Bounds on gradients beside what was sampled: never below it, and the figures of the page on them. */
import { readFileSync } from 'node:fs';
import { defaultBoundsOptions, gradientBoundsOf, type BoundsOptions, type GradientBounds } from '@trammel/analysis';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { compile } from 'trammel';
import { describe, expect, it } from 'vitest';
import { networkText, sampledNetworks, type SampledNetwork } from './gradient-networks.js';

interface Asked {
  /** The standard deviation of normal inputs, if they are. */
  readonly deviation?: number;
  readonly weights?: BoundsOptions['weights'];
}

function boundsOf(text: string, sizes: ReadonlyMap<string, number>, { deviation, weights }: Asked = {}): GradientBounds {
  const { networks, diagnostics } = compile(sourceFile('bounds.net', text), { resolve: () => ({ why: 'there are no other files' }) });
  const graph = networks[0]?.graph;
  if (graph === undefined) throw new Error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n'));
  // Normal inputs have no end; six deviations hold what was sampled.
  const reach = deviation === undefined ? 1 : 6 * deviation;
  return gradientBoundsOf({ graph, sizes }, { ...defaultBoundsOptions, inputRange: { low: -reach, high: reach }, weights });
}

/** By the names of the records, as far as the network of the language has them. */
function boundsByRecord(network: SampledNetwork): ReadonlyMap<string, number> {
  const written = networkText(network, 'written out');
  const bounds = boundsOf(written.text, written.sizes, { deviation: written.inputStandardDeviation });
  const found = new Map<string, number>();
  for (const { input, atMost } of bounds.inputs) found.set(input.name, atMost ?? Number.NaN);
  for (const { node, at } of bounds.nodes.values()) {
    const own = at(0);
    found.set(node.id, own?.outputs[0]?.atMost ?? Number.NaN);
    for (const [name, atMost] of own?.parameters ?? []) found.set(`${node.id}.${name}`, atMost);
  }
  const names = [...written.tensors, ...written.parameters];
  return new Map(names.map(([recorded, name]) => [recorded, found.get(name) ?? Number.NaN]));
}

const networks = sampledNetworks();

describe.each(networks)('the bounds of $name', (network) => {
  it('are above everything that was sampled', () => {
    const bounds = boundsByRecord(network);
    const below = Object.entries(network.records).filter(
      ([name, { mc }]) => !((bounds.get(name) ?? Number.NaN) >= Math.max(mc.q95, mc.log10_rms) - 1e-3),
    );
    expect(below.map(([name, { mc }]) => `${name}: ${bounds.get(name) ?? ''} < ${mc.q95}`)).toEqual([]);
  });
});

const sigmoids = (init: string, bias = 0): string =>
  [
    'net Sigmoids {',
    '  input x: [N, C=256]',
    ...Array.from(
      { length: 10 },
      (_, layer) => `  dense(256, init=${init}, bias_init=constant(value=${layer === 4 ? bias : 0})) -> sigmoid`,
    ),
    '}',
    '',
  ].join('\n');

/** Normal weights for 256 inputs and outputs by `xavier_normal`, another draw for each layer; biases are drawn, as they are constant. */
function drawnWeights(): NonNullable<BoundsOptions['weights']> {
  // mulberry32
  let state = 1;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const known = new Map<string, Float64Array>();
  return (name) => {
    if (!name.endsWith('.weight')) return undefined;
    const data = known.get(name) ?? Float64Array.from({ length: 256 * 256 }, () => normal() / 16);
    known.set(name, data);
    return data;
  };
}

/** What the page says of a network: its name there, the bound, and the sampled ratio where there is one. */
function rows(): readonly string[] {
  const one = new Map([['N', 1]]);
  const row = (name: string, bound: number | undefined, sampled: number | undefined): string =>
    `| ${name} | ${bound === undefined || bound === Infinity ? 'not known' : bound.toFixed(2)} | ${sampled?.toFixed(2) ?? ''} |`;
  const of = (text: string): number | undefined => boundsOf(text, one).inputs[0]?.atMost;
  const weights = drawnWeights();
  const given = (bias: number): number | undefined => boundsOf(sigmoids('xavier_normal', bias), one, { weights }).inputs[0]?.atMost;
  const sampled = (name: string, words: string): string => {
    const network = networks.find((candidate) => candidate.name === name);
    if (network === undefined) throw new Error(name);
    const written = networkText(network);
    return row(words, boundsOf(written.text, written.sizes).inputs[0]?.atMost, network.records['x']?.mc.log10_rms);
  };
  return [
    sampled('sigmoid10_xavier', '10 sigmoids, `xavier_normal`'),
    row('the same, `xavier_uniform`', of(sigmoids('xavier_uniform')), undefined),
    row('the same, `orthogonal`', of(sigmoids('orthogonal')), undefined),
    row('the same, given weights', given(0), undefined),
    sampled('sigmoid10_bias10_5', '10 sigmoids, bias of 10 in layer 5'),
    row('the same, given weights', given(10), undefined),
    row('the same, bias of 20', of(sigmoids('xavier_normal', 20)), undefined),
    row('the same, bias of 20, `xavier_uniform`', of(sigmoids('xavier_uniform', 20)), undefined),
    row('the same, bias of 20, given weights', given(20), undefined),
    sampled('tanh50_critical', '50 tanhs, `xavier_normal`'),
    sampled('relu50_he', '50 relus, `he_normal`'),
    sampled('relu50_orth', '50 relus, orthogonal with gain sqrt(2)'),
    sampled('resrelu50_plain', '50 residual layers, `he_normal`'),
    sampled('conv20_zero', '20 convolutions 3x3, 64 channels'),
    sampled('lenet_relu_max_torchdefault', 'LeNet-5, uniform'),
  ];
}

describe('the page on bounds', () => {
  it('has the figures that come out', () => {
    const page = readFileSync(new URL('../../../docs/gradient-bounds.md', import.meta.url), 'utf8');
    const found = rows();
    expect(page.split('\n').filter((line) => found.includes(line))).toEqual(found);
  });
});
