// The entry point of the command line: runs the command of the arguments and sets the exit code.
import { processHost } from './host.js';
import { exitCodes } from './invocation.js';
import { run } from './run.js';

// Somebody closed the pipe, as `head` does: there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.clean);
  });
}

void run(process.argv.slice(2), processHost(), (code) => (process.exitCode = code));
