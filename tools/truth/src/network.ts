/** Networks of the corpus and of this package, compiled and analysed as any user of the library would. */
import { readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { analyze, compile, type Analysis } from 'trammel';

/** The path from the root of the repository, and the net in that file where it holds several. */
export interface Source {
  readonly path: string;
  readonly net?: string | undefined;
}

/** A net at sizes of its open axes. It must compile without a word, and its assertions must hold. */
export function analysisOf({ path, net }: Source, sizes: Readonly<Record<string, number>> = {}): Analysis {
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const { networks, diagnostics } = compile(sourceFile(path, text), { resolve: () => ({ why: 'there are no other files' }) }, { net });
  const [network, ...others] = networks;
  if (network?.graph === undefined || others.length > 0 || diagnostics.length > 0) {
    throw new Error([`${path} ${net ?? ''}`, ...diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))].join('\n'));
  }
  const analysis = analyze(network.graph, new Map(Object.entries(sizes)));
  if (analysis.diagnostics.length > 0) throw new Error(analysis.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n'));
  return analysis;
}

/** A file of reference data. */
export function dataOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}
