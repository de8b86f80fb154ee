// What the executor gives for a network on numbers: outputs, gradients, running statistics, and how well it knows them. Not what a model gives.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { compileProgram, explainCompileProblem } from '@trammel/executor';
import { parametersByName, programOfGraph, trainingProgramOf, type Graph } from '@trammel/graph';
import { numbersFor, type Numbers } from '@trammel/networks';
import type { Mode } from '@trammel/operators';
import type { Program, Value } from '@trammel/program';
import { invariant, present } from '@trammel/tensor';
import { distancesOf, named, type Results } from './distances.js';
import { gradientSizes } from './gradient-sizes.js';
import { hasNone, holdsOf, meetsNone, type Hold } from './numberless.js';
import { halfUnit, withRoundings } from './with-roundings.js';

/** In which mode a network is run, and on which numbers. */
export interface Asked {
  readonly mode: Mode;
  readonly sizes: ReadonlyMap<string, number>;
  readonly seed: number;
}

type Values = ArrayLike<number>;

/** What the executor gives. */
export interface Expected extends Results<Values> {
  readonly numbers: Numbers;
  /** By what the gradients of the outputs are weighed. */
  readonly seeds: readonly Values[];
  /** Which outputs the seeds belong to, in their order: one that is there twice is differentiated once. */
  readonly seededOutputs: readonly number[];
}

/** What can be held to a result. */
export interface Certainty {
  /**
   * How far each element moves where each step of the executor is off by a rounding of 32 bits, the furthest of some draws; and a gradient at
   * least by a rounding of the magnitudes that it is a sum of.
   */
  readonly moved: Float64Array;
  readonly hold: Hold;
}

/** The results of a network, and how certain they are by name, which is worked out when it is asked for. */
export interface ExecutorResults {
  readonly expected: Expected;
  readonly certainties: () => ReadonlyMap<string, Certainty>;
}

/** The programs of a network in a mode, and the numbers that they are run on. */
interface Runs {
  readonly forward: Program;
  readonly variables: readonly Value[];
  /** The outputs, then the gradients; undefined where no output has one. */
  readonly joint: Program | undefined;
  readonly seededOutputs: readonly number[];
  /** The outputs after a step of training, then the running statistics of these names. */
  readonly step: { readonly program: Program; readonly names: readonly string[] } | undefined;
  readonly numbers: Numbers;
}

/** Runs the executor on numbers that follow from the seed. */
export function executorResults(graph: Graph, asked: Asked): ExecutorResults {
  const runs = runsOf(graph, asked);
  const { numbers, joint, seededOutputs } = runs;
  const seeds = (joint?.inputs.slice(runs.forward.inputs.length) ?? []).map((seed) => numbers.inputs.get(nameOf(seed)) ?? []);
  const expected = { ...resultsOf(runs, (program) => executed(program, numbers, asked.sizes)), numbers, seeds, seededOutputs };
  return { expected, certainties: () => certaintiesOf(runs, asked, expected) };
}

function runsOf(graph: Graph, asked: Asked): Runs {
  const forward = programOfGraph(graph, { mode: asked.mode });
  const variables = [...forward.inputs, ...forward.parameters].filter(
    ({ elementType, instruction }) =>
      elementType === 'f32' && (instruction.op === 'input' || (instruction.op === 'parameter' && instruction.isTrainable)),
  );
  const real = forward.outputs.filter(({ elementType }) => elementType === 'f32');
  const joint = real.length === 0 ? undefined : differentiateWithOutputs(forward, { withRespectTo: variables });
  const outputs = graph.outputs.map(({ tensor }) => tensor);
  const step = asked.mode === 'training' ? trainingProgramOf(graph, outputs) : undefined;
  return {
    forward,
    variables,
    joint,
    seededOutputs: [...new Set(real)].map((output) => forward.outputs.indexOf(output)),
    step: step === undefined ? undefined : { program: step.program, names: step.buffers },
    numbers: numbersOn(joint ?? forward, forward, graph, asked),
  };
}

