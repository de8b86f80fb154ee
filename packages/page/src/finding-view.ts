// Findings for the page: what is wrong, where, why, and each help with the lines as they would be.
import { applyEdits, lineIndexAt, lineText, locationOf, sourceFile, type Diagnostic, type Help } from '@trammel/diagnostics';
import { escaped, prose } from './markup.js';
import { lineHtml, type Sources } from './source-view.js';
import type { FindingView, HelpView } from './views.js';

/** How many lines of a span are shown. */
const mostLines = 6;

/** One finding, its message first. */
export function findingView(diagnostic: Diagnostic, { hrefOf }: Sources): FindingView {
  const { severity, message, code, primary, notes, help } = diagnostic;
  const { span } = primary;
  const [first, last] = [lineIndexAt(span.source, span.start), lineIndexAt(span.source, Math.max(span.start, span.end - 1))];
  const shown = Array.from({ length: Math.min(mostLines, last - first + 1) }, (_, index) => first + index);
  return {
    severity,
    message: prose(message),
    code,
    place: locationOf(span),
    href: hrefOf(span),
    frame: shown.map((line) => `${String(line + 1).padStart(4)}  ${lineHtml(span.source, line, [span])}`).join('\n'),
    notes: (primary.message === '' ? notes : [`there: ${primary.message}`, ...notes]).map(prose),
    helps: help.map(helpView),
  };
}

/** What the edits make of the lines that they touch. */
function helpView({ text, edits }: Help): HelpView {
  const [first] = edits;
  if (first === undefined || edits.some(({ span }) => span.source !== first.span.source)) return { text: prose(text), edited: '' };
  const { source } = first.span;
  const after = sourceFile(source.path, applyEdits(source.text, edits));
  const from = lineIndexAt(source, Math.min(...edits.map(({ span }) => span.start)));
  const to = lineIndexAt(source, Math.max(...edits.map(({ span }) => span.end)));
  const grown = after.lineStarts.length - source.lineStarts.length;
  const lines = (file: typeof source, last: number): readonly string[] =>
    Array.from({ length: Math.max(0, Math.min(mostLines, last - from + 1)) }, (_, index) => lineText(file, from + index));
  const removed = lines(source, to).map((line) => `<del>- ${escaped(line)}</del>`);
  const added = lines(after, to + grown).map((line) => `<ins>+ ${escaped(line)}</ins>`);
  return { text: prose(text), edited: [...removed, ...added].join('\n') };
}
