// A generated TensorFlow.js model beside the executor on the same numbers: outputs, gradients, running statistics. Not which networks.
import * as tf from '@tensorflow/tfjs';
import { parametersByName, programOfGraph, type Graph } from '@trammel/graph';
import type { Mode } from '@trammel/operators';
import { generateTfjs, type GeneratedFile } from '@trammel/target-tfjs';
import { invariant, isKnown, present, substituteShape, type TensorType } from '@trammel/tensor';
import { distancesOf, type Named, type Results } from './distances.js';
import { executorResults, type Asked, type Certainty, type Expected } from './executor-results.js';
import { functionIn, type Exports, type Loader } from './generated-code.js';

/** How far a model is from the executor. */
export interface Agreement {
  readonly distances: readonly Named<Float64Array>[];
  /** By name what can be held to a result. */
  readonly certainties: () => ReadonlyMap<string, Certainty>;
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

/** Generates, runs and compares. */
export function agreementOf(graph: Graph, loader: Loader, asked: Asked): Agreement {
  const files = filesOf(graph);
  const support = loader.load(files, 'src/support/weight-values.ts');
  const weights = entriesIn(loader.load(files, 'src/weights.ts')['weights']);
  const { expected, certainties } = executorResults(graph, asked);
  const model = modelOf(functionIn(loader.load(files, 'src/model.ts'), 'createModel')());
  try {
    tf.engine().startScope();
    const found = ranOn(model, { graph, weights, support, expected, asked });
    return {
      distances: distancesOf(expected, found),
      certainties,
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

function parameterCount(graph: Graph): number {
  const sizes = [...parametersByName(graph).values()].map(({ shape }) => shape.reduce((product, { size }) => product * Number(size), 1));
  return sizes.reduce((sum, size) => sum + size, 0);
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
): Results<Values> {
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
