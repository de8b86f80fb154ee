// The loops of a contraction as kernels take them: for each family of axes, how far each index leads. Not the choice of a kernel.

/** Offsets along one family of axes: how far each index leads in the operand or the result. */
export interface Family {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly result: Int32Array;
}

/** result[batch, row, column] = sum over `inner` of left[batch, row, inner] * right[batch, inner, column]. */
export interface Contraction {
  readonly batch: Family;
  readonly rows: Family;
  readonly columns: Family;
  readonly inner: Family;
}

/** What a contraction works on. */
export interface Operands {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly result: Float64Array;
  /** How many elements the result has. */
  readonly length: number;
}

/** The step between neighbours where it is the same for all; undefined where it is not. */
export function strideOf(offsets: Int32Array): number | undefined {
  const stride = (offsets[1] ?? 0) - (offsets[0] ?? 0);
  for (let at = 1; at < offsets.length; at += 1) if ((offsets[at] ?? 0) - (offsets[at - 1] ?? 0) !== stride) return undefined;
  return stride;
}
