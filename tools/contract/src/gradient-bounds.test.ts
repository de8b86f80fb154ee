// Certified bounds: no gradient of any operator or small network, for weights as they are drawn or as bad as they can be, exceeds them.
import { defaultBoundsOptions, gradientBoundsOf, type BoundsOptions, type GradientBounds } from '@trammel/analysis';
import { gradientsOf } from '@trammel/autodiff';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { writtenProgramOf, type Graph, type Node } from '@trammel/graph';
import { explainRunProblem, run, type Tensor } from '@trammel/interpreter';
import { compile } from '@trammel/lower';
import { operatorNames, operators, type Parameter } from '@trammel/operators';
import { input, program, type Value } from '@trammel/program';
import { approximateSize, elementCount, present, substituteShape, type Shape } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { nameOf } from './execution.js';
import { generator } from './numbers.js';

function graphOf(text: string): Graph {
  const { networks, diagnostics } = compile(sourceFile('bounds.net', text), { resolve: () => ({ why: 'a test stands alone' }) });
  return present(networks[0]?.graph, () => diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n'));
}

type Draw = () => number;

/** A standard normal number. */
const normal = (draw: Draw): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());

/** As the initialiser draws, or at the ends of what it can draw: each at random, or all of them at the upper one. */
type Manner = 'drawn' | 'ends' | 'upper';

function weights({ initializer, fans = { in: 1, out: 1 } }: Parameter, shape: readonly number[], draw: Draw, manner: Manner): number[] {
  const count = shape.reduce((product, size) => product * size, 1);
  const fill = (next: () => number): number[] => Array.from({ length: count }, next);
  const between = (low: number, high: number) => () =>
    manner === 'upper' ? high : manner === 'ends' ? (draw() < 0.5 ? low : high) : low + (high - low) * draw();
  switch (initializer.kind) {
    case 'constant':
      return fill(() => initializer.value);
    case 'normal':
      return fill(() => initializer.mean + initializer.std * normal(draw));
    case 'truncated_normal': {
      const { mean, std } = initializer;
      const inside = (): number => [normal(draw), normal(draw), normal(draw)].find((x) => Math.abs(x) < 2) ?? 0;
      return manner === 'drawn' ? fill(() => mean + std * inside()) : fill(between(mean - 2 * std, mean + 2 * std));
    }
    case 'uniform':
      return fill(between(initializer.minimum, initializer.maximum));
    case 'variance_scaling': {
      const { scale, fan, distribution } = initializer;
      const std = Math.sqrt(scale / (fan === 'average' ? (fans.in + fans.out) / 2 : fans[fan]));
      return fill(distribution === 'normal' ? () => std * normal(draw) : between(-std * Math.sqrt(3), std * Math.sqrt(3)));
    }
    case 'orthogonal':
      return orthogonal(shape[0] ?? 1, count / (shape[0] ?? 1), draw).map((entry) => entry * initializer.gain);
  }
}

/** By Gram and Schmidt along the shorter side. */
function orthogonal(rows: number, columns: number, draw: Draw): number[] {
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: number[][] = [];
  for (let index = 0; index < count; index += 1) {
    let vector = Array.from({ length }, () => normal(draw));
    for (const other of vectors) {
      const along = vector.reduce((sum, x, at) => sum + x * (other[at] ?? 0), 0);
      vector = vector.map((x, at) => x - along * (other[at] ?? 0));
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((x) => x / norm));
  }
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return (rows <= columns ? vectors[row]?.[column] : vectors[column]?.[row]) ?? 0;
  });
}

/** A network with the program of the gradients of all its tensors and weights. */
function experiment(graph: Graph) {
  const sizes = new Map(graph.symbols.map(({ name }) => [name, 2]));
  const { program: forward, nodes } = writtenProgramOf(graph, { mode: 'training' });
  const outputs = [...new Set(forward.outputs.filter((value) => value.elementType === 'f32'))];
  const seeds = new Map(outputs.map((value, index) => [value, input(`seed${index}`, value.shape)]));
  const made = [...forward.inputs, ...nodes.flatMap((node) => node.outputs)];
  // What an operator hands on as it is has the gradient of all who read it, before the operator and after it.
  const tensors = [...new Set(made)].filter((value) => value.elementType === 'f32' && made.indexOf(value) === made.lastIndexOf(value));
  const trainable = forward.parameters.filter(({ instruction }) => instruction.op === 'parameter' && instruction.isTrainable);
  const asked = [...tensors, ...trainable];
  const { gradients } = gradientsOf(forward, seeds, asked);
  const joint = program([...forward.inputs, ...seeds.values()], forward.parameters, [...gradients, ...tensors]);
  return { graph, sizes, forward, nodes, seeds: [...seeds.values()], tensors, asked, joint };
}

