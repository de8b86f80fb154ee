// What is asked on the command line of a training, and Ctrl-C. Not the training.
import { parseArgs } from 'node:util';
import { endWithSentences } from './errors.js';
import type { Run } from './training-loop.js';

/** `--resume`, `--epochs 3`, `--examples 1000`, `--folder runs/a`; Ctrl-C stops after the step that is under way, a second one at once. */
export function readRun(): Run {
  endWithSentences();
  const { values } = parseArgs({
    options: {
      resume: { type: 'boolean', default: false },
      epochs: { type: 'string' },
      examples: { type: 'string' },
      folder: { type: 'string', default: 'run' },
    },
  });
  const stop = new AbortController();
  process.once('SIGINT', () => {
    stop.abort();
  });
  return {
    folder: values.folder,
    resume: values.resume,
    epochs: wholeNumber('epochs', values.epochs),
    examples: wholeNumber('examples', values.examples),
    signal: stop.signal,
    say: (line) => {
      console.log(line);
    },
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number of at least 1, and is given ${text}`);
  return value;
}
