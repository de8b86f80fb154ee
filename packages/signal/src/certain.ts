// Tensors of which every element is known, as tables of positions: pairs of their elements are counted, not told of a distribution.
import { averagedAlong, combineFields, mapField, meanOfField, type Field } from './field.js';
import { everyMask, type Moments, type PairMoments, type PositionGroup, type SignalAxis } from './moments.js';

/** Beside the mean square: what rounding leaves of a variance. */
const negligible = 1e-12;

/** Whether every element is its mean. */
export function isCertain({ mean, square, pairs }: Pick<Moments, 'mean' | 'square' | 'pairs'>): boolean {
  const most = negligible * (pairs[0] ?? 0);
  return combineFields(mean, square, (m, q) => q - m * m).values.every((variance) => variance <= most);
}

/**
 * Products of values whose positions differ in just some groups, on average over pairs and units. The mean over groups, squared, holds
 * pairs that differ in any of them or in none, each part as often as there are such pairs; so one part after the other is taken out.
 */
export function pairsOfValues(values: Field, axes: readonly SignalAxis[], groups: readonly PositionGroup[]): PairMoments {
  const told: number[] = [];
  return everyMask(groups, (mask) => {
    let rest = meanOfField(mapField(averagedOver(values, axes, groupsIn(groups, mask)), (value) => value * value));
    for (let part = 0; part < mask; part += 1) if ((part & mask) === part) rest -= chanceOf(groups, mask, part) * (told[part] ?? 0);
    const chance = chanceOf(groups, mask, mask);
    return (told[mask] = chance > 0 ? rest / chance : 0);
  });
}

const groupsIn = (groups: readonly PositionGroup[], mask: number): readonly PositionGroup[] =>
  groups.filter((_, index) => (mask & (1 << index)) !== 0);

/** How likely two positions drawn along the groups of `mask` differ in just those of `part`. */
function chanceOf(groups: readonly PositionGroup[], mask: number, part: number): number {
  let chance = 1;
  for (const [index, { size }] of groups.entries())
    if ((mask & (1 << index)) !== 0) chance *= (part & (1 << index)) === 0 ? 1 / size : 1 - 1 / size;
  return chance;
}

function averagedOver(values: Field, axes: readonly SignalAxis[], groups: readonly PositionGroup[]): Field {
  const names = new Set(groups.flatMap((group) => group.axes));
  return axes.reduce((field, { name }, axis) => (names.has(name) ? averagedAlong(field, axis) : field), values);
}
