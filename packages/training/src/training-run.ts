// Steps of training one after the other: what a step gives is what the next one takes. Not the step itself.
import { compileProgram, explainCompileProblem, type Executable } from '@trammel/executor';
import { hash, streamWithin } from '@trammel/program';
import { present } from '@trammel/tensor';
import type { Drawing, Elements } from './drawn-data.js';
import { stepInput, type TrainingStep } from './training-step.js';

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
export interface Circumstances extends Drawing {
  readonly inputs: Elements;
  /** Parameters and buffers before the first step. */
  readonly parameters: Elements;
}

/** A training that can be made step by step. */
export interface Trainer {
  /** Before the first step. */
  readonly begin: Moment;
  /** Makes the step that follows there; what `inputs` names is put in first, and stays until it is named again. */
  readonly advance: (from: Moment, inputs?: Elements) => Advance;
}

/** How much memory one trainer may take. */
const byteLimit = 2 ** 30;

/** Compiles the step, the one place where training meets an executor; or says why it cannot be run, before memory is taken. */
export function trainerOf(step: TrainingStep, circumstances: Circumstances): { readonly trainer: Trainer } | { readonly why: string } {
  const compiled = compileProgram(step.program, { sizes: circumstances.sizes, byteLimit });
  if ('problem' in compiled) return { why: explainCompileProblem(compiled.problem) };
  const executable = compiled.compilation.executable();
  write(executable.inputs, circumstances.inputs);
  const advance = (from: Moment, inputs: Elements = new Map()): Advance => {
    write(executable.inputs, inputs);
    write(executable.inputs, new Map([...from.states, [stepInput, Float64Array.of(from.step)]]));
    write(executable.parameters, from.parameters);
    // Each step draws anew, and every training of the same seed alike.
    executable.run(streamWithin(hash(circumstances.seed), from.step));
    return advanced(step, executable, from);
  };
  return { trainer: { begin: beginning(step, circumstances), advance } };
}

function write(arrays: ReadonlyMap<string, Float64Array>, elements: Elements): void {
  for (const [name, values] of elements) arrays.get(name)?.set(values);
}

function advanced({ parameters, states, buffers }: TrainingStep, { outputs }: Executable, from: Moment): Advance {
  const [loss, rate, ...others] = outputs;
  // The next run overwrites what this one gave.
  const taken = (names: readonly string[], start: number): readonly (readonly [string, Float64Array])[] =>
    names.map((name, index) => [name, present(others[start + index], () => `the step gives ${name}`).slice()]);
  const moved = [...taken(parameters, 0), ...taken(buffers, parameters.length + states.length)];
  const stateNames = states.map(({ name }) => name);
  return {
    loss: loss?.[0] ?? Number.NaN,
    rate: rate?.[0] ?? Number.NaN,
    next: {
      step: from.step + 1,
      parameters: new Map([...from.parameters, ...moved]),
      states: new Map(taken(stateNames, parameters.length)),
    },
  };
}

function beginning({ states }: TrainingStep, { parameters }: Circumstances): Moment {
  const remembered = states.map(({ name, parameter, initial }): readonly [string, Float64Array] => {
    const values = present(parameters.get(parameter), () => `${parameter} is a parameter`);
    return [name, initial === 'parameter' ? values : new Float64Array(values.length)];
  });
  return { step: 0, parameters, states: new Map(remembered) };
}
