// The executor against the interpreter: every operator forward and backward, and random programs.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { compileProgram, explainCompileProblem } from '@trammel/executor';
import { run, type RunOptions } from '@trammel/interpreter';
import { operatorNames, type Mode } from '@trammel/operators';
import { print, simplify, type Program } from '@trammel/program';
import { invariant } from '@trammel/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runnable } from '@trammel/interpreter/random-programs';
import { trialsOf, type Case } from './cases.js';
import { drawNumbers, rangeFor } from './execution.js';

type Numbers = readonly (readonly number[])[];

/** The outputs of a second run, so that what the first left behind in memory would show. */
function executed(program: Program, { inputs, parameters, sizes, random }: RunOptions): Numbers {
  const compiled = compileProgram(program, sizes === undefined ? {} : { sizes });
  invariant(!('problem' in compiled), () => ('problem' in compiled ? explainCompileProblem(compiled.problem) : ''));
  const executable = compiled.compilation.executable();
  for (const [array, elements] of [
    ...[...executable.inputs].map(([name, array]) => [array, inputs?.get(name)] as const),
    ...[...executable.parameters].map(([name, array]) => [array, parameters?.get(name)] as const),
  ]) {
    array.set(elements ?? []);
  }
  executable.run(1 + (random?.seed ?? 0));
  executable.run(random?.seed ?? 0);
  return executable.outputs.map((output) => [...output]);
}

function interpreted(program: Program, options: RunOptions): Numbers {
  const result = run(program, options);
  return 'outputs' in result ? result.outputs.map(({ data }) => [...data]) : [];
}

/** Sums in another order differ in the last bits. */
function distance(found: Numbers, expected: Numbers): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (const [index, output] of expected.entries()) {
    const other = found[index] ?? [];
    if (other.length !== output.length) return Number.POSITIVE_INFINITY;
    const scale = output.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1);
    for (const [at, x] of output.entries()) {
      const y = other[at] ?? Number.NaN;
      if (!Object.is(x + 0, y + 0)) worst = Math.max(worst, Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) / scale : 1);
    }
  }
  return worst;
}

function compare(program: Program, options: RunOptions): number {
  return distance(executed(program, options), interpreted(program, options));
}

function bothWays({ site }: Case, mode: Mode): number {
  const forward = site.program(mode);
  const variables = [...forward.inputs, ...forward.parameters].filter((value) => value.elementType === 'f32');
  const program = differentiateWithOutputs(forward, { withRespectTo: variables });
  const numbers = new Map([...drawNumbers(program, 'signed'), ...drawNumbers(forward, rangeFor(forward))]);
  const options = { inputs: numbers, parameters: numbers, random: { seed: 3 } };
  return Math.max(compare(program, options), compare(simplify(program), options));
}

describe.each(operatorNames)('%s', (operator) => {
  test('gives the same numbers as the interpreter, and the same gradients', () => {
    const { cases } = trialsOf(operator);
    const far = cases.flatMap((one) =>
      (['inference', 'training'] as const).flatMap((mode) => {
        const found = bothWays(one, mode);
        return found <= 1e-12 ? [] : [`${one.text} (${mode}): ${found}`];
      }),
    );
    expect(far).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
  });
});

test('random programs give the same numbers as in the interpreter', () => {
  fc.assert(
    fc.property(runnable, ({ program, options }) => {
      expect(compare(program, options), print(program)).toBeLessThanOrEqual(1e-12);
      const simple = simplify(program);
      expect(compare(simple, options), print(simple)).toBeLessThanOrEqual(1e-12);
    }),
    { numRuns: 400 },
  );
});
