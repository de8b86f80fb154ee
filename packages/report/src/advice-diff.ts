// The edit of an advice as lines that go and lines that come. Not how they are painted.
import type { Advice } from '@trammel/analysis';
import { lineIndexAt, spanText } from '@trammel/diagnostics';

/** Lines in one place. */
export interface DiffHunk {
  /** Of the first line, counted from 1. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** In the order of the file. */
export function adviceDiff({ edits }: Pick<Advice, 'edits'>): readonly DiffHunk[] {
  return edits.map(({ span, text }) => ({
    line: lineIndexAt(span.source, span.start) + 1,
    removed: linesOf(spanText(span)),
    added: linesOf(text),
  }));
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));
