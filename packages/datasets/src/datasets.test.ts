// Sets of examples by their seeds, and which networks they go into; where they do not, the mended text takes them.
import { applyEdits, sourceFile } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { createSites } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { batchOf, elementsOf } from './batches.js';
import type { ExampleKind } from './example-set.js';
import { fitOf, type Fit, type Misfit } from './fit.js';
import { isPointKindName, pointKinds, pointSet, type PointKindName } from './point-sets.js';

const names = Object.keys(pointKinds).filter(isPointKindName);
const usual = { count: 200, noise: 0.2, classes: 2, seed: 1 };

describe('points', () => {
  test.each(names)('%s are the same for the same seed, of all classes alike, and within the plane', (name) => {
    const set = pointSet(name, usual);
    expect(set).toEqual(pointSet(name, usual));
    expect(set.inputs).not.toEqual(pointSet(name, { ...usual, seed: 2 }).inputs);
    expect(set.targets.filter((label) => label === 0)).toHaveLength(100);
    expect(Math.max(...set.inputs.map(Math.abs))).toBeLessThan(3);
    expect(set.training).toBe(160);
    const held = set.targets.slice(set.training);
    expect(new Set(held).size).toBe(2);
  });

  test('more classes are asked for than there can be', () => {
    expect(pointSet('moons', { ...usual, classes: 9 }).target).toEqual({ kind: 'classes', names: ['0', '1'] });
    expect(new Set(pointSet('spirals', { ...usual, classes: 9 }).targets).size).toBe(5);
  });

  test('without noise they lie where their laws say', () => {
    const radii = (name: PointKindName, label: number): readonly number[] => {
      const { inputs, targets } = pointSet(name, { ...usual, noise: 0 });
      return [...targets].flatMap((is, at) => (is === label ? [Math.hypot(inputs[2 * at] ?? 0, inputs[2 * at + 1] ?? 0)] : []));
    };
    for (const radius of radii('circles', 0)) expect(radius).toBeCloseTo(0.55, 5);
    for (const radius of radii('circles', 1)) expect(radius).toBeCloseTo(1.35, 5);
    const { inputs, targets } = pointSet('checkers', { ...usual, noise: 0 });
    for (const [at, label] of targets.entries()) expect((inputs[2 * at] ?? 0) * (inputs[2 * at + 1] ?? 0) >= 0).toBe(label === 0);
  });
});

