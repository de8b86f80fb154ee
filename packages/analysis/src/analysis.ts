// The analysis of one network: what all passes find, and what its assertions say of that.
import type { Diagnostic } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { printSize, type SymbolValues } from '@trammel/tensor';
import { checkAssertions, measuresIn, type AssertionResult } from './assertions.js';
import { sizesFor, type InputDistributions } from './context.js';
import type { GradientAnalysis } from './gradient/result.js';
import { passes, type PassResults } from './passes.js';

/** Plain results; rendering is left to others. */
export interface Analysis extends PassResults {
  readonly graph: Graph;
  /** The values at which the network is told. */
  readonly sizes: SymbolValues;
  /** How inputs are distributed where gradients are told. */
  readonly inputs: InputDistributions;
  readonly assertions: readonly AssertionResult[];
  /** From assertions that do not hold; where one of them asks for a gradient, the findings about gradients too. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Runs every pass and checks the assertions. `asked` gives values for symbols, as in `--at N=1,T=1024`; `inputs` say how inputs
 * are distributed, as in `--input-std x=0.5`.
 */
export function analyze(graph: Graph, asked: SymbolValues = new Map(), inputs: InputDistributions = new Map()): Analysis {
  const sizes = sizesFor(graph, asked);
  const context = { graph, sizes };
  const cost = passes.cost(context);
  const memory = passes.memory(context, { cost });
  const gradientAt = remembered((at) => passes.gradient({ graph, sizes: at, inputs }));
  const { assertions, diagnostics } = checkAssertions(graph, { cost, sizes, gradientAt });
  let fields: PassResults['receptiveFields'] | undefined;
  return {
    graph,
    sizes,
    inputs,
    cost,
    memory,
    assertions,
    diagnostics: asksForGradient(graph) ? [...diagnostics, ...gradientAt(sizes).findings] : diagnostics,
    // Computed when somebody looks: a narrow table and a check have no use for it.
    get receptiveFields() {
      return (fields ??= passes.receptiveFields(context));
    },
    get gradient() {
      return gradientAt(sizes);
    },
  };
}

/** Whether an assertion of the network is about a gradient, so that gradients are computed whether or not anybody looks. */
export function asksForGradient({ assertions }: Graph): boolean {
  return assertions.some(({ condition }) => measuresIn(condition).has('gradient'));
}

/** What is computed once for each set of sizes. */
function remembered(compute: (sizes: SymbolValues) => GradientAnalysis): (sizes: SymbolValues) => GradientAnalysis {
  const known = new Map<string, GradientAnalysis>();
  return (sizes) => {
    const key = [...sizes]
      .map(([name, size]) => `${name}=${printSize(size)}`)
      .sort()
      .join();
    const found = known.get(key) ?? compute(sizes);
    known.set(key, found);
    return found;
  };
}
