// What a pass is given: the graph, and values for its open sizes.
import type { Graph } from '@trammel/graph';
import { isKnown, type Size, type SymbolValues } from '@trammel/tensor';

export interface PassContext {
  readonly graph: Graph;
  /** Values for the symbols of the graph; one without a value stays open. */
  readonly sizes: SymbolValues;
  /** How the elements of inputs are distributed, for gradients; those without an entry have mean 0 and deviation 1. */
  readonly inputs?: InputDistributions | undefined;
}

/** How the elements of a real input are distributed, independently of each other. */
export interface InputDistribution {
  readonly mean: number;
  readonly deviation: number;
}

/** By the name of the input. */
export type InputDistributions = ReadonlyMap<string, InputDistribution>;

/** That of an input of which nothing is said. */
export const standardInput: InputDistribution = { mean: 0, deviation: 1 };

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
