// The entry point of the command line: runs the command of the arguments and sets the exit code.
import { processHost } from './host.js';
import { exitCodes } from './invocation.js';
import { run, sayDefect } from './run.js';

// Somebody closed the pipe, as `head` does: there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.clean);
  });
}

const host = processHost();

// What goes wrong in a later run of `--watch` is nobody's to catch.
process.on('uncaughtException', (error) => {
  sayDefect(error, host);
  process.exit(exitCodes.usage);
});

void run(process.argv.slice(2), host, (code) => (process.exitCode = code));
