// `--watch`: runs a command again when a file changes, until it is stopped.
import { existsSync, watchFile } from 'node:fs';
import { say, type SharedOptions } from './invocation.js';

const pollMilliseconds = 200;

/** Runs once, and with `--watch` again after each change of one of the files. */
export function watching(paths: readonly string[], options: Pick<SharedOptions, 'watch'>, run: () => void): void {
  run();
  if (options.watch !== true) return;
  const files = paths.map(withoutNet).filter((path) => path !== '-');
  for (const file of files) {
    watchFile(file, { interval: pollMilliseconds }, () => {
      if (process.stdout.isTTY) process.stdout.write('\u001Bc');
      run();
    });
  }
  say(`watching ${files.join(', ')}; Ctrl-C ends it`);
}

const withoutNet = (path: string): string => (existsSync(path) ? path : path.replace(/:\w+$/, ''));
