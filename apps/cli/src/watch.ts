// `--watch`: runs a command again when a file that it read changes, until it is stopped.
import { exitCodes, say, type ExitCode, type Invocation, type Outcome } from './invocation.js';
import type { CompileOptions } from './options.js';

/** A command that may run several times; `finish` is told how each run ends. */
export interface Watched extends Invocation<CompileOptions> {
  readonly finish: (code: ExitCode) => void;
}

/** Runs once, and with `--watch` again after each change of one of the files that it read, imports included. */
export function watching(paths: readonly string[], watched: Watched, run: () => Outcome): void {
  watch(paths, watched, (done) => {
    done(run());
  });
}

/** The same of a command that takes its time; the promise is that of its first run. */
export function watchingLater(paths: readonly string[], watched: Watched, run: () => Promise<Outcome>): Promise<void> {
  return new Promise((resolve, reject) => {
    const isRun = watch(paths, watched, (done) => {
      run().then((outcome) => {
        done(outcome);
        resolve();
      }, reject);
    });
    if (!isRun) resolve();
  });
}

/** A command that tells how it ended when it has. */
type Run = (done: (outcome: Outcome) => void) => void;

/** Says whether it is run at all. */
function watch(paths: readonly string[], watched: Watched, run: Run): boolean {
  const { options, host, finish } = watched;
  if (options.watch !== true) {
    run(({ exitCode }) => {
      finish(exitCode);
    });
    return true;
  }
  if (paths.includes('-')) {
    say(host, 'standard input cannot be watched; name a file');
    finish(exitCodes.usage);
    return false;
  }
  runAndWait(new Set(), watched, run);
  return true;
}

/** What was read before is watched on, since a file that is broken now no longer says what it imports. */
function runAndWait(before: ReadonlySet<string>, watched: Watched, run: Run): void {
  const { options, host, finish } = watched;
  const start = host.now();
  run(({ exitCode, files }) => {
    finish(exitCode);
    const all = new Set([...before, ...files]);
    const stop = host.watch([...all], start, () => {
      stop();
      // A terminal is wiped, so that the newest result stands alone.
      if (host.out.isTerminal) host.out.write('\u001Bc');
      runAndWait(all, watched, run);
    });
    if (options.quiet !== true) say(host, `watching ${[...all].join(', ')}; Ctrl-C ends it`);
  });
}
