// Sums of products: which loops one takes, and which kernel suits it. Not the kernels.
import { offsetsOf, type Run } from '@trammel/program';
import type { Shape } from '@trammel/tensor';
import { countElements, type Access } from './access.js';
import type { Contraction, Family } from './contraction-loops.js';
import type { Step } from './kernel.js';
import { matrixProduct } from './matrix-product.js';
import { matrixVector, outerProduct, plainSums } from './matrix-vector.js';

/** An operand with the names of its axes. */
export interface Named {
  readonly access: Access;
  readonly axes: Shape;
}

/** Which of the three tensors have an axis. */
interface Presence {
  readonly inLeft: boolean;
  readonly inRight: boolean;
  readonly inResult: boolean;
}

/** Below so many products for one matrix, packing costs more than it saves. */
const smallProduct = 512;

/** The result fills a buffer of its own, in the order of its axes. */
export function contractStep(left: Named, right: Named, result: Named): Step {
  const contraction = (): Contraction => {
    const family = (belongs: (where: Presence) => boolean): Family => familyOf([left, right, result], belongs);
    return {
      batch: withOffsets(
        family(({ inLeft, inRight, inResult }) => inLeft && inRight && inResult),
        left.access.offset,
        right.access.offset,
      ),
      rows: family(({ inLeft, inRight }) => inLeft && !inRight),
      columns: family(({ inLeft, inRight }) => !inLeft && inRight),
      inner: family(({ inLeft, inRight, inResult }) => inLeft && inRight && !inResult),
    };
  };
  return (memory) => {
    const loops = contraction();
    const arrays = {
      left: memory.buffer(left.access.buffer),
      right: memory.buffer(right.access.buffer),
      result: memory.buffer(result.access.buffer),
      length: countElements(result.access.shape),
    };
    const { rows, columns, inner } = loops;
    if (rows.count * columns.count * inner.count === 0) return () => arrays.result.fill(0, 0, arrays.length);
    if (rows.count === 1 || columns.count === 1) return matrixVector(loops, arrays, memory);
    if (inner.count === 1) return outerProduct(loops, arrays, memory);
    if (rows.count * columns.count * inner.count <= smallProduct) return plainSums(loops, arrays);
    return matrixProduct(loops, arrays, memory);
  };
}

function withOffsets(family: Family, left: number, right: number): Family {
  return { ...family, left: family.left.map((offset) => offset + left), right: family.right.map((offset) => offset + right) };
}

function familyOf([left, right, result]: readonly [Named, Named, Named], belongs: (where: Presence) => boolean): Family {
  const positionIn = ({ axes }: Named, name: string): number => axes.findIndex((axis) => axis.name === name);
  const all = [...left.axes, ...right.axes.filter(({ name }) => positionIn(left, name) < 0)];
  const own = all.filter(({ name }) =>
    belongs({ inLeft: positionIn(left, name) >= 0, inRight: positionIn(right, name) >= 0, inResult: positionIn(result, name) >= 0 }),
  );
  // The order of the loops within a family is free: along memory, so that what lies in a row is read in a row.
  const strideIn = (operand: Named, name: string): number => Math.abs(operand.access.strides[positionIn(operand, name)] ?? 0);
  own.sort((a, b) => strideIn(left, b.name) - strideIn(left, a.name) || strideIn(right, b.name) - strideIn(right, a.name));
  const sizes = own.map(({ name }) => sizeOf(positionIn(left, name) >= 0 ? left : right, name));
  const offsets = (operand: Named): Int32Array =>
    offsetsOf(
      own.map(({ name }, index): Run => ({ size: sizes[index] ?? 1, stride: operand.access.strides[positionIn(operand, name)] ?? 0 })),
    );
  return { count: countElements(sizes), left: offsets(left), right: offsets(right), result: offsets(result) };
}

function sizeOf({ access, axes }: Named, name: string): number {
  return access.shape[axes.findIndex((axis) => axis.name === name)] ?? 1;
}
