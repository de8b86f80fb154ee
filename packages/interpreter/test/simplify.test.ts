// The simplifier against the interpreter: the same numbers to the last bit, by no more operations.
import { print, recurrenceBody, simplify, verify, type Program } from '@trammel/program';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run, type RunResult } from '../src/index.js';
import { reshapeChain, runnable, viewChain } from './random-programs.js';

/** The numbers of all outputs; a zero without its sign. */
function numbers(result: RunResult): readonly (readonly number[])[] | string {
  return 'problem' in result ? JSON.stringify(result.problem) : result.outputs.map((tensor) => Array.from(tensor.data, (x) => x + 0));
}

/** Draws may come from other streams after simplifying, so that programs with draws cannot be compared. */
function draws({ values }: Program): boolean {
  return values.some(
    ({ instruction }) => instruction.op === 'random' || (instruction.op === 'scan' && draws(recurrenceBody(instruction.recurrence))),
  );
}

const viewCount = ({ values }: Program): number => values.filter(({ instruction }) => instruction.op === 'view').length;

test('random programs keep their meaning', () => {
  const seen = { programs: 0, fewerViews: 0, fewerOperations: 0 };
  fc.assert(
    fc.property(runnable, ({ program, options }) => {
      fc.pre(!draws(program));
      const simple = simplify(program);
      const [before, after] = [run(program, options), run(simple, options)];
      expect(numbers(after), `${print(program)}\n${print(simple)}`).toEqual(numbers(before));
      expect(
        verify(simple)
          .map((fault) => fault.message)
          .filter((message) => !message.includes('is never in')),
      ).toEqual([]);
      expect(simple.outputs.map(({ shape, elementType }) => ({ shape, elementType }))).toEqual(
        program.outputs.map(({ shape, elementType }) => ({ shape, elementType })),
      );
      expect(print(simplify(simple))).toBe(print(simple));
      if (!('operations' in before && 'operations' in after)) return;
      for (const name of ['multiplications', 'additions', 'activations', 'comparisons'] as const) {
        expect(after.operations[name]).toBeLessThanOrEqual(before.operations[name]);
        if (after.operations[name] < before.operations[name]) seen.fewerOperations += 1;
      }
      seen.programs += 1;
      if (viewCount(simple) < viewCount(program)) seen.fewerViews += 1;
    }),
    { numRuns: 150, endOnFailure: true },
  );
  expect(seen.programs).toBeGreaterThan(20);
  expect(seen.fewerViews).toBeGreaterThan(20);
  expect(seen.fewerOperations).toBeGreaterThan(5);
});

test.each([
  ['views of views', viewChain, 0.6],
  ['reshapes of reshapes', reshapeChain, 0.6],
])('%s read the same elements, and become few', (_, chains, share) => {
  const seen = { before: 0, after: 0 };
  fc.assert(
    fc.property(chains, ({ program, options }) => {
      const simple = simplify(program);
      expect(numbers(run(simple, options)), print(simple)).toEqual(numbers(run(program, options)));
      expect(print(simplify(simple))).toBe(print(simple));
      seen.before += viewCount(program);
      seen.after += viewCount(simple);
    }),
    { numRuns: 150, endOnFailure: true },
  );
  expect(seen.after).toBeLessThan(seen.before * share);
});
