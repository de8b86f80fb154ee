// Runs a program on given numbers in 64-bit floats: slow and obvious, the meaning that every target is held against.
import { hash, type Program, type Value } from '@trammel/program';
import { execute } from './execute.js';
import { noOperations, shapeOf, type Execution, type Operations, type RunProblem } from './execution.js';

import { countElements, type Tensor } from './tensor.js';

/** Elements in row-major order of the shape that the program states. */
export type Elements = ArrayLike<number>;

/** What a program is run on. What it does not ask for is passed over. */
export interface RunOptions {
  /** By the name of the input. */
  readonly inputs?: ReadonlyMap<string, Elements>;
  /** By the name of the parameter. */
  readonly parameters?: ReadonlyMap<string, Elements>;
  /** The sizes that symbols stand for. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** Where the draws of `random` values come from; seed 0 unless said. The same seed gives the same draws. */
  readonly random?: { readonly seed: number };
}

/** The outputs in the order of the program with what was done to compute them, or why it could not be run. */
export type RunResult =
  { readonly outputs: readonly Tensor[]; readonly operations: Readonly<Operations> } | { readonly problem: RunProblem };

/** Computes the outputs of the program. Missing or wrong arguments are a problem in the result, never thrown. */
export function run(program: Program, options: RunOptions = {}): RunResult {
  const execution: Execution = { sizes: options.sizes ?? new Map(), operations: noOperations(), problem: undefined };
  const lookup = (value: Value): Tensor | undefined => argumentFor(value, options, execution);
  const outputs = execute(program, { execution, lookup, stream: hash(options.random?.seed ?? 0) });
  return execution.problem === undefined ? { outputs, operations: execution.operations } : { problem: execution.problem };
}

function argumentFor(value: Value, options: RunOptions, execution: Execution): Tensor | undefined {
  const { instruction } = value;
  if (instruction.op !== 'input' && instruction.op !== 'parameter') return undefined;
  const { op: what, name } = instruction;
  const elements = (what === 'input' ? options.inputs : options.parameters)?.get(name);
  if (elements === undefined) return undefined;
  const shape = shapeOf(execution, value.shape);
  const expected = countElements(shape);
  if (elements.length !== expected) execution.problem ??= { kind: 'length', what, name, expected, given: elements.length };
  return { shape, data: Float64Array.from(elements) };
}

/** The problem as a sentence. */
export function explainRunProblem(problem: RunProblem): string {
  switch (problem.kind) {
    case 'missing':
      return `the ${problem.what} ${problem.name} was not given`;
    case 'length':
      return `the ${problem.what} ${problem.name} has ${problem.given} elements, not ${problem.expected}`;
    case 'size':
      return problem.size === problem.value
        ? `the size ${problem.size} is not a number of elements`
        : `the size ${problem.size} is ${problem.value}, which is not a number of elements`;
    case 'tooLarge':
      return `a tensor of ${problem.shape.join(' x ')} elements is beyond the limit of ${problem.limit}`;
  }
}
