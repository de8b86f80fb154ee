// Units of unlike sizes in one tensor, as of tensors laid side by side: what tells them apart. Rules that take units one by one ask for it.
import { pooledPair, type Pooling } from './average.js';
import { countOf, positionsOf, type GradientMoments, type Moments, type UnitKind } from './moments.js';

/** The kinds of units that a tensor has. */
export function kindsOf(x: Moments): readonly UnitKind[] {
  return x.kinds ?? [{ units: countOf(x.axes) / positionsOf(x.groups), moments: x }];
}

/** Units of several tensors with the same positions; undefined where they are as one. */
export function joinedKinds(parts: readonly Moments[]): readonly UnitKind[] | undefined {
  const [first] = parts;
  const isAligned = parts.every(({ groups }) => groups.length === first?.groups.length);
  const kinds = isAligned ? parts.flatMap(kindsOf) : [];
  return kinds.length > 1 ? kinds.map(({ units, moments }) => ({ units, moments: { ...moments, kinds: undefined } })) : undefined;
}

const unitsOfAll = (kinds: readonly UnitKind[]): number => kinds.reduce((all, { units }) => all + units, 0);

/** The mean over units of what is told of each kind. */
export function meanOverKinds(kinds: readonly UnitKind[], of: (kind: Moments, index: number) => number): number {
  return kinds.reduce((sum, { units, moments }, index) => sum + units * of(moments, index), 0) / unitsOfAll(kinds);
}

/** The variance of units of a kind around their means over a pool. */
export const varianceInPool = (kind: Moments, pooling: Pooling): number => Math.max(0, (kind.pairs[0] ?? 0) - pooledPair(kind, pooling, 0));

/** How large gradients are for the kinds of one part, over those of all units; and how they differ within. */
export function kindsOfPart(
  parts: readonly Moments[],
  { kinds }: GradientMoments,
  index: number,
): { readonly level: number; readonly kinds: readonly number[] | undefined } {
  const counts = parts.map((part) => kindsOf(part).length);
  const part = parts[index];
  if (part === undefined || kinds === undefined || kinds.length !== counts.reduce((all, count) => all + count, 0))
    return { level: 1, kinds: undefined };
  const start = counts.slice(0, index).reduce((all, count) => all + count, 0);
  const own = kinds.slice(start, start + (counts[index] ?? 0));
  const level = meanOverKinds(kindsOf(part), (_, at) => own[at] ?? 1);
  return { level, kinds: own.length > 1 && level > 0 ? own.map((value) => value / level) : undefined };
}
