// Runs the command of some arguments in some surroundings; whatever goes wrong ends in a sentence and an exit code.
import { CommanderError } from 'commander';
import { commandLine } from './command-line.js';
import type { Host } from './host.js';
import { exitCodes, say, type ExitCode } from './invocation.js';

/** The exit code of each run is told to `finish`: one, and with `--watch` one after each change. */
export async function run(words: readonly string[], host: Host, finish: (code: ExitCode) => void): Promise<void> {
  try {
    // People try `--version` first; nx keeps that name to itself, so it is not the documented one.
    const isVersion = words.length === 1 && (words[0] === '--version' || words[0] === '-V');
    await commandLine(host, finish).parseAsync(isVersion ? ['--about'] : [...words], { from: 'user' });
  } catch (error) {
    // Help and the version were printed as asked; wrong usage was said by the parser of arguments.
    finish(error instanceof CommanderError && error.exitCode === 0 ? exitCodes.clean : exitCodes.usage);
    if (!(error instanceof CommanderError)) sayDefect(error, host);
  }
}

/** What nobody foresaw, in a sentence; where it happened only on demand. */
export function sayDefect(error: unknown, host: Host): void {
  say(host, `this is a defect of trammel itself: ${error instanceof Error ? error.message : String(error)}`);
  const trace =
    host.environment['TRAMMEL_TRACE'] === undefined ? 'Set TRAMMEL_TRACE=1 to see where.' : error instanceof Error ? error.stack : '';
  host.err.write(`${trace ?? ''}\n`);
}
