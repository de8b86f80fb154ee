// A graph from its inputs to its outputs: the bounds of every node in every round of the repeats around it. Not the way back.
import type { Node, Region, Repeat, Tensor } from '@trammel/graph';
import { anything, sameFact, type Fact } from './fact.js';
import type { BoundNode, SiteBounds } from './site-bounds.js';

export type BoundedItem =
  | { readonly kind: 'node'; readonly node: Node; readonly bounds: SiteBounds }
  /** One region for each round; rounds that are bounded alike are the same object. */
  | { readonly kind: 'repeat'; readonly repeat: Repeat; readonly rounds: readonly BoundedRegion[] };

export type BoundedRegion = readonly BoundedItem[];

/** So many rounds are told apart; after that, nothing is taken to be known of what they hand on. */
const patience = 1000;

/** Bounds every item, and adds what is found of its results to `facts`. */
export function boundRegion(region: Region, facts: Map<Tensor, Fact>, bound: BoundNode): BoundedRegion {
  return region.items.map((item) => {
    if (item.kind === 'repeat') return { kind: 'repeat', repeat: item, rounds: boundRepeat(item, facts, bound) };
    const bounds = bound(
      item,
      item.inputs.map((tensor) => facts.get(tensor) ?? anything),
    );
    for (const [index, tensor] of item.outputs.entries()) facts.set(tensor, { ...(bounds.outputs[index] ?? anything), drawn: undefined });
    return { kind: 'node', node: item, bounds };
  });
}

function boundRepeat(repeat: Repeat, facts: Map<Tensor, Fact>, bound: BoundNode): readonly BoundedRegion[] {
  const rounds: BoundedRegion[] = [];
  let entry = facts.get(repeat.initial) ?? anything;
  while (rounds.length < repeat.count) {
    const isLate = rounds.length >= patience;
    if (isLate) entry = anything;
    facts.set(repeat.entry, entry);
    const round = boundRegion(repeat.body, facts, bound);
    const exit = facts.get(repeat.exit) ?? anything;
    // What a round hands on as it got it, all later rounds get.
    const left = isLate || sameFact(exit, entry) ? repeat.count - rounds.length : 1;
    for (let times = 0; times < left; times += 1) rounds.push(round);
    entry = exit;
  }
  facts.set(repeat.result, entry);
  return rounds;
}
