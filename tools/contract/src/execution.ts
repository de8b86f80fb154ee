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

/** Random numbers for the inputs and parameters of a program. */
export function drawNumbers({ inputs, parameters }: Program, range: Range, seed = 1): Numbers {
  const draw = generator(seed);
  return new Map([
    ...inputs.map((input) => [nameOf(input), elementsFor(input, range, draw)] as const),
    ...parameters.map((parameter) => [nameOf(parameter), parameterElementsFor(parameter, draw)] as const),
  ]);
}

/** From where numbers for the program are drawn: of both signs, or positive where otherwise NaN comes out. */
export function rangeFor(program: Program): Range {
  const hasNaN = execute(program, drawNumbers(program, 'signed')).outputs.some(({ data }) => data.some(Number.isNaN));
  return hasNaN ? 'positive' : 'signed';
}

/** Numbers that suit the case. */
export function numbersFor({ site }: Pick<Case, 'site'>, mode: Mode): Numbers {
  const program = site.program(mode);
  return drawNumbers(program, rangeFor(program));
}
