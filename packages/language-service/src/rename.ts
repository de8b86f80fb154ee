// Renaming: every place where a name stands, as edits; or why it cannot have the new one.
import { replace, type Edit } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { isName } from '@trammel/syntax';
import type { Document } from './document.js';
import { nameAt } from './names.js';

/** The edits; or a sentence for a person. */
export type RenameResult = { readonly edits: readonly Edit[] } | { readonly why: string };

/** Gives the name at an offset another text, everywhere it stands. */
export function renameAt(document: Document, offset: number, text: string): RenameResult {
  const found = nameAt(document, offset);
  if (found === undefined) return { why: 'there is no name of this file here; operators and arguments of operators keep theirs' };
  const { kind, declarations, uses } = found.declared;
  if (kind === 'import') return { why: `\`${found.at.text}\` is declared in another file` };
  if (kind === 'size') return { why: `\`${found.at.text}\` is an axis, which layers know by its name` };
  if (!isName(text))
    return {
      why: `${JSON.stringify(text)} is not a name: it begins with a letter, holds letters, digits and _, and is no word of the language`,
    };
  if (isOperatorName(text)) return { why: `\`${text}\` is the name of an operator` };
  const places = [...declarations, ...uses];
  const taken = places
    .flatMap(({ span }) => document.names.knownAt(span.start))
    .find((other) => other.text === text && other !== found.declared);
  if (taken !== undefined) return { why: `there is another \`${text}\` already` };
  return { edits: places.map(({ span }) => replace(span, text)) };
}
