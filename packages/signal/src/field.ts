// Numbers by position: moments that differ along some axes, as near the border of a padded image, and are even along the rest.

/** One entry for each axis of a tensor; an extent of 1 says that nothing changes along that axis. */
export interface Field {
  readonly extents: readonly number[];
  readonly values: Float64Array;
}

/** The same number everywhere. */
export function evenField(value: number, rank: number): Field {
  return { extents: new Array<number>(rank).fill(1), values: Float64Array.of(value) };
}

/** The mean over all positions. */
export function meanOfField({ values }: Field): number {
  if (values.length === 1) return values[0] ?? 0;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Whether it is the same number everywhere. */
export const isEven = ({ values }: Field): boolean => values.length === 1;

/** Each number through a function; neighbours are often equal, so the last result is kept. */
export function mapField({ extents, values }: Field, f: (value: number) => number): Field {
  const result = new Float64Array(values.length);
  let [last, made] = [Number.NaN, Number.NaN];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value !== last) {
      last = value;
      made = f(value);
    }
    result[index] = made;
  }
  return { extents, values: result };
}

/** Two fields of one tensor, position by position. */
export function combineFields(left: Field, right: Field, f: (left: number, right: number) => number): Field {
  if (left.values.length === 1) return mapField(right, (value) => f(left.values[0] ?? 0, value));
  if (right.values.length === 1) return mapField(left, (value) => f(value, right.values[0] ?? 0));
  const extents = left.extents.map((extent, axis) => Math.max(extent, right.extents[axis] ?? 1));
  const [one, other] = [spread(left, extents), spread(right, extents)];
  const result = new Float64Array(one.length);
  for (let index = 0; index < result.length; index += 1) result[index] = f(one[index] ?? 0, other[index] ?? 0);
  return { extents, values: result };
}

export function scaleField({ extents, values }: Field, factor: number): Field {
  const result = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) result[index] = (values[index] ?? 0) * factor;
  return { extents, values: result };
}

/** The mean of the products, position by position. */
export function meanProduct(left: Field, right: Field): number {
  return meanOfField(combineFields(left, right, (a, b) => a * b));
}

/** The numbers at each position of the larger extents, in row-major order. */
function spread(field: Field, extents: readonly number[]): Float64Array {
  if (field.extents.every((extent, axis) => extent === extents[axis])) return field.values;
  let values = field.values;
  for (let axis = extents.length - 1; axis >= 0; axis -= 1) {
    const to = extents[axis] ?? 1;
    if ((field.extents[axis] ?? 1) === to) continue;
    const inner = extents.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    const outer = values.length / inner;
    const wider = new Float64Array(values.length * to);
    for (let o = 0; o < outer; o += 1) {
      const block = values.subarray(o * inner, (o + 1) * inner);
      for (let copy = 0; copy < to; copy += 1) wider.set(block, (o * to + copy) * inner);
    }
    values = wider;
  }
  return values;
}

/** The positions along one axis that the elements of a window read: stride*window + dilation*element - before, cut to the axis. */
export interface Taps {
  readonly size: number;
  readonly count: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/** For each window along the axis, the sum over what it reads. */
export function sumOverTaps(field: Field, axis: number, taps: Taps): Field {
  return addAlong(field, axis, { from: taps.size, to: taps.count, taps, isReverse: false });
}

/** For each position, the sum over the windows that read it. */
export function sumOverWindows(field: Field, axis: number, taps: Taps): Field {
  return addAlong(field, axis, { from: taps.count, to: taps.size, taps, isReverse: true });
}

interface Adding {
  readonly from: number;
  readonly to: number;
  readonly taps: Taps;
  /** Whether from windows to what they read. */
  readonly isReverse: boolean;
}

function addAlong({ extents, values }: Field, axis: number, { from, to, taps, isReverse }: Adding): Field {
  const inner = extents.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  const held = extents[axis] ?? 1;
  const outer = values.length / (held * inner);
  const result = new Float64Array(outer * to * inner);
  for (let window = 0; window < taps.count; window += 1) {
    for (let element = 0; element < taps.kernel; element += 1) {
      const position = taps.stride * window - taps.before + taps.dilation * element;
      if (position < 0 || position >= taps.size) continue;
      const [read, write] = isReverse ? [window, position] : [position, window];
      const place = held === 1 ? 0 : Math.min(read, from - 1);
      for (let o = 0; o < outer; o += 1) {
        const [source, target] = [(o * held + place) * inner, (o * to + write) * inner];
        for (let i = 0; i < inner; i += 1) result[target + i] = (result[target + i] ?? 0) + (values[source + i] ?? 0);
      }
    }
  }
  return collapsed({ extents: extents.map((extent, index) => (index === axis ? to : extent)), values: result }, axis);
}

type Sum = (read: (index: number) => number, write: (index: number, value: number) => void) => void;

function alongAxis(
  { extents, values }: Field,
  axis: number,
  { from, to }: { readonly from: number; readonly to: number },
  sum: Sum,
): Field {
  const inner = extents.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  const held = extents[axis] ?? 1;
  const outer = values.length / (held * inner);
  const result = new Float64Array(outer * to * inner);
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < inner; i += 1) {
      const read = (index: number): number => values[(o * held + (held === 1 ? 0 : Math.min(index, from - 1))) * inner + i] ?? 0;
      const write = (index: number, value: number): void => {
        const at = (o * to + index) * inner + i;
        result[at] = (result[at] ?? 0) + value;
      };
      sum(read, write);
    }
  }
  return collapsed({ extents: extents.map((extent, index) => (index === axis ? to : extent)), values: result }, axis);
}