type Experiment = ReturnType<typeof experiment>;

const numbersIn = (shape: Shape, { sizes }: Experiment): readonly number[] =>
  substituteShape(shape, sizes).map(({ size }) => approximateSize(size));
const countIn = (shape: Shape, { sizes }: Experiment): number => approximateSize(elementCount(substituteShape(shape, sizes)));

/** The gradients and then the tensors, and the norm of the gradients at the outputs. */
function sample(of: Experiment, { seed, manner }: { readonly seed: number; readonly manner: Manner }) {
  const draw = generator(seed);
  const { low, high } = defaultBoundsOptions.inputRange;
  const inputs = new Map(
    of.forward.inputs.map((value) => [
      nameOf(value),
      Array.from({ length: countIn(value.shape, of) }, () =>
        value.elementType !== 'f32' ? Math.floor(2 * draw()) : manner === 'upper' ? high : low + (high - low) * draw(),
      ),
    ]),
  );
  let squares = 0;
  for (const value of of.seeds) {
    const elements = Array.from({ length: countIn(value.shape, of) }, () => normal(draw));
    squares += elements.reduce((sum, x) => sum + x * x, 0);
    inputs.set(nameOf(value), elements);
  }
  const parameters = new Map<string, number[]>();
  for (const { node, parameters: names } of of.nodes) {
    for (const parameter of node.weights?.parameters ?? []) {
      const name = names.get(parameter.name);
      if (name !== undefined && !parameters.has(name))
        parameters.set(name, weights(parameter, numbersIn(parameter.shape, of), draw, manner));
    }
  }
  const result = run(of.joint, { inputs, parameters, sizes: of.sizes, random: { seed } });
  if ('problem' in result) throw new Error(explainRunProblem(result.problem));
  return { results: result.outputs, norm: Math.sqrt(squares), parameters };
}

const normOf = ({ data }: Tensor): number => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));

/** Of every tensor and weight with a bound: what the bound is called, and its value. */
function boundedValues(of: Experiment, bounds: GradientBounds) {
  const found = new Map<Value, { readonly name: string; readonly atMost: number; readonly range?: { low: number; high: number } }>();
  for (const { input: named, atMost } of bounds.inputs) {
    const value = of.forward.inputs.find((candidate) => nameOf(candidate) === named.name);
    if (value !== undefined && atMost !== undefined) found.set(value, { name: named.name, atMost });
  }
  const met = new Map<Node, number>();
  for (const { node, outputs, parameters } of of.nodes) {
    const copy = met.get(node) ?? 0;
    met.set(node, copy + 1);
    const own = present(bounds.nodes.get(node)?.at(copy), () => `${node.id} has bounds`);
    for (const [index, bound] of own.outputs.entries()) {
      const value = outputs[index];
      if (bound !== undefined && value !== undefined) found.set(value, { name: `${node.id}[${copy}]`, ...bound });
    }
    for (const [name, atMost] of own.parameters) {
      const value = of.forward.parameters.find((candidate) => nameOf(candidate) === parameters.get(name));
      if (value !== undefined) found.set(value, { name: `${node.id}[${copy}].${name}`, atMost });
    }
  }
  return found;
}

/** Weights that are all that can be drawn, and weights as they are drawn but for once in a million times. */
const certain: BoundsOptions = { ...defaultBoundsOptions, failureProbability: 0 };

/** What a network's bounds come to: those that some sample breaks, and the least distance of a sample to a bound that is not the output's. */
interface Trial {
  readonly broken: ReadonlySet<string>;
  readonly closest: number;
  /** How many gradients were held against finite bounds. */
  readonly count: number;
}

