// The analysis of one network: what all passes find, and what its assertions say of that.
import type { Diagnostic } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import type { SymbolValues } from '@trammel/tensor';
import { checkAssertions, type AssertionResult } from './assertions.js';
import { sizesFor } from './context.js';
import { passes, type PassResults } from './passes.js';

/** Plain results; rendering is left to others. */
export interface Analysis extends PassResults {
  readonly graph: Graph;
  /** The values at which the network is told. */
  readonly sizes: SymbolValues;
  readonly assertions: readonly AssertionResult[];
  /** From assertions that do not hold, and findings of passes. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs every pass and checks the assertions. `asked` gives values for symbols, as in `--at N=1,T=1024`. */
export function analyze(graph: Graph, asked: SymbolValues = new Map()): Analysis {
  const sizes = sizesFor(graph, asked);
  const context = { graph, sizes };
  const cost = passes.cost(context);
  const memory = passes.memory(context, { cost });
  const { assertions, diagnostics } = checkAssertions(graph, { cost, sizes });
  let fields: PassResults['receptiveFields'] | undefined;
  return {
    graph,
    sizes,
    cost,
    memory,
    assertions,
    diagnostics,
    // Computed when somebody looks: a narrow table and a check have no use for it.
    get receptiveFields() {
      return (fields ??= passes.receptiveFields(context));
    },
  };
}
