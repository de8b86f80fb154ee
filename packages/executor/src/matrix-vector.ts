// Contractions in which one operand is a vector, or everything is small. The loops run along memory where they can.
import { strideOf, type Contraction, type Operands } from './contraction-loops.js';
import type { Kernel, Memory } from './kernel.js';

/** One operand as a matrix, the other as a vector. */
interface Thin {
  readonly matrix: Float64Array;
  readonly vector: Float64Array;
  readonly result: Float64Array;
  readonly batches: { readonly matrix: Int32Array; readonly vector: Int32Array; readonly result: Int32Array };
  readonly lines: { readonly matrix: Int32Array; readonly result: Int32Array };
  readonly inner: { readonly matrix: Int32Array; readonly vector: Int32Array };
}

/** The rows or the columns are one. */
export function matrixVector({ batch, rows, columns, inner }: Contraction, { left, right, result }: Operands, memory: Memory): Kernel {
  const isLeft = columns.count === 1;
  const lines = isLeft ? rows : columns;
  const side = isLeft ? 'left' : 'right';
  const other = isLeft ? 'right' : 'left';
  const thin: Thin = {
    matrix: isLeft ? left : right,
    vector: isLeft ? right : left,
    result,
    batches: { matrix: batch[side], vector: batch[other], result: batch.result },
    lines: { matrix: lines[side], result: lines.result },
    inner: { matrix: inner[side], vector: inner[other] },
  };
  if (lines.count === 1 && inner.count > 1 && strideOf(thin.inner.matrix) === 1 && strideOf(thin.inner.vector) === 1) return products(thin);
  const packed = memory.scratch('vector', inner.count);
  if (inner.count > 1 && strideOf(thin.inner.matrix) === 1) return alongRows(thin, packed);
  return alongColumns(thin, packed, memory.scratch('sums', lines.count));
}

function pack({ vector, inner }: Thin, base: number, into: Float64Array): void {
  const offsets = inner.vector;
  for (let k = 0; k < offsets.length; k += 1) into[k] = vector[base + (offsets[k] ?? 0)] ?? 0;
}

/** The matrix lies row by row: four rows at once, each summed on its own. */
function alongRows(thin: Thin, packed: Float64Array): Kernel {
  const { matrix, result, batches, lines, inner } = thin;
  const depth = inner.matrix.length;
  const start = inner.matrix[0] ?? 0;
  const whole = lines.matrix.length - (lines.matrix.length % 4);
  return () => {
    for (let batch = 0; batch < batches.matrix.length; batch += 1) {
      pack(thin, batches.vector[batch] ?? 0, packed);
      const base = (batches.matrix[batch] ?? 0) + start;
      const to = batches.result[batch] ?? 0;
      for (let line = 0; line < whole; line += 4) {
        let a = base + (lines.matrix[line] ?? 0);
        let b = base + (lines.matrix[line + 1] ?? 0);
        let c = base + (lines.matrix[line + 2] ?? 0);
        let d = base + (lines.matrix[line + 3] ?? 0);
        let sumA = 0;
        let sumB = 0;
        let sumC = 0;
        let sumD = 0;
        for (let k = 0; k < depth; k += 1) {
          const x = packed[k] ?? 0;
          sumA += (matrix[a] ?? 0) * x;
          sumB += (matrix[b] ?? 0) * x;
          sumC += (matrix[c] ?? 0) * x;
          sumD += (matrix[d] ?? 0) * x;
          a += 1;
          b += 1;
          c += 1;
          d += 1;
        }
        result[to + (lines.result[line] ?? 0)] = sumA;
        result[to + (lines.result[line + 1] ?? 0)] = sumB;
        result[to + (lines.result[line + 2] ?? 0)] = sumC;
        result[to + (lines.result[line + 3] ?? 0)] = sumD;
      }
      for (let line = whole; line < lines.matrix.length; line += 1) {
        result[to + (lines.result[line] ?? 0)] = product(matrix, base + (lines.matrix[line] ?? 0), { vector: packed, start: 0 }, depth);
      }
    }
  };
}

/** Two vectors, both in a row: nothing is packed. */
function products({ matrix, vector, result, batches, lines, inner }: Thin): Kernel {
  const [x, y, to] = [(lines.matrix[0] ?? 0) + (inner.matrix[0] ?? 0), inner.vector[0] ?? 0, lines.result[0] ?? 0];
  return () => {
    for (let batch = 0; batch < batches.matrix.length; batch += 1) {
      const other = { vector, start: y + (batches.vector[batch] ?? 0) };
      result[to + (batches.result[batch] ?? 0)] = product(matrix, x + (batches.matrix[batch] ?? 0), other, inner.matrix.length);
    }
  };
}

/** Four sums side by side, so that none waits for the one before. */
function product(
  matrix: Float64Array,
  from: number,
  { vector, start }: { readonly vector: Float64Array; readonly start: number },
  depth: number,
): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < depth; k += 4) {
    a += (matrix[from + k] ?? 0) * (vector[start + k] ?? 0);
    b += (matrix[from + k + 1] ?? 0) * (vector[start + k + 1] ?? 0);
    c += (matrix[from + k + 2] ?? 0) * (vector[start + k + 2] ?? 0);
    d += (matrix[from + k + 3] ?? 0) * (vector[start + k + 3] ?? 0);
  }
  for (; k < depth; k += 1) a += (matrix[from + k] ?? 0) * (vector[start + k] ?? 0);
  return a + b + (c + d);
}

