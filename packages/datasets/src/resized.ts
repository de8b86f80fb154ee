// A picture at another size: each new pixel is the mean of the area that it covers. Not the reading of files.

/** One channel, row by row. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly values: ArrayLike<number>;
}

/** The plane at so many rows and columns; where it grows, pixels are repeated in part. */
export function resized(plane: Plane, height: number, width: number): Float32Array {
  const rows = sharesOf(plane.height, height);
  const columns = sharesOf(plane.width, width);
  const result = new Float32Array(height * width);
  for (const [y, ofRow] of rows.entries())
    for (const [x, ofColumn] of columns.entries()) {
      let sum = 0;
      for (const row of ofRow)
        for (const column of ofColumn) sum += row.share * column.share * (plane.values[row.at * plane.width + column.at] ?? 0);
      result[y * width + x] = sum;
    }
  return result;
}

/** Which old pixels each new one covers, and their shares of it. */
function sharesOf(from: number, to: number): readonly (readonly { readonly at: number; readonly share: number }[])[] {
  const step = from / to;
  return Array.from({ length: to }, (_, place) => {
    const [start, end] = [place * step, (place + 1) * step];
    const [first, last] = [Math.floor(start), Math.min(from, Math.ceil(end))];
    return Array.from({ length: last - first }, (__, offset) => {
      const at = first + offset;
      return { at, share: (Math.min(end, at + 1) - Math.max(start, at)) / step };
    });
  });
}
