// Schedules as programs at given steps, against their formulas and against plain figures.
import { scheduledRate, schedules, type ScheduleName } from '@trammel/autodiff';
import { run } from '@trammel/interpreter';
import { input, program, verify } from '@trammel/program';
import { expect, test } from 'vitest';

/** The rates of a full rate of 2 at those steps. */
function ratesOf(name: ScheduleName, given: Readonly<Record<string, number>>, steps: readonly number[]): readonly number[] {
  const step = input('k', [], 'int');
  const whole = program([step], [], [scheduledRate(2, schedules[name](new Map(Object.entries(given))), step)]);
  expect(verify(whole)).toEqual([]);
  return steps.map((k) => {
    const result = run(whole, { inputs: new Map([['k', [k]]]) });
    return 'problem' in result ? Number.NaN : (result.outputs[0]?.data[0] ?? Number.NaN);
  });
}

test.each<readonly [ScheduleName, Readonly<Record<string, number>>, Readonly<Record<number, number>>]>([
  ['constant', { warmup: 0 }, { 0: 2, 1: 2, 1000: 2 }],
  ['constant', { warmup: 3 }, { 0: 0.5, 1: 1, 2: 1.5, 3: 2, 4: 2 }],
  ['step', { every: 10, factor: 0.1, warmup: 0 }, { 0: 2, 9: 2, 10: 0.2, 19: 0.2, 20: 0.02 }],
  ['step', { every: 10, factor: 0.5, warmup: 4 }, { 0: 0.4, 3: 1.6, 4: 2, 13: 2, 14: 1 }],
  ['step', { every: 5, factor: 0, warmup: 0 }, { 4: 2, 5: 0 }],
  ['exponential', { factor: 0.9, warmup: 0 }, { 0: 2, 1: 1.8, 2: 1.62, 10: 2 * 0.9 ** 10 }],
  ['exponential', { factor: 0.9, warmup: 2 }, { 1: 4 / 3, 2: 2, 3: 1.8 }],
  ['cosine', { steps: 100, lowest: 0, warmup: 0 }, { 0: 2, 25: 1 + Math.SQRT1_2, 50: 1, 100: 0, 150: 0 }],
  ['cosine', { steps: 100, lowest: 0.1, warmup: 20 }, { 20: 2, 60: 1.1, 100: 0.2, 500: 0.2 }],
  ['linear', { steps: 8, lowest: 0, warmup: 0 }, { 0: 2, 2: 1.5, 8: 0, 9: 0 }],
  ['linear', { steps: 10, lowest: 0.5, warmup: 2 }, { 0: 2 / 3, 2: 2, 6: 1.5, 10: 1 }],
  ['linear', { steps: 2, lowest: 0, warmup: 5 }, { 4: 5 / 3, 5: 2, 6: 0 }],
  ['polynomial', { steps: 10, lowest: 0, power: 2, warmup: 0 }, { 0: 2, 5: 0.5, 10: 0 }],
  ['polynomial', { steps: 10, lowest: 0.5, power: 3, warmup: 0 }, { 5: 1.125, 10: 1 }],
  ['inverse_sqrt', { warmup: 0 }, { 0: 2, 3: 1, 15: 0.5 }],
  ['inverse_sqrt', { warmup: 8 }, { 0: 2 / 9, 8: 2, 35: 1 }],
])('%s %o', (name, given, wanted) => {
  const rates = ratesOf(name, given, Object.keys(wanted).map(Number));
  for (const [index, value] of Object.values(wanted).entries()) expect(rates[index]).toBeCloseTo(value, 12);
});
