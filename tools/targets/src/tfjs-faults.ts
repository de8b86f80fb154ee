// What is wrong with a generated TensorFlow.js model, in words: the bounds that its numbers are held to. Not how they are compared.
import type { Graph } from '@trammel/graph';
import type { Mode } from '@trammel/operators';
import type { Loader } from './generated-code.js';
import type { Named } from './distances.js';
import type { Certainty } from './executor-results.js';
import { agreementOf, isDeterministic } from './tfjs-agreement.js';

/** How far outputs and running statistics may be from those of the executor, and how far gradients. */
const bounds = { forward: 1e-5, backward: 1e-4, statistics: 1e-5 } as const;

/**
 * Beyond those, a result may be this many times as far as the executor itself moves when its steps are rounded: what is rounded there
 * is the sum, and here each of its parts, in another order. An element that may be off by the largest of its tensor is not known.
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
    const { distances, certainties, parameters } = agreementOf(graph, loader, { mode, sizes, seed });
    const beyond = distances.filter(({ kind, value }) => furthest(value) > bounds[kind]);
    const certain = beyond.length === 0 ? new Map<string, Certainty>() : certainties();
    return [
      ...beyond.flatMap((result) => apart(result, certain.get(result.name)).map((far) => `${mode}: ${result.name}: ${far}`)),
      ...(parameters.counted === parameters.expected ? [] : [`${parameters.counted} parameters instead of ${parameters.expected}`]),
    ];
  });
}

/** How far the elements are that the executor knows, if that is too far. */
function apart({ kind, value }: Named<Float64Array>, certainty: Certainty | undefined): readonly number[] {
  const { moved, hold } = certainty ?? { moved: new Float64Array(value.length), hold: 'all' };
  if (hold === 'nothing') return [];
  const mayBeLost = (at: number): boolean => roundings * (moved[at] ?? 0) >= 1;
  // What is lost may be no number in 32 bits, and spreads.
  const maySpread = hold === 'numbers' || moved.some((_, at) => mayBeLost(at));
  const isKnown = (_: number, at: number): boolean => !mayBeLost(at) && !(maySpread && Number.isNaN(value[at] ?? 0));
  const far = furthest(value.filter(isKnown));
  return far > Math.max(bounds[kind], roundings * furthest(moved.filter(isKnown))) ? [far] : [];
}

/** The largest; what is no number is infinitely far. */
const furthest = (distances: Float64Array): number =>
  distances.reduce((most, far) => Math.max(most, Number.isNaN(far) ? Number.POSITIVE_INFINITY : far), 0);
