// Texts with a caret in them, as tests write them: `|` where it stands.
import { analyze } from '@trammel/analysis';
import type { Analysis } from '@trammel/analysis';
import { compile } from '@trammel/lower';
import { readDocument, type Document } from '../src/index.js';

/** A text and where `^^` stood in it. */
export function caretIn(marked: string): { readonly document: Document; readonly offset: number } {
  const offset = marked.indexOf('^^');
  return { document: readDocument('a.net', marked.replace('^^', '')), offset };
}

/** The analysis of the first net. */
export function analysisOf({ source }: Document): Analysis {
  const [network] = compile(source, { resolve: () => ({ why: 'tests import nothing' }) }).networks;
  if (network?.graph === undefined) throw new Error('the text of the test has no net');
  return analyze(network.graph);
}

/** The text with every edit made. */
export const edited = (
  text: string,
  edits: readonly { readonly span: { readonly start: number; readonly end: number }; readonly text: string }[],
): string =>
  [...edits]
    .sort((one, other) => other.span.start - one.span.start)
    .reduce((at, { span, text: own }) => at.slice(0, span.start) + own + at.slice(span.end), text);
