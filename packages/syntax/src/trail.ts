/**
 * The trail of tokens and comments that printing follows. The printer asks for every token by its text, in the order of the source; the
 * comments on the way come along, so that none is lost whatever the layout. A tree without a source has a trail without comments.
 */
import { type IToken } from 'chevrotain';
import { type SourceFile, type Span, lineIndexAt, sourceFile } from '@trammel/diagnostics';
import { standsFirst } from './documentation.js';
import { type Doc, type Suffix } from './layout.js';
import { type Lexed } from './lexer.js';
import { comments as kinds } from './tokens.js';

export interface Trail {
  readonly source: SourceFile;
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  /** Whether there is a source at all. */
  readonly written: boolean;
  /** The next token and the next comment. */
  token: number;
  comment: number;
  /** Where the last of either ended. */
  end: number;
  /** Line comments passed so far. */
  lineComments: number;
}

/** A comment with a line of its own. */
export interface Remark {
  readonly text: string;
  /** Whether an empty line stands before it. */
  readonly apart: boolean;
  /** Whether nothing stood before it on its line. */
  readonly first: boolean;
}

/** The trail through a source. */
export function trailOf(source: SourceFile, { tokens, comments }: Lexed): Trail {
  return { source, tokens, comments, written: true, token: 0, comment: 0, end: 0, lineComments: 0 };
}

/** For a tree that no source is at hand for. */
export function bareTrail(): Trail {
  return { ...trailOf(sourceFile('', ''), { tokens: [], comments: [] }), written: false };
}

/** The next token. Comments that stood before it go before it on the same line, line comments to the end of the line. */
export function token(trail: Trail, text: string): Doc {
  const next = stepTo(trail, text);
  if (next === undefined || trail.comment === trail.comments.length) return text;
  const before = commentsUntil(trail, next.startOffset).map((comment): Doc =>
    isLine(comment) ? suffixOf(comment) : `${textOf(comment)} `,
  );
  return [...before, text, lineEnd(trail)];
}

/** A token that stands right behind the one before it: `,`, `)`, the `(` of a call. */
export function glued(trail: Trail, text: string): Doc {
  const next = stepTo(trail, text);
  if (next === undefined || trail.comment === trail.comments.length) return text;
  const before = commentsUntil(trail, next.startOffset).map((comment): Doc =>
    isLine(comment) ? suffixOf(comment) : ` ${textOf(comment)}`,
  );
  return [...before, text, lineEnd(trail)];
}

/** The comments before the next token, each to have a line of its own. */
export function remarks(trail: Trail): readonly Remark[] {
  const next = trail.tokens[trail.token]?.startOffset ?? trail.source.text.length;
  const found: Remark[] = [];
  for (
    let comment = trail.comments[trail.comment];
    comment !== undefined && comment.startOffset < next;
    comment = trail.comments[trail.comment]
  ) {
    const apart = linesBetween(trail, comment.startOffset) > 1;
    passComment(trail, comment);
    found.push({ text: textOf(comment), apart, first: standsFirst(trail.source, comment.startOffset) });
  }
  return found;
}

/**
 * The comments before the next token, or before the next that reads so, that need lines of their own: up to the last that is a line
 * comment or stands alone on its line. Block comments behind those stay with the token.
 */
export function alone(trail: Trail, text?: string): readonly string[] {
  if (trail.comment === trail.comments.length) return [];
  const next = trail.tokens[text === undefined ? trail.token : nextIndex(trail, text)]?.startOffset ?? trail.source.text.length;
  let last = trail.comment;
  for (let index = trail.comment; (trail.comments[index]?.startOffset ?? Infinity) < next; index++) {
    const comment = trail.comments[index];
    const following = Math.min(trail.comments[index + 1]?.startOffset ?? next, next);
    if (comment !== undefined && standsAlone(trail, comment, following)) last = index + 1;
  }
  const found = trail.comments.slice(trail.comment, last);
  for (const comment of found) passComment(trail, comment);
  return found.map(textOf);
}

/** The block comments before the next token that reads so, to stand behind what comes before it. */
export function inline(trail: Trail, text: string): readonly string[] {
  if (trail.comment === trail.comments.length) return [];
  return commentsUntil(trail, trail.tokens[nextIndex(trail, text)]?.startOffset ?? 0).map(textOf);
}

function standsAlone(trail: Trail, comment: IToken, next: number): boolean {
  if (isLine(comment)) return true;
  const end = comment.startOffset + comment.image.length;
  return standsFirst(trail.source, comment.startOffset) && lineIndexAt(trail.source, end) < lineIndexAt(trail.source, next);
}

