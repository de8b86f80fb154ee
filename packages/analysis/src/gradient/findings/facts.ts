// What findings about gradients are made from: the pass, and the pass again on the network with something changed.
import type { Graph, Node } from '@trammel/graph';
import type { SymbolValues } from '@trammel/tensor';
import { placesOf, type Place, type Places } from '../../attenuation/places.js';
import type { Occurrence } from '../backflow.js';
import type { FlowOptions } from '../flow.js';
import { lastOf, type FindPassage, type Passage } from '../passages.js';
import type { Attenuations, NodeAttenuation } from '../result.js';

/** Something about a network that could be otherwise. */
export interface Change {
  readonly graph?: Graph;
  readonly sizes?: SymbolValues;
  readonly begin?: NonNullable<FlowOptions['begin']>;
}

export interface GradientFacts {
  readonly graph: Graph;
  readonly sizes: SymbolValues;
  readonly attenuations: Attenuations;
  /** Every copy of every node at work, in the order in which they run; empty where the sizes are open. */
  readonly passages: readonly Passage[];
  readonly passageAt: FindPassage;
  /** The part of the log-variance of an output's gradient that fluctuations of activations cause by growing on their way. */
  readonly forwardVariance: (of: Occurrence) => number;
  /** The pass once more; without bands, and without a look at whether activations hold still, it takes half the time. */
  readonly analyse: (change: Change, detail: 'whole' | 'rms') => Attenuations;
}

/** One copy of a node that has weights. */
export interface Layer {
  readonly node: Node;
  readonly copy: number;
  readonly copies: number;
  /** How many copies are like this one, or between it and the next that is told, itself included. */
  readonly stands: number;
  readonly place: Place;
  readonly of: NodeAttenuation;
}

/**
 * The copies of all nodes with trainable weights, in the order of the source, the copies of a node in the order in which they run: of
 * copies that are alike the first and the last.
 */
export function layersOf({ nodes }: Attenuations): readonly Layer[] {
  return [...nodes.values()].flatMap(({ node, copies, at, stretches }) => {
    const [tensor] = node.outputs;
    if (tensor === undefined || node.weights?.parameters.some(({ isTrainable }) => isTrainable) !== true) return [];
    const told = stretches.flatMap((stretch) => {
      const first = { copy: stretch.first, stands: Math.max(1, stretch.count - 1) };
      return stretch.count === 1 ? [first] : [first, { copy: lastOf(stretch), stands: 1 }];
    });
    return told
      .sort((a, b) => a.copy - b.copy)
      .map(({ copy, stands }): Layer => ({ node, copy, copies, stands, place: { tensor, copy }, of: at(copy) }));
  });
}

/** The places of a graph. */
export const placesIn = ({ graph }: Pick<GradientFacts, 'graph'>): Places => placesOf(graph);

/** How many copies of layers there are. */
export const countOf = (layers: readonly Layer[]): number => layers.reduce((sum, { stands }) => sum + stands, 0);

/** The call as text; what is too long to read keeps its name. */
export const callOf = ({ operator, site: { text } }: Node): string => (text.length > 60 ? `\`${operator}(...)\`` : `\`${text}\``);

/** `dense(64)`, `dense(64)` in copy 1 of 8 */
export function nameOf({ node, copy, copies }: Pick<Layer, 'node' | 'copy' | 'copies'>): string {
  return copies === 1 ? callOf(node) : `${callOf(node)} in copy ${copy + 1} of ${copies}`;
}
