/** Puts edits into a text: what an editor's quick fix or `--fix` would do. */
import { type Edit } from './diagnostic.js';

/** The text with all edits made. Of two that overlap, the one that starts first is made and the other left out. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, order) => ({ edit, order }));
  ordered.sort((first, second) => first.edit.span.start - second.edit.span.start || first.order - second.order);
  const parts: string[] = [];
  let done = 0;
  for (const { edit } of ordered) {
    if (edit.span.start < done) continue;
    parts.push(text.slice(done, edit.span.start), edit.text);
    done = Math.max(edit.span.end, edit.span.start);
  }
  parts.push(text.slice(done));
  return parts.join('');
}
