/** Source frames: the lines that labels point at, with their numbers. Chooses lines; source-line.ts shows one. */
import { type Edit, type Label } from './diagnostic.js';
import { type SourceFile, type Span, clampOffset, lineIndexAt, lineText, positionOf } from './source.js';
import { type Mark, type Row, type ShownLine, showLine } from './source-line.js';
import { type Style, type StyleRole } from './style.js';
import { displayWidth, harmless } from './display.js';

/** The room a frame has and the looks of it. */
export interface Frame {
  /** Digits of the largest line number. */
  readonly gutter: number;
  readonly width: number;
  readonly style: Style;
}

interface LineMark {
  readonly line: number;
  readonly mark: Mark;
}

/** The frames of all labels, one per source; the first label is the primary one. */
export function renderFrames(labels: readonly [Label, ...Label[]], frame: Frame): readonly string[] {
  const sources = [...new Set(labels.map((label) => label.span.source))];
  return sources.flatMap((source) => {
    const here = labels.filter((label) => label.span.source === source);
    const lead = here[0] ?? labels[0];
    const marks = here.flatMap((label) => marksOf(label, label === labels[0] ? 'primary' : 'secondary'));
    const arrow = `${' '.repeat(frame.gutter)}${frame.style.gutter('-->')} `;
    return [arrow + frame.style.location(locationOf(lead.span)), ...renderLines(source, marks, frame)];
  });
}

/** Digits that the line numbers of these spans need. */
export function gutterOf(spans: readonly Span[]): number {
  const last = spans.reduce((line, span) => Math.max(line, positionOf(span.source, span.end).line), 1);
  return last.toString().length;
}

/** `path:line:column` of a span's start. */
export function locationOf(span: Span): string {
  const { line, column } = positionOf(span.source, span.start);
  return `${harmless(span.source.path)}:${line}:${column}`;
}

/** What a line would be after edits that all lie in it; nothing when they do not, or bring in line breaks. */
export function renderEdited(edits: readonly Edit[], frame: Frame): readonly string[] {
  const first = edits[0];
  if (first === undefined) return [];
  const { source } = first.span;
  const line = lineIndexAt(source, first.span.start);
  const start = source.lineStarts[line] ?? 0;
  const end = start + lineText(source, line).length;
  const fits = edits.every(({ span, text }) => {
    return span.source === source && span.start >= start && span.end <= end && !/[\r\n]/.test(text);
  });
  if (!fits) return [];
  let edited = '';
  let done = start;
  const marks: Mark[] = [];
  for (const { span, text } of [...edits].sort((one, other) => one.span.start - other.span.start)) {
    edited += source.text.slice(done, Math.max(span.start, done));
    if (text.trim() !== '') {
      const stroke = span.end > span.start ? '~' : '+';
      marks.push({ start: edited.length, end: edited.length + text.trimEnd().length, message: '', role: 'help', stroke });
    }
    edited += text;
    done = Math.max(done, span.end);
  }
  edited += source.text.slice(done, end);
  if (edited.trim() === '') return [];
  const shown = showLine(edited, marks, frame.width - frame.gutter - 3);
  return shown.slice(0, 1).flatMap((only) => numbered(only, line, frame));
}

function renderLines(source: SourceFile, marks: readonly LineMark[], frame: Frame): readonly string[] {
  const lines = [...new Set(marks.map(({ line }) => line))].sort((first, second) => first - second);
  const rows: string[] = [];
  let previous: number | undefined;
  for (const line of lines) {
    if (previous !== undefined && line > previous + 2) rows.push(frame.style.gutter('...'));
    else if (previous !== undefined && line === previous + 2) rows.push(...showNumbered(source, previous + 1, { marks: [], frame }));
    const here = marks.filter((mark) => mark.line === line).map(({ mark }) => mark);
    rows.push(...showNumbered(source, line, { marks: here, frame }));
    previous = line;
  }
  return rows;
}

function showNumbered(
  source: SourceFile,
  line: number,
  view: { readonly marks: readonly Mark[]; readonly frame: Frame },
): readonly string[] {
  const columns = view.frame.width - view.frame.gutter - 3;
  return showLine(lineText(source, line), view.marks, columns).flatMap((shown) => numbered(shown, line, view.frame));
}

function numbered(shown: ShownLine, line: number, frame: Frame): readonly string[] {
  const number = `${(line + 1).toString().padStart(frame.gutter)} |`;
  const blank = `${' '.repeat(frame.gutter)} |`;
  return [
    `${frame.style.gutter(number)} ${renderRow(shown.source, frame.style)}`.trimEnd(),
    ...shown.below.map((row) => `${frame.style.gutter(blank)} ${renderRow(row, frame.style)}`),
  ];
}

function renderRow(row: Row, style: Style): string {
  let text = '';
  let column = 0;
  for (const piece of row) {
    text += ' '.repeat(Math.max(0, piece.column - column));
    text += piece.role === undefined ? piece.text : style[piece.role](piece.text);
    column = piece.column + displayWidth(piece.text);
  }
  return text;
}

/** The marks of a label: one, or for several lines one on the first and one, with the message, on the last. */
function marksOf(label: Label, role: StyleRole): readonly LineMark[] {
  const { source } = label.span;
  const start = clampOffset(source, label.span.start);
  const end = Math.max(start, trimmedEnd(source, start, clampOffset(source, label.span.end)));
  const stroke = role === 'primary' ? '^' : '-';
  const first = lineIndexAt(source, start);
  const last = lineIndexAt(source, end);
  const firstStart = source.lineStarts[first] ?? 0;
  const from = Math.max(0, start - firstStart);
  if (first === last) return [{ line: first, mark: { start: from, end: end - firstStart, message: label.message, role, stroke } }];
  const lastText = lineText(source, last);
  const indentation = lastText.length - lastText.trimStart().length;
  const opening: Mark = { start: from, end: lineText(source, first).trimEnd().length, message: '', role, stroke };
  const closing: Mark = { start: indentation, end: end - (source.lineStarts[last] ?? 0), message: label.message, role, stroke };
  return [
    { line: first, mark: opening },
    { line: last, mark: closing },
  ];
}

/** The end of a span without the space behind its last character. */
function trimmedEnd(source: SourceFile, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start + 1 && /\s/.test(source.text.charAt(trimmed - 1))) trimmed--;
  return trimmed;
}
