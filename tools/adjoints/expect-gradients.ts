// Holds the gradients of a program against central differences, in 64-bit floats. Used by tests only.
import { differentiateWithOutputs, gradientsOf } from '@trammel/autodiff';
import { explainRunProblem, run, type Operations, type Tensor } from '@trammel/interpreter';
import { broadcastTo, constant, program, verify, type Program, type Value } from '@trammel/program';
import { approximateSize, elementCount, sameShape, substituteShape, printShape } from '@trammel/tensor';
import { expect } from 'vitest';

/** Numbers for inputs and parameters, by name. */
export type Given = Readonly<Record<string, readonly number[]>>;

export interface GradientCheck {
  /** What inputs and parameters are; random numbers on [-1, 1) unless said. Whole-number inputs must be said. */
  readonly given?: Given;
  /** How often to differentiate: 2 checks the gradients of the gradients too. */
  readonly order?: 1 | 2;
  /** The sizes that symbols stand for. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** From which random numbers are made. */
  readonly seed?: number;
}

/** A generator of numbers on [0, 1): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The program of these outputs over all inputs and parameters that they need. */
export function programOf(...outputs: readonly Value[]): Program {
  const { values } = program([], [], outputs);
  const made = (op: 'input' | 'parameter'): readonly Value[] => values.filter((value) => value.instruction.op === op);
  return program(made('input'), made('parameter'), outputs);
}

/** The gradients that differentiation gives, with respect to every real input and parameter, equal the differences. */
export function expectGradients(forward: Program, check: GradientCheck = {}): void {
  const { order = 1, sizes = new Map<string, number>(), seed = 1 } = check;
  const draw = generator(seed);
  const variables = [...forward.inputs, ...forward.parameters].filter((value) => value.elementType === 'f32');
  const joint = differentiateWithOutputs(forward, { withRespectTo: variables });
  // A view that reads nothing at all is a fault, which its way back shares.
  if (verify(forward).length === 0) expect(verify(joint).map(({ message }) => message)).toEqual([]);
  const gradients = joint.outputs.slice(forward.outputs.length);
  for (const [index, variable] of variables.entries()) {
    const shape = gradients[index]?.shape ?? [];
    expect(sameShape(shape, variable.shape), `${printShape(shape)} for ${printShape(variable.shape)}`).toBe(true);
  }
  const values = new Map<string, number[]>();
  for (const value of [...joint.inputs, ...joint.parameters]) {
    const count = approximateSize(elementCount(substituteShape(value.shape, sizes)));
    const name = nameOf(value);
    values.set(name, [...(check.given?.[name] ?? Array.from({ length: count }, () => 2 * draw() - 1))]);
  }
  const execute = (what: Program): readonly Tensor[] => {
    const result = run(what, { inputs: values, parameters: values, sizes });
    if ('problem' in result) throw new Error(explainRunProblem(result.problem));
    return result.outputs;
  };
  const computed = execute(joint);
  // The outputs are the same beside their gradients as alone.
  for (const [index, output] of execute(forward).entries())
    expect(Array.from(computed[index]?.data ?? [])).toEqual(Array.from(output.data));
  const seeds = joint.inputs.slice(forward.inputs.length).map((value) => values.get(nameOf(value)) ?? []);
  const differentiable = forward.outputs.flatMap((output, index) => (output.elementType === 'f32' ? [index] : []));
  // Equal outputs share a seed.
  const seedOf = new Map(
    [...new Set(differentiable.map((index) => forward.outputs[index]))].map((output, index) => [output, seeds[index]]),
  );
  const total = (outputs: readonly Tensor[]): number => {
    let sum = 0;
    for (const output of new Set(differentiable.map((index) => forward.outputs[index]))) {
      const data = outputs[forward.outputs.findIndex((candidate) => candidate === output)]?.data ?? [];
      for (const [at, y] of data.entries()) sum += y * (seedOf.get(output)?.[at] ?? 0);
    }
    return sum;
  };
  for (const [index, variable] of variables.entries()) {
    const elements = values.get(nameOf(variable)) ?? [];
    const gradient = Array.from(computed[forward.outputs.length + index]?.data ?? []);
    const differences = elements.map((x, at) => {
      const step = 1e-5 * Math.max(1, Math.abs(x));
      const shifted = [step, -step].map((by) => {
        elements[at] = x + by;
        return total(execute(forward));
      });
      elements[at] = x;
      return ((shifted[0] ?? 0) - (shifted[1] ?? 0)) / (2 * step);
    });
    const scale = Math.max(1, ...differences.map(Math.abs));
    const wrong = differences.flatMap((difference, at) => (Math.abs(difference - (gradient[at] ?? NaN)) <= 2e-6 * scale ? [] : [at]));
    if (wrong.length > 0) expect({ of: nameOf(variable), gradient }).toEqual({ of: nameOf(variable), gradient: differences });
  }
  if (order === 2) expectGradients(joint, { ...check, order: 1, seed: seed + 1, given: Object.fromEntries(values) });
}

function nameOf({ instruction }: Value): string {
  return instruction.op === 'input' || instruction.op === 'parameter' ? instruction.name : '';
}

/** The gradient of the sum of the elements of `output` with respect to `variable`, where that is `values`. */
export function gradientAt(output: Value, variable: Value, values: readonly number[]): readonly number[] {
  const forward = program([variable], [], [output]);
  const seeds = new Map([[output, broadcastTo(constant(1), output.shape)]]);
  const result = run(program([variable], [], gradientsOf(forward, seeds, [variable]).gradients), {
    inputs: new Map([[nameOf(variable), values]]),
  });
  if ('problem' in result) throw new Error(explainRunProblem(result.problem));
  return Array.from(result.outputs[0]?.data ?? []);
}

/** What a run of the program does, with numbers that are all 1. */
export function countOf(forward: Program): Readonly<Operations> {
  const ones = new Map(
    [...forward.inputs, ...forward.parameters].map((value) => [
      nameOf(value),
      Array.from({ length: approximateSize(elementCount(value.shape)) }, () => 1),
    ]),
  );
  const result = run(forward, { inputs: ones, parameters: ones });
  if ('problem' in result) throw new Error(explainRunProblem(result.problem));
  return result.operations;
}
