// Holds recurrent layers, attention and losses against what PyTorch computes: sequences.json, which sequences.py writes.
import { readFileSync } from 'node:fs';
import type { OperatorName } from '@trammel/operators';
import { expect, test } from 'vitest';
import { numbersOf, type Written } from '../calls.js';

interface Case {
  readonly operator: OperatorName;
  readonly args: readonly Written[];
  readonly named: Readonly<Record<string, Written>>;
  readonly inputs: readonly Readonly<Record<string, number>>[];
  /** The elements of the last input, where they are not made by the formula. */
  readonly labels: readonly number[] | null;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly numbers: readonly number[];
}

const cases = JSON.parse(readFileSync(new URL('sequences.json', import.meta.url), 'utf8')) as readonly Case[];

/** Operators whose last input holds whole numbers. */
const labelled: ReadonlySet<string> = new Set(['cross_entropy', 'accuracy']);

/** The numbers of sequences.py: element i is ((37*i + 11 + salt) mod 101 - 50) / 50. */
function numbers(shape: readonly number[], salt: number): readonly number[] {
  const count = shape.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, i) => (((37 * i + 11 + salt) % 101) - 50) / 50);
}

function typeOf(axes: Readonly<Record<string, number>>): string {
  const parts = Object.entries(axes).map(([name, size]) => `${name}=${size}`);
  return `[${parts.join(', ')}]`;
}

const textOf = ({ operator, args, named, inputs }: Case): string =>
  `${operator} ${JSON.stringify(args)} ${JSON.stringify(named)} on ${inputs.map(typeOf).join(' and ')}`;

test.each(cases.map((entry) => [textOf(entry), entry] as const))('%s', (_, entry) => {
  const { operator, args, named, inputs, labels, parameters, numbers: expected } = entry;
  const isLast = (index: number): boolean => index === inputs.length - 1;
  const types = inputs.map((axes, index) => (labelled.has(operator) && isLast(index) ? 'int' : '') + typeOf(axes));
  const elements = inputs.map((axes, index) => (labels !== null && isLast(index) ? labels : numbers(Object.values(axes), 3 * index)));
  const weights = Object.entries(parameters).map(([name, shape], index) => [name, numbers(shape, 7 * (index + 1))] as const);
  const [result = []] = numbersOf({ operator, args, named, inputs: types }, elements, { parameters: Object.fromEntries(weights) });
  expect(result.length).toBe(expected.length);
  for (const [at, x] of result.entries()) expect(x).toBeCloseTo(expected[at] ?? Number.NaN, 7);
});
