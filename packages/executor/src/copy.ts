// Copies: views that no strides describe, and tensors laid out anew. Also the way back, which adds.
import { offsetsOf } from '@trammel/program';
import type { Access } from './access.js';
import { isContiguous, runsOf } from './access.js';
import { nowhereBelow, type KnownIndexMap } from './index-map.js';
import type { Step } from './kernel.js';
import { walkOf } from './walk.js';

/** result[i] = addressed[map(i)], and the fill where the map leads nowhere. */
export function copyThrough(map: KnownIndexMap, result: Access, fill: number): Step {
  return ({ buffer }) => {
    const { outer, inner } = walkOf(map, result);
    const [from, to] = [buffer(map.addressed.buffer), buffer(result.buffer)];
    return () => {
      for (let row = 0; row < outer.plain.length; row += 1) {
        const [base, start] = [outer.mapped[row] ?? 0, outer.plain[row] ?? 0];
        for (let index = 0; index < inner.plain.length; index += 1) {
          const at = base + (inner.mapped[index] ?? 0);
          to[start + (inner.plain[index] ?? 0)] = at < 0 ? fill : (from[at] ?? 0);
        }
      }
    };
  };
}

/** result[map(i)] += operand[i], from zeros; what the map leads nowhere is dropped. The result takes `length` elements. */
export function accumulateThrough(map: KnownIndexMap, operand: Access, length: number): Step {
  return ({ buffer }) => {
    const { outer, inner } = walkOf(map, operand);
    const [from, to] = [buffer(operand.buffer), buffer(map.addressed.buffer)];
    return () => {
      to.fill(0, 0, length);
      for (let row = 0; row < outer.plain.length; row += 1) {
        const [base, start] = [outer.mapped[row] ?? 0, outer.plain[row] ?? 0];
        if (base < nowhereBelow) continue;
        for (let index = 0; index < inner.plain.length; index += 1) {
          const at = base + (inner.mapped[index] ?? 0);
          if (at >= 0) to[at] = (to[at] ?? 0) + (from[start + (inner.plain[index] ?? 0)] ?? 0);
        }
      }
    };
  };
}

/** The elements of one access, in the order of its shape, at the places of another of the same shape. */
export function copyBetween(source: Access, target: Access): Step {
  return ({ buffer }) => {
    const [from, to] = [buffer(source.buffer), buffer(target.buffer)];
    if (isContiguous(source) && isContiguous(target)) {
      const part = from.subarray(source.offset, source.offset + source.shape.reduce((product, size) => product * size, 1));
      return () => to.set(part, target.offset);
    }
    const [read, write] = [rowsOf(source), rowsOf(target)];
    return () => {
      for (let row = 0; row < read.outer.length; row += 1) {
        const [base, start] = [read.outer[row] ?? 0, write.outer[row] ?? 0];
        for (let index = 0; index < read.size; index += 1) to[start + index * write.stride] = from[base + index * read.stride] ?? 0;
      }
    };
  };
}

/** The last axis of more than one element apart from the others. */
function rowsOf({ shape, strides, offset }: Access): { readonly outer: Int32Array; readonly size: number; readonly stride: number } {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis] ?? 0 })).filter(({ size }) => size !== 1);
  const { size, stride } = axes.at(-1) ?? { size: 1, stride: 0 };
  return { outer: offsetsOf(axes.slice(0, -1), offset), size, stride };
}

/** The runs of an access apart: offsets of all but the last, and the last. */
export function rowRuns(access: Access): { readonly outer: Int32Array; readonly size: number; readonly stride: number } {
  const runs = runsOf(access);
  const { size, stride } = runs.at(-1) ?? { size: 1, stride: 0 };
  return { outer: offsetsOf(runs.slice(0, -1), access.offset), size, stride };
}
