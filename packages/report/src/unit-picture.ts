// A picture of what a unit reads, in characters: one cell for one index, or for several where the input is large.

/** What is drawn: which indices of two axes are read. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly isRead: (row: number, column: number) => boolean;
}

/** `#` where all indices of a cell are read, `+` where some are, `.` where none is; at most `width` x `height` cells. */
export function drawPicture({ rows, columns, isRead }: Picture, width: number, height: number): readonly string[] {
  const scale = Math.max(1, Math.ceil(columns / width), Math.ceil(rows / height));
  const lines: string[] = [];
  for (let row = 0; row < rows; row += scale) {
    let line = '';
    for (let column = 0; column < columns; column += scale) line += cell({ rows, columns, isRead }, { row, column, scale });
    lines.push(line);
  }
  return lines;
}

function cell({ rows, columns, isRead }: Picture, at: { readonly row: number; readonly column: number; readonly scale: number }): string {
  let read = 0;
  let all = 0;
  for (let row = at.row; row < Math.min(rows, at.row + at.scale); row += 1) {
    for (let column = at.column; column < Math.min(columns, at.column + at.scale); column += 1) {
      all += 1;
      if (isRead(row, column)) read += 1;
    }
  }
  return read === 0 ? '.' : read === all ? '#' : '+';
}
