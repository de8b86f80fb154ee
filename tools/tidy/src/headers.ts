/** Every TypeScript file says in its first line what it is. */
import { isTypeScript, type TextFile } from './repository.js';
import { type Rule } from './rule.js';

/** The words of the comment that a file begins with, or nothing. */
function header({ text }: TextFile): string {
  const comment = /^(#!.*\n)?\s*(\/\*\*?([\s\S]*?)\*\/|((\/\/.*(\n|$))+))/.exec(text);
  const body = comment?.[3] ?? comment?.[4] ?? '';
  return body.replace(/^\s*(\*|\/\/)/gm, '').trim();
}

/** At least three words, ending like a sentence. */
const isSentence = (words: string): boolean => words.split(/\s+/).length >= 3 && /[.:!?)`]$/.test(words) && !words.startsWith('eslint-');

export const headers: Rule = {
  says: 'every .ts file begins with a comment that says in a sentence what it is',
  check: (repository) =>
    repository
      .filter((file) => isTypeScript(file) && !file.path.endsWith('.d.ts') && !isSentence(header(file)))
      .map((file) => `${file.path}:1: begin with a sentence: /** What this file is, and what it is not. */`),
  offends: { 'packages/a/src/x.ts': "import { y } from './y.js';\n", 'packages/a/src/y.ts': '// TODO\n' },
  finds: 2,
  complies: {
    'packages/a/src/x.ts': '/** Shapes and their arithmetic. */\nexport {};\n',
    'packages/a/src/y.ts': '// Spans and what is said\n// about them.\n',
    'tools/a/z.ts': '#!/usr/bin/env node\n/**\n * Starts the thing.\n */\n',
  },
};
