// A text compiled and analysed, as far as everything that is asked of it has in common.
import { analyze, type Analysis } from '@trammel/analysis';
import { sourceFile, type Diagnostic } from '@trammel/diagnostics';
import { readDocument, type Document } from '@trammel/language-service';
import { compile, type SourceProvider } from '@trammel/lower';
import type { Sites } from '@trammel/operators';
import { outlineOf } from '@trammel/language-service';
import { sizesFault } from 'trammel';
import { textPath, type Asked } from './protocol.js';

/** What is known of a text. */
export interface Understanding {
  readonly document: Document;
  readonly nets: readonly string[];
  /** Of the net that is looked at; undefined where it could not be built. */
  readonly analysis: Analysis | undefined;
  /** What could be built of it where there is a mistake. */
  readonly begun: Analysis | undefined;
  /** Of the text and of its assertions. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why the sizes that are asked for cannot be; the network is told at others then. */
  readonly sizesFault: string | undefined;
}

/** There are no other files in the page; the standard library is. */
export const noFiles: SourceProvider = {
  resolve: () => ({ why: 'the playground has one text, and the standard library: import from "std/..."' }),
};

/** Compiles the whole text, so that every mistake is told, and analyses the net that is looked at. */
export function understood({ text, net, parameters, sizes }: Asked, sites: Sites): Understanding {
  const document = readDocument(textPath, text);
  const nets = outlineOf(document).flatMap(({ name, kind }) => (kind === 'net' ? [name] : []));
  const wanted = net !== undefined && nets.includes(net) ? net : nets[0];
  const overrides = new Map(Object.entries(parameters));
  const { networks, diagnostics } = compile(document.source, noFiles, { sites, overrides: new Map() });
  const moved = overrides.size === 0 ? undefined : compile(sourceFile(textPath, text), noFiles, { sites, net: wanted, overrides });
  const network = (moved?.networks ?? networks).find(({ name }) => name === wanted);
  const graph = network?.graph;
  const found = moved === undefined ? diagnostics : [...diagnostics, ...moved.diagnostics.filter(isNew(diagnostics))];
  if (graph === undefined) {
    const begun = network?.begun === undefined ? undefined : analyze(network.begun);
    return { document, nets, analysis: undefined, begun, diagnostics: found, sizesFault: undefined };
  }
  const asked = new Map(Object.entries(sizes).filter(([name]) => graph.symbols.some((symbol) => symbol.name === name)));
  const fault = sizesFault([graph], asked);
  const analysis = analyze(graph, fault === undefined ? asked : new Map());
  return { document, nets, analysis, begun: undefined, diagnostics: [...found, ...analysis.diagnostics], sizesFault: fault };
}

/** What a moved parameter brings about that the text alone does not. */
const isNew =
  (known: readonly Diagnostic[]) =>
  ({ code, primary }: Diagnostic): boolean =>
    code !== 'unknown-argument' && !known.some((other) => other.code === code && other.primary.span.start === primary.span.start);
