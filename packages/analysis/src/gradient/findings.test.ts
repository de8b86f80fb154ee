// Findings about gradients: what is found in which network, that the help helps, and that nothing is ever not a number.
import { applyEdits, sourceFile, type Diagnostic } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { present } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { gradientOf } from './gradient.js';
import type { GradientAnalysis } from './result.js';

function graphOf(text: string): Graph {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {});
  return present(networks[0]?.graph, () => diagnostics.map(({ message }) => message).join('\n'));
}

const textOf = (body: string, input = '[N, C=64]'): string => `net A {\n  input x: ${input}\n  ${body}\n}\n`;
const analysed = (text: string, batch = 1): GradientAnalysis => gradientOf(graphOf(text), new Map([['N', batch]]));
const codesOf = ({ findings }: GradientAnalysis): readonly string[] => findings.map(({ code }) => code);

/** Every number of an analysis that is none; -Infinity is a gradient of zero. */
function oddNumbers({ nodes, inputs }: GradientAnalysis): readonly string[] {
  const odd = (path: string, value: unknown): readonly string[] => {
    if (typeof value === 'number') return Number.isFinite(value) || value === -Infinity ? [] : [`${path}: ${value}`];
    if (value instanceof Map) return [...value].flatMap(([key, each]) => odd(`${path}.${String(key)}`, each));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) => odd(`${path}.${key}`, each));
  };
  return [
    ...inputs.flatMap(({ input, attenuation }) => odd(input.name, attenuation)),
    ...[...nodes.values()].flatMap(({ node, copies, at }) =>
      [0, Math.floor(copies / 2), copies - 1].flatMap((copy) => odd(`${node.id} ${copy}`, at(copy))),
    ),
  ];
}

const helpOf = (findings: readonly Diagnostic[]): readonly string[] => findings.flatMap(({ help }) => help.map(({ text }) => text));