const graphOf = (text: string): Graph => {
  const { networks, diagnostics } = compile(
    sourceFile('a.net', text),
    { resolve: () => ({ why: 'there is none' }) },
    { sites: createSites(), overrides: new Map() },
  );
  const graph = networks.at(-1)?.graph;
  if (graph === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
};
const points: ExampleKind = pointSet('spirals', { ...usual, classes: 3 });
const digits: ExampleKind = {
  features: { kind: 'image', channels: 1, height: 28, width: 28 },
  target: { kind: 'classes', names: Array.from({ length: 10 }, (_, digit) => String(digit)) },
};
const prices: ExampleKind = { features: { kind: 'numbers', names: ['a', 'b', 'c'] }, target: { kind: 'numbers', names: ['price'] } };

const trained = (input: string, body: string, training: string): Graph =>
  graphOf(`net A {\n  input x: ${input}\n  ${body}\n}\ntrain A {\n  ${training}\n}\n`);
const fitting = (graph: Graph, kind: ExampleKind): Fit => {
  const result = fitOf(graph, kind);
  if ('misfit' in result) throw new Error(result.misfit.why);
  return result.fit;
};
const misfitting = (graph: Graph, kind: ExampleKind): Misfit => {
  const result = fitOf(graph, kind);
  if ('fit' in result) throw new Error('it fits');
  return result.misfit;
};

describe('examples go into a network', () => {
  test('as points with labels', () => {
    expect(fitting(trained('[N, C=2]', 'dense(3) as y', 'loss = cross_entropy(y, labels)'), points)).toEqual({
      batch: { symbol: 'N' },
      input: { name: 'x', image: undefined },
      target: { name: 'labels', form: 'labels', width: 1 },
      output: { index: 0, width: 3 },
    });
  });
  test('with a one at the class where the loss takes numbers', () => {
    expect(fitting(trained('[N=4, C=2]', 'dense(3) as y', 'loss = mse(y, t)'), points)).toMatchObject({
      batch: { fixed: 4 },
      target: { name: 't', form: 'spread', width: 3 },
    });
  });
  test('as pictures of the size that the network wants, or as a row of their pixels', () => {
    const loss = 'loss = cross_entropy(y, labels)';
    expect(fitting(trained('[N, C=3, H=32, W=20]', 'flatten -> dense(10) as y', loss), digits).input.image).toEqual({
      channels: 3,
      height: 32,
      width: 20,
    });
    expect(fitting(trained('[N, C=784]', 'dense(10) as y', loss), digits).input.image).toEqual({ channels: 1, height: 28, width: 28 });
  });
  test('as rows of a table with a number to be told', () => {
    expect(fitting(trained('[N, C=3]', 'dense(1) as y', 'loss = mse(y, t)'), prices).target).toEqual({
      name: 't',
      form: 'numbers',
      width: 1,
    });
  });
});

describe('examples that do not go in', () => {
  const loss = 'loss = cross_entropy(y, labels)';
  test.each([
    ['another number of inputs', trained('[N, C=5]', 'dense(3) as y', loss), points, 'x takes 5 numbers, and an example is 2 numbers.'],
    ['too few classes', trained('[N, C=2]', 'dense(2) as y', loss), points, 'A tells 2 classes apart, and the examples are of 3.'],
    ['numbers for classes', trained('[N, C=3]', 'dense(2) as y', loss), prices, 'The loss of A wants classes'],
    ['no labels', trained('[N, C=2]', 'dense(2) as y', 'loss = mean(y)'), points, 'reads no labels'],
    ['another size that is open', trained('[N, T, C=2]', 'mean(T) -> dense(3) as y', loss), points, 'x is [N, T, C=2]'],
    [
      'a picture for numbers',
      trained('[N, C=1, H=8, W=8]', 'flatten -> dense(3) as y', loss),
      points,
      'x takes 1 x 8 x 8, and an example is 2 numbers.',
    ],
    [
      'words',
      graphOf('net A {\n  input x: int [N]\n  embedding(5, 4) -> dense(3) as y\n}\ntrain A { loss = cross_entropy(y, labels) }\n'),
      points,
      'whole numbers',
    ],
  ])('%s', (_, graph, kind, why) => {
    expect(misfitting(graph, kind).why).toContain(why);
  });

  test.each([
    ['a training is missing', 'net A {\n  input x: [N, C=2]\n  dense(4) -> relu\n  dense(3) as y\n}\n', points],
    ['and the output has no name', 'net A {\n  input x: [N, C=2]\n  dense(4) -> dense(3)\n}', points],
    ['other inputs', 'net A {\n  input x: [N, C=5]\n  dense(3) as y\n}\n', points],
    ['pictures', 'net Small {\n  input x: [N, C=5]\n  dense(3) as y\n}\n', digits],
    ['numbers to be told', 'net A {\n  input x: [N, C=5]\n  dense(3) as y\n}\n', prices],
  ])('are taken by the mended text: %s', (_, text, kind) => {
    const { helps } = misfitting(graphOf(text), kind);
    const mended = applyEdits(text, helps[0]?.edits ?? []);
    expect(fitting(graphOf(mended), kind).target.name).toMatch(/labels|target/);
  });
});

describe('batches', () => {
  const set = pointSet('spirals', { ...usual, count: 50 });
  test('go through all examples once in a round, in another order each time', () => {
    const round = (start: number): readonly number[] =>
      [0, 1, 2, 3].flatMap((step) => [...batchOf(set, { size: 10, step: start + step, seed: 1 })]);
    expect([...round(0)].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at));
    expect(round(4)).not.toEqual(round(0));
    expect(round(0)).toEqual(round(0));
  });
  test('hold no example that is held out, even where they are larger than all there are', () => {
    expect(Math.max(...batchOf(set, { size: 64, step: 3, seed: 1 }))).toBeLessThan(40);
  });
  test('hold the numbers of their examples', () => {
    const fit: Fit = {
      batch: { symbol: 'N' },
      input: { name: 'x', image: undefined },
      target: { name: 't', form: 'spread', width: 3 },
      output: { index: 0, width: 3 },
    };
    const elements = elementsOf(set, fit, Uint32Array.of(7, 3));
    expect([...(elements.get('x') ?? [])]).toEqual([...set.inputs.slice(14, 16), ...set.inputs.slice(6, 8)]);
    const spread = elements.get('t') ?? new Float64Array();
    expect([0, 1].map((at) => spread.slice(3 * at, 3 * at + 3).indexOf(1))).toEqual([set.targets[7], set.targets[3]]);
  });
});
