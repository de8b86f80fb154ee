// Every operator: its gradients, which follow from its meaning, against central differences in 64-bit floats.
import { differentiate } from '@trammel/autodiff';
import { operatorNames, type Mode } from '@trammel/operators';
import type { Tensor } from '@trammel/interpreter';
import type { Program } from '@trammel/program';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';
import { execute, nameOf, numbersFor } from './execution.js';
import { generator } from './numbers.js';

/** sum of seed * y over all elements of real outputs that are finite; `weights` are the seeds, output by output. */
function weighted(outputs: readonly Tensor[], weights: readonly (readonly number[])[]): number {
  let total = 0;
  for (const [index, seeds] of weights.entries())
    for (const [at, seed] of seeds.entries()) if (seed !== 0) total += seed * (outputs[index]?.data[at] ?? 0);
  return total;
}

/** Random seeds for each output, 0 where the output is not finite and for outputs that are not real. */
function seedsFor(program: Program, outputs: readonly Tensor[]): readonly (readonly number[])[] {
  const draw = generator(7);
  return program.outputs.map((value, index) =>
    Array.from(outputs[index]?.data ?? [], (y) => (value.elementType === 'f32' && Number.isFinite(y) ? 2 * draw() - 1 : 0)),
  );
}

/** One variable on a line through the numbers given. */
interface Line {
  readonly elements: number[];
  readonly direction: readonly number[];
}

/** (f(x + h d) - f(x - h d)) / 2h, where f(x) is `middle`; undefined where the differences on both sides tell of a kink in between. */
function difference(valueNow: () => number, middle: number, { elements, direction }: Line): number | undefined {
  const start = [...elements];
  const step = 1e-5;
  const valueAt = (by: number): number => {
    for (const [index, along] of direction.entries()) elements[index] = (start[index] ?? 0) + by * along;
    const value = valueNow();
    for (const [index, x] of start.entries()) elements[index] = x;
    return value;
  };
  const [below, above] = [valueAt(-step), valueAt(step)];
  const [left, right] = [(middle - below) / step, (above - middle) / step];
  return Math.abs(left - right) > 1e-2 * Math.max(1, Math.abs(left), Math.abs(right)) ? undefined : (above - below) / (2 * step);
}

/** What one case comes to: gradients that differ from the differences, and how many were compared. */
interface Comparison {
  readonly errors: readonly string[];
  readonly count: number;
}

/** Each variable along a random line: the gradient times its direction is the difference. */
function compare({ text, site }: Case, mode: Mode): Comparison {
  const program = site.program(mode);
  const variables = [...program.inputs, ...program.parameters].filter((value) => value.elementType === 'f32');
  const real = [...new Set(program.outputs.filter((value) => value.elementType === 'f32'))];
  if (variables.length === 0 || real.length === 0) return { errors: [], count: 0 };
  const numbers = numbersFor({ site }, mode);
  const seeds = seedsFor(program, execute(program, numbers).outputs);
  const adjoint = differentiate(program, { withRespectTo: variables });
  const given = adjoint.inputs.slice(program.inputs.length).map((value, index) => {
    const output = program.outputs.findIndex((candidate) => candidate === real[index]);
    const seed: readonly [string, number[]] = [nameOf(value), [...(seeds[output] ?? [])]];
    return seed;
  });
  const gradients = execute(adjoint, new Map<string, number[]>([...numbers, ...given])).outputs;
  // Equal outputs have one seed.
  const weights = program.outputs.map((value, index) => (program.outputs.indexOf(value) === index ? (seeds[index] ?? []) : []));
  const valueNow = (): number => weighted(execute(program, numbers).outputs, weights);
  const middle = valueNow();
  const draw = generator(11);
  const compared = variables.map((variable, position): { readonly error: string | undefined } | undefined => {
    const elements = numbers.get(nameOf(variable)) ?? [];
    const direction = elements.map(() => 2 * draw() - 1);
    const expected = difference(valueNow, middle, { elements, direction });
    if (expected === undefined) return undefined;
    const found = direction.reduce((sum, along, index) => sum + along * (gradients[position]?.data[index] ?? Number.NaN), 0);
    const isClose = Math.abs(found - expected) <= 1e-5 * Math.max(1, Math.abs(expected));
    return {
      error: isClose ? undefined : `${text} (${mode}): along ${nameOf(variable)} the gradient is ${found}, and the difference ${expected}`,
    };
  });
  const known = compared.filter((one) => one !== undefined);
  return { errors: known.flatMap(({ error }) => (error === undefined ? [] : [error])), count: known.length };
}

describe.each(operatorNames)('%s', (operator) => {
  test('has the gradients that central differences show', () => {
    const { cases } = trialsOf(operator);
    const trained = cases.filter(({ site }) => site.program('training').values.length !== site.program('inference').values.length);
    const compared = [...cases.map((one) => compare(one, 'inference')), ...trained.map((one) => compare(one, 'training'))];
    expect(compared.flatMap(({ errors }) => errors)).toEqual([]);
    const isReal = cases.some(
      ({ site }) => site.outputs.some((type) => type.elementType === 'f32') && [...site.inputs, ...site.parameters].length > 0,
    );
    if (isReal)
      expect(
        compared.some(({ count }) => count > 0),
        'something was compared',
      ).toBe(true);
  });
});
