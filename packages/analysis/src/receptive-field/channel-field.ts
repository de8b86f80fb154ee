// Which channels of an input a unit reads, told in the shortest way that is true.
import type { Shape, Size, SymbolValues } from '@trammel/tensor';
import { isAll, type AxisRelation } from './axis-relation.js';
import { channelAxis } from './channel-axis.js';
import { unitSizes } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { imageOf, setAt } from './family.js';
import {
  covers,
  emptySet,
  equalSets,
  everything,
  indicesOf,
  intersect,
  interval,
  runsOf,
  shift,
  sum,
  type IntegerSet,
} from './integer-set.js';
import { numberOf } from './known-coordinate.js';

/** Indices as runs [first, last]. */
export type Runs = readonly (readonly [number, number])[];

/**
 * All channels; or, with the channels of unit and input divided into that many groups, those of the unit's own group; or some,
 * the same for every unit; or a table.
 */
export type Channels = 'all' | { readonly groups: Size } | { readonly some: Runs } | { readonly table: readonly ChannelRow[] };

/** Channels of the unit, first and last, of which the first reads these; each next one reads the same, moved on by `step`. */
export interface ChannelRow {
  readonly channels: readonly [number, number];
  readonly reads: Runs;
  readonly step: 0 | 1;
}

/** A unit's tensor, with what is known of its sizes. */
export interface Unit {
  readonly shape: Shape;
  readonly sizes: SymbolValues;
}

/** The channels that the relation of the input's channel axis, of that size, says. Where a unit's place matters too, those of any place. */
export function channelsOf(relation: AxisRelation, size: Size, unit: Unit): Channels {
  if (isAll(relation)) return 'all';
  const at = channelAxis(unit.shape);
  const sizes = unitSizes(unit);
  const count = at === undefined ? undefined : sizes[at];
  const known = numberOf(size, unit.sizes);
  if (known === undefined) return isOwn(relation, at) ? { groups: size } : 'all';
  const whole = indicesOf(known);
  const elsewhere = relation.terms
    .filter((term) => term.axis !== at)
    .reduce(
      (total, { axis, family }) => sum(total, imageOf(family, sizes[axis] === undefined ? everything : indicesOf(sizes[axis]))),
      relation.fixed,
    );
  const own = relation.terms.find((term) => term.axis === at);
  if (own === undefined || count === undefined) {
    const read = own === undefined ? elsewhere : sum(elsewhere, imageOf(own.family, everything));
    return covers(read, whole) ? 'all' : { some: runsOf(intersect(read, whole)) };
  }
  const rows = Array.from({ length: count }, (_, channel) => intersect(sum(elsewhere, setAt(own.family, channel)), whole));
  return toldByRows(rows, whole);
}

/** Whether each unit reads the channel of its own number. */
function isOwn({ terms }: AxisRelation, at: number | undefined): boolean {
  const [only] = terms;
  return terms.length === 1 && only?.axis === at && only?.family.step === 1 && equalSets(elementAt(only.family.offsets, 0), interval(0, 0));
}

function toldByRows(rows: readonly IntegerSet[], whole: IntegerSet): Channels {
  const [first = emptySet] = rows;
  if (rows.every((row) => equalSets(row, first))) return covers(first, whole) ? 'all' : { some: runsOf(first) };
  const groups = groupsOf(rows, whole);
  return groups === undefined ? { table: tableOf(rows) } : { groups };
}

/** Into how many groups, equally large and in order, the channels of both sides are divided. */
function groupsOf(rows: readonly IntegerSet[], whole: IntegerSet): number | undefined {
  const [first = emptySet] = rows;
  const size = elementAt(whole.ends, 1);
  const inside = first.ends.length === 2 && first.grain === 1 && first.ends[0] === 0 ? elementAt(first.ends, 1) : 0;
  const groups = size / inside;
  const outside = rows.length / groups;
  if (inside === 0 || !Number.isInteger(groups) || !Number.isInteger(outside)) return undefined;
  const isGrouped = rows.every((row, channel) => {
    const from = Math.floor(channel / outside) * inside;
    return equalSets(row, interval(from, from + inside - 1));
  });
  return isGrouped ? groups : undefined;
}

/** Rows that are equal, or each the one before moved on by one, told together. */
function tableOf(rows: readonly IntegerSet[]): readonly ChannelRow[] {
  const table: ChannelRow[] = [];
  for (let first = 0; first < rows.length;) {
    const row = elementAt(rows, first);
    const step = first + 1 < rows.length && equalSets(elementAt(rows, first + 1), row) ? 0 : 1;
    let end = first + 1;
    while (end < rows.length && equalSets(elementAt(rows, end), shift(row, step * (end - first)))) end += 1;
    table.push({ channels: [first, end - 1], reads: runsOf(row), step: end - first === 1 ? 0 : step });
    first = end;
  }
  return table;
}