/** Even along an axis means an extent of 1. */
function collapsed(field: Field, axis: number): Field {
  const { extents, values } = field;
  const extent = extents[axis] ?? 1;
  const inner = extents.slice(axis + 1).reduce((product, size) => product * size, 1);
  if (extent === 1) return field;
  const outer = values.length / (extent * inner);
  for (let o = 0; o < outer; o += 1) {
    for (let along = 1; along < extent; along += 1) {
      for (let i = 0; i < inner; i += 1) {
        if (values[(o * extent + along) * inner + i] !== values[o * extent * inner + i]) return field;
      }
    }
  }
  const kept = new Float64Array(outer * inner);
  for (let o = 0; o < outer; o += 1) kept.set(values.subarray(o * extent * inner, o * extent * inner + inner), o * inner);
  return { extents: extents.map((size, index) => (index === axis ? 1 : size)), values: kept };
}

/** The field with the axis averaged out, extent 1. */
export function averagedAlong(field: Field, axis: number): Field {
  const extent = field.extents[axis] ?? 1;
  if (extent === 1) return field;
  const taps: Taps = { size: extent, count: 1, kernel: extent, stride: 1, dilation: 1, before: 0 };
  return scaleField(sumOverTaps(field, axis, taps), 1 / extent);
}

/** Positions along one axis by number; -1 takes the fill. */
export interface Picking {
  readonly indices: readonly number[];
  readonly fill: number;
}

/** The field at the given positions along one axis. */
export function pickAlong(field: Field, axis: number, { indices, fill }: Picking): Field {
  const picked = alongAxis(field, axis, { from: Number.POSITIVE_INFINITY, to: indices.length }, (read, write) => {
    for (const [at, index] of indices.entries()) write(at, index < 0 ? fill : read(index));
  });
  return picked;
}

/** What one element of a result is made of along an axis. */
export type MixtureRow = readonly { readonly index: number; readonly weight: number }[];

/** For each row, the sum of what it reads along the axis, by weight. */
export function mixAlong(field: Field, axis: number, rows: readonly MixtureRow[]): Field {
  return alongAxis(field, axis, { from: Number.POSITIVE_INFINITY, to: rows.length }, (read, write) => {
    for (const [at, row] of rows.entries()) for (const { index, weight } of row) write(at, weight * read(index));
  });
}

/** The transpose: for each index of an axis of this size, the sum over the rows that read it, by weight. */
export function unmixAlong(
  field: Field,
  axis: number,
  { rows, size }: { readonly rows: readonly MixtureRow[]; readonly size: number },
): Field {
  return alongAxis(field, axis, { from: rows.length, to: size }, (read, write) => {
    for (const [at, row] of rows.entries()) for (const { index, weight } of row) write(index, weight * read(at));
  });
}

/** For each position, the sum over the places where it was picked. */
export function foldAlong(
  field: Field,
  axis: number,
  { indices, size }: { readonly indices: readonly number[]; readonly size: number },
): Field {
  return alongAxis(field, axis, { from: indices.length, to: size }, (read, write) => {
    for (const [at, index] of indices.entries()) if (index >= 0) write(index, read(at));
  });
}
