// Random programs: right by the verifier, computable, and as dear as their counts say.
import { operationCounts, print, recurrenceBody, verify, type Program, type Scalar } from '@trammel/program';
import { substituteSize } from '@trammel/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainRunProblem, run, type RunResult } from '../src/index.js';
import { runnable } from './random-programs.js';

const outcome = (result: RunResult): string => ('problem' in result ? explainRunProblem(result.problem) : 'outputs');

test('are right by the verifier, print, and run', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(runnable, ({ program, options }) => {
      expect(
        verify(program)
          .map((fault) => fault.message)
          .filter((message) => !message.includes('is never in')),
      ).toEqual([]);
      expect(print(program).split('\n').length).toBeGreaterThan(3);
      expect(outcome(run(program, options))).toBe('outputs');
      for (const { instruction } of program.values) seen.set(instruction.op, (seen.get(instruction.op) ?? 0) + 1);
    }),
    { numRuns: 200 },
  );
  // Otherwise the property says little.
  for (const op of ['map', 'view', 'reduce', 'contract', 'gather', 'scatterAdd', 'accumulate', 'scan', 'random', 'iota', 'size']) {
    expect(seen.get(op) ?? 0, op).toBeGreaterThan(3);
  }
});

function holdsSelect(scalar: Scalar): boolean {
  switch (scalar.kind) {
    case 'select':
      return true;
    case 'argument':
    case 'number':
    case 'size':
      return false;
    case 'unary':
      return holdsSelect(scalar.operand);
    case 'binary':
      return holdsSelect(scalar.left) || holdsSelect(scalar.right);
    case 'activation':
      return holdsSelect(scalar.body);
  }
}

/** How far the counts of a program go: what depends on the data makes them a bound, or no bound at all. */
function precision({ values }: Program): 'exact' | 'bound' | 'none' {
  const parts = values.map(({ instruction }) => {
    switch (instruction.op) {
      // An accumulate is counted as if each place were reached, and nothing fell outside.
      case 'accumulate':
        return 'none';
      case 'scatterAdd':
        return 'bound';
      case 'map':
        return holdsSelect(instruction.expression) ? 'bound' : 'exact';
      case 'scan':
        return precision(recurrenceBody(instruction.recurrence));
      default:
        return 'exact';
    }
  });
  return parts.includes('none') ? 'none' : parts.includes('bound') ? 'bound' : 'exact';
}

test('take as many operations as are counted', () => {
  const seen = { exact: 0, bound: 0, none: 0 };
  fc.assert(
    fc.property(runnable, ({ program, options }) => {
      const result = run(program, options);
      const counts = operationCounts(program);
      const kind = precision(program);
      seen[kind] += 1;
      if (!('operations' in result) || kind === 'none') return;
      for (const name of ['multiplications', 'additions', 'activations', 'comparisons'] as const) {
        const counted = Number(substituteSize(counts[name], options.sizes ?? new Map()));
        if (kind === 'exact') expect(result.operations[name], name).toBe(counted);
        else expect(result.operations[name], name).toBeLessThanOrEqual(counted);
      }
    }),
    { numRuns: 250 },
  );
  expect(seen.exact).toBeGreaterThan(30);
  expect(seen.bound).toBeGreaterThan(20);
});
