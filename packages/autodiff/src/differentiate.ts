// Reverse differentiation, from a program to the program of its gradients. Not the rules.
import { input, operandsOf, program, type Program, type Recurrence, type Value } from '@trammel/program';
import { activityOf } from './activity.js';
import { backpropagate } from './backpropagate.js';
import { filled } from './known-constant.js';
import { rewrite } from './rewrite.js';

/** What is differentiated, and with respect to what. */
export interface Differentiation {
  /** Inputs and parameters of the program. */
  readonly withRespectTo: readonly Value[];
  /** Outputs of the program that gradients are given for; all real-valued ones unless said. */
  readonly outputs?: readonly Value[];
}

/** Values within one program, all over its inputs and parameters. */
export interface Gradients {
  /** The outputs of the program. They are other values than before where a recurrence must store its steps. */
  readonly outputs: readonly Value[];
  /** One for each value asked for, of its shape; zeros where nothing depends on it. */
  readonly gradients: readonly Value[];
}

/** A program with its gradients, and which part of it is the way back. */
export interface Backward {
  /** The outputs of the program first, then the gradients. */
  readonly joint: Program;
  /** The values of `joint` that the program has no use for itself: what the gradients cost beyond the outputs. */
  readonly values: readonly Value[];
  /** The values of the program that the way back reads: what must be kept for it. Inputs and parameters among them. */
  readonly kept: readonly Value[];
}

/**
 * The gradients of sum over the outputs y of <seed(y), y> with respect to `withRespectTo`, where `seeds` holds a value
 * of the shape of y for each output y that counts. Zero derivatives are taken where a function has none (sign, floor),
 * one half of each at the tie of a maximum of two, and the first of equal elements in a maximum over axes.
 */
export function gradientsOf(forward: Program, seeds: ReadonlyMap<Value, Value>, withRespectTo: readonly Value[]): Gradients {
  const activity = activityOf(forward.values, new Set(withRespectTo));
  const given = [...seeds].map(([to, gradient]) => ({ to, gradient }));
  const { gradients, stored } = backpropagate(forward.values, activity, given);
  const found = withRespectTo.map((value) => gradients.get(value) ?? filled(0, value.shape));
  if (stored.size === 0) return { outputs: forward.outputs, gradients: found };
  const storing = rewrite([...forward.outputs, ...found], { value: () => undefined, recurrences: stored });
  return { outputs: storing.slice(0, forward.outputs.length), gradients: storing.slice(forward.outputs.length) };
}

/**
 * The program of the gradients. Its inputs are those of `forward` and then one seed, dL/dy, for each output y that is
 * differentiated, in their order; its outputs are dL/dx for each x asked for, in their order.
 */
export function differentiate(forward: Program, request: Differentiation): Program {
  const { inputs, gradients } = seeded(forward, request);
  return program(inputs, forward.parameters, gradients);
}

/** As `differentiate`, with the outputs of `forward` before the gradients. Both see the same random draws. */
export function differentiateWithOutputs(forward: Program, request: Differentiation): Program {
  const { inputs, outputs, gradients } = seeded(forward, request);
  return program(inputs, forward.parameters, [...outputs, ...gradients]);
}

/** As `differentiateWithOutputs`, and which values are the way back: counted alone, they are what training adds. */
export function backwardOf(forward: Program, request: Differentiation): Backward {
  const joint = differentiateWithOutputs(forward, request);
  const outputs = joint.outputs.slice(0, forward.outputs.length);
  const isAsBefore = outputs.every((output, index) => output === forward.outputs[index]);
  const own = new Set(isAsBefore ? forward.values : program(forward.inputs, forward.parameters, outputs).values);
  return { joint, ...wayBack(joint, own) };
}

function seeded(forward: Program, request: Differentiation): Gradients & { readonly inputs: readonly Value[] } {
  const differentiated = new Set(request.outputs ?? forward.outputs.filter((output) => output.elementType === 'f32'));
  const taken = new Set(forward.inputs.map(({ instruction }) => (instruction.op === 'input' ? instruction.name : '')));
  const seeds = new Map<Value, Value>();
  for (const output of differentiated) {
    const seed = input(freshName(`gradient${seeds.size}`, taken), output.shape);
    seeds.set(output, seed);
  }
  return { inputs: [...forward.inputs, ...seeds.values()], ...gradientsOf(forward, seeds, request.withRespectTo) };
}

/** Gradients of gradients have seeds for seeds: gradient0, gradient0', gradient0''... */
function freshName(name: string, taken: ReadonlySet<string>): string {
  let fresh = name;
  while (taken.has(fresh)) fresh += "'";
  return fresh;
}

/** Of the values of `joint`, those that are not in `own`, and those in `own` that these read. */
function wayBack(joint: Program, own: ReadonlySet<Value>): Pick<Backward, 'values' | 'kept'> {
  const recurrences = new Set<Recurrence>();
  for (const { instruction } of own) if (instruction.op === 'scan') recurrences.add(instruction.recurrence);
  // What a recurrence stores for its reversal is computed by the recurrence itself.
  const isOwn = (value: Value): boolean =>
    own.has(value) || (value.instruction.op === 'scan' && recurrences.has(value.instruction.recurrence));
  const seeds = new Set(joint.inputs);
  const values = joint.values.filter((value) => !isOwn(value) && !seeds.has(value));
  return { values, kept: [...new Set(values.flatMap(operandsOf))].filter(isOwn) };
}
