// The networks that benches run on.
import { readFileSync } from 'node:fs';
import { sourceFile, type SourceFile } from '@trammel/diagnostics';
import { compile, type SourceProvider } from 'trammel';
import type { Graph } from '@trammel/graph';

const nothing: SourceProvider = { resolve: () => ({ why: 'benches import nothing' }) };

/** A file of the corpus. */
export function corpusFile(name: string): SourceFile {
  return sourceFile(name, readFileSync(`tools/corpus/${name}`, 'utf8'));
}

/** The graph of one net; the bench ends where it does not compile. */
export function graphOf(source: SourceFile, net?: string): Graph {
  const { networks, diagnostics } = compile(source, nothing, { net });
  const graph = networks[0]?.graph;
  if (graph !== undefined) return graph;
  throw new Error(`${source.path} does not compile: ${diagnostics.map(({ message }) => message).join('; ')}`);
}

/** A plain chain of `layers` dense layers that are all alike, folded by `repeat` or written out by `for`. */
export function chain(layers: number, form: 'folded' | 'unrolled'): SourceFile {
  const loop = form === 'folded' ? `repeat ${layers}` : `for i in 0..${layers - 1}`;
  return sourceFile(`${form}-${layers}.net`, `net Chain {\n  input x: [N, C=64]\n  ${loop} { dense(64) -> relu }\n  dense(10)\n}\n`);
}
