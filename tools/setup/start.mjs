/** `npm start`: from a fresh clone to the first table, in one command. */
import { install } from './install.mjs';
import { runCommand } from './command.mjs';
import { nxEnvironment, root, toolPath } from './root.mjs';

const example = 'examples/hw5/inception.net';

const theRest = `
Next
  ./node_modules/.bin/trammel --help             every command
  ./node_modules/.bin/nx run cli:analyze FILE    the same commands through Nx
  README.md                                      the tour
  docs/language.md, docs/cli.md                  the language and the command line
  examples/                                      networks to start from
  npm test                                       every check
`;

/** Nx takes the terminal away from what it runs: its width and whether it shows colours are handed on. */
const terminal = process.stdout.isTTY ? { FORCE_COLOR: '1', COLUMNS: String(process.stdout.columns) } : { NO_COLOR: '1' };

/** Installs, builds, and analyses the first example. */
export async function main() {
  const problem = await install();
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`$ ./node_modules/.bin/nx run cli:analyze ${example}\n`);
  const outcome = await runCommand(
    [process.execPath, toolPath('nx'), 'run', 'cli:analyze', example, '--outputStyle=stream-without-prefixes'],
    {
      environment: { ...nxEnvironment, ...terminal },
      onText: (text) => process.stdout.write(text),
    },
  );
  process.stdout.write(theRest);
  if (outcome.code !== 0) {
    process.stderr.write(`The example could not be analysed; the lines above say why (in ${root}).\n`);
    process.exitCode = 1;
  }
}
