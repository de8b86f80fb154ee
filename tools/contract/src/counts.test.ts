// Every operator: the operations counted from its meaning against those that the interpreter does.
import { operatorNames, type Mode } from '@trammel/operators';
import { expressionCounts, operationCounts, recurrenceBody, type Instruction, type Program, type Scalar } from '@trammel/program';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';
import { execute, numbersFor } from './execution.js';

const counted = ['multiplications', 'additions', 'activations', 'comparisons'] as const;

/** Whether what an element costs depends on its value: of a `select`, the dearer side is counted, and one is done. */
function isUneven(expression: Scalar): boolean {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
    case 'activation':
      return false;
    case 'unary':
      return isUneven(expression.operand);
    case 'binary':
      return isUneven(expression.left) || isUneven(expression.right);
    case 'select': {
      const sides = [expressionCounts(expression.whenTrue), expressionCounts(expression.whenFalse)];
      const [one, other] = sides.map((counts) => JSON.stringify(counts));
      return one !== other || [expression.condition, expression.whenTrue, expression.whenFalse].some(isUneven);
    }
  }
}

type Count = (typeof counted)[number];

/** Some value of the program or of a body within it. */
function someValue(program: Program, holds: (instruction: Instruction) => boolean): boolean {
  return program.values.some(
    ({ instruction }) => holds(instruction) || (instruction.op === 'scan' && someValue(recurrenceBody(instruction.recurrence), holds)),
  );
}

/** Whether the number that is counted may be that which is done. */
type Agreement = (counted: number, done: number) => boolean;

/**
 * Counts are exact, with two exceptions. Of uneven choices the most that an element can take is counted. And where an operator adds
 * its products into places, additions are products less results by convention, whether or not places are cut off or stay empty.
 */
function agreementOn(count: Count, program: Program): Agreement {
  if (count === 'additions' && someValue(program, ({ op }) => op === 'accumulate')) return () => true;
  if (someValue(program, (instruction) => instruction.op === 'map' && isUneven(instruction.expression)))
    return (most, done) => most >= done;
  return (exact, done) => exact === done;
}

function differences({ text, site }: Case, mode: Mode): readonly string[] {
  const program = site.program(mode);
  const expected = operationCounts(program);
  const { operations } = execute(program, numbersFor({ site }, mode));
  return counted
    .filter((count) => !agreementOn(count, program)(Number(expected[count]), operations[count]))
    .map((count) => `${text} (${mode}): ${Number(expected[count])} ${count} are counted, and ${operations[count]} done`);
}

describe.each(operatorNames)('%s', (operator) => {
  test('is counted as it is done', () => {
    const { cases } = trialsOf(operator);
    const trained = cases.filter(({ site }) => site.program('training').values.length !== site.program('inference').values.length);
    expect([...cases.flatMap((one) => differences(one, 'inference')), ...trained.flatMap((one) => differences(one, 'training'))]).toEqual(
      [],
    );
  });
});
