// What is wrong with a generated TensorFlow.js model, in words: the bounds that its numbers are held to. Not how they are compared.
import type { Graph } from '@trammel/graph';
import type { Mode } from '@trammel/operators';
import type { Loader } from './generated-code.js';
import { agreementOf, isDeterministic } from './tfjs-agreement.js';

/** How far outputs and running statistics may be from those of the executor, and how far gradients. */
const bounds = { forward: 1e-5, backward: 1e-4, statistics: 1e-5 } as const;

/**
 * Beyond those, a result may be this many times as far as the executor itself moves when its steps are rounded: what is rounded there
 * is the sum, and here each of its parts, in another order.
 */
const roundings = 4;

/** With which numbers it is run, and how. */
export interface Conditions {
  readonly sizes: ReadonlyMap<string, number>;
  readonly modes: readonly Mode[];
  readonly seed?: number;
}

/** A sentence for each mode in which the model is not the network; modes that draw numbers by chance are left out. */
export function faultsOf(graph: Graph, loader: Loader, { sizes, modes, seed = 1 }: Conditions): readonly string[] {
  return modes.flatMap((mode) => {
    if (!isDeterministic(graph, mode)) return [];
    const { differences, movements, parameters } = agreementOf(graph, loader, { mode, sizes, seed });
    const beyond = differences.filter(({ kind, far }) => far > bounds[kind]);
    const moved = beyond.length === 0 ? new Map<string, number>() : movements();
    const apart = beyond.filter(({ name, far }) => far > roundings * (moved.get(name) ?? 0));
    return [
      ...apart.map(({ name, far }) => `${mode}: ${name}: ${far}`),
      ...(parameters.counted === parameters.expected ? [] : [`${parameters.counted} parameters instead of ${parameters.expected}`]),
    ];
  });
}
