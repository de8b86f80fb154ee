// Which buffers a plan takes: one is used again as soon as no value lies in it any more. Not the memory itself.
import type { BufferId } from './access.js';

/** A constant that a buffer holds from the start, and that nothing overwrites. */
export interface Held {
  readonly buffer: BufferId;
  readonly values: ArrayLike<number>;
}

/** The buffers of one plan while it is made. */
export interface Buffers {
  readonly lengths: number[];
  readonly holders: number[];
  readonly held: Held[];
  /** The buffers that nothing lies in. */
  readonly free: Set<BufferId>;
}

export function noBuffers(): Buffers {
  return { lengths: [], holders: [], held: [], free: new Set() };
}

/** How much longer than needed a buffer may be that is used again. */
const slack = 2;

/** A buffer of at least that length, held once. */
export function acquire(buffers: Buffers, length: number): BufferId {
  let best: BufferId | undefined;
  for (const candidate of buffers.free) {
    const size = buffers.lengths[candidate] ?? 0;
    if (size >= length && size <= slack * length && (best === undefined || size < (buffers.lengths[best] ?? 0))) best = candidate;
  }
  if (best !== undefined) {
    buffers.free.delete(best);
    buffers.holders[best] = 1;
    return best;
  }
  buffers.lengths.push(length);
  buffers.holders.push(1);
  return buffers.lengths.length - 1;
}

/** A buffer that is never used for anything else. */
export function acquireForGood(buffers: Buffers, length: number): BufferId {
  buffers.lengths.push(length);
  buffers.holders.push(Number.POSITIVE_INFINITY);
  return buffers.lengths.length - 1;
}

/** A buffer that holds these numbers for good. */
export function hold(buffers: Buffers, values: ArrayLike<number>): BufferId {
  const buffer = acquireForGood(buffers, values.length);
  buffers.held.push({ buffer, values });
  return buffer;
}

/** One more value lies in the buffer. */
export function retain(buffers: Buffers, buffer: BufferId): void {
  buffers.holders[buffer] = (buffers.holders[buffer] ?? 0) + 1;
}

/** One value that lay in the buffer is not read any more. */
export function release(buffers: Buffers, buffer: BufferId): void {
  const left = (buffers.holders[buffer] ?? 0) - 1;
  buffers.holders[buffer] = left;
  if (left === 0) buffers.free.add(buffer);
}

/** The elements of all buffers together. */
export function totalLength({ lengths }: Buffers): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