/** Block comments that follow the last token on its line. */
export function behind(trail: Trail): readonly Doc[] {
  const found: Doc[] = [];
  const next = trail.tokens[trail.token]?.startOffset ?? trail.source.text.length;
  for (
    let comment = trail.comments[trail.comment];
    comment !== undefined && comment.startOffset < next;
    comment = trail.comments[trail.comment]
  ) {
    if (linesBetween(trail, comment.startOffset) > 0) break;
    passComment(trail, comment);
    found.push(isLine(comment) ? suffixOf(comment) : ` ${textOf(comment)}`);
  }
  return found;
}

/** All comments on the line of the last token, when a line comment ends it: where a new line follows in any case. */
export function lineRest(trail: Trail): Doc {
  const next = trail.tokens[trail.token]?.startOffset ?? Infinity;
  let end = trail.comment;
  for (let comment = trail.comments[end]; comment !== undefined && comment.startOffset < next; comment = trail.comments[end]) {
    if (linesBetween(trail, comment.startOffset) > 0) return '';
    end += 1;
    if (isLine(comment))
      return commentsUntil(trail, comment.startOffset + 1).map((one): Doc => (isLine(one) ? suffixOf(one) : ` ${textOf(one)}`));
  }
  return '';
}

/** Whether a line comment was the last to be passed, so that a new line must follow. */
export function endsLine(trail: Trail): boolean {
  const last = trail.comments[trail.comment - 1];
  return last !== undefined && isLine(last) && last.startOffset + last.image.length === trail.end;
}

/** Whether an empty line stands before the next token. */
export function isApart(trail: Trail): boolean {
  const next = trail.tokens[trail.token];
  return next !== undefined && linesBetween(trail, next.startOffset) > 1;
}

/** Whether a body that comes next may stay on one line: it begins on that of its brace, and has no comment. */
export function isOnOneLine(trail: Trail, body: Span): boolean {
  if (!trail.written) return true;
  const first = trail.tokens[trail.token + 1];
  if (first === undefined || lineIndexAt(trail.source, first.startOffset) !== lineIndexAt(trail.source, body.start)) return false;
  const inside = nextCommentFrom(trail, body.start);
  return inside === undefined || inside.startOffset >= body.end;
}

/** Documentation that no comment of the source holds. */
export function documentation(trail: Trail, doc: string | undefined): readonly string[] {
  if (trail.written || doc === undefined) return [];
  return doc.split('\n').map((line) => `/// ${line}`.trimEnd());
}

/** Goes to the next token that reads so, past commas that are not written again, and beyond it. */
function stepTo(trail: Trail, text: string): IToken | undefined {
  if (!trail.written) return undefined;
  const index = nextIndex(trail, text);
  const next = trail.tokens[index];
  trail.token = index + 1;
  if (next !== undefined) trail.end = Math.max(trail.end, next.startOffset + next.image.length);
  return next;
}

function nextIndex(trail: Trail, text: string): number {
  let index = trail.token;
  while (index < trail.tokens.length && trail.tokens[index]?.image !== text) index += 1;
  return index;
}

/** The line comment right behind the token just passed, on its line. */
function lineEnd(trail: Trail): Doc {
  const comment = trail.comments[trail.comment];
  const next = trail.tokens[trail.token]?.startOffset ?? Infinity;
  if (comment === undefined || !isLine(comment) || comment.startOffset >= next || linesBetween(trail, comment.startOffset) > 0) return '';
  passComment(trail, comment);
  return suffixOf(comment);
}

function commentsUntil(trail: Trail, offset: number): readonly IToken[] {
  const found: IToken[] = [];
  for (
    let comment = trail.comments[trail.comment];
    comment !== undefined && comment.startOffset < offset;
    comment = trail.comments[trail.comment]
  ) {
    passComment(trail, comment);
    found.push(comment);
  }
  return found;
}

/** The first comment not passed yet that stands behind an offset. */
function nextCommentFrom(trail: Trail, offset: number): IToken | undefined {
  let index = trail.comment;
  while ((trail.comments[index]?.startOffset ?? Infinity) < offset) index += 1;
  return trail.comments[index];
}

function passComment(trail: Trail, comment: IToken): void {
  trail.comment += 1;
  trail.end = Math.max(trail.end, comment.startOffset + comment.image.length);
  if (isLine(comment)) trail.lineComments += 1;
}

/** Line breaks between the end of what was passed last and an offset. */
function linesBetween(trail: Trail, offset: number): number {
  return lineIndexAt(trail.source, offset) - lineIndexAt(trail.source, trail.end);
}

function isLine(comment: IToken): boolean {
  return comment.tokenType !== kinds.block;
}

function suffixOf(comment: IToken): Suffix {
  return { kind: 'suffix', text: textOf(comment) };
}

function textOf(comment: IToken): string {
  return comment.image.replace(/\r\n?/g, '\n').trimEnd();
}