describe('one finding, with its reason', () => {
  it.each([
    ['vanishing-gradient', 'repeat 8 { dense(64) -> sigmoid }', '8 `sigmoid` cost 0.60 decades each by their largest slope, 4.82 together'],
    ['exploding-gradient', 'repeat 8 { dense(64, init=normal(1)) -> relu }', 'by the size of their weights'],
    [
      'saturated-activation',
      'dense(64, bias_init=constant(10)) -> sigmoid -> dense(10)',
      'what it reads has mean 10 and standard deviation 1',
    ],
    ['zero-gradient', 'dense(64) -> tanh -> dense(10, init=zeros)', 'its weights begin as zeros'],
    ['unstable-forward', 'repeat 30 { dense(64, init=he_normal) -> gelu }', 'an input of 1 % more power'],
    ['overflowing-activations', 'repeat 100 { dense(64, init=normal(1e5)) -> relu }', '32-bit floats end at 3.4e38'],
  ])('%s', (code, body, reason) => {
    const { findings } = analysed(textOf(body));
    const told = findings.filter((finding) => finding.code === code);
    expect(told).toHaveLength(1);
    expect(told.flatMap(({ notes }) => notes).join('\n')).toContain(reason);
  });

  it('a dead bias before a batch norm, all in one', () => {
    const { findings } = analysed(textOf('conv(8, 3x3) -> bn -> relu -> conv(8, 3x3) -> bn -> global_avgpool', '[N, C=3, H=8, W=8]'), 4);
    expect(findings.map(({ code }) => code)).toEqual(['dead-parameter']);
    expect(findings[0]?.secondary).toHaveLength(1);
  });

  it('a dead bias of keys, and no other parameter of attention', () => {
    const { findings } = analysed(textOf('layer_norm -> attention(heads=4)', '[N, T=16, C=64]'));
    expect(findings.map(({ code, message }) => [code, message])).toEqual([['dead-parameter', expect.stringContaining('the k bias')]]);
  });

  it('operators without a rule, once each', () => {
    const { findings } = analysed(textOf('dense(8) as a\n  where(a > 0, a, b=0) as c\n  where(c > 1, c, b=0) -> dense(8)'));
    expect(findings.map(({ code, message }) => [code, /`(\w+)/.exec(message)?.[1]])).toEqual([['unknown-gradient', 'where']]);
  });

  it('layers that no output depends on, and that the loss does not depend on', () => {
    expect(codesOf(analysed(textOf('a = dense(x, 8)\n  b = dense(x, 4)\n  c = relu(b)\n  output a')))).toEqual(['unreached-layer']);
    const trained =
      'net A {\n  input x: [N, C=8]\n  a = dense(x, 8)\n  b = dense(x, 4)\n  output a, b\n}\n\ntrain A {\n  loss = mse(a, target)\n}\n';
    expect(analysed(trained).findings.map(({ message }) => message)).toEqual(['the loss does not depend on `dense(4)`']);
  });

  it.each([
    'repeat 8 { dense(64, init=he_normal) -> relu }',
    'repeat 4 { dense(64) -> sigmoid }',
    'repeat 10 { residual { dense(64) -> layer_norm -> relu } }',
    'dense(64, init=normal(5)) -> sigmoid -> dense(10)',
  ])('nothing of %s', (body) => {
    expect(codesOf(analysed(textOf(body)))).toEqual([]);
  });
});

describe('help', () => {
  it.each([
    'repeat 8 { dense(64) -> sigmoid }\n  dense(10)',
    'repeat 12 { dense(64, init=normal(0.02)) -> relu }',
    'repeat 8 { dense(64, init=normal(1)) -> relu }',
    'dense(64, bias_init=constant(10)) -> sigmoid -> dense(10)',
    'dense(64) -> tanh -> dense(10, init=zeros)',
    'repeat 30 { dense(64, init=he_normal) -> gelu }',
    'repeat 100 { dense(64, init=normal(1e5)) -> relu }',
  ])('of %s: each edit does what it says', (body) => {
    const text = textOf(body);
    const { findings } = analysed(text);
    const edits = findings.flatMap(({ help }) => help).filter((help) => help.edits.length > 0);
    expect(edits.length).toBeGreaterThan(0);
    for (const { text: said, edits: made } of edits) {
      const mended = analysed(applyEdits(text, made));
      expect(codesOf(mended)).toEqual([]);
      const [, decades] = /: (-?[\d.]+) decades there/.exec(said) ?? [];
      if (decades === undefined) continue;
      const all = [...mended.nodes.values()].flatMap(({ copies, at }) =>
        Array.from({ length: copies }, (_, copy) => at(copy).outputs[0]?.rms ?? Number.NaN),
      );
      expect(Math.min(...all.map((rms) => Math.abs(rms - Number(decades))))).toBeLessThan(0.006);
    }
  });

  it('offers He for relu, and says what it comes to', () => {
    expect(helpOf(analysed(textOf('repeat 12 { dense(64, init=normal(0.02)) -> relu }')).findings)[0]).toMatch(
      /^with `init=he_normal`: -?0\.\d\d decades there instead of -\d+\.\d\d$/,
    );
  });

  it('offers a larger batch where one example is too few', () => {
    const { findings } = analysed(textOf('dense(64) -> bn -> relu -> dense(10)'));
    expect(helpOf(findings).join()).toContain('--at N=32');
  });

  it('is not offered where nothing helps', () => {
    expect(helpOf(analysed(textOf('dense(8) as a\n  where(a > 0, a, b=0)')).findings)).toEqual([]);
  });
});

describe('no number is none', () => {
  it.each([
    ['activations beyond all numbers', 'repeat 5000 { residual { dense(64) -> relu -> dense(64) } }', 'overflowing-activations'],
    ['gradients below all numbers', 'repeat 600 { dense(64, init=normal(1e-3)) -> sigmoid }', 'vanishing-gradient'],
    ['weights beyond all numbers', 'dense(64, init=normal(1e200)) -> sigmoid -> dense(10)', 'overflowing-activations'],
    ['weights of zero', 'dense(64, init=zeros) -> relu -> dense(10)', 'zero-gradient'],
    ['one unit', 'dense(1) -> relu -> bn -> dense(1)', 'zero-gradient'],
  ])('%s', (_, body, code) => {
    const analysis = analysed(textOf(body));
    expect(oddNumbers(analysis)).toEqual([]);
    expect(codesOf(analysis)).toContain(code);
  });

  const falling = (count: number): string => textOf(`repeat ${count} { dense(64) -> relu -> dense(64) -> tanh }`);

  it('of activations of 1e-135, whose squares are numbers, though squares of these are none', () => {
    const analysis = analysed(falling(900));
    expect(codesOf(analysis)).toEqual(['vanishing-gradient']);
    const [at] = [...analysis.nodes.values()].map((node) => (copy: number) => node.at(copy).outputs[0]?.rms ?? Number.NaN);
    // Small numbers meet straight lines: every copy costs the same.
    expect((at?.(850) ?? 0) - (at?.(700) ?? 0)).toBeCloseTo((at?.(350) ?? 0) - (at?.(200) ?? 0), 6);
    expect((at?.(850) ?? 0) - (at?.(700) ?? 0)).toBeCloseTo((150 * Math.log10(2)) / 2, 1);
  });

  it('of activations that are too small to compute with: they are zero, and do not overflow', () => {
    expect(codesOf(analysed(falling(1100)))).toEqual(['zero-gradient']);
  });
});
