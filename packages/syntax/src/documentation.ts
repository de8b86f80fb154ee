/** Finds what each `///` comment stands above. */
import { type IToken } from 'chevrotain';
import { type SourceFile } from '@trammel/diagnostics';
import { comments as kinds } from './tokens.js';

/**
 * Documentation by the offset of the token that follows it. Only `///` comments that stand first on their line count; several between
 * the same two tokens are joined by newlines.
 */
export function documentationOf(source: SourceFile, all: readonly IToken[], comments: readonly IToken[]): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    if (comment.tokenType !== kinds.documentation || !standsFirst(source, comment.startOffset)) continue;
    while ((all[next]?.startOffset ?? Infinity) < comment.startOffset) next += 1;
    const target = all[next]?.startOffset;
    if (target === undefined) break;
    const line = comment.image.slice(3).replace(/^ /, '').trimEnd();
    const before = docs.get(target);
    docs.set(target, before === undefined ? line : `${before}\n${line}`);
  }
  return docs;
}

/** Whether nothing but space stands before an offset on its line. */
export function standsFirst(source: SourceFile, offset: number): boolean {
  for (let before = offset - 1; before >= 0; before--) {
    const character = source.text.charAt(before);
    if (character === '\n' || character === '\r') return true;
    if (!/[\s\uFEFF]/.test(character)) return false;
  }
  return true;
}
