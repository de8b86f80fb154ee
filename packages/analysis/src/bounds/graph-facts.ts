// A graph from its inputs to its outputs: the bounds of every node in every round of the repeats around it. Not the way back.
import { copyOf, type CopyPath, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import { anything, sameFact, type Fact } from './fact.js';
import type { BoundNode, SiteBounds } from './site-bounds.js';

export type BoundedItem =
  | { readonly kind: 'node'; readonly node: Node; readonly bounds: SiteBounds }
  /** One region for each round; rounds that are bounded alike are the same object. */
  | { readonly kind: 'repeat'; readonly repeat: Repeat; readonly rounds: readonly BoundedRegion[] };

export type BoundedRegion = readonly BoundedItem[];

/** So many rounds are told apart; after that, nothing is taken to be known of what they hand on. */
const patience = 1000;

/** How the nodes of a graph are bounded. */
export interface Bounding {
  readonly bound: BoundNode;
  /** Whether copies of a node differ in nothing but what they take. */
  readonly hasEqualCopies: boolean;
  /** What is found of tensors; those in repeats as the last round has them. */
  readonly facts: Map<Tensor, Fact>;
}

/** Bounds every item of a copy of the region, and adds what is found of its results to the facts. */
export function boundRegion(region: Region, copy: CopyPath, bounding: Bounding): BoundedRegion {
  const { bound, facts } = bounding;
  return region.items.map((item) => {
    if (item.kind === 'repeat') return { kind: 'repeat', repeat: item, rounds: boundRepeat(item, copy, bounding) };
    const inputs = item.inputs.map((tensor) => facts.get(tensor) ?? anything);
    const bounds = bound(item, inputs, copy);
    for (const [index, tensor] of item.outputs.entries()) facts.set(tensor, { ...(bounds.outputs[index] ?? anything), drawn: undefined });
    return { kind: 'node', node: item, bounds };
  });
}

function boundRepeat(repeat: Repeat, copy: CopyPath, bounding: Bounding): readonly BoundedRegion[] {
  const { facts, hasEqualCopies } = bounding;
  const rounds: BoundedRegion[] = [];
  let entry = facts.get(repeat.initial) ?? anything;
  while (rounds.length < repeat.count) {
    const isLate = hasEqualCopies && rounds.length >= patience;
    if (isLate) entry = anything;
    facts.set(repeat.entry, entry);
    const round = boundRegion(repeat.body, copyOf(copy, rounds.length), bounding);
    const exit = facts.get(repeat.exit) ?? anything;
    // What a round hands on as it got it, all later rounds get.
    const left = isLate || (hasEqualCopies && sameFact(exit, entry)) ? repeat.count - rounds.length : 1;
    for (let times = 0; times < left; times += 1) rounds.push(round);
    entry = exit;
  }
  facts.set(repeat.result, entry);
  return rounds;
}
