// Gradients at initialisation, sampled: weights, inputs and losses are drawn anew each time, and the network run forward and backward.
import { at, diagnosticMaker, firstLineOf, help, type Diagnostic } from '@trammel/diagnostics';
import { fillIndices, fillInitial, fillNormal, indexBounds, type Key } from '@trammel/drawing';
import {
  bytesOfElement,
  defaultByteLimit,
  compileProgram,
  explainCompileProblem,
  type Compilation,
  type Executable,
} from '@trammel/executor';
import { nodesOf, nodeWithMost, parametersByName, type Graph } from '@trammel/graph';
import type { Parameter } from '@trammel/operators';
import { hash, streamWithin, type Value } from '@trammel/program';
import { approximateSize, elementCount, printInteger, substituteShape, type Shape } from '@trammel/tensor';
import { problems } from './problems.js';
import { sampledProgramOf, type Place, type SampledPlace, type SampledProgram } from './sampled-program.js';
import { ratioStatistics, type SampledRatio } from './statistics.js';

const report = diagnosticMaker(problems);

/** From what, and at which sizes, draws are made. */
export interface SamplingOptions {
  /** A whole number; the same seed gives the same draws, each by its number, whatever was drawn before. */
  readonly seed: number;
  /** Values for all open sizes. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Of the elements of real inputs, which are normal, by name; mean 0 and deviation 1 unless said. */
  readonly inputs?: ReadonlyMap<string, { readonly mean: number; readonly deviation: number }>;
  /** The most bytes that may be taken; 2 GiB unless said. */
  readonly byteLimit?: number;
}

/** A sampling under way. */
export interface Sampling {
  /** What it takes in memory while it runs. */
  readonly bytes: number;
  /** Makes draw number `draw`, from 0; draws can be made in any order, and spread over several samplings. */
  readonly draw: (draw: number) => Draw;
}

/** One draw: for each place, in the order of `places`. */
export interface Draw {
  /** log10 (||dL/dT|| / ||dL/dy||), y being all outputs; -Infinity for a gradient of zero. */
  readonly logarithms: Float64Array;
  /** The means of T and of T^2 over its elements; NaN for parameters. */
  readonly means: Float64Array;
  readonly meanSquares: Float64Array;
}

/** What was found at one tensor. */
export interface SampledTensor {
  readonly place: Place;
  readonly elements: number;
  readonly ratio: SampledRatio;
  /** What the statistics are of, draw by draw; -Infinity for a gradient of zero. */
  readonly logarithms: readonly number[];
  /** Over all elements and draws; undefined for parameters. */
  readonly forward: { readonly mean: number; readonly meanSquare: number } | undefined;
}

/** A sampling that can begin, and the tensors that it tells of, in the order of the source. */
export interface PreparedSampling {
  readonly places: readonly Place[];
  readonly bytes: number;
  /** Takes the memory. */
  readonly begin: () => Sampling;
  /** The statistics of draws. */
  readonly summary: (draws: readonly Draw[]) => readonly SampledTensor[];
}

/** The most layers, with all copies of repeats, whose program is written out. */
const layerLimit = 10_000;

/** All that draws need but the memory; or what of the source keeps it from being sampled; or why it cannot be as it is asked for. */
export type SamplingPreparation = { readonly prepared: PreparedSampling } | { readonly problem: Diagnostic } | { readonly why: string };

type Limits = Required<Pick<SamplingOptions, 'sizes' | 'byteLimit'>>;

/** Prepares draws at sizes that are all known. */
export function prepareSampling(graph: Graph, options: SamplingOptions): SamplingPreparation {
  const limits: Limits = { sizes: options.sizes, byteLimit: options.byteLimit ?? defaultByteLimit };
  const { sizes } = limits;
  const open = graph.symbols.find(({ name }) => !sizes.has(name));
  if (open !== undefined) return { why: `the size ${open.name} of ${graph.name} is open; give it a value, as in --at ${open.name}=16` };
  const tooLarge = tooLargeNetwork(graph, limits);
  if (tooLarge !== undefined) return { problem: tooLarge };
  const sampled = sampledProgramOf(graph, sizes);
  if (sampled.seeds.length === 0) {
    return {
      problem: report(
        'nothing-to-sample',
        at(graph.outputs[0]?.span ?? firstLineOf(graph.span)),
        `no output of ${graph.name} is real, so that nothing has a gradient`,
      ),
    };
  }
  const compiled = compileProgram(sampled.program, limits);
  if ('problem' in compiled) {
    const { problem } = compiled;
    return problem.kind === 'memory'
      ? { problem: memoryFault(graph, problem.bytes, limits) }
      : { why: `${graph.name} cannot be sampled: ${explainCompileProblem(problem)}` };
  }
  const elements = sampled.places.map(({ shape }) => approximateSize(elementCount(substituteShape(shape, sizes))));
  return {
    prepared: {
      places: sampled.places.map(({ place }) => place),
      bytes: compiled.compilation.bytes,
      begin: () => samplingOf(graph, { sampled, elements, options }, compiled.compilation),
      summary: (draws) => summaryOf(sampled.places, elements, draws),
    },
  };
}

