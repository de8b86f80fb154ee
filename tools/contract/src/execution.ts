// A case at work: its program on numbers that suit it.
import { explainRunProblem, run, type Operations, type Tensor } from '@trammel/interpreter';
import type { Mode } from '@trammel/operators';
import type { Program, Value } from '@trammel/program';
import { invariant } from '@trammel/tensor';
import type { Case } from './cases.js';
import { elementsFor, generator, parameterElementsFor, type Range } from './numbers.js';

/** Numbers by the names of inputs and parameters; tests change them in place. */
export type Numbers = ReadonlyMap<string, number[]>;

/** What a run gives. */
export interface Result {
  readonly outputs: readonly Tensor[];
  readonly operations: Readonly<Operations>;
}

/** The name of an input or a parameter. */
export function nameOf({ instruction }: Value): string {
  invariant(instruction.op === 'input' || instruction.op === 'parameter', () => `${instruction.op} has no name`);
  return instruction.name;
}

/** Runs the program; a problem is a defect of the operator or of this suite. */
export function execute(program: Program, numbers: Numbers): Result {
  const result = run(program, { inputs: numbers, parameters: numbers });
  invariant(!('problem' in result), () => ('problem' in result ? explainRunProblem(result.problem) : ''));
  return result;
}

function drawn({ inputs, parameters }: Program, range: Range, seed: number): Numbers {
  const draw = generator(seed);
  return new Map([
    ...inputs.map((input) => [nameOf(input), elementsFor(input, range, draw)] as const),
    ...parameters.map((parameter) => [nameOf(parameter), parameterElementsFor(parameter, draw)] as const),
  ]);
}

/** Numbers on which the case gives finite results: of both signs if possible, else positive. */
export function numbersFor({ site }: Pick<Case, 'site'>, mode: Mode, seed = 1): Numbers {
  const program = site.program(mode);
  const signed = drawn(program, 'signed', seed);
  const hasNaN = execute(program, signed).outputs.some(({ data }) => data.some(Number.isNaN));
  return hasNaN ? drawn(program, 'positive', seed) : signed;
}
