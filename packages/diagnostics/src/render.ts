/** A diagnostic as text for a person: header, source frames, trace, notes and help, in a given width. Colours come from the caller. */
import { type Diagnostic, type Help, type TraceFrame } from './diagnostic.js';
import { displayWidth, harmless, wrap } from './display.js';
import { type Frame, gutterOf, locationOf, renderEdited, renderFrames } from './frame.js';
import { type Style, plainStyle } from './style.js';

export interface RenderOptions {
  /** Columns to stay within; taken as 40 if less, 200 if more. */
  readonly width?: number | undefined;
  readonly style?: Style | undefined;
}

const narrowest = 40;
const widest = 200;
const usualWidth = 100;

/** How many frames of a long trace are shown from its inner and its outer end. */
const innerFrames = 6;
const outerFrames = 3;

/** The text of a diagnostic, without a newline at its end. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const labels = [diagnostic.primary, ...diagnostic.secondary] as const;
  const width = Math.min(Math.max(options.width ?? usualWidth, narrowest), widest);
  const edited = diagnostic.help.flatMap((way) => way.edits);
  const gutter = gutterOf([...labels, ...edited].map(({ span }) => span));
  const frame: Frame = { gutter, width, style: options.style ?? plainStyle };
  return [
    ...header(diagnostic, frame),
    ...renderFrames(labels, frame),
    ...traceRows(diagnostic.trace, frame),
    ...diagnostic.notes.flatMap((note) => paragraph('note', note, frame)),
    ...diagnostic.help.flatMap((way) => helpRows(way, frame)),
  ].join('\n');
}

/** `error[code]: message`, wrapped under the message's own words. */
function header(diagnostic: Diagnostic, frame: Frame): readonly string[] {
  const { severity, code } = diagnostic;
  const lead = `${severity}[${code}]: `;
  const [first = '', ...others] = wrap(lead + harmless(diagnostic.message), frame.width);
  const rest = others.length === 0 ? [] : wrap(others.join(' '), frame.width - 2);
  const { style } = frame;
  const head = first.startsWith(lead)
    ? style[severity](lead.trimEnd()) + ' ' + style.message(first.slice(lead.length))
    : style[severity](first);
  return [head, ...rest.map((line) => `  ${style.message(line)}`)];
}

function traceRows(trace: readonly TraceFrame[], frame: Frame): readonly string[] {
  const left = trace.length > innerFrames + outerFrames + 1 ? trace.length - innerFrames - outerFrames : 0;
  const inner = left === 0 ? trace : trace.slice(0, innerFrames);
  const outer = left === 0 ? [] : trace.slice(-outerFrames);
  const calls = [...inner, ...outer].map(callOf);
  const indent = ' '.repeat(frame.gutter + 1);
  const room = Math.floor((frame.width - indent.length) / 2);
  const column = Math.max(0, ...calls.map(displayWidth).filter((call) => call <= room));
  const row = (one: TraceFrame): readonly string[] => traceRow(one, { indent, column, frame });
  const gap = left === 0 ? [] : [`${indent}... ${left} more`];
  return [...inner.flatMap(row), ...gap, ...outer.flatMap(row)];
}

interface TraceLayout {
  readonly indent: string;
  /** The width that calls are padded to. */
  readonly column: number;
  readonly frame: Frame;
}

function traceRow(one: TraceFrame, { indent, column, frame }: TraceLayout): readonly string[] {
  const call = callOf(one);
  const location = locationOf(one.span);
  const padding = Math.max(0, column - displayWidth(call));
  const word = frame.style.note('in');
  const fits = indent.length + 3 + displayWidth(call) + padding + 2 + displayWidth(location) <= frame.width;
  if (fits) return [`${indent}${word} ${call}${' '.repeat(padding)}  ${frame.style.location(location)}`];
  const [first = '', ...others] = wrap(call, frame.width - indent.length - 5);
  return [`${indent}${word} ${first}`, ...others.map((line) => `${indent}     ${line}`), `${indent}     ${frame.style.location(location)}`];
}

function callOf(one: TraceFrame): string {
  return harmless(one.arguments === '' ? one.block : `${one.block}(${one.arguments})`);
}

/** ` note: ...` with its further lines under its first word. A newline in the text starts a line. */
function paragraph(word: 'note' | 'help', text: string, frame: Frame): readonly string[] {
  const lead = ` ${frame.style[word](`${word}:`)} `;
  const lines = text.split('\n').flatMap((line) => wrap(harmless(line), frame.width - 7));
  return lines.map((line, index) => (index === 0 ? lead + line : `       ${line}`).trimEnd());
}

function helpRows(way: Help, frame: Frame): readonly string[] {
  return [...paragraph('help', way.text, frame), ...renderEdited(way.edits, frame)];
}
