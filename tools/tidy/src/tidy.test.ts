/** Holds every house rule against the repository, and shows of each that it can fail. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readRepository, sample } from './repository.js';
import { rules } from './rules.js';

const repository = readRepository(fileURLToPath(new URL('../../..', import.meta.url)));

describe.each(Object.entries(rules))('%s', (_, rule) => {
  test(rule.says, () => {
    expect(rule.check(repository).join('\n')).toBe('');
  });

  test('finds every offence of its bad sample, and none in its good one', () => {
    expect(rule.check(sample(rule.offends))).toHaveLength(rule.finds);
    expect(rule.check(sample(rule.complies))).toEqual([]);
  });
});