/** The first numbers of some with which nothing on the way is none; else those with which no output is none, or those drawn first. */
function numbersOn(joint: Program, forward: Program, graph: Graph, { seed, sizes }: Asked): Numbers {
  const drawn = numbersFor(joint, { seed, sizes, parameters: parametersByName(graph) });
  const candidates = [drawn, positive(drawn, forward)];
  const execute = (program: Program, numbers: Numbers): readonly Values[] => executed(program, numbers, sizes);
  const isWhole = (numbers: Numbers): boolean => !execute(forward, numbers).some(hasNone);
  return candidates.find((numbers) => !meetsNone(joint, numbers, execute)) ?? candidates.find(isWhole) ?? drawn;
}

/** The numbers with inputs that are above 0, so that they have roots and logarithms. */
function positive({ inputs, parameters }: Numbers, { inputs: given }: Program): Numbers {
  const real = new Set(given.filter(({ elementType }) => elementType === 'f32').map(nameOf));
  const above = (values: Float64Array): Float64Array => values.map((value) => Math.fround(Math.abs(value) + 0.1));
  return { parameters, inputs: new Map([...inputs].map(([name, values]) => [name, real.has(name) ? above(values) : values])) };
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}

/** The results, of what a run gives for each output of a program. */
function resultsOf<T>({ forward, variables, joint, step }: Runs, run: (program: Program) => readonly T[]): Results<T> {
  const all = run(joint ?? forward);
  const count = forward.outputs.length;
  const at = (results: readonly T[], index: number): T => present(results[index], () => 'a program gives all its outputs');
  const labels = variables.map((value) => `${value.instruction.op === 'input' ? 'input ' : ''}${nameOf(value)}`);
  const stepped = step === undefined || joint === undefined ? [] : run(step.program);
  return {
    outputs: all.slice(0, count),
    gradients: new Map(joint === undefined ? [] : labels.map((label, index) => [label, at(all, count + index)])),
    statistics: new Map(stepped.length === 0 ? [] : step?.names.map((name, index) => [name, at(stepped, count + index)])),
  };
}

/** How often the executor is asked how far it moves. */
const draws = 8;

function certaintiesOf(runs: Runs, { sizes }: Asked, expected: Expected): ReadonlyMap<string, Certainty> {
  const { numbers, forward, joint } = runs;
  const holds = named(resultsOf(runs, (program) => holdsOf(program, numbers, (all, given) => executed(all, given, sizes))));
  const certainties = new Map(
    named(expected).map(({ name, value }, index) => [
      name,
      { moved: new Float64Array(value.length), hold: holds[index]?.value ?? 'all' } as const,
    ]),
  );
  const gradients = joint?.inputs.slice(forward.inputs.length) ?? [];
  const moveTo = (results: Results<Values>): void => {
    for (const { name, value } of distancesOf(expected, results)) {
      const moved = certainties.get(name)?.moved;
      if (moved === undefined) continue;
      for (const [at, far] of value.entries()) moved[at] = Math.max(moved[at] ?? 0, Number.isNaN(far) ? Number.POSITIVE_INFINITY : far);
    }
  };
  const moved = (draw: number): Results<Values> =>
    resultsOf(runs, (program) => executed(withRoundings(program, gradients), numbers, sizes, draw));
  for (let draw = 1; draw <= draws; draw += 1) moveTo(moved(draw));
  const { gradients: summed } = resultsOf(runs, (program) => executed(gradientSizes(program, gradients), numbers, sizes));
  const off = (name: string, values: Values): Values => Array.from(values, (value, at) => value + halfUnit * (summed.get(name)?.[at] ?? 0));
  moveTo({ ...expected, gradients: new Map([...expected.gradients].map(([name, values]) => [name, off(name, values)])) });
  return certainties;
}

function executed(program: Program, numbers: Numbers, sizes: ReadonlyMap<string, number>, seed = 1): readonly Values[] {
  const compiled = compileProgram(program, { sizes });
  invariant('compilation' in compiled, () => ('problem' in compiled ? explainCompileProblem(compiled.problem) : ''));
  const executable = compiled.compilation.executable();
  for (const [name, array] of executable.inputs) array.set(numbers.inputs.get(name) ?? []);
  for (const [name, array] of executable.parameters) array.set(numbers.parameters.get(name) ?? []);
  executable.run(seed);
  return executable.outputs.map((output) => new Float64Array(output));
}
