// Holds what runs while other views are looked at. A part of the first view, so that it knows nothing of running.
import type { RunState } from './run-state.js';

/** One training for the whole page, once the view was opened. */
export interface HeldRun {
  state: RunState | undefined;
}

/** Nothing runs yet. */
export function createHeldRun(): HeldRun {
  return { state: undefined };
}
