/** Source files and places in them; offsets are UTF-16 code units. Reads no file. */

/** A text with the path it is known by and the offset at which each of its lines starts. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Ascending; the first line starts behind a byte order mark, if the text has one. */
  readonly lineStarts: readonly number[];
}

/** A stretch of a source; `end` is exclusive. */
export interface Span {
  readonly source: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Line and column counted from 1; a column is one UTF-16 code unit. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const byteOrderMark = '\uFEFF';

/** A source file with its line starts found; lines end with LF, CRLF or CR. */
export function sourceFile(path: string, text: string): SourceFile {
  const lineStarts = [text.startsWith(byteOrderMark) ? 1 : 0];
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    const ends = code === 10 || (code === 13 && text.charCodeAt(offset + 1) !== 10);
    if (ends) lineStarts.push(offset + 1);
  }
  return { path, text, lineStarts };
}

/** The part of a stretch that lies on its first line, as for what a declaration is about. */
export function firstLineOf(span: Span): Span {
  const line = /^[^\r\n]*/.exec(spanText(span))?.[0] ?? '';
  return { ...span, end: span.start + line.trimEnd().length };
}

/** The line and column of an offset; an offset outside the text (or NaN) is moved to its nearest end. */
export function positionOf(source: SourceFile, offset: number): Position {
  const inside = clampOffset(source, offset);
  const line = lineIndexAt(source, inside);
  const lineStart = source.lineStarts[line] ?? 0;
  return { line: line + 1, column: Math.max(inside - lineStart, 0) + 1 };
}

/** The offset inside the text that is nearest to `offset`. */
export function clampOffset(source: SourceFile, offset: number): number {
  if (Number.isNaN(offset)) return source.text.length;
  return Math.min(Math.max(Math.trunc(offset), 0), source.text.length);
}

/** The zero-based line that holds an offset, found by bisection. */
export function lineIndexAt(source: SourceFile, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The text of a line counted from 0, without its line end; empty when there is no such line. */
export function lineText(source: SourceFile, line: number): string {
  const start = source.lineStarts[line];
  if (start === undefined) return '';
  const end = source.lineStarts[line + 1] ?? source.text.length;
  return source.text.slice(start, end).replace(/[\r\n]+$/, '');
}

/** The text that a span covers. */
export function spanText(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The smallest span that covers both; they are of the same source. */
export function spanOver(first: Span, last: Span): Span {
  return { source: first.source, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
