// What the command line needs of its surroundings: two streams, the environment, standard input, a way to wait for changes.
import { readFileSync, statSync, writeSync } from 'node:fs';

/** Where text goes. */
export interface Sink {
  readonly write: (text: string) => void;
  /** Whether a terminal shows it. */
  readonly isTerminal: boolean;
  /** Of the terminal. */
  readonly columns: number | undefined;
}

export interface Host {
  /** Results. */
  readonly out: Sink;
  /** Messages. */
  readonly err: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readInput: () => Uint8Array;
  /** Calls back when one of the files has changed since that time, and after each change, until the function that it returns is called. */
  readonly watch: (files: readonly string[], since: number, changed: () => void) => () => void;
  /** Milliseconds, as files are dated. */
  readonly now: () => number;
}

const pollMilliseconds = 200;

/** The process itself. */
export function processHost(): Host {
  return {
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    environment: process.env,
    readInput: () => readFileSync(0),
    watch: watchFiles,
    now: Date.now,
  };
}

/** Polling sees every way in which editors save: in place, or as a new file in the place of the old one. */
function watchFiles(files: readonly string[], since: number, changed: () => void): () => void {
  let seen = files.map(stateOf);
  let isNew = seen.some(({ modified }) => modified > since);
  const timer = setInterval(() => {
    const now = files.map(stateOf);
    const isOther = isNew || now.some(({ key }, index) => key !== seen[index]?.key);
    [seen, isNew] = [now, false];
    if (isOther) changed();
  }, pollMilliseconds);
  return () => {
    clearInterval(timer);
  };
}

/** What changes when a file does; a missing file has a state too. */
function stateOf(file: string): { readonly key: string; readonly modified: number } {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined
    ? { key: 'missing', modified: 0 }
    : { key: `${found.mtimeMs} ${found.size} ${found.ino}`, modified: found.mtimeMs };
}

interface Stream {
  readonly fd: number;
  readonly write: (text: string) => unknown;
  /** Undefined where nobody looks on, whatever the type of a process's streams says. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

function sinkOf(stream: Stream): Sink {
  const isTerminal = stream.isTTY === true;
  const write = (text: string): void => {
    if (isTerminal) stream.write(text);
    else writeWhole(stream.fd, text);
  };
  return { write, isTerminal, columns: isTerminal ? stream.columns : undefined };
}

/** How long is waited for a reader who is slower than we are. */
const waitMilliseconds = 2;

/** Waits until all of it is taken: a stream would keep in memory what a pipe does not take yet, hundreds of megabytes of it. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(file, bytes, done);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // Somebody closed the pipe, as `head` does: there is nobody left to tell.
      if (code === 'EPIPE') process.exit();
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMilliseconds);
    }
  }
}
