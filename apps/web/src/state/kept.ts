// The text as the browser keeps it between visits; whether it could be kept is told.
import { signal, type ReadonlySignal } from '@preact/signals';
import { readSaved, writeSaved, type Saved } from './saved.js';

const key = 'trammel.playground';

/** Whether it was kept; where not, leaving the page loses it. */
export type Keeping = 'kept' | 'failed';

/** How long a change may be unkept. Writing it at every keystroke would hold the keystroke up. */
const longestWait = 250;

/** Keeps every state that a signal has, and the last one before the page goes. */
export function keepAll(saved: ReadonlySignal<Saved>): ReadonlySignal<Keeping> {
  const keeping = signal<Keeping>('kept');
  const waiting: { timer: ReturnType<typeof setTimeout> | undefined } = { timer: undefined };
  const write = (): void => {
    clearTimeout(waiting.timer);
    waiting.timer = undefined;
    keeping.value = keep(saved.peek());
  };
  saved.subscribe(() => {
    waiting.timer ??= setTimeout(write, longestWait);
  });
  const writeNow = (): void => {
    if (waiting.timer !== undefined) write();
  };
  for (const name of ['pagehide', 'beforeunload'] as const) addEventListener(name, writeNow);
  // A page that is hidden may be ended without a word.
  document.addEventListener('visibilitychange', writeNow);
  return keeping;
}

/** Keeps it, unless the browser will not. */
function keep(saved: Saved): Keeping {
  try {
    localStorage.setItem(key, writeSaved(saved));
    return 'kept';
  } catch {
    return 'failed';
  }
}

/** What was kept at the last visit. */
export function readKept(): Saved | undefined {
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? undefined : readSaved(kept);
  } catch {
    return undefined;
  }
}
