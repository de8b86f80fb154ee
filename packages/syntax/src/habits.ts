/** Marks that other languages have everywhere: told of once, and then read as if they were not there. */
import { type IToken } from 'chevrotain';
import { type Diagnostic, type Edit, type SourceFile, at, help, replace } from '@trammel/diagnostics';
import { type Lexed } from './lexer.js';
import { report } from './problems.js';
import { comments as kinds, tokens } from './tokens.js';

/** The tokens to read on with, and one diagnostic for each habit. */
export interface WithoutHabits {
  readonly tokens: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

export function withoutHabits(source: SourceFile, lexed: Lexed): WithoutHabits {
  const hashes = lexed.comments.filter((comment) => comment.tokenType === kinds.hash);
  const open = lexed.comments.find((comment) => comment.tokenType === kinds.open);
  const semicolons = lexed.tokens.filter(isSemicolon);
  const diagnostics: Diagnostic[] = [];
  if (hashes.length > 0) diagnostics.push(hashComments(source, hashes));
  if (open !== undefined) diagnostics.push(openComment(source, open));
  if (semicolons.length > 0) diagnostics.push(semicolonsThere(source, semicolons));
  return { tokens: semicolons.length === 0 ? lexed.tokens : lexed.tokens.filter((token) => !isSemicolon(token)), diagnostics };
}

function isSemicolon(token: IToken): boolean {
  return token.tokenType === tokens.stray && /^;+$/.test(token.image);
}

function hashComments(source: SourceFile, hashes: readonly IToken[]): Diagnostic {
  const [first] = hashes;
  const start = first?.startOffset ?? 0;
  const edits = hashes.map(({ startOffset, image }): Edit => {
    const signs = /^#+/.exec(image)?.[0].length ?? 1;
    return replace({ source, start: startOffset, end: startOffset + signs }, '//');
  });
  return report('hash-comment', at({ source, start, end: start + 1 }), 'comments begin with `//`', {
    notes: more(hashes, 'comment'),
    help: [help('write `//`', ...edits)],
  });
}

function openComment(source: SourceFile, comment: IToken): Diagnostic {
  const start = comment.startOffset;
  return report('open-comment', at({ source, start, end: start + 2 }, 'begins here'), 'this comment never ends', {
    help: [help('put `*/` behind it, or write `//` before each of its lines')],
  });
}

function semicolonsThere(source: SourceFile, semicolons: readonly IToken[]): Diagnostic {
  const spans = semicolons.map(({ startOffset, image }) => ({ source, start: startOffset, end: startOffset + image.length }));
  const place = spans[0] ?? { source, start: 0, end: 0 };
  return report('semicolon', at(place), 'statements end without a semicolon', {
    notes: more(semicolons, 'semicolon'),
    help: [help('leave it out', ...spans.map((span) => replace(span, '')))],
  });
}

function more(found: readonly IToken[], what: string): readonly string[] {
  if (found.length === 1) return [];
  return [`${found.length - 1} more such ${what}${found.length === 2 ? '' : 's'} in this file`];
}