/** The matrix does not: its columns are added up, four at once. */
function alongColumns(thin: Thin, packed: Float64Array, sums: Float64Array): Kernel {
  const { result, batches, lines, inner } = thin;
  const isUnit = strideOf(lines.matrix) === 1;
  const depth = inner.matrix.length;
  const count = lines.matrix.length;
  const bases = new Int32Array(4);
  const factors = new Float64Array(4);
  return () => {
    for (let batch = 0; batch < batches.matrix.length; batch += 1) {
      pack(thin, batches.vector[batch] ?? 0, packed);
      const base = batches.matrix[batch] ?? 0;
      sums.fill(0, 0, count);
      for (let k = 0; k < depth; k += 4) {
        for (let part = 0; part < 4; part += 1) {
          // Columns beyond the last count nothing.
          factors[part] = k + part < depth ? (packed[k + part] ?? 0) : 0;
          bases[part] = base + (inner.matrix[Math.min(k + part, depth - 1)] ?? 0);
        }
        if (k + 4 <= depth && isUnit) addColumns(thin.matrix, bases, factors, { sums, count });
        else for (let part = 0; part < Math.min(4, depth - k); part += 1) addColumn(thin, bases[part] ?? 0, factors[part] ?? 0, sums);
      }
      const to = batches.result[batch] ?? 0;
      for (let line = 0; line < count; line += 1) result[to + (lines.result[line] ?? 0)] = sums[line] ?? 0;
    }
  };
}

function addColumns(
  matrix: Float64Array,
  bases: Int32Array,
  factors: Float64Array,
  { sums, count }: { readonly sums: Float64Array; readonly count: number },
): void {
  const [a, b, c, d] = [bases[0] ?? 0, bases[1] ?? 0, bases[2] ?? 0, bases[3] ?? 0];
  const [w, x, y, z] = [factors[0] ?? 0, factors[1] ?? 0, factors[2] ?? 0, factors[3] ?? 0];
  for (let line = 0; line < count; line += 1) {
    sums[line] =
      (sums[line] ?? 0) +
      (matrix[a + line] ?? 0) * w +
      (matrix[b + line] ?? 0) * x +
      (matrix[c + line] ?? 0) * y +
      (matrix[d + line] ?? 0) * z;
  }
}

function addColumn({ matrix, lines }: Thin, base: number, factor: number, sums: Float64Array): void {
  const offsets = lines.matrix;
  for (let line = 0; line < offsets.length; line += 1) {
    sums[line] = (sums[line] ?? 0) + (matrix[base + (offsets[line] ?? 0)] ?? 0) * factor;
  }
}

/** Every row times every column; the one that lies in a row in the result is the inner loop. */
export function outerProduct({ batch, rows, columns, inner }: Contraction, { left, right, result }: Operands, memory: Memory): Kernel {
  const isByRow = strideOf(columns.result) === 1 || strideOf(rows.result) !== 1;
  const [long, short] = isByRow ? [columns, rows] : [rows, columns];
  const [longSide, shortSide] = isByRow ? (['right', 'left'] as const) : (['left', 'right'] as const);
  const [longArray, shortArray] = isByRow ? [right, left] : [left, right];
  const [longStart, shortStart] = [inner[longSide][0] ?? 0, inner[shortSide][0] ?? 0];
  const packed = memory.scratch('vector', long.count);
  const isUnit = strideOf(long.result) === 1;
  return () => {
    for (let part = 0; part < batch.count; part += 1) {
      const from = longStart + (batch[longSide][part] ?? 0);
      for (let at = 0; at < long.count; at += 1) packed[at] = longArray[from + (long[longSide][at] ?? 0)] ?? 0;
      for (let line = 0; line < short.count; line += 1) {
        const factor = shortArray[shortStart + (batch[shortSide][part] ?? 0) + (short[shortSide][line] ?? 0)] ?? 0;
        const to = (batch.result[part] ?? 0) + (short.result[line] ?? 0);
        if (isUnit) for (let at = 0; at < long.count; at += 1) result[to + at] = factor * (packed[at] ?? 0);
        else for (let at = 0; at < long.count; at += 1) result[to + (long.result[at] ?? 0)] = factor * (packed[at] ?? 0);
      }
    }
  };
}

/** Loop by loop, for what is small. */
export function plainSums({ batch, rows, columns, inner }: Contraction, { left, right, result }: Operands): Kernel {
  const depth = inner.count;
  return () => {
    for (let part = 0; part < batch.count; part += 1) {
      const [leftBase, rightBase, to] = [batch.left[part] ?? 0, batch.right[part] ?? 0, batch.result[part] ?? 0];
      for (let row = 0; row < rows.count; row += 1) {
        const from = leftBase + (rows.left[row] ?? 0);
        const line = to + (rows.result[row] ?? 0);
        for (let column = 0; column < columns.count; column += 1) {
          const other = rightBase + (columns.right[column] ?? 0);
          let total = 0;
          for (let k = 0; k < depth; k += 1)
            total += (left[from + (inner.left[k] ?? 0)] ?? 0) * (right[other + (inner.right[k] ?? 0)] ?? 0);
          result[line + (columns.result[column] ?? 0)] = total;
        }
      }
    }
  };
}