function trial(text: string, draws: number): Trial {
  const graph = graphOf(text);
  const of = experiment(graph);
  const boundedBy = (options: BoundsOptions) => boundedValues(of, gradientBoundsOf({ graph, sizes: of.sizes }, options));
  const [always, mostly] = [boundedBy(certain), boundedBy(defaultBoundsOptions)];
  const broken = new Set<string>();
  let [closest, count] = [Number.POSITIVE_INFINITY, 0];
  for (const manner of ['drawn', 'ends', 'upper'] as const) {
    for (let seed = 1; seed <= draws; seed += 1) {
      const drawn = sample(of, { seed, manner });
      for (const bounded of manner === 'drawn' ? [always, mostly] : [always]) {
        for (const { distance, complaint } of distancesOf(of, drawn, bounded)) {
          if (complaint !== undefined) broken.add(`${complaint} (${manner})`);
          if (!Number.isFinite(distance)) continue;
          count += 1;
          closest = Math.min(closest, distance);
        }
      }
    }
  }
  return { broken, closest, count };
}

/** How far each gradient stays below its bound, and what is wrong with a gradient or a value. */
function* distancesOf(of: Experiment, { results, norm }: ReturnType<typeof sample>, bounded: ReturnType<typeof boundedValues>) {
  for (const [index, value] of of.asked.entries()) {
    const bound = bounded.get(value);
    const gradient = normOf(present(results[index], () => 'a gradient'));
    if (bound === undefined || !Number.isFinite(gradient) || gradient === 0 || of.forward.outputs.includes(value)) continue;
    const ratio = Math.log10(gradient / norm);
    const distance = bound.atMost - ratio;
    // What the samples lose by rounding; what is all but nothing is rounding.
    yield { distance, complaint: distance < -1e-9 && gradient > 1e-280 ? `${bound.name}: ${ratio} > ${bound.atMost}` : undefined };
  }
  for (const [index, value] of of.tensors.entries()) {
    const { name, range } = bounded.get(value) ?? { name: '' };
    if (range === undefined) continue;
    const slack = 1e-9 * Math.max(Math.abs(range.low), Math.abs(range.high), 1);
    const outside = results[of.asked.length + index]?.data.find((x) => x < range.low - slack || x > range.high + slack);
    if (outside !== undefined) yield { distance: Number.NaN, complaint: `${name}: ${outside} is not in ${range.low}..${range.high}` };
  }
}

describe.each(operatorNames)('the bounds of %s', (operator) => {
  test('hold for its example', () => {
    expect([...trial(operators[operator].example, 1).broken]).toEqual([]);
  });
});

const net = (...lines: readonly string[]): string => ['net Small {', ...lines.map((line) => `  ${line}`), '}', ''].join('\n');

const chain = (activation: string, init: string): string =>
  net('input x: [N, C=6]', `repeat 3 { dense(6, init=${init}, bias_init=uniform(limit=0.3)) -> ${activation} }`, 'dense(3)');

const activations =
  'relu relu6 leaky_relu elu selu gelu silu mish sigmoid hard_sigmoid hard_swish tanh hard_tanh softplus softsign softmax'.split(' ');

const initializers = [
  'xavier_uniform',
  'he_normal',
  'orthogonal',
  'truncated_normal(std=0.5)',
  'constant(value=0.3)',
  'normal(mean=0.5, std=0.2)',
];

const networks: Readonly<Record<string, string>> = {
  convolutions: net(
    'input x: [N, C=4, H=7, W=6]',
    'conv(6, 3x3, pad=1) -> relu -> conv(6, 3x3, stride=2, groups=2, init=he_normal) -> sigmoid -> flatten -> dense(3)',
  ),
  pools: net('input x: [N, C=2, H=7, W=7]', 'conv(3, 3x3) -> maxpool(3, stride=2, pad=1) -> tanh -> avgpool(2) -> global_avgpool'),
  residuals: net('input x: [N, C=5]', 'repeat 4 { residual { layer_norm -> dense(5) -> gelu -> dense(5) } }', 'dense(2)'),
  batches: net('input x: [N, C=5]', 'dense(5, init=he_normal) -> bn -> relu -> dense(4, bias=false) -> bn(affine=false)'),
  attentions: net('input x: [N, T=4, D=8]', 'repeat 2 { residual { rms_norm -> attention(2, causal=true) } }', 'layer_norm -> dense(3)'),
  recurrences: net('input x: [N, T=5, C=4]', 'lstm(5, bidirectional=true) -> gru(4, layers=2, dropout=0.3) -> rnn(3, return=last)'),
  shared: net(
    'input x: [N, C=4]',
    'layer step = dense(4, init=he_uniform)',
    'repeat 5 { step -> relu }',
    'concat(x, C) -> dropout(0.5) -> dense(2)',
  ),
  tied: net(
    'input tokens: int[N, T=4]',
    'layer words = embedding(7, 5)',
    'tokens -> words -> dense(5) -> tanh -> words.attend -> log_softmax',
  ),
};

