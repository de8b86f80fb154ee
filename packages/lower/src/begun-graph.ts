/** What was built of a net before a mistake, as a graph: its loose ends are its outputs. Not the net that was meant. */
import { readsOf, upTo, writesOf, type Graph } from '@trammel/graph';

/** The same with all that nothing reads as outputs, and without what is said of the whole; undefined where nothing was built. */
export function begunGraph(graph: Graph): Graph | undefined {
  const { items } = graph.body;
  if (graph.inputs.length === 0 || items.length === 0) return undefined;
  const read = new Set(items.flatMap(readsOf));
  const looseEnds = items.flatMap(writesOf).filter((tensor) => !read.has(tensor));
  return {
    ...upTo(graph, looseEnds),
    outputs: looseEnds.map((tensor) => ({ name: '', tensor, span: graph.span })),
    assertions: [],
    training: undefined,
  };
}
