/** Whoever turns a lint rule off says why. */
import { isCode, place } from './repository.js';
import { type Rule } from './rule.js';

const pattern = new RegExp(`${['eslint', 'disable'].join('-')}[\\w-]*([^\\n]*)`, 'g');

export const suppressions: Rule = {
  says: 'a comment that turns off a lint rule names the rule and, after --, the reason',
  check: (repository) =>
    repository
      .filter(isCode)
      .flatMap((file) =>
        [...file.text.matchAll(pattern)]
          .filter(([, rest = '']) => !/^\s+[@\w][^]*\s--\s+\S+\s+\S+/.test(rest))
          .map((match) => `${place(file, match.index)}: give the reason after --`),
      ),
  offends: { 'packages/a/src/x.ts': `// ${['eslint', 'disable'].join('-')}-next-line no-restricted-syntax\nthrow 1;\n` },
  finds: 1,
  complies: {
    'packages/a/src/x.ts': `// ${['eslint', 'disable'].join('-')}-next-line no-restricted-syntax -- a defect of ours\nthrow 1;\n`,
  },
};
