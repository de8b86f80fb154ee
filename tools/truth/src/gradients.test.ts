/** The gradients that the pass predicts, held against those that were sampled of 30 networks. */
import { sourceFile } from '@trammel/diagnostics';
import { gradientOf } from '@trammel/analysis';
import type { Attenuation, GradientAnalysis } from '@trammel/analysis';
import { compile } from 'trammel';
import { describe, expect, it } from 'vitest';
import { networkText, sampledNetworks, type AttentionForm, type SampledNetwork, type SampledRecord } from './gradient-networks.js';

/** What is held to be dense: no convolution, no attention. */
const isDense = ({ spec }: SampledNetwork): boolean => spec.nodes.every(({ op }) => op !== 'conv2d' && op !== 'sdpa');

/** The forward map of gelu with weights of He does not hold still: it must be flagged, not numbered. */
const unstable = new Set(['gelu30_he']);

/** Held to half of what the theory of one tensor after the other is off by: one weight at the end of a residual stack with batch norm. */
const halved = new Map([['resnetv1_bn9', 0.06]]);

interface Compared {
  readonly name: string;
  readonly predicted: Attenuation | undefined;
  readonly sampled: SampledRecord['mc'];
}

/** Rounding leaves 1e-16 of what is zero. */
const zero = -14;

function comparedOf(
  network: SampledNetwork,
  form: AttentionForm = 'operator',
): { readonly compared: readonly Compared[]; readonly analysis: GradientAnalysis } {
  const written = networkText(network, form);
  const { networks } = compile(sourceFile('sampled.net', written.text), { resolve: () => ({ why: 'there are no other files' }) });
  const graph = networks[0]?.graph;
  if (graph === undefined) throw new Error(`${network.name} is no network`);
  const inputs = new Map(graph.inputs.map(({ name }) => [name, { mean: 0, deviation: network.spec.input.std }]));
  const analysis = gradientOf(graph, new Map([['N', network.spec.batch]]), { inputs });
  const tensors = new Map<string, Attenuation | undefined>(analysis.inputs.map(({ attenuation }) => ['x', attenuation]));
  const parameters = new Map<string, Attenuation>();
  for (const { node, at } of analysis.nodes.values()) {
    tensors.set(node.id, at(0).outputs[0]);
    for (const [name, attenuation] of at(0).parameters) parameters.set(`${node.weights?.id ?? ''}.${name}`, attenuation);
  }
  const found = [
    ...[...written.tensors].map(([record, name]) => ({ record, predicted: tensors.get(name) })),
    ...[...written.parameters].map(([record, name]) => ({ record, predicted: parameters.get(name) })),
  ];
  const compared = found.flatMap(({ record, predicted }) => {
    const sampled = network.records[record]?.mc;
    return sampled === undefined ? [] : [{ name: record, predicted, sampled }];
  });
  return { compared, analysis };
}

const errorOf = ({ predicted, sampled }: Compared): number => {
  if (predicted === undefined) return Number.POSITIVE_INFINITY;
  if (predicted.rms === Number.NEGATIVE_INFINITY) return sampled.log10_rms < zero ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(predicted.rms - sampled.log10_rms);
};

describe.each(sampledNetworks().filter(({ name }) => !unstable.has(name)))('$name', (network) => {
  const { compared } = comparedOf(network);
  const bound = isDense(network) ? 0.05 : (halved.get(network.name) ?? 0.12);
  it(`predicts the rms of every gradient within ${bound} decade`, () => {
    expect(compared.length).toBeGreaterThan(10);
    const worst = compared.filter((each) => !(errorOf(each) <= bound)).map((each) => `${each.name}: off by ${errorOf(each).toFixed(3)}`);
    expect(worst).toEqual([]);
  });
  it.runIf(isDense(network))('has bands that hold 80 to 95 % of the draws', () => {
    const covers = compared.flatMap((each) => coverage(each));
    const mean = covers.reduce((sum, cover) => sum + cover, 0) / covers.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(0.95);
  });
});

it('predicts queries, keys and values of attention that is written out within 0.055 decade', () => {
  const network = sampledNetworks().find(({ name }) => name === 'tf_preln12');
  if (network === undefined) throw new Error('there is no such network');
  const { compared } = comparedOf(network, 'written out');
  expect(compared.filter(({ name }) => /^[qkv]\d+$/.test(name))).toHaveLength(36);
  const worst = compared.filter((each) => !(errorOf(each) <= 0.055)).map((each) => `${each.name}: off by ${errorOf(each).toFixed(3)}`);
  expect(worst).toEqual([]);
});

/** How much of a normal distribution with the sampled mean and deviation lies within the predicted band. */
function coverage({ predicted, sampled }: Compared): readonly number[] {
  if (predicted === undefined || sampled.std < 1e-9 || predicted.rms === Number.NEGATIVE_INFINITY) return [];
  return [below((predicted.high - sampled.mean) / sampled.std) - below((predicted.low - sampled.mean) / sampled.std)];
}

/** P(Z < z), by Simpson's rule. */
function below(z: number): number {
  const steps = 400;
  const [from, to] = [-8, Math.max(-8, Math.min(8, z))];
  const width = (to - from) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step += 1) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 0 ? 2 : 4;
    sum += weight * Math.exp(-0.5 * (from + step * width) ** 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

it('flags the forward map that does not hold still, and gives no number behind it', () => {
  const network = sampledNetworks().find(({ name }) => unstable.has(name));
  if (network === undefined) throw new Error('there is no such network');
  const { compared, analysis } = comparedOf(network);
  expect(compared.find(({ name }) => name === 'h1')?.predicted).toBeUndefined();
  expect(analysis.findings.map(({ code }) => code)).toContain('unstable-forward');
});
