// The names of parameters in programs of graphs, copies in repeats included. Not their values.
import type { Parameter } from '@trammel/operators';
import type { Graph, Region, Weights } from './graph.js';

/** Copies of repeats are numbered: `Block[3].dense.weight` is the fourth copy's. */
export type CopyPath = string;

/** The path of one round of a repeat within a copy of what is around it. */
export const copyOf = (outer: CopyPath, round: number): CopyPath => `${outer}[${round}]`;

/** Weights that are declared outside of a repeat exist once, whatever the copy that reads them. */
export function weightsName(weights: Weights, copy: CopyPath): string {
  return weights.copies === 1 ? weights.id : `${weights.id}${copy}`;
}

/** Every parameter and buffer by the name that it has in the programs of the graph. */
export function parametersByName({ body }: Pick<Graph, 'body'>): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>();
  collect(body, '', found);
  return found;
}

function collect(region: Region, copy: CopyPath, into: Map<string, Parameter>): void {
  for (const item of region.items) {
    if (item.kind === 'repeat') {
      for (let round = 0; round < item.count; round += 1) collect(item.body, copyOf(copy, round), into);
    } else if (item.weights !== undefined) {
      const name = weightsName(item.weights, copy);
      for (const parameter of item.weights.parameters) into.set(`${name}.${parameter.name}`, parameter);
    }
  }
}
