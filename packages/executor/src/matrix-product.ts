// The product of matrices: both packed into strips of four, and multiplied in tiles of four by four that stay in registers.
// After K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
import type { Contraction, Operands } from './contraction-loops.js';
import type { Kernel, Memory } from './kernel.js';

/** The sides of a tile. */
const tile = 4;
/** How much of the inner axis, of the rows and of the columns is packed at once: 256 KiB and 1 MiB of 64-bit floats. */
const [innerBlock, rowBlock, columnBlock] = [256, 128, 512];

/** A part of one family of axes. */
interface Part {
  readonly from: number;
  readonly count: number;
}

export function matrixProduct(loops: Contraction, operands: Operands, memory: Memory): Kernel {
  const { batch, rows, columns, inner } = loops;
  const { left, right, result } = operands;
  const leftStrips = memory.scratch('left strips', innerBlock * rowBlock);
  const rightStrips = memory.scratch('right strips', innerBlock * columnBlock);
  const sums = new Float64Array(tile * tile);
  return () => {
    for (let part = 0; part < batch.count; part += 1) {
      const [leftBase, rightBase, to] = [batch.left[part] ?? 0, batch.right[part] ?? 0, batch.result[part] ?? 0];
      for (let from = 0; from < inner.count; from += innerBlock) {
        const depth: Part = { from, count: Math.min(innerBlock, inner.count - from) };
        for (let column = 0; column < columns.count; column += columnBlock) {
          const wide: Part = { from: column, count: Math.min(columnBlock, columns.count - column) };
          packStrips(right, rightBase, { lines: columns.right, inner: inner.right, wide, depth }, rightStrips);
          for (let row = 0; row < rows.count; row += rowBlock) {
            const high: Part = { from: row, count: Math.min(rowBlock, rows.count - row) };
            packStrips(left, leftBase, { lines: rows.left, inner: inner.left, wide: high, depth }, leftStrips);
            multiplyBlock({ loops, high, wide, depth, leftStrips, rightStrips, sums, result, to });
          }
        }
      }
    }
  };
}

interface Packing {
  readonly lines: Int32Array;
  readonly inner: Int32Array;
  readonly wide: Part;
  readonly depth: Part;
}

/** Four lines beside each other, element by element along the inner axis; lines past the last are zeros. */
function packStrips(matrix: Float64Array, base: number, { lines, inner, wide, depth }: Packing, into: Float64Array): void {
  let to = 0;
  for (let line = 0; line < wide.count; line += tile) {
    for (let part = 0; part < tile; part += 1) {
      let at = to + part;
      if (line + part < wide.count) {
        const from = base + (lines[wide.from + line + part] ?? 0);
        for (let k = depth.from; k < depth.from + depth.count; k += 1) {
          into[at] = matrix[from + (inner[k] ?? 0)] ?? 0;
          at += tile;
        }
      } else {
        for (let k = 0; k < depth.count; k += 1) {
          into[at] = 0;
          at += tile;
        }
      }
    }
    to += tile * depth.count;
  }
}

interface Block {
  readonly loops: Contraction;
  readonly high: Part;
  readonly wide: Part;
  readonly depth: Part;
  readonly leftStrips: Float64Array;
  readonly rightStrips: Float64Array;
  readonly sums: Float64Array;
  readonly result: Float64Array;
  readonly to: number;
}

function multiplyBlock({ loops, high, wide, depth, leftStrips, rightStrips, sums, result, to }: Block): void {
  const { rows, columns } = loops;
  const isFirst = depth.from === 0;
  for (let row = 0; row < high.count; row += tile) {
    const left = row * depth.count;
    const height = Math.min(tile, high.count - row);
    for (let column = 0; column < wide.count; column += tile) {
      multiplyTile(leftStrips, left, { strips: rightStrips, from: column * depth.count, depth: depth.count }, sums);
      const width = Math.min(tile, wide.count - column);
      for (let i = 0; i < height; i += 1) {
        const line = to + (rows.result[high.from + row + i] ?? 0);
        for (let j = 0; j < width; j += 1) {
          const at = line + (columns.result[wide.from + column + j] ?? 0);
          const sum = sums[i * tile + j] ?? 0;
          result[at] = isFirst ? sum : (result[at] ?? 0) + sum;
        }
      }
    }
  }
}

interface Right {
  readonly strips: Float64Array;
  readonly from: number;
  readonly depth: number;
}

/** sums[i, j] = sum over k of left[k, i] * right[k, j], written out so that the sixteen sums are local numbers. */
function multiplyTile(left: Float64Array, leftFrom: number, { strips: right, from, depth }: Right, sums: Float64Array): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  let a = leftFrom;
  let b = from;
  for (let k = 0; k < depth; k += 1) {
    const x0 = left[a] ?? 0;
    const x1 = left[a + 1] ?? 0;
    const x2 = left[a + 2] ?? 0;
    const x3 = left[a + 3] ?? 0;
    const y0 = right[b] ?? 0;
    const y1 = right[b + 1] ?? 0;
    const y2 = right[b + 2] ?? 0;
    const y3 = right[b + 3] ?? 0;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
    s23 += x2 * y3;
    s30 += x3 * y0;
    s31 += x3 * y1;
    s32 += x3 * y2;
    s33 += x3 * y3;
    a += tile;
    b += tile;
  }
  sums[0] = s00;
  sums[1] = s01;
  sums[2] = s02;
  sums[3] = s03;
  sums[4] = s10;
  sums[5] = s11;
  sums[6] = s12;
  sums[7] = s13;
  sums[8] = s20;
  sums[9] = s21;
  sums[10] = s22;
  sums[11] = s23;
  sums[12] = s30;
  sums[13] = s31;
  sums[14] = s32;
  sums[15] = s33;
}
