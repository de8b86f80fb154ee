// Sentences as Markdown: what stands between backticks is code, everything else is escaped.
import { escapeMarkdown } from './table.js';

/** Calls in backticks stay as they are. */
export function proseOf(sentence: string): string {
  return (
    sentence
      .split('`')
      .map((part, index) => (index % 2 === 0 ? escapeMarkdown(part) : `\`${part}\``))
      .filter((part) => part !== '')
      .join(' ')
      // What was trimmed beside a call stands again, but before a sign of punctuation.
      .replace(/` (?=[,.:;)])/g, '`')
  );
}
