// Where the copies of nodes are told: each by an event of its own, or many by a jump. Not what is told of them.
import type { Node } from '@trammel/graph';
import { parameterEnergies, type Backflow, type Jump, type Occurrence } from './backflow.js';
import type { Event } from './flow.js';

/** An event, or what becomes of an event of the model in all copies of a jump: `first`, `first` + `stride`, ..., `count` of them. */
export interface Passage {
  readonly event: Event;
  readonly jump: Jump | undefined;
  readonly first: number;
  readonly count: number;
  readonly stride: number;
}

/** All of them, in the order in which they run. */
export function passagesOf({ items }: Backflow): readonly Passage[] {
  return items.flatMap((item): readonly Passage[] => {
    if (item.kind === 'event') return [{ event: item, jump: undefined, first: item.copy, count: 1, stride: 1 }];
    const { model, count } = item;
    return model.events.map((event) => {
      const stride = model.strides.get(event.node) ?? 1;
      return { event, jump: item, first: event.copy - count * stride, count, stride };
    });
  });
}

/** One of the copies of a passage. */
export const occurrenceIn = ({ event, jump, stride }: Passage, copy: number): Occurrence => ({
  event,
  jump,
  ahead: (event.copy - copy) / stride,
});

export const lastOf = ({ first, count, stride }: Pick<Passage, 'first' | 'count' | 'stride'>): number => first + (count - 1) * stride;

/** Finds the passage of a copy of a node. */
export type FindPassage = (node: Node, copy: number) => Passage | undefined;

export function passageFinder(passages: readonly Passage[]): FindPassage {
  const singles = new Map<Node, Map<number, Passage>>();
  const jumps = new Map<Node, Passage[]>();
  for (const passage of passages) {
    const { node } = passage.event;
    if (passage.jump !== undefined) {
      const known = jumps.get(node);
      if (known === undefined) jumps.set(node, [passage]);
      else known.push(passage);
      continue;
    }
    const known = singles.get(node) ?? new Map<number, Passage>();
    singles.set(node, known.set(passage.first, passage));
  }
  const isIn = (passage: Passage, copy: number): boolean =>
    copy >= passage.first && copy <= lastOf(passage) && (copy - passage.first) % passage.stride === 0;
  return (node, copy) => singles.get(node)?.get(copy) ?? jumps.get(node)?.find((passage) => isIn(passage, copy));
}

/** E ||dL/dW||^2 of a parameter that all copies of a passage share, by its name: of those of a jump, a geometric sum. */
export function sharedEnergies({ event, jump, count }: Passage, back: Backflow): ReadonlyMap<string, number> {
  const energies = parameterEnergies({ event, ahead: 0 }, back);
  if (jump === undefined) return energies;
  const { ratio } = jump;
  const sum = ratio === 1 ? count : (ratio * Math.expm1(count * Math.log(ratio))) / Math.expm1(Math.log(ratio));
  return new Map([...energies].map(([name, energy]) => [name, energy === 0 ? 0 : energy * sum]));
}
