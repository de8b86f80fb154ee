/** Networks of the tests from their text. */
import { sourceFile } from '@trammel/diagnostics';
import type { Graph, Training } from '@trammel/graph';
import { compile } from '@trammel/lower';

/** A network that says how it is trained. */
export type Trained = Graph & { readonly training: Training };

/** The first net of the text, which must be without errors. */
export function graphOf(text: string): Graph {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there is none' }) });
  const [error] = diagnostics.filter(({ severity }) => severity === 'error');
  const graph = networks[0]?.graph;
  if (error !== undefined || graph === undefined) throw new Error(error?.message ?? 'there is no net');
  return graph;
}

/** The same, with its training. */
export function trainedGraphOf(text: string): Trained {
  const graph = graphOf(text);
  if (graph.training === undefined) throw new Error('there is no training');
  return { ...graph, training: graph.training };
}
