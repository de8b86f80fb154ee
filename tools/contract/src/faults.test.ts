// Every operator: what it says of calls that it refuses is for people, and shows nothing of the inside.
import { operatorNames, problems } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Refusal } from './cases.js';

/** What a message must not hold: words of the code, values printed by accident, names of axes that only meanings have. */
const inside = /undefined|null|\[object|NaN|Infinity|internal|\bkind\b|\(flat\)|\w\.(in|out|k|key|group|unit|state|gate)\b|=>.*=>/;

function complaints({ text, fault }: Refusal): readonly string[] {
  const phrases = [fault.message, ...(fault.help ?? []).map((help) => help.text)];
  return [
    ...[...phrases, ...(fault.notes ?? [])].filter((said) => inside.test(said)).map((said) => `${text}: shows the inside: ${said}`),
    ...phrases.filter((said) => /^([A-Z][a-z]|\s*$)|[.!]$/.test(said)).map((said) => `${text}: neither capital nor full stop: ${said}`),
  ];
}

describe.each(operatorNames)('%s', (operator) => {
  test('explains what it refuses in words for people', () => {
    const { refusals } = trialsOf(operator);
    expect(refusals.flatMap(complaints)).toEqual([]);
    expect(refusals.filter(({ fault }) => problems[fault.code].severity !== 'error').map(({ text }) => text)).toEqual([]);
  });
});