function tooLargeNetwork(graph: Graph, limits: Limits): Diagnostic | undefined {
  const layers = nodesOf(graph.body).reduce((sum, { copies }) => sum + copies, 0);
  if (layers > layerLimit) {
    const message = `${graph.name} has ${printInteger(layers)} layers, and at most ${printInteger(layerLimit)} are sampled`;
    const most = nodeWithMost(graph, ({ copies }) => copies);
    return report('sampling-too-large', at(most?.span ?? firstLineOf(graph.span), 'most layers are here'), message, {
      help: [help('make a smaller net of it with --set')],
    });
  }
  const weights = [...parametersByName(graph).values()].reduce(
    (sum, { shape }) => sum + approximateSize(elementCount(substituteShape(shape, limits.sizes))),
    0,
  );
  return bytesOfElement * weights > limits.byteLimit ? memoryFault(graph, bytesOfElement * weights, limits) : undefined;
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;

/** Shown at the node with most numbers of its own: weights in all copies, and what they give. */
function memoryFault(graph: Graph, bytes: number, { sizes, byteLimit }: Limits): Diagnostic {
  const elementsOf = (shape: Shape): number => approximateSize(elementCount(substituteShape(shape, sizes)));
  const most = nodeWithMost(graph, ({ node, copies }) => {
    const shapes = [...(node.weights?.parameters ?? []), ...node.outputs.map(({ type }) => type)].map(({ shape }) => shape);
    return copies * shapes.reduce((sum, shape) => sum + elementsOf(shape), 0);
  });
  const message = `a draw of ${graph.name} takes ${gibibytes(bytes)}, and at most ${gibibytes(byteLimit)} are taken`;
  return report('sampling-too-large', at(most?.span ?? firstLineOf(graph.span), 'this takes most'), message, {
    help: [help('take smaller sizes with --at, or a smaller net with --set')],
  });
}

interface Prepared {
  readonly sampled: SampledProgram;
  readonly elements: readonly number[];
  readonly options: SamplingOptions;
}

/** Which tensors of a draw take numbers from which keys: no two the same. */
interface Filled {
  readonly fill: (key: Key) => void;
}

function samplingOf(graph: Graph, { sampled, elements, options }: Prepared, compilation: Compilation): Sampling {
  const executable = compilation.executable();
  const fills = fillsOf(graph, sampled, { executable, options });
  const seeds = sampled.seeds.map((seed) => executable.inputs.get(nameOf(seed)) ?? new Float64Array(0));
  return {
    bytes: compilation.bytes,
    draw: (draw) => {
      for (const [tensor, { fill }] of fills.entries()) fill({ seed: options.seed, draw, tensor });
      executable.run(streamWithin(hash(options.seed), draw));
      const norm = seeds.reduce((sum, array) => sum + squaresOf(array), 0);
      return readDraw(sampled.places, elements, { executable, norm });
    },
  };
}

function fillsOf(
  graph: Graph,
  sampled: SampledProgram,
  { executable, options }: { readonly executable: Executable; readonly options: SamplingOptions },
): readonly Filled[] {
  const { inputs, parameters } = sampled.program;
  const initial = parametersByName(graph);
  const bounds = indexBounds(sampled.program, options.sizes);
  const seeds = new Set(sampled.seeds);
  return [
    ...parameters.map((value): Filled => parameterFill(executable.parameters.get(nameOf(value)), initial.get(nameOf(value)), options)),
    ...inputs.map((value): Filled => {
      const array = executable.inputs.get(nameOf(value)) ?? new Float64Array(0);
      if (seeds.has(value)) return { fill: (key) => fillNormal(array, key, 0, 1) };
      if (value.elementType === 'f32') {
        const { mean = 0, deviation = 1 } = options.inputs?.get(nameOf(value)) ?? {};
        return { fill: (key) => fillNormal(array, key, mean, deviation) };
      }
      // Truth values are 0 and 1, and so are whole numbers that pick from nothing.
      return { fill: (key) => fillIndices(array, key, bounds.get(value) ?? 2) };
    }),
  ];
}

function parameterFill(array: Float64Array | undefined, parameter: Parameter | undefined, { sizes }: SamplingOptions): Filled {
  if (array === undefined || parameter === undefined) return { fill: () => undefined };
  const [first] = substituteShape(parameter.shape, sizes);
  const rows = first === undefined ? 1 : approximateSize(first.size);
  return { fill: (key) => fillInitial(array, parameter, rows, key) };
}

function readDraw(
  places: readonly SampledPlace[],
  elements: readonly number[],
  { executable: { outputs }, norm }: { readonly executable: Executable; readonly norm: number },
): Draw {
  const draw: Draw = {
    logarithms: new Float64Array(places.length),
    means: new Float64Array(places.length).fill(Number.NaN),
    meanSquares: new Float64Array(places.length).fill(Number.NaN),
  };
  const numberAt = (output: number): number => outputs[output]?.[0] ?? Number.NaN;
  for (const [index, { gradientSquares, forward }] of places.entries()) {
    draw.logarithms[index] = 0.5 * (Math.log10(numberAt(gradientSquares)) - Math.log10(norm));
    if (forward === undefined) continue;
    draw.means[index] = numberAt(forward.sum) / (elements[index] ?? 1);
    draw.meanSquares[index] = numberAt(forward.squares) / (elements[index] ?? 1);
  }
  return draw;
}

function summaryOf(places: readonly SampledPlace[], elements: readonly number[], draws: readonly Draw[]): readonly SampledTensor[] {
  const average = (of: (draw: Draw) => number | undefined): number =>
    draws.reduce((sum, draw) => sum + (of(draw) ?? Number.NaN), 0) / draws.length;
  return places.map(({ place, forward }, index) => {
    const logarithms = draws.map((draw) => draw.logarithms[index] ?? Number.NaN);
    return {
      place,
      elements: elements[index] ?? 0,
      ratio: ratioStatistics(logarithms),
      logarithms,
      forward:
        forward === undefined
          ? undefined
          : { mean: average(({ means }) => means[index]), meanSquare: average(({ meanSquares }) => meanSquares[index]) },
    };
  });
}

function squaresOf(array: Float64Array): number {
  let sum = 0;
  for (const x of array) sum += x * x;
  return sum;
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}
