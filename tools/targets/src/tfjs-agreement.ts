// A generated TensorFlow.js model beside the executor on the same numbers: outputs, gradients, running statistics. Not which networks.
import * as tf from '@tensorflow/tfjs';
import { differentiateWithOutputs } from '@trammel/autodiff';
import { compileProgram, explainCompileProblem } from '@trammel/executor';
import { parametersByName, programOfGraph, trainingProgramOf, type Graph } from '@trammel/graph';
import { numbersFor, type Numbers } from '@trammel/networks';
import type { Mode } from '@trammel/operators';
import type { Program } from '@trammel/program';
import { generateTfjs, type GeneratedFile } from '@trammel/target-tfjs';
import { invariant, isKnown, present, substituteShape, type TensorType } from '@trammel/tensor';
import { functionIn, type Exports, type Loader } from './generated-code.js';
import { withRoundings } from './with-roundings.js';

/** How far one tensor is from that of the executor. */
export interface Difference {
  /**
   * An output: relative to the largest element of the tensor, or a hundredth. A gradient of an input or a parameter: relative to the largest of
   * the tensor, or a hundredth of the largest of all, or a thousandth. Running statistics after a step.
   */
  readonly kind: 'forward' | 'backward' | 'statistics';
  readonly name: string;
  readonly far: number;
}

/** How far a model is from the executor. */
export interface Agreement {
  readonly differences: readonly Difference[];
  /** How far the executor moves by itself, by name and in the same measure, with numbers that are known to 32 bits. */
  readonly movements: () => ReadonlyMap<string, number>;
  /** What the model counts, and what the network has. */
  readonly parameters: { readonly counted: number; readonly expected: number };
}

/** The generated files of a graph; a diagnostic is a defect of the suite unless expected. */
export function filesOf(graph: Graph): readonly GeneratedFile[] {
  const { files, diagnostics } = generateTfjs(graph);
  invariant(diagnostics.length === 0, () => diagnostics.map(({ message }) => message).join('\n'));
  return files;
}

/** Whether two runs of the network in that mode give the same numbers. */
export function isDeterministic(graph: Graph, mode: Mode): boolean {
  return programOfGraph(graph, { mode }).values.every(({ instruction }) => instruction.op !== 'random');
}

interface Asked {
  readonly mode: Mode;
  readonly sizes: ReadonlyMap<string, number>;
  readonly seed: number;
}

/** Generates, runs and compares. */
export function agreementOf(graph: Graph, loader: Loader, asked: Asked): Agreement {
  const files = filesOf(graph);
  const support = loader.load(files, 'src/support/weight-values.ts');
  const weights = entriesIn(loader.load(files, 'src/weights.ts')['weights']);
  const expected = expectedOf(graph, asked);
  const model = modelOf(functionIn(loader.load(files, 'src/model.ts'), 'createModel')());
  try {
    tf.engine().startScope();
    const found = ranOn(model, { graph, weights, support, expected, asked });
    return {
      differences: differencesOf(expected, found),
      movements: () => movementsOf(graph, asked, expected),
      parameters: { counted: model.countParams(), expected: parameterCount(graph) },
    };
  } finally {
    tf.engine().endScope();
    model.dispose();
  }
}

/** An entry of the table of weights, as far as it is read here. */
interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  /** As generated, for the functions of the project. */
  readonly entry: unknown;
}

function modelOf(made: unknown): tf.LayersModel {
  invariant(made instanceof tf.LayersModel, () => 'createModel gives a model');
  return made;
}

function entriesIn(table: unknown): readonly WeightEntry[] {
  invariant(Array.isArray(table), () => 'weights is a table');
  return table.map((entry: unknown) => {
    invariant(typeof entry === 'object' && entry !== null && 'name' in entry && 'shape' in entry, () => 'an entry has a name and a shape');
    invariant(Array.isArray(entry.shape), () => 'a shape is a list');
    return {
      name: String(entry.name),
      shape: entry.shape.map(Number),
      trainable: !('trainable' in entry && entry.trainable === false),
      entry,
    };
  });
}

