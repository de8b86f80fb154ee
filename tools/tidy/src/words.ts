/** What no tracked file may hold: paths of somebody's machine, addresses of package registries, emoji. */
import { place, type Repository } from './repository.js';
import { type Rule } from './rule.js';

function find(repository: Repository, pattern: RegExp, advice: string): readonly string[] {
  return repository.flatMap((file) =>
    [...file.text.matchAll(pattern)].map((match) => `${place(file, match.index)}: ${JSON.stringify(match[0])}: ${advice}`),
  );
}

const path = (...parts: readonly string[]): string => ['', ...parts].join('/');

export const machinePaths: Rule = {
  says: 'no file holds a path of a machine',
  check: (repository) =>
    find(
      repository,
      /(?<![\w.~@)\]}:-]|\w\/)\/(?:work|root|home|Users|mnt)\/[\w.-]+|\b[A-Z]:\\Users\\\w+/g,
      'write paths from the root of the repository',
    ),
  offends: { 'README.md': `cd ${path('home', 'someone', 'trammel')}`, 'a.txt': `x="${path('work', 'main')}"` },
  finds: 2,
  complies: { 'README.md': `cd packages/tensor; see example.org${path('home', 'page')}` },
};

export const registries: Rule = {
  says: 'no file holds the address of a package registry',
  check: (repository) => [
    ...find(
      repository,
      /https?:\/\/[\w.-]*(?:registry|npmjs|artifactory|verdaccio|jfrog|nexus)[\w.-]*/gi,
      'leave registries to the settings of the machine',
    ),
    ...find(repository, /"resolved": "https?:[^"]*"/g, 'set omit-lockfile-registry-resolved=true and write the lock file anew'),
  ],
  offends: {
    'docs/a.md': ['https:', '', 'registry.example.org', 'a'].join('/'),
    'package-lock.json': `"resolved": "${['https:', '', 'a.example', 'a.tgz'].join('/')}"`,
  },
  finds: 2,
  complies: { 'package-lock.json': '"resolved": "packages/tensor"', 'README.md': 'https://example.org/docs' },
};

export const emoji: Rule = {
  says: 'no file holds emoji',
  check: (repository) =>
    find(repository, /\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{FE0F}/gu, 'say it in words, or in a test as \\u{...}'),
  offends: { 'README.md': `Fast ${String.fromCodePoint(0x1f680)}` },
  finds: 1,
  complies: { 'README.md': 'f: A → B, 3 × 3, © the authors' },
};
