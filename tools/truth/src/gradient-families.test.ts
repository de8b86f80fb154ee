/** The gradients that the pass predicts of small networks of every family, held against draws of these networks. */
import { gradientOf, type Attenuation } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { prepareSampling, type SampledTensor } from '@trammel/sampling';
import { compile } from 'trammel';
import { describe, expect, it } from 'vitest';

interface Family {
  readonly name: string;
  readonly body: readonly string[];
  readonly batch: number;
  readonly draws: number;
  /** The most decades by which an estimate may be off, beyond the error of the draws. */
  readonly bound: number;
}

const dense = (units: number, init = 'he_normal'): string => `dense(${units}, init=${init}, bias=false)`;
const conv = (channels: number): string => `conv(${channels}, 3x3, pad=half, init=he_normal, bias=false)`;
const apart = (channels: number): string =>
  `conv(${channels}, 3x3, pad=half, groups=${channels}, init=he_normal, bias=false) -> bn -> relu -> conv(${channels}, 1x1, init=he_normal, bias=false) -> bn -> relu`;
const norm = (name: string): string => `${name}(eps=0, affine=false)`;

/** Chains and residual blocks of dense layers: one position an example. */
const ofDense: readonly Family[] = [
  ['layer norms and relu', `repeat 20 { ${dense(64)} -> ${norm('layer_norm')} -> relu }`, 1, 120],
  ['layer norms and nothing between', `repeat 20 { ${dense(64)} -> ${norm('layer_norm')} }`, 1, 120],
  ['layer norms and tanh, of 4 examples', `repeat 20 { ${dense(64)} -> ${norm('layer_norm')} -> tanh }`, 4, 60],
  ['root mean squares and relu', `repeat 20 { ${dense(64)} -> ${norm('rms_norm')} -> relu }`, 1, 120],
  ['norms behind sums', `repeat 12 { residual { ${dense(64)} -> relu -> ${dense(64)} } -> ${norm('layer_norm')} }`, 1, 120],
  ['norms in branches', `repeat 12 { residual { ${norm('layer_norm')} -> ${dense(64)} -> gelu -> ${dense(64)} } }`, 1, 120],
  ['a stream whose means add up', `repeat 8 { residual { ${dense(64)} -> relu } }`, 1, 120],
  ['relu behind sums', `repeat 10 { residual { ${dense(64)} -> relu -> ${dense(64, 'lecun_normal')} } -> relu }`, 1, 120],
  ['narrow layers of tanh', `repeat 15 { ${dense(32, 'xavier_normal')} -> tanh }`, 1, 120],
  ['selu and dropout', `repeat 12 { ${dense(64, 'lecun_normal')} -> selu -> dropout(0.1) }`, 1, 120],
  ['batch norms and relu', `repeat 10 { ${dense(64)} -> ${norm('bn')} -> relu }`, 16, 40],
  ['concatenations and batch norms', `identity${`\n  concat(C) { |\n | ${norm('bn')} -> ${dense(32)} -> relu }`.repeat(6)}`, 32, 30],
  ['batch norms and tanh', `repeat 8 { ${dense(128)} -> ${norm('bn')} -> tanh }`, 16, 30],
].map(([name, body, batch, draws]) => ({
  name: String(name),
  body: ['input x: [N, C=64]', String(body)],
  batch: Number(batch),
  draws: Number(draws),
  bound: 0.05,
}));

const ofImages: readonly Family[] = [
  ['convolutions and group norms', `repeat 7 { ${conv(32)} -> group_norm(4, eps=0, affine=false) -> relu }`, 2],
  ['convolutions and instance norms', `repeat 5 { ${conv(16)} -> ${norm('instance_norm')} -> relu }`, 2],
  ['convolutions and batch norms', `repeat 5 { ${conv(16)} -> ${norm('bn')} -> relu }`, 8],
  ['channels each by themselves', `${conv(16)} -> bn -> relu\n  repeat 3 { ${apart(16)} }`, 8],
  ['concatenations and batch norms', `${conv(24)}${`\n  concat(C) { |\n | bn -> relu -> ${conv(12)} }`.repeat(5)}\n  bn -> relu`, 4],
  ['residual convolutions', `${conv(16)}\n  repeat 3 { residual { ${norm('bn')} -> relu -> ${conv(16)} } }`, 8],
].map(([name, body, batch]) => ({
  name: String(name),
  body: ['input x: [N, C=3, H=16, W=16]', String(body), 'global_avgpool -> dense(10)'],
  batch: Number(batch),
  draws: 8,
  bound: 0.12,
}));

const overlapping = 'maxpool(3x3, stride=2, pad=1)';

/** Maxima over windows that share elements: one element wins in several, whose gradients a global mean makes alike. */
const ofMaxima: readonly Family[] = [
  ['of windows that overlap', overlapping, 4, 60, 0.02],
  ['of every window', 'maxpool(3x3, stride=1, pad=1)', 4, 60, 0.02],
  ['of relu behind batch norms', `repeat 2 { ${conv(16)} -> ${norm('bn')} -> relu -> ${overlapping} }`, 8, 30, 0.06],
  ['of relu without norms', `${conv(16)} -> relu -> ${overlapping}\n  repeat 3 { ${conv(16)} -> relu }\n  ${overlapping}`, 4, 60, 0.06],
].map(([name, body, batch, draws, bound]) => ({
  name: String(name),
  body: ['input x: [N, C=16, H=16, W=16]', String(body), 'global_avgpool -> dense(10)'],
  batch: Number(batch),
  draws: Number(draws),
  bound: Number(bound),
}));

interface Compared {
  readonly name: string;
  readonly predicted: Attenuation;
  readonly sampled: SampledTensor;
}

