// One step of training as one program: loss, gradients, limits, the next parameters and what is remembered of them.
import { gradientsOf, type OptimizerState } from '@trammel/autodiff';
import type { TrainingProgram } from '@trammel/graph';
import { constant, input, program, simplify, type Program, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import type { Recipe } from './recipe.js';

/** The name of the input that says how many steps were made before; no input of a network has a dot in its name. */
export const stepInput = 'training.step';

/**
 * The program has as inputs those of the network, those of the loss, the number of the step and the states; as parameters
 * those of the network. Its outputs are the loss and the rate of this step, and then the next value of each parameter that
 * is trained, of each state and of each buffer that moves, in the order of the lists here.
 */
export interface TrainingStep {
  readonly program: Program;
  /** The names of the parameters that are trained. */
  readonly parameters: readonly string[];
  readonly states: readonly TrainingState[];
  /** The names of the buffers that move. */
  readonly buffers: readonly string[];
}

/** What is remembered of one parameter. */
export interface TrainingState extends Pick<OptimizerState, 'initial'> {
  /** The name of the input that it comes in by: `dense.weight.velocity`. */
  readonly name: string;
  readonly parameter: string;
}

/** A parameter on its way through the step. */
interface Trained {
  readonly name: string;
  readonly value: Value;
  readonly states: readonly Value[];
}

/** The step of a network with its loss under the rules of the recipe. */
export function trainingStep({ program: forward, buffers }: TrainingProgram, { optimizer, rate, clip }: Recipe): TrainingStep {
  const step = input(stepInput, [], 'int');
  const rateNow = rate(step);
  const trained = forward.parameters.flatMap((value): readonly Trained[] => {
    const { instruction, shape } = value;
    if (instruction.op !== 'parameter' || !instruction.isTrainable) return [];
    const states = optimizer.states.map(({ name }) => input(`${instruction.name}.${name}`, shape));
    return [{ name: instruction.name, value, states }];
  });
  const parameters = trained.map(({ value }) => value);
  const [loss] = forward.outputs;
  const seeds = new Map(loss === undefined ? [] : [[loss, constant(1)]]);
  const { outputs, gradients } = gradientsOf(forward, seeds, parameters);
  const [lossNow, ...buffersNext] = outputs;
  const limited = clip === undefined ? gradients : clip(gradients);
  const updated = trained.map(({ value, states }, index) =>
    optimizer.update({
      parameter: value,
      gradient: present(limited[index], () => 'each parameter has a gradient'),
      state: (name) => present(states[optimizer.states.findIndex((state) => state.name === name)], () => `there is no state ${name}`),
      rate: rateNow,
      step,
    }),
  );
  const results = [...updated.map(({ parameter }) => parameter), ...updated.flatMap(({ states }) => states), ...buffersNext];
  const inputs = [...forward.inputs, step, ...trained.flatMap(({ states }) => states)];
  const losses = lossNow === undefined ? [] : [lossNow];
  return {
    program: simplify(program(inputs, forward.parameters, [...losses, rateNow, ...results])),
    parameters: trained.map(({ name }) => name),
    states: trained.flatMap(({ name: parameter }) =>
      optimizer.states.map(({ name, initial }) => ({ name: `${parameter}.${name}`, parameter, initial })),
    ),
    buffers,
  };
}
