// How far something long has come: a bar on a terminal, once a second has passed. Nothing elsewhere.
import { SingleBar } from 'cli-progress';
import { Writable } from 'node:stream';
import type { Host } from './host.js';

const patienceMilliseconds = 1000;

/** Tells how many of the parts are done. */
export interface Progress {
  readonly done: (parts: number) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

export function progressOf(what: string, parts: number, { err, now }: Pick<Host, 'err' | 'now'>): Progress {
  const begun = now();
  let bar: SingleBar | undefined;
  return {
    done: (count) => {
      if (bar === undefined && err.isTerminal && now() - begun > patienceMilliseconds) {
        bar = barOn(what, { err });
        bar.start(parts, count);
      }
      bar?.update(count);
    },
    end: () => bar?.stop(),
  };
}

function barOn(what: string, { err }: Pick<Host, 'err'>): SingleBar {
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _, written) => {
      err.write(text);
      written();
    },
  });
  return new SingleBar({
    stream: Object.assign(stream, { isTTY: true, columns: err.columns ?? 80 }),
    format: `${what} {bar} {value} of {total}, {eta_formatted} left`,
    barCompleteChar: '=',
    barIncompleteChar: '.',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: false,
    // Ctrl-C ends the work at once, as without a bar.
    gracefulExit: false,
  });
}
