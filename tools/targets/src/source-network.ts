// A network from its text, as it stands: nothing is imported. Not a file of the corpus.
import { sourceFile } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { compile, type CompileResult } from '@trammel/lower';
import { invariant } from '@trammel/tensor';

/** The network of that name; one that does not compile is a defect of the suite. */
export function graphOf(text: string, net: string, set: Readonly<Record<string, string>> = {}): Graph {
  const { graph, diagnostics } = compiled(text, net, set);
  invariant(graph !== undefined, () => diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** The same with what is said about it. */
export function compiled(
  text: string,
  net: string,
  set: Readonly<Record<string, string>> = {},
): Pick<CompileResult, 'diagnostics'> & { readonly graph: Graph | undefined } {
  const provider = { resolve: () => ({ why: 'nothing is imported' }) };
  const { networks, diagnostics } = compile(sourceFile('network.net', text), provider, { net, overrides: new Map(Object.entries(set)) });
  return { diagnostics, graph: networks.find((each) => each.name === net)?.graph };
}