const isTensor = (made: unknown): made is tf.Tensor => made instanceof tf.Tensor;
const isVariable = (made: unknown): made is tf.Variable => made instanceof tf.Variable;

function tensorOf(made: unknown): tf.Tensor {
  invariant(isTensor(made), () => 'a tensor comes out');
  return made;
}

type Values = ArrayLike<number>;

/** What the executor gives: outputs, then gradients by what they are of. */
interface Expected {
  readonly numbers: Numbers;
  readonly seeds: readonly Values[];
  /** Which outputs the seeds belong to, in their order: one that is there twice is differentiated once. */
  readonly seededOutputs: readonly number[];
  readonly outputs: readonly Values[];
  readonly gradients: ReadonlyMap<string, Values>;
  readonly statistics: ReadonlyMap<string, Values>;
}

function parameterCount(graph: Graph): number {
  const sizes = [...parametersByName(graph).values()].map(({ shape }) => shape.reduce((product, { size }) => product * Number(size), 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function expectedOf(
  graph: Graph,
  { mode, sizes, seed }: Asked,
  run: Run = (program, numbers) => executed(program, numbers, sizes),
): Expected {
  const parameters = parametersByName(graph);
  const forward = programOfGraph(graph, { mode });
  const variables = [...forward.inputs, ...forward.parameters].filter(
    ({ elementType, instruction }) =>
      elementType === 'f32' && (instruction.op === 'input' || (instruction.op === 'parameter' && instruction.isTrainable)),
  );
  const numbers = suitable(forward, numbersFor(forward, { seed, sizes, parameters }), sizes);
  const differentiated = forward.outputs.filter(({ elementType }) => elementType === 'f32');
  if (differentiated.length === 0) {
    const outputs = run(forward, numbers);
    return { numbers, seeds: [], seededOutputs: [], outputs, gradients: new Map(), statistics: new Map() };
  }
  const joint = differentiateWithOutputs(forward, { withRespectTo: variables });
  const seeded = numbersFor(joint, { seed, sizes, parameters });
  const all = run(joint, { inputs: new Map([...seeded.inputs, ...numbers.inputs]), parameters: numbers.parameters });
  const seeds = joint.inputs
    .slice(forward.inputs.length)
    .map(({ instruction }) => seeded.inputs.get(instruction.op === 'input' ? instruction.name : '') ?? []);
  const outputs = all.slice(0, forward.outputs.length);
  const gradients = new Map(
    variables.map(({ instruction }, index) => [
      instruction.op === 'input' ? `input ${instruction.name}` : instruction.op === 'parameter' ? instruction.name : '',
      all[forward.outputs.length + index] ?? [],
    ]),
  );
  const seededOutputs = [...new Set(differentiated)].map((output) => forward.outputs.indexOf(output));
  return {
    numbers,
    seeds,
    seededOutputs,
    outputs,
    gradients,
    statistics: mode === 'training' ? statisticsOf(graph, numbers, run) : new Map(),
  };
}

/** How often the executor is asked how far it moves. */
const draws = 8;

/** How far the executor itself moves, by name, where each of its steps is off by a rounding of 32 bits: the furthest of some draws. */
function movementsOf(graph: Graph, asked: Asked, expected: Expected): ReadonlyMap<string, number> {
  const movements = new Map<string, number>();
  for (let draw = 1; draw <= draws; draw += 1) {
    const run: Run = (program, numbers) => executed(withRoundings(program), numbers, asked.sizes, draw);
    for (const { name, far } of differencesOf(expected, expectedOf(graph, asked, run))) {
      movements.set(name, Math.max(movements.get(name) ?? 0, far));
    }
  }
  return movements;
}

/** Executes a program on numbers. */
type Run = (program: Program, numbers: Numbers) => readonly Values[];

/** The numbers, positive where otherwise something is none. */
function suitable(forward: Program, numbers: Numbers, sizes: ReadonlyMap<string, number>): Numbers {
  if (!executed(forward, numbers, sizes).some((output) => Array.from(output).some(Number.isNaN))) return numbers;
  const inputs = new Map([...numbers.inputs].map(([name, values]) => [name, values.map((value) => Math.fround(Math.abs(value) + 0.1))]));
  const real = forward.inputs.flatMap(({ instruction, elementType }) =>
    instruction.op === 'input' && elementType === 'f32' ? [instruction.name] : [],
  );
  return {
    parameters: numbers.parameters,
    inputs: new Map([...numbers.inputs].map(([name, values]) => [name, real.includes(name) ? (inputs.get(name) ?? values) : values])),
  };
}

/** What buffers have become after a step of training. */
function statisticsOf(graph: Graph, numbers: Numbers, run: Run): ReadonlyMap<string, Values> {
  const outputs = graph.outputs.map(({ tensor }) => tensor);
  const { program, buffers } = trainingProgramOf(graph, outputs);
  const all = run(program, numbers);
  return new Map(buffers.map((name, index) => [name, all[outputs.length + index] ?? []]));
}

function executed(program: Program, numbers: Numbers, sizes: ReadonlyMap<string, number>, seed = 1): readonly Values[] {
  const compiled = compileProgram(program, { sizes });
  invariant('compilation' in compiled, () => ('problem' in compiled ? explainCompileProblem(compiled.problem) : ''));
  const executable = compiled.compilation.executable();
  for (const [name, array] of executable.inputs) array.set(numbers.inputs.get(name) ?? []);
  for (const [name, array] of executable.parameters) array.set(numbers.parameters.get(name) ?? []);
  executable.run(seed);
  return executable.outputs.map((output) => Float64Array.from(output));
}

interface Found {
  readonly outputs: readonly Values[];
  readonly gradients: ReadonlyMap<string, Values>;
  readonly statistics: ReadonlyMap<string, Values>;
}

function ranOn(
  model: tf.LayersModel,
  on: {
    readonly graph: Graph;
    readonly weights: readonly WeightEntry[];
    readonly support: Exports;
    readonly expected: Expected;
    readonly asked: Asked;
  },
): Found {
  const { graph, weights, support, expected, asked } = on;
  const values = weights.map(
    ({ name, shape }) => [name, { shape, values: Float32Array.from(expected.numbers.parameters.get(name) ?? zerosOf(shape)) }] as const,
  );
  const table = weights.map(({ entry }) => entry);
  functionIn(support, 'writeWeights')(model, table, new Map(values));
  const inputs = graph.inputs.map(({ name, tensor }) => variableOf(expected.numbers.inputs.get(name) ?? [], tensor.type, asked.sizes));
  const given = inputs.length === 1 ? (inputs[0] ?? []) : inputs;
  const apply = (): tf.Tensor[] => {
    const result = model.apply(given, { training: asked.mode === 'training' });
    return (Array.isArray(result) ? result : [result]).map(tensorOf);
  };
  const first = apply();
  const outputs = first.map((output) => output.dataSync());
  const statistics = asked.mode === 'training' ? weightsIn(functionIn(support, 'readWeights')(model, table)) : new Map<string, Values>();
  if (expected.seeds.length === 0) return { outputs, gradients: new Map(), statistics: new Map() };
  const trained = weights.filter(({ trainable }) => trainable);
  const variables = trained.map(({ entry }) => variableIn(functionIn(support, 'variableOf')(model, entry)));
  const real = graph.inputs.flatMap(({ name }, index) => (inputs[index] instanceof tf.Variable ? [[name, inputs[index]] as const] : []));
  const loss = (): tf.Scalar => {
    const results = apply();
    const weighed = expected.seededOutputs.flatMap((output, index) => {
      const result = results[output];
      return result === undefined ? [] : [result.mul(tf.tensor(Float32Array.from(expected.seeds[index] ?? []), result.shape)).sum()];
    });
    return tf.addN(weighed).asScalar();
  };
  const grads = gradientsOf(loss, [...variables, ...real.map(([, variable]) => variable)]);
  const gradients = new Map<string, Values>([
    ...trained.map((entry, index): [string, Values] => {
      const gradient = grads[index];
      return [
        entry.name,
        gradient === undefined ? zerosOf(entry.shape) : tensorOf(functionIn(support, 'inSourceOrder')(gradient, entry.entry)).dataSync(),
      ];
    }),
    ...real.map(([name], index): [string, Values] => [`input ${name}`, grads[variables.length + index]?.dataSync() ?? []]),
  ]);
  return { outputs, gradients, statistics };
}

/** The variable of a layer. */
function variableIn(made: unknown): tf.Variable {
  const value: unknown =
    typeof made === 'object' && made !== null && 'read' in made && typeof made.read === 'function'
      ? Reflect.apply(made.read, made, [])
      : made;
  invariant(isVariable(value), () => 'a layer has variables');
  return value;
}

/** Values by name, of what the project reads from a model. */
function weightsIn(read: unknown): ReadonlyMap<string, Values> {
  invariant(read instanceof Map, () => 'weights are a map');
  return new Map(
    [...read].map(([name, weight]: [unknown, unknown]) => {
      invariant(
        typeof weight === 'object' && weight !== null && 'values' in weight && weight.values instanceof Float32Array,
        () => 'a weight has values',
      );
      return [String(name), weight.values];
    }),
  );
}

const zerosOf = (shape: readonly number[]): Values => new Float32Array(shape.reduce((product, size) => product * size, 1));

/** The gradients of those that the loss depends on. */
function gradientsOf(loss: () => tf.Scalar, variables: readonly tf.Variable[]): readonly (tf.Tensor | undefined)[] {
  // A variable that the loss does not depend on has no gradient, and TensorFlow.js wants one of them to have one.
  const { grads } = tf.variableGrads(
    () => tf.addN([loss(), ...variables.map((variable) => variable.sum().mul(0))]).asScalar(),
    [...variables],
  );
  return variables.map((variable) => grads[variable.name] ?? undefined);
}

function variableOf(values: ArrayLike<number>, { elementType, shape }: TensorType, sizes: ReadonlyMap<string, number>): tf.Tensor {
  const known = substituteShape(shape, sizes).map(({ size }) => Number(present(isKnown(size) ? size : undefined, () => 'sizes are known')));
  if (elementType === 'f32') return tf.variable(tf.tensor(Float32Array.from(values), known));
  return tf.tensor(Int32Array.from(values), known, 'int32').asType(elementType === 'bool' ? 'bool' : 'int32');
}

/** How far each tensor is from what is expected, relative as is told at `Difference`. */
function differencesOf(expected: Expected, found: Found): readonly Difference[] {
  const largest = Math.max(0, ...[...expected.gradients.values()].map(magnitude));
  const least = Math.max(largest / 100, 0.001);
  return [
    ...expected.outputs.map((output, index) => ({
      kind: 'forward' as const,
      name: `output ${index}`,
      far: distance(found.outputs[index], output, 0.01),
    })),
    ...[...expected.gradients].map(([name, gradient]) => {
      const isNone = isZero(gradient) && (found.gradients.get(name)?.length ?? 0) === 0;
      return {
        kind: 'backward' as const,
        name: `gradient of ${name}`,
        far: isNone ? 0 : distance(found.gradients.get(name), gradient, least),
      };
    }),
    ...[...expected.statistics].map(([name, values]) => ({
      kind: 'statistics' as const,
      name,
      far: distance(found.statistics.get(name), values, 1),
    })),
  ];
}

const isZero = (values: Values): boolean => magnitude(values) === 0;

/** The largest finite element, without its sign. */
function magnitude(values: Values): number {
  let most = 0;
  for (let at = 0; at < values.length; at += 1) {
    const x = Math.abs(values[at] ?? 0);
    if (Number.isFinite(x) && x > most) most = x;
  }
  return most;
}

/** The largest difference, relative to the largest element or `least`; infinite where sizes differ or one is no number. */
function distance(found: Values | undefined, expected: Values, least: number): number {
  if (found?.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(magnitude(expected), least, Number.MIN_VALUE);
  let most = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const [x, y] = [expected[at] ?? 0, found[at] ?? 0];
    // What is no number in the reference has no right answer.
    if (Object.is(x, y) || x === y || Number.isNaN(x)) continue;
    const far = Math.abs(x - y) / scale;
    most = Math.max(most, Number.isNaN(far) ? Number.POSITIVE_INFINITY : far);
  }
  return most;
}