describe('the bounds of small networks hold', () => {
  test.each(activations)('in a chain of %s', (activation) => {
    for (const init of initializers) expect([...trial(chain(activation, init), 3).broken]).toEqual([]);
  });

  test.each(Object.entries(networks))('with %s', (_, text) => {
    const { broken, count } = trial(text, 5);
    expect([...broken]).toEqual([]);
    expect(count).toBeGreaterThan(30);
  });
});

describe('the bounds for given weights', () => {
  test.each(Object.entries(networks))('hold with %s, and are closer', (_, text) => {
    const graph = graphOf(text);
    const of = experiment(graph);
    const drawn = boundedValues(of, gradientBoundsOf({ graph, sizes: of.sizes }, certain));
    for (const manner of ['drawn', 'ends'] as const) {
      const one = sample(of, { seed: 3, manner });
      const weights = (name: string): readonly number[] | undefined => one.parameters.get(name);
      const bounded = boundedValues(of, gradientBoundsOf({ graph, sizes: of.sizes }, { ...certain, weights }));
      expect([...distancesOf(of, one, bounded)].flatMap(({ complaint }) => complaint ?? [])).toEqual([]);
      // The norm of a given matrix is found to a few parts in a hundred.
      for (const [value, { name, atMost }] of bounded) {
        expect([name, atMost <= (drawn.get(value)?.atMost ?? 0) + 0.1]).toEqual([name, true]);
      }
    }
  });

  test('come close to the norm of a matrix', () => {
    const text = net('input x: [N, C=24]', 'dense(24, bias=false)');
    const of = experiment(graphOf(text));
    const { parameters } = sample(of, { seed: 1, manner: 'drawn' });
    const entries = [...parameters.values()][0] ?? [];
    const row = (index: number): readonly number[] => entries.slice(24 * index, 24 * index + 24);
    // Power iteration from below.
    let vector = row(0);
    let norm = 0;
    for (let round = 0; round < 500; round += 1) {
      const image = Array.from({ length: 24 }, (_, index) => row(index).reduce((sum, x, at) => sum + x * (vector[at] ?? 0), 0));
      norm = Math.hypot(...image) / Math.hypot(...vector);
      vector = Array.from({ length: 24 }, (_, at) => image.reduce((sum, x, index) => sum + x * (row(index)[at] ?? 0), 0));
    }
    const bound = 10 ** atInput(text, { ...certain, weights: (name) => parameters.get(name) });
    expect(bound).toBeGreaterThanOrEqual(norm);
    expect(bound).toBeLessThan(1.03 * norm);
  });
});

/** The greatest slopes of activations, from the table of section 3 of the theory and from calculus. */
const greatestSlopes: Readonly<Record<string, number>> = {
  relu: 1,
  relu6: 1,
  'leaky_relu(0.2)': 1,
  elu: 1,
  selu: 1.0507009873554805 * 1.6732632423543772,
  gelu: 1.1289041451,
  silu: 1.0998393194,
  mish: 1.0884981537,
  sigmoid: 1 / 4,
  hard_sigmoid: 1 / 6,
  hard_swish: 1.5,
  tanh: 1,
  hard_tanh: 1,
  softplus: 1,
  softsign: 1,
};

