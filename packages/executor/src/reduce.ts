// Reductions: sums, products and extremes along axes of one tensor.
import { offsetsOf, type Reducer } from '@trammel/program';
import { runsOf, type Access } from './access.js';
import type { Kernel, Step } from './kernel.js';

/** An operand split into the axes that stay and those that are combined. */
export interface Reduction {
  readonly reducer: Reducer;
  readonly kept: Access;
  /** Its offset is not used: that of `kept` is. */
  readonly combined: Access;
}

/** result[i] = the elements at i along the other axes, combined in their order; the result fills a buffer of its own. */
export function reduceStep({ reducer, kept, combined }: Reduction, result: Access): Step {
  return ({ buffer }) => {
    const bases = offsetsOf(runsOf(kept), kept.offset);
    const steps = offsetsOf(runsOf(combined));
    const [from, to] = [buffer(kept.buffer), buffer(result.buffer).subarray(0, bases.length)];
    return steps.length === 0 ? () => to.fill(ofNone[reducer]) : kernels[reducer](from, to, bases, steps);
  };
}

const ofNone: Readonly<Record<Reducer, number>> = {
  sum: 0,
  product: 1,
  maximum: Number.NEGATIVE_INFINITY,
  minimum: Number.POSITIVE_INFINITY,
};

type Make = (from: Float64Array, to: Float64Array, bases: Int32Array, steps: Int32Array) => Kernel;

/** One loop for each way to combine: none is called for an element. */
const kernels: Readonly<Record<Reducer, Make>> = {
  sum: (from, to, bases, steps) => () => {
    for (let at = 0; at < bases.length; at += 1) {
      const base = bases[at] ?? 0;
      let total = from[base + (steps[0] ?? 0)] ?? 0;
      for (let step = 1; step < steps.length; step += 1) total += from[base + (steps[step] ?? 0)] ?? 0;
      to[at] = total;
    }
  },
  product: (from, to, bases, steps) => () => {
    for (let at = 0; at < bases.length; at += 1) {
      const base = bases[at] ?? 0;
      let total = from[base + (steps[0] ?? 0)] ?? 0;
      for (let step = 1; step < steps.length; step += 1) total *= from[base + (steps[step] ?? 0)] ?? 0;
      to[at] = total;
    }
  },
  maximum: (from, to, bases, steps) => () => {
    for (let at = 0; at < bases.length; at += 1) {
      const base = bases[at] ?? 0;
      let best = from[base + (steps[0] ?? 0)] ?? 0;
      for (let step = 1; step < steps.length; step += 1) best = Math.max(best, from[base + (steps[step] ?? 0)] ?? 0);
      to[at] = best;
    }
  },
  minimum: (from, to, bases, steps) => () => {
    for (let at = 0; at < bases.length; at += 1) {
      const base = bases[at] ?? 0;
      let best = from[base + (steps[0] ?? 0)] ?? 0;
      for (let step = 1; step < steps.length; step += 1) best = Math.min(best, from[base + (steps[step] ?? 0)] ?? 0);
      to[at] = best;
    }
  },
};
