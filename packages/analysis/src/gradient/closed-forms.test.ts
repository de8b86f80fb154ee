// The pass against closed forms: decades a layer, critical weights, and what activations do to a standard normal.
import { sourceFile } from '@trammel/diagnostics';
import { nodesOf, type Graph, type Node } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { positionGroups, whiteNoise, type Transfer } from '@trammel/signal';
import { present } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { gradientOf } from './gradient.js';
import { servicesFor } from './services.js';

function graphOf(text: string): Graph {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {});
  return present(networks[0]?.graph, () => diagnostics.map(({ message }) => message).join('\n'));
}

const net = (width: number, body: string): Graph => graphOf(`net A {\n  input x: [N, C=${width}]\n  ${body}\n}\n`);
const nodes = (graph: Graph): readonly Node[] => nodesOf(graph.body).map(({ node }) => node);

/** The decades a copy, from one copy back to an earlier one. */
function decadesOfCopies(body: string, { width = 256, batch = 1, from = 0, copies = 10, to = 9 } = {}): number {
  const graph = net(width, `repeat ${copies} { ${body} }`);
  const { nodes: found } = gradientOf(graph, new Map([['N', batch]]));
  const last = present(nodes(graph).at(-1), () => 'a body');
  const rms = (copy: number): number => present(found.get(last)?.at(copy).outputs[0], () => 'a gradient').rms;
  return (rms(from) - rms(to)) / (to - from);
}

describe('decades a layer', () => {
  it.each([
    ['relu with He', 'dense(256, init=he_normal) -> relu', 0],
    ['relu with Xavier', 'dense(256, init=xavier_normal) -> relu', -0.1505],
    ["relu with PyTorch's default", 'dense(256, init=torch_default) -> relu', -0.389],
    ['sigmoid with Xavier', 'dense(256, init=xavier_normal) -> sigmoid', -0.627],
    ['dropout of 0.2', 'dropout(0.2)', 0.5 * Math.log10(1 / 0.8)],
    ['dropout of 0.5', 'dropout(0.5)', 0.5 * Math.log10(1 / 0.5)],
    [
      'a residual of a branch that keeps gradients',
      'residual { dense(256, init=he_normal) -> relu -> dense(256, init=lecun_normal) }',
      0.1505,
    ],
  ])('%s', (_, body, decades) => {
    // The first copies of a chain of sigmoids read the input, and not sigmoids.
    expect(decadesOfCopies(body, { from: 4 })).toBeCloseTo(decades, 3);
  });

  it.each([10, 50])('a residual of %i branches over the root of their number', (count) => {
    const std = Math.sqrt(2 / 256 / count);
    const body = `residual { dense(256, init=normal(${std.toFixed(17)})) -> relu -> dense(256, init=lecun_normal) }`;
    const whole = decadesOfCopies(body, { copies: count + 1, to: count }) * count;
    expect(whole).toBeCloseTo(0.5 * count * Math.log10(1 + 1 / count), 3);
    expect(whole).toBeLessThan(0.5 * Math.LOG10E);
  });

  it.each([
    ['relu, a large batch', 'relu', 8192, Math.PI / (Math.PI - 1)],
    ['relu', 'relu', 128, 1.48],
    ['relu', 'relu', 16, 1.59],
    // Units that are divided by their own deviation have fewer large numbers than a Gaussian, which alone would be 1.193; 1.188 was sampled.
    ['tanh', 'tanh', 128, 1.187],
    ['tanh', 'tanh', 16, 1.25],
  ])('batch norm and %s: squares a layer', (_, activation, batch, factor) => {
    const decades = decadesOfCopies(`dense(1024, bias=false) -> bn -> ${activation}`, { width: 1024, batch, from: 3, to: 8, copies: 12 });
    expect(10 ** (2 * decades)).toBeCloseTo(factor, 2);
  });

  it('batch norm alone: (B - 2) / (B - 3)', () => {
    const decades = decadesOfCopies('dense(65536, bias=false) -> bn', { width: 65536, batch: 16, from: 3, to: 8, copies: 12 });
    expect(10 ** (2 * decades)).toBeCloseTo(14 / 13, 3);
  });
});

