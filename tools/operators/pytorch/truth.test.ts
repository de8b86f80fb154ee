// Holds operators against what PyTorch computes: goldens/truth.json, which truth.py writes.
import { readFileSync } from 'node:fs';
import type { Mode, OperatorName } from '@trammel/operators';
import { printType } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { numbersOf, siteOf, updatesOf, type Call, type Written } from '../calls.js';

interface Case {
  readonly operator: OperatorName;
  readonly args: readonly Written[];
  readonly named: Readonly<Record<string, Written>>;
  readonly phase: Mode;
  readonly input: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  /** The output, then what training makes of the running statistics. */
  readonly outputs: readonly { readonly shape: readonly number[]; readonly numbers: readonly number[] }[];
}

const cases = JSON.parse(readFileSync(new URL('goldens/truth.json', import.meta.url), 'utf8')) as readonly Case[];

/** The numbers of truth.py: element i is ((37*i + 11 + salt) mod 101 - 50) / 16. */
function numbers(shape: readonly number[], salt = 0): readonly number[] {
  const count = shape.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, i) => (((37 * i + 11 + salt) % 101) - 50) / 16);
}

function parametersOf({ parameters }: Case): Readonly<Record<string, readonly number[]>> {
  const entries = Object.entries(parameters).map(([name, shape], index) => {
    const elements = numbers(shape, 7 * (index + 1));
    return [name, name === 'running_var' ? elements.map((x) => Math.abs(x) + 0.5) : elements] as const;
  });
  return Object.fromEntries(entries);
}

const textOf = ({ operator, args, named, phase, input }: Case): string =>
  `${operator} ${JSON.stringify(args)} ${JSON.stringify(named)} ${phase} on ${JSON.stringify(input)}`;

test.each(cases.map((entry) => [textOf(entry), entry] as const))('%s', (_, entry) => {
  const { operator, args, named, phase, input, outputs } = entry;
  const call: Call = {
    operator,
    args,
    named,
    inputs: [
      `[${Object.entries(input)
        .map(([name, size]) => `${name}=${size}`)
        .join(', ')}]`,
    ],
  };
  const [inputs, given] = [[numbers(Object.values(input))], { mode: phase, parameters: parametersOf(entry) }];
  const results = [...numbersOf(call, inputs, given), ...(phase === 'training' ? updatesOf(call, inputs, given) : [])];
  expect(results.length).toBe(outputs.length);
  expect(siteOf(call).outputs.map(printType)[0]?.match(/\d+/g)?.map(Number)).toEqual(outputs[0]?.shape);
  for (const [index, result] of results.entries()) {
    const expected = outputs[index]?.numbers ?? [];
    expect(result.length).toBe(expected.length);
    for (const [at, x] of result.entries()) expect(x).toBeCloseTo(expected[at] ?? Number.NaN, 7);
  }
});
