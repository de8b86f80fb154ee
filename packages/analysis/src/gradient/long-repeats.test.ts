// Folded repeats whose copies come to rest: what is told of them beside the same copies written out, each gone through by itself.
import { sourceFile } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { present } from '@trammel/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elasticitiesOf } from './elasticity.js';
import { gradientOf } from './gradient.js';
import type { Attenuation, GradientAnalysis, NodeAttenuation } from './result.js';

function graphOf(text: string): Graph {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {});
  return present(networks[0]?.graph, () => diagnostics.map(({ message }) => message).join('\n'));
}

interface Chain {
  readonly input: string;
  /** Statements before the repeat. */
  readonly before?: string;
  readonly body: string;
  readonly copies: number;
}

const netOf = (form: string, { input, before = '', body }: Chain): Graph =>
  graphOf(`net A {\n  input x: ${input}\n${before}  ${form} { ${body} }\n  dense(8)\n}\n`);
const folded = (chain: Chain): Graph => netOf(`repeat ${chain.copies}`, chain);
const writtenOut = (chain: Chain): Graph => netOf(`for i in 1..${chain.copies}`, chain);
const analysed = (graph: Graph): GradientAnalysis => gradientOf(graph, new Map());

/** Everything that is told of every copy, in the order in which it is written: of written out copies all nodes, one after the other. */
function toldOf({ nodes, inputs }: GradientAnalysis, copies: number): readonly (NodeAttenuation | Attenuation | undefined)[] {
  const all = [...nodes.values()];
  const last = all.pop();
  const body = all.some((node) => node.copies >= copies)
    ? Array.from({ length: copies }, (_, copy) =>
        all.flatMap((node) => {
          const each = node.copies / copies;
          return Array.from({ length: each }, (__, inner) => node.at(copy * each + inner));
        }),
      ).flat()
    : all.flatMap((node) => Array.from({ length: node.copies }, (_, copy) => node.at(copy)));
  return [...body, last?.at(0), ...inputs.map(({ attenuation }) => attenuation)];
}

/** How far the farthest two numbers lie apart, of what should be the same; infinitely where one is told and the other is not. */
function farthest(one: unknown, other: unknown): number {
  if (Object.is(one, other)) return 0;
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) / Math.max(1, Math.abs(one));
  if (one instanceof Map && other instanceof Map) return farthest(Object.fromEntries(one), Object.fromEntries(other));
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return Number.POSITIVE_INFINITY;
  const others = new Map<string, unknown>(Object.entries(other));
  const names = [...new Set([...Object.keys(one), ...others.keys()])];
  const mine = new Map<string, unknown>(Object.entries(one));
  return Math.max(0, ...names.map((name) => farthest(mine.get(name), others.get(name))));
}

function difference(chain: Chain): number {
  const [one, other] = [toldOf(analysed(folded(chain)), chain.copies), toldOf(analysed(writtenOut(chain)), chain.copies)];
  return one.length === other.length ? Math.max(...one.map((each, at) => farthest(each, other[at]))) : Number.POSITIVE_INFINITY;
}

/** How many stretches the copies of the first node in the repeat make. */
const stretchesIn = ({ nodes }: GradientAnalysis): number => Math.max(...[...nodes.values()].map(({ stretches }) => stretches.length));

const restful: readonly (readonly [string, Chain])[] = [
  ['sigmoid', { input: '[N=1, C=16]', body: 'dense(16) -> sigmoid', copies: 300 }],
  ['tanh that amplifies', { input: '[N=4, C=16]', body: 'dense(16, init=normal(0.5)) -> tanh', copies: 500 }],
  ['relu', { input: '[N=1, C=16]', body: 'dense(16, init=he_normal) -> relu', copies: 300 }],
  ['batch norm and relu', { input: '[N=8, C=16]', body: 'dense(16) -> bn -> relu', copies: 300 }],
  ['batch norm behind tanh, with dropout', { input: '[N=8, C=16]', body: 'dense(16) -> tanh -> dropout(0.2) -> bn', copies: 300 }],
  ['layer norm and gelu', { input: '[N=1, C=16]', body: 'dense(16) -> layer_norm -> gelu', copies: 300 }],
  ['a normalised sum', { input: '[N=4, C=16]', body: 'residual { dense(16) -> relu -> dense(16) } -> bn -> relu', copies: 300 }],
  [
    'a repeat in a repeat',
    { input: '[N=1, C=16]', body: 'repeat 2 { dense(16) -> sigmoid }\n dense(16) -> tanh -> layer_norm', copies: 300 },
  ],
  [
    'weights that all copies share',
    { input: '[N=1, C=16]', before: '  layer shared = dense(16)\n', body: 'shared -> sigmoid', copies: 300 },
  ],
  [
    'paths that meet',
    { input: '[N=2, C=16]', body: 'concat(C) {\n | dense(8) -> sigmoid\n | dense(8, init=he_normal) -> sigmoid\n }', copies: 300 },
  ],
];