/** The transfer of an activation, as its rule asks for it. */
function transferOf(call: string): Transfer {
  const [node] = nodes(net(4, call));
  const axes = [{ name: 'C', size: 4 }];
  const services = servicesFor(new Map([['N', 1]]));
  const seen: Transfer[] = [];
  function noted<T extends Transfer | undefined>(made: T): T {
    if (made !== undefined) seen.push(made);
    return made;
  }
  node?.site.signal({
    moments: [whiteNoise(axes, positionGroups(axes), 1)],
    services: {
      ...services,
      followsDensity: false,
      transferOf: (expression) => noted(services.transferOf(expression)),
      transferOfMeaning: (program) => noted(services.transferOfMeaning(program)),
    },
  });
  return present(seen[0], () => `${call} asks for a transfer`);
}

describe("activations at N(0, 1): E f^2, E f'^2, E f'^4 / (E f'^2)^2 - 1, sup f'", () => {
  it.each([
    ['sigmoid', 0.29338, 0.04484, 0.137, 0.25],
    ['tanh', 0.39429, 0.4644, 0.583, 1],
    ['relu', 0.5, 0.5, 1, 1],
    ['leaky_relu(0.01)', 0.50005, 0.50005, 1, 1],
    ['elu', 0.64495, 0.6681, 0.332, 1],
    // scale^2 (1/2 + alpha^2 e^2 Phi(-2))
    ['selu', 1, 1.07157, 0.319, 1.758],
    ['gelu', 0.42522, 0.45585, 1.088, 1.129],
    ['silu', 0.35578, 0.37948, 0.99, 1.1],
    ['softplus', 0.92125, 0.29338, 0.529, 1],
    ['mish', 0.45234, 0.47908, 0.838, 1.089],
    ['hard_tanh', 0.51606, 0.68272, 0.465, 1],
    ['hard_sigmoid', 0.27764, 0.0277, 0.003, 1 / 6],
    ['hard_swish', 0.33157, 0.35853, 1.011, 1.5],
  ] as const)('%s', (...[call, square, slopeSquare, kurtosis, largest]) => {
    const transfer = transferOf(call);
    const moments = transfer.moments(0, 1);
    expect(moments.square).toBeCloseTo(square, 4);
    expect(moments.slopeSquare).toBeCloseTo(slopeSquare, 4);
    expect(moments.slopeExcess).toBeCloseTo(kurtosis, 2);
    expect(transfer.maximumSlope).toBeCloseTo(largest, 2);
  });
});

describe('critical weights: gradients neither grow nor shrink where activations have settled', () => {
  it.each([
    ['tanh', 0.01, 1.424, 0.273],
    ['tanh', 0.05, 1.761, 0.57],
    ['tanh', 0.2, 2.285, 1.165],
    ['sigmoid', 0, 103, 45.6],
  ])('%s with biases of variance %d', (call, bias, weight, settled) => {
    const transfer = transferOf(call);
    let variance = settled;
    for (let round = 0; round < 2000; round += 1) variance = weight * centred(transfer, variance) + bias;
    expect(variance / settled).toBeCloseTo(1, 2);
    expect(weight * transfer.moments(0, variance).slopeSquare).toBeCloseTo(1, 2);
  });

  const centred = (transfer: Transfer, variance: number): number => transfer.moments(0, variance).square;

  it('tanh without biases: 1, towards activations of zero', () => {
    expect(transferOf('tanh').moments(0, 1e-6).slopeSquare).toBeCloseTo(1, 4);
  });

  it('relu: 2, at any size', () => {
    for (const variance of [0.1, 1, 30]) expect(2 * transferOf('relu').moments(0, variance).slopeSquare).toBeCloseTo(1, 9);
  });
});
