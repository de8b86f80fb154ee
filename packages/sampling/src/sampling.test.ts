// Sampling: places in the order of the source, draws by their number alone, sums of squares, and statistics.
import { sourceFile } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { run } from '@trammel/interpreter';
import { compile } from '@trammel/lower';
import { contract, input, order, program, reduceSum, multiply, type Value } from '@trammel/program';
import { symbolSize, type Size } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { measuringOf, prepareSampling, ratioStatistics, type PreparedSampling } from './index.js';
import { sumOfSquares } from './sum-of-squares.js';

function graphOf(body: string): Graph {
  const text = `net Test {\n${body}\n}\n`;
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) });
  const graph = networks[0]?.graph;
  if (graph === undefined) throw new Error(diagnostics.map(({ message }) => message).join());
  return graph;
}

function prepared(body: string, sizes: Readonly<Record<string, number>> = { N: 2 }): PreparedSampling {
  const found = prepareSampling(graphOf(body), { seed: 1, sizes: new Map(Object.entries(sizes)) });
  if (!('prepared' in found)) throw new Error('problem' in found ? found.problem.message : found.why);
  return found.prepared;
}

const names = ({ places }: PreparedSampling): readonly string[] =>
  places.map((place) =>
    place.kind === 'input' ? place.input.name : place.kind === 'parameter' ? place.id : `${place.node.id}[${place.copy}]`,
  );

test('tells every copy of every tensor, and weights that are shared once', () => {
  expect(names(prepared('input x: [N, C=4]\nrepeat 2 { dense(4, bias=false) -> relu }\nlayer tied = dense(4)\ntied -> tied'))).toEqual([
    'x',
    'repeat.dense[0].weight',
    'repeat.dense[0]',
    'repeat.relu[0]',
    'repeat.dense[1].weight',
    'repeat.dense[1]',
    'repeat.relu[1]',
    'tied.weight',
    'tied.bias',
    'tied[0]',
    'tied2[0]',
  ]);
});

test('a draw follows from its number, whatever was drawn before', () => {
  const preparation = prepared('input x: [N, C=8]\ndense(8) -> dropout(0.5) -> relu -> dense(3)');
  const [some, others] = [preparation.begin(), preparation.begin()];
  const forward = [0, 1, 2].map((draw) => some.draw(draw));
  const backward = [2, 1, 0].map((draw) => others.draw(draw)).reverse();
  expect(backward).toEqual(forward);
  expect(forward[0]).not.toEqual(forward[1]);
});

test('whole numbers are drawn below what they pick from', () => {
  const preparation = prepared('input x: int[N, T=5]\nembedding(3, 4, init=ones)');
  const [tensor] = preparation.summary([preparation.begin().draw(0)]).filter(({ place }) => place.kind === 'output');
  expect(tensor?.forward).toEqual({ mean: 1, meanSquare: 1 });
});

test('gradients are zero behind a relu that is never open, and the ratio at the output is one', () => {
  const preparation = prepared('input x: [N, C=4]\ndense(4, init=zeros, bias_init=-1) -> relu as closed');
  const sampling = preparation.begin();
  const tensors = preparation.summary([0, 1, 2].map((draw) => sampling.draw(draw)));
  const output = tensors.at(-1)?.ratio;
  expect(output?.log10Rms).toBeCloseTo(0, 12);
  expect(tensors.map(({ ratio }) => ratio.zeros)).toEqual([3, 3, 3, 3, 0]);
  expect(tensors[0]?.ratio.log10Rms).toBe(-Infinity);
});

test('the linear chain of orthogonal weights keeps every gradient', () => {
  const preparation = prepared('input x: [N, C=16]\nrepeat 4 { dense(16, init=orthogonal) }');
  const sampling = preparation.begin();
  for (const tensor of preparation.summary([sampling.draw(0)])) {
    if (tensor.place.kind !== 'parameter') expect(tensor.ratio.log10Rms).toBeCloseTo(0, 10);
  }
});

describe('sums of squares', () => {
  const N: Size = symbolSize('N');
  const axis = (name: string, size: Size) => ({ name, size });
  const a = input('a', [axis('N', N), axis('A', 3)]);
  const b = input('b', [axis('N', N), axis('B', 2)]);
  const elements = (count: number, scale: number) => Float64Array.from({ length: count }, (_, at) => scale * (at + 1));
  const valueOf = (value: Value, n: number): number | undefined => {
    const result = run(program([a, b], [], [value]), {
      inputs: new Map([
        ['a', elements(3 * n, 1)],
        ['b', elements(2 * n, -0.5)],
      ]),
      sizes: new Map([['N', n]]),
    });
    return 'outputs' in result ? result.outputs[0]?.data[0] : undefined;
  };

  test.each([1, 2])('are right with a batch of %i', (n) => {
    for (const value of [contract(a, b, ['N']), order(contract(a, b, ['N']), ['B', 'A']), contract(a, b, []), a]) {
      const plain = reduceSum(
        multiply(value, value),
        value.shape.map(({ name }) => name),
      );
      expect(valueOf(sumOfSquares(value, new Map([['N', n]])), n)).toBeCloseTo(valueOf(plain, n) ?? Number.NaN, 10);
    }
  });

  test('make no matrix of an outer product', () => {
    const outer = order(contract(a, b, ['N']), ['B', 'A']);
    const largest = program([a, b], [], [sumOfSquares(outer, new Map([['N', 1]]))]).values.map(({ shape }) => shape.length);
    expect(Math.max(...largest)).toBe(2);
    expect(program([a, b], [], [sumOfSquares(outer, new Map([['N', 1]]))]).values).not.toContain(outer);
  });
});

test('statistics are of the draws with a gradient, but the root mean square is of all', () => {
  expect(ratioStatistics([0, -Infinity, 0, -Infinity])).toMatchObject({
    draws: 4,
    zeros: 2,
    mean: 0,
    q50: 0,
    log10Rms: 0.5 * Math.log10(0.5),
  });
  expect(ratioStatistics([-2000, -2000]).log10Rms).toBe(-2000);
  expect(ratioStatistics([1, 2, 3, 4, 5])).toMatchObject({ mean: 3, q05: 1.2, q50: 3, q95: 4.8 });
});

test('the gradient of a loss is measured at the weights and examples of a step', () => {
  const graph = graphOf(
    '  input x: [N, C=1]\n  dense(1, bias=false) -> tanh\n  dense(1, bias=false) as y\n}\ntrain Test {\n  loss = mse(y, t)',
  );
  const { training } = graph;
  if (training === undefined) throw new Error('it is trained');
  const made = measuringOf(graph, training, { sizes: new Map([['N', 2]]), byteLimit: 2 ** 20 });
  if ('why' in made) throw new Error(made.why);
  const { places, measure } = made.measuring;
  const parameters = new Map(places.flatMap((place) => (place.kind === 'parameter' ? [[place.id, Float64Array.of(0.5)] as const] : [])));
  const inputs = new Map([
    ['x', Float64Array.of(1, -1)],
    ['t', Float64Array.of(7, 3)],
  ]);
  const decades = measure(inputs, parameters);
  // Both examples have the same slope, so that dL/dx = dL/dy 0.5 (1 - tanh(0.5)^2) 0.5, whatever the loss.
  const expected = Math.log10(0.25 * (1 - Math.tanh(0.5) ** 2));
  expect(decades[places.findIndex(({ kind }) => kind === 'input')]).toBeCloseTo(expected, 10);
  expect(decades[places.findLastIndex(({ kind }) => kind === 'output')]).toBeCloseTo(0, 12);
});
