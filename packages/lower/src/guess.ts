/** What may have been meant by a name that is not found. */
import { didYouMean, help, replace, type Help } from '@trammel/diagnostics';
import { type Name } from '@trammel/syntax';

/** `did you mean ...?` with its edit, or nothing. */
export function guess(name: Name, candidates: Iterable<string>): readonly Help[] {
  // What has exactly that name was not meant: it is of another kind than what is looked for.
  const others = [...candidates].filter((candidate) => candidate !== name.text);
  const near = didYouMean(name.text, others);
  return near === undefined ? [] : [help(`did you mean \`${near}\`?`, replace(name.span, near))];
}
