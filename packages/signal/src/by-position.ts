// Moments that are told by two positions along an axis: what they are on average, and where they come from and go. Not the rules of maps.
import { averagedAlong, type Field } from './field.js';
import { everyMask, maskIn, pairIn, type PositionGroup, type Told } from './moments.js';
import { stretchesOf, type PositionPairs } from './position-pairs.js';

/** One entry of a table: the groups in which elements differ, and the stretches where they are. */
export interface Entry {
  readonly mask: number;
  readonly row: number;
  readonly column: number;
}

/** The bit of the group that is just this axis, else 0. */
export function bitOfAxis(groups: readonly PositionGroup[], axis: string): number {
  const at = groups.findIndex(({ axes }) => axes.length === 1 && axes[0] === axis);
  return at < 0 ? 0 : 1 << at;
}

/** By two positions along an axis that is a group by itself; where that is not known, all are alike but for their squares. */
export function toldAlong(x: Told, groups: readonly PositionGroup[], axis: string): PositionPairs | undefined {
  const bit = bitOfAxis(groups, axis);
  const size = x.axes.find(({ name }) => name === axis)?.size ?? groups.find(({ axes }) => axes.includes(axis))?.size ?? 1;
  const { byPosition } = x;
  if (bit === 0 || (byPosition !== undefined && byPosition.axis !== axis)) return undefined;
  if (byPosition !== undefined && x.groups === groups) return byPosition;
  const sizes = byPosition?.sizes ?? stretchesOf(size);
  const squares = byPosition === undefined ? squaresAlong(x, axis, sizes) : undefined;
  const tables = everyTable(groups, (mask) => {
    const isSame = (mask & bit) === 0;
    const there = maskIn(x.groups, groups, mask);
    const known = byPosition?.tables[there];
    if (known !== undefined && known.length === sizes.length ** (isSame ? 1 : 2)) return known;
    if (there === 0 && isSame && squares !== undefined) return squares;
    return new Float64Array(sizes.length ** (isSame ? 1 : 2)).fill(pairIn(x, groups, mask));
  });
  return { axis, sizes, tables };
}

function everyTable(groups: readonly PositionGroup[], of: (mask: number) => Float64Array): readonly Float64Array[] {
  return Array.from({ length: 1 << groups.length }, (_, mask) => of(mask));
}

/** The squares of a tensor, stretch by stretch. */
function squaresAlong({ axes, square }: Told, axis: string, sizes: Float64Array): Float64Array {
  const at = axes.findIndex(({ name }) => name === axis);
  const along = square.extents.reduce((field, _, index) => (index === at ? field : averagedAlong(field, index)), square);
  if (along.values.length === 1) return new Float64Array(sizes.length).fill(along.values[0] ?? 0);
  let start = 0;
  return sizes.map((size) => {
    let sum = 0;
    for (let index = start; index < start + size; index += 1) sum += along.values[index] ?? 0;
    start += size;
    return sum / size;
  });
}

/** Each entry through a function. */
export function mapPositions({ axis, sizes, tables }: PositionPairs, f: (value: number, entry: Entry) => number): PositionPairs {
  const count = sizes.length;
  const through = (table: Float64Array, mask: number): Float64Array =>
    table.length === count
      ? table.map((value, row) => f(value, { mask, row, column: row }))
      : table.map((value, index) => f(value, { mask, row: Math.floor(index / count), column: index % count }));
  return { axis, sizes, tables: tables.map(through) };
}

/** Two of the same form, entry by entry. */
export function joinPositions(one: PositionPairs, other: PositionPairs, f: (a: number, b: number) => number): PositionPairs {
  const tables = one.tables.map((table, mask) => {
    const second = other.tables[mask];
    return table.map((value, index) => f(value, second?.[index] ?? 0));
  });
  return { axis: one.axis, sizes: one.sizes, tables };
}

/** The same with other names, and with the groups of another tensor, by what its masks mean. */
export function movedPositions(
  { sizes, tables }: PositionPairs,
  groups: readonly PositionGroup[],
  { axis, maskBefore }: { readonly axis: string; readonly maskBefore: (mask: number) => number },
): PositionPairs {
  return { axis, sizes, tables: everyTable(groups, (mask) => tables[maskBefore(mask)] ?? new Float64Array(0)) };
}

/** The moments of pairs over all positions, with the squares as a field. */
export function toldMoments(
  { axes, groups }: Pick<Told, 'axes' | 'groups'>,
  byPosition: PositionPairs,
): Pick<Told, 'square' | 'pairs' | 'byPosition'> {
  return {
    square: squareField(axes, byPosition),
    pairs: everyMask(groups, (mask) => meanEntry(byPosition, mask)),
    byPosition,
  };
}

/** Squares by position. */
function squareField(axes: Told['axes'], { axis, sizes, tables }: PositionPairs): Field {
  const extents = axes.map(({ name, size }) => (name === axis ? size : 1));
  const [squares] = tables;
  const values = new Float64Array(extents.reduce((product, extent) => product * extent, 1));
  let start = 0;
  for (let stretch = 0; stretch < sizes.length; stretch += 1) {
    const end = start + (sizes[stretch] ?? 0);
    values.fill(squares?.[stretch] ?? 0, start, end);
    start = end;
  }
  const first = values[0] ?? 0;
  return values.every((value) => value === first) ? { extents: extents.map(() => 1), values: Float64Array.of(first) } : { extents, values };
}

/** The mean over pairs of positions. */
export function meanEntry({ sizes, tables }: PositionPairs, mask: number): number {
  const table = tables[mask];
  const count = sizes.length;
  if (table === undefined) return 0;
  let [sum, pairs] = [0, 0];
  for (let row = 0; row < count; row += 1) {
    const rows = sizes[row] ?? 0;
    if (table.length === count) {
      sum += rows * (table[row] ?? 0);
      pairs += rows;
      continue;
    }
    for (let column = 0; column < count; column += 1) {
      const ways = rows * ((sizes[column] ?? 0) - (row === column ? 1 : 0));
      sum += ways * (table[row * count + column] ?? 0);
      pairs += ways;
    }
  }
  return pairs > 0 ? sum / pairs : 0;
}

/** The mean of the products, for the way in which pairs of a mask meet. */
export function meanOfProducts([one, other]: readonly [PositionPairs, PositionPairs]): (mask: number) => number {
  const products = joinPositions(one, other, (a, b) => a * b);
  return (mask) => meanEntry(products, mask);
}

/** Both told along the axis of the one that is, on these groups. */
export function toldTogether(
  one: Told,
  other: Told,
  groups: readonly PositionGroup[],
): readonly [PositionPairs, PositionPairs] | undefined {
  const axis = one.byPosition?.axis ?? other.byPosition?.axis;
  if (axis === undefined) return undefined;
  const [first, second] = [toldAlong(one, groups, axis), toldAlong(other, groups, axis)];
  return first === undefined || second === undefined || first.sizes.length !== second.sizes.length ? undefined : [first, second];
}

/** A tensor or gradient with what is told by position, of which its other moments are the means. */
export function withPositions<T extends Told>(x: T, byPosition: PositionPairs | undefined): T {
  return byPosition === undefined ? x : { ...x, ...toldMoments(x, byPosition) };
}
