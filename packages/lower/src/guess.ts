/** What may have been meant by a name that is not found. */
import { didYouMean, help, replace, spanText, type Help } from '@trammel/diagnostics';
import { type Name } from '@trammel/syntax';

/** Words of other languages, and what is written here. */
const words: ReadonlyMap<string, { readonly text: string; readonly here?: string }> = new Map([
  ['True', { text: 'write `true`', here: 'true' }],
  ['False', { text: 'write `false`', here: 'false' }],
  ['None', { text: 'leave the argument out' }],
  ['null', { text: 'leave the argument out' }],
  ['range', { text: 'a range has both its ends: `0..2` is 0, 1, 2' }],
  ['return', { text: 'a body gives what flows at its end; `output name` says it by name', here: 'output' }],
]);

/** `did you mean ...?` with its edit, or nothing. A name whose text is not as written stands for what is surely meant. */
export function guess(name: Name, candidates: Iterable<string>): readonly Help[] {
  const { text, span } = name;
  const habit = words.get(text);
  if (habit !== undefined) return [help(habit.text, ...(habit.here === undefined ? [] : [replace(span, habit.here)]))];
  const known = [...candidates];
  if (text !== spanText(span) && known.includes(text)) return [help(`write \`${text}\``, replace(span, text))];
  // What has exactly that name was not meant: it is of another kind than what is looked for.
  const others = known.filter((candidate) => candidate !== text);
  const near = didYouMean(text, others);
  return near === undefined ? [] : [help(`did you mean \`${near}\`?`, replace(span, near))];
}
