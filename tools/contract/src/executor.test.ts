// The executor against the interpreter: every operator forward and backward, and random programs.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { operatorNames, type Mode } from '@trammel/operators';
import { print, simplify } from '@trammel/program';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runnable } from '@trammel/interpreter/random-programs';
import { trialsOf, type Case } from './cases.js';
import { differenceOf } from './executed.js';
import { drawNumbers, rangeFor } from './execution.js';

function bothWays({ site }: Case, mode: Mode): number {
  const forward = site.program(mode);
  const variables = [...forward.inputs, ...forward.parameters].filter((value) => value.elementType === 'f32');
  const program = differentiateWithOutputs(forward, { withRespectTo: variables });
  const numbers = new Map([...drawNumbers(program, 'signed'), ...drawNumbers(forward, rangeFor(forward))]);
  const options = { inputs: numbers, parameters: numbers, random: { seed: 3 } };
  return Math.max(differenceOf(program, options), differenceOf(simplify(program), options));
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
      expect(differenceOf(program, options), print(program)).toBeLessThanOrEqual(1e-12);
      const simple = simplify(program);
      expect(differenceOf(simple, options), print(simple)).toBeLessThanOrEqual(1e-12);
    }),
    { numRuns: 400 },
  );
});
