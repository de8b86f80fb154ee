// Diagnostics as plain data for the page: places as stretches of its text.
import { locationOf, positionOf, type Diagnostic, type Span } from '@trammel/diagnostics';
import { textPath, type Finding, type Stretch } from './protocol.js';

/** Each with its place. */
export function findingsOf(diagnostics: readonly Diagnostic[]): readonly Finding[] {
  return diagnostics.map(findingOf);
}

/** A diagnostic of another file, or of a value that was given, leads nowhere in the text. */
export function findingOf({ code, severity, message, primary, secondary, notes, trace, help }: Diagnostic): Finding {
  const isElsewhere = primary.span.source.path !== textPath;
  // Where it is wrong in a file of the library, the call that led there is what can be changed.
  const own = isElsewhere ? trace.find(({ span }) => span.source.path === textPath)?.span : primary.span;
  const said = [primary, ...secondary].filter((label) => label.message !== '');
  return {
    code,
    severity,
    message,
    ...(own === undefined ? { from: 0, to: 0 } : stretchOf(own)),
    place: isElsewhere ? locationOf(primary.span) : `line ${positionOf(primary.span.source, primary.span.start).line}`,
    isElsewhere,
    notes: [
      ...said.map((label) => `line ${positionOf(label.span.source, label.span.start).line}: ${label.message}`),
      ...trace.map(({ block, arguments: given }) => `in ${block}${given === '' ? '' : `(${given})`}`),
      ...notes,
    ],
    helps: help.map(({ text, edits }) => ({
      text,
      edits: edits.every(({ span }) => span.source.path === textPath)
        ? edits.map((edit) => ({ ...stretchOf(edit.span), text: edit.text }))
        : [],
    })),
  };
}

/** Without its source, which is the text of the page. */
export function stretchOf({ start, end }: Pick<Span, 'start' | 'end'>): Stretch {
  return { from: start, to: end };
}