function comparedOf({ body, batch, draws }: Family): readonly Compared[] {
  const text = ['import { SinusoidalPositions } from "std/transformer"', 'net Family {', ...body.map((line) => `  ${line}`), '}', ''].join(
    '\n',
  );
  const { networks } = compile(sourceFile('family.net', text), { resolve: () => ({ why: 'there are no other files' }) });
  const graph = networks[0]?.graph;
  if (graph === undefined) throw new Error(`${text} does not compile`);
  const sizes = new Map([['N', batch]]);
  const found = prepareSampling(graph, { seed: 1, sizes });
  if (!('prepared' in found)) throw new Error('problem' in found ? found.problem.message : found.why);
  const sampling = found.prepared.begin();
  const tensors = found.prepared.summary(Array.from({ length: draws }, (_, draw) => sampling.draw(draw)));
  const { nodes, inputs } = gradientOf(graph, sizes);
  return tensors.flatMap((sampled) => {
    const { place } = sampled;
    const node = place.kind === 'input' ? undefined : nodes.get(place.node)?.at(place.copy);
    const predicted =
      place.kind === 'input'
        ? inputs.find(({ input }) => input === place.input)?.attenuation
        : place.kind === 'output'
          ? node?.outputs[place.output]
          : node?.parameters.get(place.parameter);
    const name = place.kind === 'input' ? 'x' : place.kind === 'output' ? `${place.node.id} ${place.copy}` : place.id;
    if (predicted === undefined) throw new Error(`nothing is known of ${name}`);
    return [{ name, predicted, sampled }];
  });
}

/** The standard error of log10 of a root mean square, from the spread of the squares. */
function errorOfDraws({ logarithms, ratio }: SampledTensor): number {
  const squares = logarithms.map((logarithm) => 10 ** (2 * (logarithm - ratio.log10Rms)));
  const spread = squares.reduce((sum, square) => sum + (square - 1) ** 2, 0) / Math.max(1, squares.length - 1);
  return Math.sqrt(spread / squares.length) / (2 * Math.LN10);
}

/** Those that are off by more than the bound and two errors of the draws. */
function farOff(compared: readonly Compared[], bound: number): readonly string[] {
  return compared.flatMap(({ name, predicted, sampled }) => {
    const error = predicted.rms - sampled.ratio.log10Rms;
    const tolerance = bound + 2 * errorOfDraws(sampled);
    return Math.abs(error) <= tolerance ? [] : [`${name}: off by ${error.toFixed(3)}, of which ${tolerance.toFixed(3)} is allowed`];
  });
}

describe('of dense layers', () => {
  const covers: number[] = [];

  it.each(ofDense)('$name', (family) => {
    const compared = comparedOf(family);
    expect(farOff(compared, family.bound)).toEqual([]);
    const varied = compared.filter(({ sampled }) => sampled.ratio.standardDeviation > 1e-9);
    const cover = varied.map(
      ({ predicted, sampled: { logarithms } }) =>
        logarithms.filter((logarithm) => logarithm >= predicted.low && logarithm <= predicted.high).length / logarithms.length,
    );
    covers.push(cover.reduce((sum, value) => sum + value, 0) / cover.length);
    // One set of draws lies together inside of the band or beside it.
    expect(covers.at(-1)).toBeGreaterThan(0.7);
  });

  it('bands hold 80 to 95 % of the draws', () => {
    const mean = covers.reduce((sum, cover) => sum + cover, 0) / covers.length;
    expect(covers).toHaveLength(ofDense.length);
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(0.95);
  });
});

describe('of images', () => {
  it.each(ofImages)('$name', (family) => {
    expect(farOff(comparedOf(family), family.bound)).toEqual([]);
  });
});

describe('bands of weights of convolutions', () => {
  const widthsOf = (body: string, batch: number): readonly number[] =>
    comparedOf({ name: '', body: ['input x: [N, C=16, H=10, W=10]', body], batch, draws: 100, bound: 0 }).flatMap(
      ({ predicted: { low, high }, sampled: { place, ratio } }) =>
        place.kind === 'parameter' ? [(high - low) / (2 * 1.645 * ratio.standardDeviation)] : [],
    );

  it.each([
    ['of one', conv(16), 4],
    ['of four with relu', `repeat 4 { ${conv(16)} -> relu }`, 1],
  ])('%s are as wide as draws say', (_, body, batch) => {
    const widths = widthsOf(body, batch);
    expect(Math.min(...widths)).toBeGreaterThan(0.8);
    expect(Math.max(...widths)).toBeLessThan(1.4);
  });
});

describe('of maxima', () => {
  it.each(ofMaxima)('$name', (family) => {
    expect(farOff(comparedOf(family), family.bound)).toEqual([]);
  });
});

describe('of sequences', () => {
  // Tables of sines are known numbers: positions have in common what they have, whatever is drawn.
  it('tables of positions, attention', () => {
    const body = [
      'input x: [N, T=64, D=32]',
      'SinusoidalPositions',
      'repeat 2 { residual { layer_norm -> attention(2) } -> residual { layer_norm -> dense(64) -> gelu -> dense(32) } }',
    ];
    const compared = comparedOf({ name: '', body, batch: 1, draws: 40, bound: 0.12 });
    // Of the table itself nothing is trained.
    const learned = compared.filter(
      ({ sampled: { place } }) => place.kind !== 'output' || !place.node.id.startsWith('SinusoidalPositions.'),
    );
    // Biases of keys get none.
    expect(
      farOff(
        learned.filter(({ predicted }) => predicted.rms > -Infinity),
        0.12,
      ),
    ).toEqual([]);
  });
});
