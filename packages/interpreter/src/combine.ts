// The kernels that combine elements: reductions, contractions, gathers and the adjoints of gathers and views.
import { nowhere, offsetsOf, type Run, type Reducer } from '@trammel/program';
import type { Shape } from '@trammel/tensor';
import type { Operations } from './execution.js';
import { stridesOf, zeros, type Tensor } from './tensor.js';

/** A tensor with the names of its axes. */
export interface Named {
  readonly tensor: Tensor;
  readonly axes: Shape;
}

/** How the axes of `over` run through `operand`; an axis that it lacks, or that `except` names, does not move it. */
function runsThrough(operand: Named, over: Named['axes'], sizes: readonly number[], except?: string): readonly Run[] {
  const strides = stridesOf(operand.tensor.shape);
  return over.map((axis, position) => {
    const at = axis.name === except ? -1 : operand.axes.findIndex((own) => own.name === axis.name);
    return { size: sizes[position] ?? 1, stride: strides[at] ?? 0 };
  });
}

interface Start {
  readonly value: number;
  readonly combine: (x: number, y: number) => number;
  readonly counter: keyof Operations;
}

/** What a reduction over no elements gives, and how one more element is taken in. */
const reducers: Readonly<Record<Reducer, Start>> = {
  sum: { value: 0, combine: (x, y) => x + y, counter: 'additions' },
  product: { value: 1, combine: (x, y) => x * y, counter: 'multiplications' },
  maximum: { value: Number.NEGATIVE_INFINITY, combine: Math.max, counter: 'comparisons' },
  minimum: { value: Number.POSITIVE_INFINITY, combine: Math.min, counter: 'comparisons' },
};

/** Combines the elements along the named axes, the first of them taken as it is. */
export function reduce(operand: Named, reducer: Reducer, over: readonly string[], operations: Operations): Tensor {
  const strides = stridesOf(operand.tensor.shape);
  const runs = operand.axes.map((axis, at) => ({ name: axis.name, size: operand.tensor.shape[at] ?? 1, stride: strides[at] ?? 0 }));
  const kept = runs.filter((run) => !over.includes(run.name));
  const bases = offsetsOf(kept);
  const inner = offsetsOf(runs.filter((run) => over.includes(run.name)));
  const result = zeros(kept.map((run) => run.size));
  const { value, combine, counter } = reducers[reducer];
  const { data } = operand.tensor;
  let combinations = 0;
  for (const [at, base] of bases.entries()) {
    let total = inner.length === 0 ? value : (data[base] ?? 0);
    for (let step = 1; step < inner.length; step += 1) {
      total = combine(total, data[base + (inner[step] ?? 0)] ?? 0);
      combinations += 1;
    }
    result.data[at] = total;
  }
  operations[counter] += combinations;
  return result;
}

/** Sums of products over the named axes; the axes of the result are those of `axes`. */
export function contract(left: Named, right: Named, result: Named, operations: Operations): void {
  const { axes } = result;
  const { shape, data } = result.tensor;
  const [xs, ys] = [left.tensor.data, right.tensor.data];
  const over = left.axes.filter((axis) => !axes.some((kept) => kept.name === axis.name));
  const sizes = left.tensor.shape.filter((_, at) => over.some((axis) => axis.name === left.axes[at]?.name));
  const leftBases = offsetsOf(runsThrough(left, axes, shape));
  const rightBases = offsetsOf(runsThrough(right, axes, shape));
  const leftSteps = offsetsOf(runsThrough(left, over, sizes));
  const rightSteps = offsetsOf(runsThrough(right, over, sizes));
  for (let at = 0; at < data.length; at += 1) {
    const [leftBase, rightBase] = [leftBases[at] ?? 0, rightBases[at] ?? 0];
    let total = 0;
    let terms = 0;
    for (; terms < leftSteps.length; terms += 1) {
      const x = xs[leftBase + (leftSteps[terms] ?? 0)] ?? 0;
      const y = ys[rightBase + (rightSteps[terms] ?? 0)] ?? 0;
      total += x * y;
    }
    data[at] = total;
    operations.multiplications += terms;
    // The first term is taken as it is.
    operations.additions += Math.max(0, terms - 1);
  }
}

/** result[i.., rest..] = table[axis = indices[i..], rest..]; 0 where an index is not one of the table's. */
export function gather(table: Named, axis: string, indices: Named, result: Named): void {
  const { shape, data } = result.tensor;
  const bases = offsetsOf(runsThrough(table, result.axes, shape, axis));
  const picks = offsetsOf(runsThrough(indices, result.axes, shape));
  const at = table.axes.findIndex((own) => own.name === axis);
  const [size, stride] = [table.tensor.shape[at] ?? 0, stridesOf(table.tensor.shape)[at] ?? 0];
  for (let element = 0; element < data.length; element += 1) {
    const index = indices.tensor.data[picks[element] ?? 0] ?? nowhere;
    if (isIndex(index, size)) data[element] = table.tensor.data[(bases[element] ?? 0) + index * stride] ?? 0;
  }
}

/** result[axis = indices[i..], rest..] += updates[i.., rest..]; an index that the result lacks is passed over. */
export function scatterAdd(updates: Named, axis: string, indices: Named, result: Named): number {
  const { shape, data } = updates.tensor;
  const bases = offsetsOf(runsThrough(result, updates.axes, shape, axis));
  const picks = offsetsOf(runsThrough(indices, updates.axes, shape));
  const at = result.axes.findIndex((own) => own.name === axis);
  const [size, stride] = [result.tensor.shape[at] ?? 0, stridesOf(result.tensor.shape)[at] ?? 0];
  let additions = 0;
  for (let element = 0; element < data.length; element += 1) {
    const index = indices.tensor.data[picks[element] ?? 0] ?? nowhere;
    if (isIndex(index, size)) {
      const target = (bases[element] ?? 0) + index * stride;
      result.tensor.data[target] = (result.tensor.data[target] ?? 0) + (data[element] ?? 0);
      additions += 1;
    }
  }
  return additions;
}

function isIndex(index: number, size: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < size;
}

/** Adds each element into zeros at its position; the first that arrives at an element is no addition. */
export function accumulate(operand: Tensor, positions: Int32Array, result: Tensor, operations: Operations): void {
  const isTouched = new Uint8Array(result.data.length);
  for (const [index, position] of positions.entries()) {
    if (position !== nowhere) {
      result.data[position] = (result.data[position] ?? 0) + (operand.data[index] ?? 0);
      if (isTouched[position] === 1) operations.additions += 1;
      isTouched[position] = 1;
    }
  }
}
