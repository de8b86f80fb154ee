// Edits that somebody chose, made in the text while it is still the one that they were found in.
import type { TextEdit } from '../worker/protocol.js';
import type { Playground } from './playground.js';

/** Nothing where the text has changed since. */
export function applyEdits({ text }: Pick<Playground, 'text'>, written: string, edits: readonly TextEdit[]): void {
  if (text.peek() !== written) return;
  const last = [...edits].sort((one, other) => other.from - one.from);
  text.value = last.reduce((now, edit) => now.slice(0, edit.from) + edit.text + now.slice(edit.to), written);
}
