// Which sums are taken in two steps.
import { contract, input, program, type Value } from '@trammel/program';
import { symbolSize, type Size } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { splitSums } from './split-sums.js';

const operand = (name: string, sizes: Readonly<Record<string, Size>>): Value =>
  input(
    name,
    Object.entries(sizes).map(([axis, size]) => ({ name: axis, size })),
  );

/** What is done last, and the axes of all contractions. */
function split(left: Readonly<Record<string, Size>>, right: Readonly<Record<string, Size>>, over: readonly string[]) {
  const [a, b] = [operand('a', left), operand('b', right)];
  const { values, outputs } = splitSums(program([a, b], [], [contract(a, b, over)]));
  const contractions = values.filter(({ instruction }) => instruction.op === 'contract');
  return { last: outputs[0]?.instruction.op, contractions: contractions.map(({ shape }) => shape.map(({ name }) => name)) };
}

const N = symbolSize('N');

test('few results of a long sum: the batch is summed last', () => {
  expect(split({ N, K: 1024, R: 4 }, { N, K: 1024, C: 8 }, ['N', 'K'])).toEqual({ last: 'reduce', contractions: [['N', 'R', 'C']] });
});

test('a sum of one short axis stays, and so do sums with enough results', () => {
  expect(split({ N, R: 4 }, { N, C: 8 }, ['N'])).toEqual({ last: 'contract', contractions: [['R', 'C']] });
  expect(split({ N, K: 1024, R: 256 }, { N, K: 1024, C: 256 }, ['N', 'K'])).toEqual({ last: 'contract', contractions: [['R', 'C']] });
});
