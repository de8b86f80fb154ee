// The two forms of momentum on a network, at sizes that are asked for or small by default.
import { defaultSeed } from './default-seed.js';
import type { Graph } from '@trammel/graph';
import { isKnown, type SymbolValues } from '@trammel/tensor';
import { equivalenceOf, type EquivalenceResult } from '@trammel/training';
import { sizesFault } from './analyze.js';

export type { Equivalence, EquivalenceResult } from '@trammel/training';

/** What is asked of a run. */
export interface AskedRun {
  readonly sizes: SymbolValues;
  /** The batch where no size is asked for it. */
  readonly batch: number;
  readonly steps: number;
  /** That of the training unless given, and 1 where it has none. */
  readonly seed: number | undefined;
}

/** Runs both forms of momentum; an open size is that of its bound, and the batch a small one, unless given. */
export function compareMomentumForms(graph: Graph, { sizes: asked, batch, steps, seed }: AskedRun): EquivalenceResult {
  const sizes = new Map<string, number>();
  for (const { name, maximum } of graph.symbols) {
    const size = asked.get(name) ?? (name === 'N' ? batch : maximum);
    if (size === undefined || !isKnown(size)) return { why: `the size of ${name} is open in ${graph.name}: give it with --at ${name}=...` };
    sizes.set(name, Number(size));
  }
  const fault = sizesFault([graph], sizes);
  if (fault !== undefined) return { why: fault };
  const own = graph.training?.settings.get('seed')?.arguments.get('value');
  return equivalenceOf(graph, { sizes, steps, seed: seed ?? (typeof own === 'number' ? own : defaultSeed) });
}
