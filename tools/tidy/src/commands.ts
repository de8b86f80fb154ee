/** The commands that the README shows exist. */
import { manifestsOf } from './manifests.js';
import { place, type Repository, type TextFile } from './repository.js';
import { type Rule } from './rule.js';

interface Command {
  readonly words: readonly string[];
  readonly position: number;
}

/** The command lines of fenced shell blocks, without `$`, comments and what follows a pipe. */
function commandsOf({ text }: TextFile): readonly Command[] {
  return [...text.matchAll(/^```(?:sh|bash|console|shell)\n([\s\S]*?)^```/gm)].flatMap((block) => {
    const start = block.index + block[0].indexOf('\n') + 1;
    return [...(block[1] ?? '').matchAll(/^(?:\$ )?(.+)$/gm)].map((line) => ({
      words: (line[1] ?? '')
        .replace(/\s#.*$|[|>].*$/, '')
        .trim()
        .split(/\s+/),
      position: start + line.index,
    }));
  });
}

/** What is wrong with a command, or nothing. */
function problemOf([program = '', first = '', second = '']: readonly string[], repository: Repository): string | undefined {
  const manifests = manifestsOf(repository);
  const scripts = manifests.find(({ folder }) => folder === '')?.scripts ?? [];
  const targets = manifests.find(({ folder }) => folder === 'apps/cli')?.targets ?? [];
  if (program === 'npm') {
    const script = first === 'run' ? second : /^(start|test)$/.test(first) ? first : undefined;
    return script === undefined || scripts.includes(script) ? undefined : `package.json has no script "${script}"`;
  }
  if (/(^|\/)nx$/.test(program) && first === 'run') {
    const target = /^cli:(.+)$/.exec(second)?.[1] ?? '';
    return targets.includes(target) ? undefined : `Nx has no target "${second}"`;
  }
  const isCommand = first === '' || first.startsWith('-') || targets.includes(first);
  return /(^|\/)trammel$/.test(program) && !isCommand ? `trammel has no command "${first}"` : undefined;
}

/** The paths among a command's words that the repository should have: those under a folder that it has. */
function lostPaths(words: readonly string[], repository: Repository): readonly string[] {
  const isOurs = (word: string): boolean => /^(examples|docs|packages|apps|tools)\//.test(word);
  return words
    .map((word) => word.replace(/:\w+$/, ''))
    .filter((word) => isOurs(word) && !repository.some(({ path }) => path === word || path.startsWith(`${word}/`)));
}

export const commands: Rule = {
  says: 'the commands of the README exist, and so do the files they name',
  check: (repository) =>
    repository
      .filter(({ path }) => path === 'README.md')
      .flatMap((file) =>
        commandsOf(file).flatMap(({ words, position }) => {
          const problem = problemOf(words, repository);
          const lost = lostPaths(words, repository).map((word) => `there is no ${word}`);
          return [...(problem === undefined ? [] : [problem]), ...lost].map((message) => `${place(file, position)}: ${message}`);
        }),
      ),
  offends: {
    'package.json': '{ "scripts": { "test": "x" } }',
    'apps/cli/package.json': '{ "nx": { "targets": { "analyze": {} } } }',
    'README.md': '```sh\nnpm run lint\nnx run cli:paint a.net\n./node_modules/.bin/trammel paint\ntrammel analyze examples/a.net\n```\n',
  },
  finds: 4,
  complies: {
    'package.json': '{ "scripts": { "test": "x" } }',
    'apps/cli/package.json': '{ "nx": { "targets": { "analyze": {} } } }',
    'examples/a.net': '',
    'README.md':
      '```sh\nnpm test    # everything\n$ nx run cli:analyze examples/a.net\ntrammel analyze x.net | less\ntrammel --help\n```\n',
  },
};
