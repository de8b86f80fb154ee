// Steps of training one after the other: what a step gives is what the next one takes. Not the step itself.
import { countElements, run, type RunProblem, type Tensor } from '@trammel/interpreter';
import { isKnown, present, type SymbolValues } from '@trammel/tensor';
import { knownShape, streamOf, type Elements } from './drawn-data.js';
import { initialValues } from './initial-values.js';
import { stepInput, type TrainingStep } from './training-step.js';
import type { Parameter } from '@trammel/operators';

/** Where a training stands before a step. */
export interface Moment {
  /** How many steps were made. */
  readonly step: number;
  /** Parameters and buffers. */
  readonly parameters: Elements;
  readonly states: Elements;
}

/** What a step saw, and where it led. */
export interface Advance {
  /** At the parameters before the step. */
  readonly loss: number;
  readonly rate: number;
  readonly next: Moment;
}

/** What does not change from step to step. */
export interface Circumstances {
  readonly inputs: Elements;
  readonly sizes: SymbolValues;
  readonly seed: number;
}

/** Before the first step, parameters drawn by their initialisers. */
export function beginning(
  { program, states }: TrainingStep,
  initializers: ReadonlyMap<string, Parameter>,
  { sizes, seed }: Pick<Circumstances, 'sizes' | 'seed'>,
): Moment {
  const parameters = new Map(
    program.parameters.flatMap(({ instruction, shape }, ordinal) => {
      if (instruction.op !== 'parameter') return [];
      const parameter = present(initializers.get(instruction.name), () => `${instruction.name} has an initialiser`);
      return [[instruction.name, initialValues(parameter, knownShape(shape, sizes), streamOf(seed, 'parameters', ordinal))]];
    }),
  );
  const remembered = states.map(({ name, parameter, initial }): readonly [string, Float64Array] => {
    const values = present(parameters.get(parameter), () => `${parameter} is a parameter`);
    return [name, initial === 'parameter' ? values : new Float64Array(values.length)];
  });
  return { step: 0, parameters, states: new Map(remembered) };
}

/** Makes one step; the one place where training meets an executor. */
export function advance(
  step: TrainingStep,
  from: Moment,
  { inputs, sizes, seed }: Circumstances,
): Advance | { readonly problem: RunProblem } {
  const result = run(step.program, {
    inputs: new Map([...inputs, ...from.states, [stepInput, Float64Array.of(from.step)]]),
    parameters: from.parameters,
    sizes: numbersOf(sizes),
    // Each step draws anew, and every training of the same seed alike.
    random: { seed: streamOf(seed, 'draws', from.step) },
  });
  if ('problem' in result) return result;
  const [loss, rate, ...others] = result.outputs;
  const taken = (names: readonly string[], start: number): readonly (readonly [string, Float64Array])[] =>
    names.map((name, index) => [name, present(others[start + index], () => `the step gives ${name}`).data]);
  const { parameters, states, buffers } = step;
  const moved = [...taken(parameters, 0), ...taken(buffers, parameters.length + states.length)];
  const remembered = taken(
    states.map(({ name }) => name),
    parameters.length,
  );
  return {
    loss: soleElement(loss),
    rate: soleElement(rate),
    next: { step: from.step + 1, parameters: new Map([...from.parameters, ...moved]), states: new Map(remembered) },
  };
}

function soleElement(tensor: Tensor | undefined): number {
  return tensor !== undefined && countElements(tensor.shape) === 1 ? (tensor.data[0] ?? Number.NaN) : Number.NaN;
}

function numbersOf(sizes: SymbolValues): ReadonlyMap<string, number> {
  const known = [...sizes].flatMap(([name, size]) => (isKnown(size) ? [[name, Number(size)] as const] : []));
  return new Map(known);
}
