// Sums of steps along several axes, as offsets of elements and values of affine forms are. Row-major: the last axis is the fastest.

/** One axis that is run over: how many steps, and how far a step leads (0 where it leads nowhere else). */
export interface Run {
  readonly size: number;
  readonly stride: number;
}

/** start + sum(index * stride) for every combination of indices. */
export function sumsOfSteps(runs: readonly Run[], start = 0): Float64Array {
  let sums = new Float64Array([start]);
  for (const { size, stride } of runs) {
    const longer = new Float64Array(sums.length * size);
    let at = 0;
    for (const base of sums) {
      for (let step = 0; step < size; step += 1) {
        longer[at] = base + step * stride;
        at += 1;
      }
    }
    sums = longer;
  }
  return sums;
}

/** The same as offsets of elements. */
export function offsetsOf(runs: readonly Run[], start = 0): Int32Array {
  return new Int32Array(sumsOfSteps(runs, start));
}
