// Every operator: it is documented, and its defaults read back as what they are.
import { operatorNames, operators, type Argument, type Attribute } from '@trammel/operators';
import { describe, expect, test } from 'vitest';
import { printValue } from '@trammel/networks';
import { schemaOf } from './cases.js';

/** A sentence: from a capital or a sign to a full stop. */
const isSentence = (text: string): boolean => /^[A-Z0-9`(].*[^.]\.$/.test(text);

/** The text of a default as an argument. */
function argumentOf(text: string): Argument {
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
  const call = /^(\w+)\((.*)\)$/.exec(text);
  if (call !== null) {
    const parts = (call[2] ?? '').split(', ').map((part) => part.split('='));
    return {
      kind: 'call',
      name: call[1] ?? '',
      positional: [],
      named: new Map(parts.map(([name = '', of = '']) => [name, argumentOf(of)])),
    };
  }
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) return { kind: 'word', name: text };
  return Number.isInteger(value) ? { kind: 'size', value } : { kind: 'real', value };
}

/** Defaults that follow from the call, or are nothing at all, are told in words. */
const isTold = (value: unknown): boolean => [undefined, []].some((nothing) => printValue(value) === printValue(nothing));

/** What is wrong with how a default is told. */
function complaint([name, { kind, fallback }]: readonly [string, Attribute<unknown>]): readonly string[] {
  if (fallback === undefined || isTold(fallback.value)) return [];
  const read = kind.read(argumentOf(fallback.text));
  if (printValue(read) === printValue(fallback.value)) return [];
  return [`${name}: the default ${fallback.text} reads as ${printValue(read)}, and is ${printValue(fallback.value)}`];
}

describe.each(operatorNames)('%s', (operator) => {
  const { summary, formulas, example } = operators[operator];

  test('is documented', () => {
    expect(summary).toSatisfy(isSentence);
    expect(formulas.length).toBeGreaterThan(0);
    expect(formulas.filter((formula) => /^\s*$|[^.]\.$/.test(formula))).toEqual([]);
    expect(
      schemaOf(operator)
        .filter(([, attribute]) => !isSentence(attribute.documentation))
        .map(([name, attribute]) => `${name}: ${attribute.documentation}`),
    ).toEqual([]);
    expect(example).toMatch(/^net \w+ \{\n( {2}.*\n)+\}\n$/);
  });

  test('has defaults that read back as what they are', () => {
    expect(schemaOf(operator).flatMap(complaint)).toEqual([]);
  });
});
