// What a plan is made of: steps, which become kernels once there is memory. Not the kernels.
import type { Stream } from '@trammel/program';
import type { BufferId } from './access.js';

/** One piece of work over fixed arrays; the stream is where random draws come from. */
export type Kernel = (stream: Stream) => void;

/** The arrays that kernels work on. */
export interface Memory {
  readonly buffer: (id: BufferId) => Float64Array;
  /** Arrays for the inside of one kernel, which any other may overwrite. */
  readonly scratch: (slot: string, length: number) => Float64Array;
}

/** A kernel to be. */
export type Step = (memory: Memory) => Kernel;

/** The memory of one plan: arrays for all of its buffers, and what they hold from the start. */
export function allocate(lengths: readonly number[]): Memory {
  const arrays = lengths.map((length) => new Float64Array(length));
  const slots = new Map<string, Float64Array>();
  const none = new Float64Array(0);
  return {
    buffer: (id) => arrays[id] ?? none,
    scratch: (slot, length) => {
      const known = slots.get(slot);
      if (known !== undefined && known.length >= length) return known;
      const made = new Float64Array(length);
      slots.set(slot, made);
      return made;
    },
  };
}
