// Networks in which small changes of activations grow: all of them is doubted, whatever the batch; others are not. Not how much grows.
import { sourceFile } from '@trammel/diagnostics';
import { compile } from '@trammel/lower';
import { present } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { gradientOf } from './gradient.js';
import type { GradientAnalysis } from './result.js';

const growing = 'small changes of activations grow in this network';

function analysed(body: string, batch: number): GradientAnalysis {
  const text = `net A {\n  input x: [N, C=128]\n  ${body}\n}\n`;
  const { networks } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {});
  return gradientOf(
    present(networks[0]?.graph, () => text),
    new Map([['N', batch]]),
  );
}

/** Where nothing says that the estimate is poor. */
function trustedIn({ nodes, inputs }: GradientAnalysis): readonly string[] {
  const copies = [...nodes.values()].flatMap(({ node, stretches, at }) =>
    stretches.flatMap(({ first, count, stride }) =>
      [first, first + (count - 1) * stride].map((copy) => ({ name: `${node.id} ${copy}`, ...at(copy) })),
    ),
  );
  const all = [...inputs.map((each) => ({ name: each.input.name, ...each })), ...copies];
  return all.flatMap(({ name, isReliable }) => (isReliable ? [name] : []));
}

// Sampled 20 layers of 128 units deep, these are 1 to 3 decades off the mean that is estimated (ADR 18, "Holding still").
describe.each(['silu', 'hard_swish', 'mish', 'gelu'])('%s with the weights of He', (activation) => {
  const body = (copies: number): string => `repeat ${copies} { dense(128, init=he_normal) -> ${activation} }`;

  it.each([1, 8])('is not told in batches of %i', (batch) => {
    const gradient = analysed(body(20), batch);
    expect(gradient.findings.map(({ code }) => code)).toContain('unstable-forward');
    expect(trustedIn(gradient)).toEqual([]);
  });

  it('is doubted where copies are told as one', () => {
    expect(trustedIn(analysed(body(100), 8))).toEqual([]);
  });

  it('is told in a few layers', () => {
    const gradient = analysed(body(3), 8);
    expect(gradient.findings).toEqual([]);
    expect(gradient.inputs[0]?.isReliable).toBe(true);
  });
});

it.each([
  ['gelu with Xavier', 'repeat 20 { dense(128, init=xavier_normal) -> gelu }'],
  ['relu with He', 'repeat 20 { dense(128, init=he_normal) -> relu }'],
  ['tanh', 'repeat 20 { dense(128, init=xavier_normal) -> tanh }'],
  ['silu behind layer norms', 'repeat 20 { residual { layer_norm -> dense(128) -> silu -> dense(128) } }'],
])('%s is told', (_, body) => {
  const { inputs, nodes } = analysed(body, 8);
  const doubts = [...inputs, ...[...nodes.values()].map(({ at }) => at(0))].flatMap((each) => each.doubts);
  expect(doubts.filter((doubt) => doubt.includes(growing))).toEqual([]);
});
