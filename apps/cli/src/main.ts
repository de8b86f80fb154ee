// The entry point of the command line: runs the command of the arguments and sets the exit code.
import { CommanderError } from 'commander';
import { commandLine } from './command-line.js';
import { exitCodes, say } from './invocation.js';

/** Somebody closed the pipe, as `head` does: there is nobody left to tell. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.clean);
});

/** Runs the command; whatever goes wrong ends in a sentence and an exit code. */
async function run(): Promise<void> {
  try {
    await commandLine((code) => (process.exitCode = code)).parseAsync();
  } catch (error) {
    process.exitCode = exitCodes.usage;
    if (error instanceof CommanderError) {
      // Help and the version were printed as asked; wrong usage was said by the parser of arguments.
      if (error.exitCode === 0) process.exitCode = exitCodes.clean;
    } else {
      say(`this is a defect of trammel itself: ${error instanceof Error ? error.message : String(error)}`);
      if (process.env['TRAMMEL_TRACE'] !== undefined && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
      else process.stderr.write('Set TRAMMEL_TRACE=1 to see where.\n');
    }
  }
}

void run();
