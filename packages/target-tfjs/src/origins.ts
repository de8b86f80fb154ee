// Which part of the source each line of generated code comes from: marks that travel with lines through templates, and are taken out again.
import type { SourceFile, Span } from '@trammel/diagnostics';

/** A line of a generated file, and what it was written for. */
export interface Origin {
  /** Counted from 0. */
  readonly line: number;
  readonly span: Span;
}

/** No other text holds these: what others wrote is without control characters by the time that it is in generated code. */
const [opening, closing] = ['\u0001', '\u0002'];
const mark = new RegExp(`${opening}(\\d+) (\\d+) (\\d+)${closing}`, 'g');

/** The files that marks speak of. */
export type MarkedSources = SourceFile[];

/** The lines of one statement, the first of them with a mark. */
export function marked(lines: readonly string[], span: Span | undefined, sources: MarkedSources): readonly string[] {
  const [first, ...others] = lines;
  if (span === undefined || first === undefined) return lines;
  if (!sources.includes(span.source)) sources.push(span.source);
  return [`${first}${opening}${sources.indexOf(span.source)} ${span.start} ${span.end}${closing}`, ...others];
}

/** The text without its marks, and what they said. */
export function unmarked(text: string, sources: MarkedSources): { readonly text: string; readonly origins: readonly Origin[] } {
  const origins = text.split('\n').flatMap((content, line) =>
    [...content.matchAll(mark)].flatMap(([, file, start, end]): readonly Origin[] => {
      const source = sources[Number(file)];
      return source === undefined ? [] : [{ line, span: { source, start: Number(start), end: Number(end) } }];
    }),
  );
  return { text: text.replaceAll(mark, ''), origins };
}