/** Networks whose bound at the input is the truth. */
const exact: Readonly<Record<string, readonly [text: string, gradient: number]>> = {
  identity: [net('input x: [N, C=5]', 'identity'), 1],
  orthogonal: [net('input x: [N, C=5]', 'repeat 50 { dense(5, init=orthogonal, bias=false) }'), 1],
  'orthogonal with a gain': [net('input x: [N, C=5]', 'repeat 3 { dense(5, init=orthogonal(gain=2), bias=false) }'), 8],
  'orthogonal kernel': [net('input x: [N, C=9]', 'dense(4, init=orthogonal) -> dense(9, init=orthogonal)'), 1],
  constant: [net('input x: [N, C=6]', 'dense(1, init=constant(value=0.3))'), 0.3 * Math.sqrt(6)],
  'means of windows': [net('input x: [N, C=2, H=8, W=8]', 'avgpool(2)'), 1 / 2],
  'largest of windows': [net('input x: [N, C=2, H=8, W=8]', 'maxpool(2)'), 1],
  'windows that overlap': [net('input x: [N, C=1, H=8, W=8]', 'maxpool(3, stride=1)'), 3],
  'mean of all': [net('input x: [N, C=2, H=8, W=8]', 'global_avgpool'), 1 / 8],
  softmax: [net('input x: [N, C=2]', 'softmax'), 1 / 2],
  fork: [net('input x: [N, C=2]', 'residual { relu }'), 2],
  parts: [net('input x: [N, C=4]', 'other = x * 2', 'x -> concat(other, C)'), 3],
  'a loop that adds up': [
    net(
      'input x: [N, T=5, C=1]',
      'rnn(1, activation=relu, return=last, init=constant(value=1), recurrent_init=constant(value=1), bias=false)',
    ),
    Math.sqrt(5),
  ],
  scaled: [net('input x: [N, C=4]', '0.5 * x'), 1 / 2],
};

const atInput = (text: string, options: BoundsOptions = certain): number => {
  const graph = graphOf(text);
  const sizes = new Map(graph.symbols.map(({ name }) => [name, 1]));
  return gradientBoundsOf({ graph, sizes }, options).inputs[0]?.atMost ?? Number.NaN;
};

describe('a bound is the truth', () => {
  test.each(Object.entries(greatestSlopes))('for the slope of %s where it is steepest', (activation, slope) => {
    const text = net('input x: [N, C=3]', activation);
    for (const size of [50, 1e3, 1e30]) {
      expect(10 ** atInput(text, { ...certain, inputRange: { low: -size, high: size } })).toBeCloseTo(slope, 7);
    }
  });

  test.each([
    ['sigmoid', 4.5, 31],
    ['sigmoid', -2, -1],
    ['tanh', 1, 3],
    ['gelu', -1, 0.5],
    ['softplus', -4, -3],
    ['silu', 5, 6],
  ] as const)('for the slope of %s between %d and %d', (activation, low, high) => {
    const bound = 10 ** atInput(net('input x: [N, C=3]', activation), { ...certain, inputRange: { low, high } });
    const graph = graphOf(net('input x: []', activation));
    const { joint } = experiment(graph);
    const slopes = Array.from({ length: 2001 }, (_, step) => {
      const inputs = new Map([
        ['x', [low + ((high - low) * step) / 2000]],
        ['seed0', [1]],
      ]);
      const result = run(joint, { inputs });
      return 'problem' in result ? Number.NaN : Math.abs(result.outputs[0]?.data[0] ?? Number.NaN);
    });
    const greatest = Math.max(...slopes);
    expect(bound).toBeGreaterThanOrEqual(greatest * (1 - 1e-12));
    expect(bound).toBeLessThan(greatest * (1 + 1e-5));
  });

  test('for what every step of a loop reads', () => {
    const constant = (name: string, value: number): string => `${name}=constant(value=${value})`;
    const starts = [constant('init', 0), constant('recurrent_init', 0), constant('bias_init', 1)];
    const graph = graphOf(net('input x: [N, T=5, C=1]', `rnn(1, activation=relu, ${starts.join(', ')})`));
    const { nodes } = gradientBoundsOf({ graph, sizes: new Map([['N', 1]]) }, certain);
    const bounds = [...nodes.values()][0]?.at(0)?.parameters;
    expect(10 ** (bounds?.get('bias_hh_l0') ?? 0)).toBeCloseTo(Math.sqrt(5), 9);
  });

  test.each(Object.entries(exact))('for %s', (_, [text, gradient]) => {
    expect(10 ** atInput(text)).toBeCloseTo(gradient, 9);
  });
});
