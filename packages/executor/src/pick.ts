// Reading and adding by an index tensor.
import { offsetsOf } from '@trammel/program';
import { runsOf, type Access } from './access.js';
import type { Step } from './kernel.js';

/** An axis of a table by which indices pick. */
export interface Picked {
  readonly size: number;
  readonly stride: number;
}

/** Each over the same shape: where the table or the result lies without the picked axis, and where the index is. */
export interface Picking {
  readonly table: Access;
  readonly indices: Access;
  readonly axis: Picked;
}

/** result[i] = table[i without the axis, index[i]]; 0 where an index is none of the table's. The result fills a buffer of its own. */
export function gatherStep({ table, indices, axis }: Picking, result: Access): Step {
  return ({ buffer }) => {
    const [bases, picks] = [offsetsOf(runsOf(table), table.offset), offsetsOf(runsOf(indices), indices.offset)];
    const [from, by, to] = [buffer(table.buffer), buffer(indices.buffer), buffer(result.buffer)];
    return () => {
      for (let at = 0; at < bases.length; at += 1) {
        const index = by[picks[at] ?? 0] ?? -1;
        to[at] = isIndex(index, axis.size) ? (from[(bases[at] ?? 0) + index * axis.stride] ?? 0) : 0;
      }
    };
  };
}

/** result[i without the axis, index[i]] += updates[i] from zeros; an index that the result lacks is passed over. */
export function scatterAddStep({ table: result, indices, axis }: Picking, updates: Access, length: number): Step {
  return ({ buffer }) => {
    const [bases, picks] = [offsetsOf(runsOf(result), result.offset), offsetsOf(runsOf(indices), indices.offset)];
    const reads = offsetsOf(runsOf(updates), updates.offset);
    const [from, by, to] = [buffer(updates.buffer), buffer(indices.buffer), buffer(result.buffer)];
    return () => {
      to.fill(0, 0, length);
      for (let at = 0; at < bases.length; at += 1) {
        const index = by[picks[at] ?? 0] ?? -1;
        if (!isIndex(index, axis.size)) continue;
        const target = (bases[at] ?? 0) + index * axis.stride;
        to[target] = (to[target] ?? 0) + (from[reads[at] ?? 0] ?? 0);
      }
    };
  };
}

function isIndex(index: number, size: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < size;
}
