// Sources with their lines numbered, so that everything told of a network can lead to what was written.
import type { Analysis } from '@trammel/analysis';
import { lineIndexAt, lineText, positionOf, type Diagnostic, type SourceFile, type Span } from '@trammel/diagnostics';
import { nodesOf } from '@trammel/graph';
import { escaped } from './markup.js';
import type { SourceView } from './views.js';

/** The sources of a page, and where in them a span begins. */
export interface Sources {
  readonly views: readonly SourceView[];
  readonly hrefOf: (span: Span) => string | undefined;
}

/** Every source that a layer or a finding comes from, the networks' own first. */
export function sourcesOf(analyses: readonly Analysis[], diagnostics: readonly Diagnostic[]): Sources {
  const files = new Set<SourceFile>(analyses.map(({ graph }) => graph.span.source));
  for (const { primary } of diagnostics) files.add(primary.span.source);
  for (const { graph } of analyses) for (const { node } of nodesOf(graph.body)) files.add(node.span.source);
  const numbers = new Map([...files].map((file, index) => [file, index]));
  const marked = diagnostics.map(({ primary }) => primary.span);
  const lineId = (file: SourceFile, line: number): string => `s${numbers.get(file) ?? 0}l${line}`;
  return {
    views: [...files].map((file, index) => ({
      id: `s${index}`,
      path: file.path,
      lines: file.lineStarts.map((_, line) => ({ id: lineId(file, line + 1), number: line + 1, html: lineHtml(file, line, marked) })),
    })),
    hrefOf: ({ source, start }) => (numbers.has(source) ? `#${lineId(source, positionOf(source, start).line)}` : undefined),
  };
}

/** The part of a line that the span covers is marked; comments stand back. */
export function lineHtml(file: SourceFile, line: number, spans: readonly Span[]): string {
  const text = lineText(file, line);
  const start = file.lineStarts[line] ?? 0;
  const here = spans.find(
    (span) =>
      span.source === file && lineIndexAt(file, span.start) <= line && line <= lineIndexAt(file, Math.max(span.start, span.end - 1)),
  );
  const comment = /^(\s*)(\/\/.*)$/.exec(text);
  if (here === undefined) {
    return comment === null ? escaped(text) : `${comment[1] ?? ''}<span class="comment">${escaped(comment[2] ?? '')}</span>`;
  }
  const from = Math.max(here.start - start, text.length - text.trimStart().length);
  const to = Math.min(here.end - start, text.length);
  if (to <= from) return escaped(text);
  return `${escaped(text.slice(0, from))}<mark>${escaped(text.slice(from, to))}</mark>${escaped(text.slice(to))}`;
}
