// The text as the browser keeps it between visits; whether it could be kept is part of the answer.
import { readSaved, writeSaved, type Saved } from './saved.js';

const key = 'trammel.playground';

/** Whether it was kept; where not, leaving the page loses it. */
export type Keeping = 'kept' | 'failed';

/** Keeps it, unless the browser will not. */
export function keep(saved: Saved): Keeping {
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
