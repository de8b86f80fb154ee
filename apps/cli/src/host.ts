// What the command line needs of its surroundings: two streams, the environment, standard input, a way to wait for changes.
import { readFileSync, unwatchFile, watchFile } from 'node:fs';

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
  /** Calls back after each change of one of the files, until the function that it returns is called. */
  readonly watch: (files: readonly string[], changed: () => void) => () => void;
}

const pollMilliseconds = 200;

/** The process itself. */
export function processHost(): Host {
  return {
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    environment: process.env,
    readInput: () => readFileSync(0),
    watch: (files, changed) => {
      // Polling sees every way in which editors save: in place, or as a new file in the place of the old one.
      for (const file of files) watchFile(file, { interval: pollMilliseconds }, changed);
      return () => {
        for (const file of files) unwatchFile(file, changed);
      };
    },
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY, columns: stream.isTTY ? stream.columns : undefined };
}
