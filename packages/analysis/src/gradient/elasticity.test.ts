// Elasticities: what scaling one layer's weights does to gradients before it, at it and behind it.
import { sourceFile } from '@trammel/diagnostics';
import { nodesOf } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { present } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { elasticitiesOf } from './elasticity.js';
import type { Elasticity } from './result.js';

interface Asked {
  readonly copy?: number;
  readonly parameter?: string;
  readonly batch?: number;
}

/** Of ten copies of a body, at the output of its first node or at a parameter of that: by the copy whose weights are scaled. */
function elasticities(body: string, { copy = 3, parameter, batch = 1 }: Asked = {}): readonly Elasticity[] {
  const text = `net A {\n  input x: [N, C=256]\n  repeat 10 { ${body} }\n}\n`;
  const graph = present(
    compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {}).networks[0]?.graph,
    () => 'a graph',
  );
  const tensor = present(nodesOf(graph.body)[0]?.node.outputs[0], () => 'an output');
  return elasticitiesOf(graph, new Map([['N', batch]]), { place: { tensor, copy }, ...(parameter === undefined ? {} : { parameter }) });
}

const exponentsOf = (list: readonly Elasticity[]): readonly number[] => list.map(({ exponent }) => exponent);

describe('d log10 of the gradient / d log10 of the weights', () => {
  it('relu with He: the layers behind count in full; of weights all but their own', () => {
    const body = 'dense(256, init=he_normal) -> relu';
    expect(exponentsOf(elasticities(body)).map(Math.round)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(exponentsOf(elasticities(body, { parameter: 'weight' })).map(Math.round)).toEqual([1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
    for (const exponent of exponentsOf(elasticities(body, { parameter: 'weight' }))) expect(exponent).toBeCloseTo(Math.round(exponent), 6);
  });

  it('sigmoid with Xavier: nearly all behind, a little less at the layer itself, nothing before the next one', () => {
    const [, , before, own, behind] = exponentsOf(elasticities('dense(256, init=xavier_normal) -> sigmoid', { parameter: 'weight' }));
    expect(behind).toBeCloseTo(0.893, 2);
    expect(own).toBeCloseTo(-0.107, 2);
    expect(before).toBeCloseTo(0.045, 2);
  });

  it('tanh at the critical point: half, for larger weights saturate as well; at the layer itself one less', () => {
    const body = 'dense(256, init=lecun_normal) -> tanh';
    const behind = exponentsOf(elasticities(body, { copy: 3 }))[4] ?? Number.NaN;
    const own = exponentsOf(elasticities(body, { copy: 4, parameter: 'weight' }))[4] ?? Number.NaN;
    const before = exponentsOf(elasticities(body, { copy: 5, parameter: 'weight' }))[4] ?? Number.NaN;
    expect([behind, own]).toEqual([expect.closeTo(0.485, 1), expect.closeTo(-0.515, 1)]);
    expect(behind - own).toBeCloseTo(1, 2);
    expect(before).toBeGreaterThan(0.3);
    expect(before).toBeLessThan(0.5);
  });

  it('a batch norm behind the layer: nothing, but its own weights get more the smaller they are', () => {
    const body = 'dense(256, bias=false) -> bn -> relu';
    const list = exponentsOf(elasticities(body, { parameter: 'weight', batch: 128 }));
    expect(list.map((exponent) => Math.round(1000 * exponent) / 1000 + 0)).toEqual([0, 0, 0, -1, 0, 0, 0, 0, 0, 0]);
  });

  it('a tenth of the weights is computed, not carried on from the exponent', () => {
    for (const { tenth } of elasticities('dense(256, init=he_normal) -> relu').slice(4)) expect(tenth).toBeCloseTo(-1, 6);
    const [, , , , behind] = elasticities('dense(256, init=xavier_normal) -> sigmoid');
    expect(behind?.tenth).toBeCloseTo(-0.97, 2);
  });

  it('is empty where the gradient is not known', () => {
    const text = 'net A {\n  input x: [N, C=8]\n  dense(8) as a\n  where(a > 0, a, b=0)\n}\n';
    const graph = present(
      compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {}).networks[0]?.graph,
      () => 'a graph',
    );
    const tensor = present(nodesOf(graph.body)[0]?.node.outputs[0], () => 'an output');
    expect(elasticitiesOf(graph, new Map([['N', 1]]), { place: { tensor, copy: 0 } })).toEqual([]);
    expect(elasticitiesOf(graph, new Map(), { place: { tensor, copy: 0 } })).toEqual([]);
  });
});

describe('a layer whose weights are twenty times as large already', () => {
  const text = `net A {
  input x: [N, C=256]
  repeat 4 { dense(256, init=xavier_normal) -> sigmoid }
  dense(256, init=normal(1.25)) as wide
  sigmoid
  repeat 5 { dense(256, init=xavier_normal) -> sigmoid }
}
`;

  it('half: gain beats saturation by a root', () => {
    const graph = present(
      compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {}).networks[0]?.graph,
      () => 'a graph',
    );
    const wide = present(
      nodesOf(graph.body).find(({ node }) => node.label === 'wide'),
      () => 'wide',
    ).node;
    const first = present(nodesOf(graph.body)[0]?.node.outputs[0], () => 'an output');
    const own = present(wide.outputs[0], () => 'an output');
    const of = (tensor: typeof first, parameter?: string): number | undefined =>
      elasticitiesOf(graph, new Map([['N', 1]]), { place: { tensor, copy: 0 }, ...(parameter === undefined ? {} : { parameter }) }).find(
        ({ scaled }) => scaled.node === wide,
      )?.exponent;
    expect(of(first)).toBeCloseTo(0.5, 2);
    expect(of(own)).toBeCloseTo(-0.5, 2);
    const behind = nodesOf(graph.body).at(-2)?.node.outputs[0];
    expect(
      of(
        present(behind, () => 'a layer behind it'),
        'weight',
      ),
    ).toBeCloseTo(0.03, 2);
  });
});
