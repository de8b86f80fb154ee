// What a pass is given: the graph, and values for its open sizes.
import type { Graph } from '@trammel/graph';
import { isKnown, type Size, type SymbolValues } from '@trammel/tensor';

export interface PassContext {
  readonly graph: Graph;
  /** Values for the symbols of the graph; one without a value stays open. */
  readonly sizes: SymbolValues;
}

/**
 * The sizes at which a network is told: what is asked for, else 1 for the batch, else the bound of the symbol
 * (`T <= 1024` is told at 1024). A symbol with neither stays open, and its counts stay formulas.
 */
export function sizesFor(graph: Graph, asked: SymbolValues): SymbolValues {
  const sizes = new Map<string, Size>();
  for (const { name, maximum } of graph.symbols) {
    const value = asked.get(name) ?? (name === 'N' ? 1 : maximum);
    if (value !== undefined && isKnown(value)) sizes.set(name, value);
  }
  return sizes;
}