describe('what is told of every copy, as if each was gone through', () => {
  it.each(restful)('%s', (_, chain) => {
    expect(stretchesIn(analysed(folded(chain)))).toBeLessThan(chain.copies);
    expect(difference(chain)).toBeLessThan(1e-9);
  });

  it('random bodies', () => {
    const layer = fc.constantFrom(
      'dense(12)',
      'dense(12, init=he_normal)',
      'dense(12, init=normal(0.6))',
      'dense(12, bias_init=constant(0.3))',
    );
    const bend = fc.constantFrom('sigmoid', 'tanh', 'relu', 'gelu', 'leaky_relu');
    const norm = fc.constantFrom(' -> bn', ' -> layer_norm', '');
    const block = fc.tuple(layer, norm, bend).map(([map, norming, bending]) => `${map}${norming} -> ${bending}`);
    const body = fc.oneof(
      block,
      fc.tuple(block, norm).map(([inner, norming]) => `residual { ${inner} -> dense(12) }${norming}`),
    );
    fc.assert(
      fc.property(body, fc.integer({ min: 1, max: 8 }), (text, examples) => {
        expect(difference({ input: `[N=${examples}, C=12]`, body: text, copies: 90 })).toBeLessThan(1e-9);
      }),
      { numRuns: 5, seed: 3 },
    );
  });

  it('gradients that leave the range of numbers on the way', () => {
    expect(difference({ input: '[N=1, C=16]', body: 'dense(16, init=normal(0.01)) -> sigmoid', copies: 600 })).toBeLessThan(1e-9);
  });
});

describe('a million copies', () => {
  const copies = 1_000_000;

  it('are a few stretches, in which decades change evenly', () => {
    const { nodes } = analysed(folded({ input: '[N=1, C=16]', body: 'dense(16, init=he_normal) -> relu', copies }));
    const [first] = nodes.values();
    const { at, stretches } = present(first, () => 'no node');
    expect(stretches.length).toBeLessThan(1000);
    expect(stretches.reduce((sum, { count }) => sum + count, 0)).toBe(copies);
    const rms = (copy: number): number => at(copy).outputs[0]?.rms ?? Number.NaN;
    expect(rms(500_000)).toBeCloseTo((rms(900_000) + rms(100_000)) / 2, 6);
  });

  it('have the findings of a hundred', () => {
    const { findings } = analysed(folded({ input: '[N=1, C=16]', body: 'dense(16) -> sigmoid', copies }));
    expect(findings.map(({ code }) => code)).toEqual(['vanishing-gradient']);
  });
});

it('findings are those of copies written out', () => {
  const codes = (graph: Graph): readonly string[] => analysed(graph).findings.map(({ code }) => code);
  const chain: Chain = { input: '[N=4, C=16]', body: 'dense(16) -> bn -> relu', copies: 150 };
  expect(codes(folded(chain))).toEqual(codes(writtenOut(chain)));
});

it('gradients that become too small to tell have the smallest that is told in a finding, as written out', () => {
  const smallest = (graph: Graph): readonly (string | undefined)[] =>
    analysed(graph).findings.map(({ message }) => /\((\S+ decades)\)/.exec(message)?.[1]);
  const chain: Chain = { input: '[N=1, C=16]', body: 'dense(16) -> sigmoid', copies: 300 };
  expect(smallest(folded(chain))).toEqual(smallest(writtenOut(chain)));
  expect(smallest(folded(chain))).toHaveLength(1);
});

it('elasticities of copies in the middle are those of copies written out', () => {
  const chain: Chain = { input: '[N=1, C=16]', body: 'dense(16) -> sigmoid', copies: 90 };
  const exponents = (graph: Graph): readonly number[] => {
    const [input] = graph.inputs;
    const place = { tensor: present(input, () => 'no input').tensor, copy: 0 };
    return elasticitiesOf(graph, new Map(), { place }).map(({ exponent }) => exponent);
  };
  const [few, all] = [exponents(folded(chain)), exponents(writtenOut(chain))];
  // Of a node in a repeat twelve copies are scaled; then comes the layer behind it.
  expect(few).toHaveLength(13);
  for (const [at, exponent] of few.slice(0, 12).entries()) expect(exponent).toBeCloseTo(all[Math.round((at * 89) / 11)] ?? Number.NaN, 7);
});
