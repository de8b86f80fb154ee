// The generator behind `random` values: counter-based, 32-bit, so that any machine can draw any element alone. Not cryptography.

/** The state from which one tensor of draws, or the steps of one recurrence, are made: a whole number below 2^32. */
export type Stream = number;

/**
 * A bijection of 32-bit numbers that looks random: one step of PCG-RXS-M-XS 32
 * (M. Jarzynski and M. Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020, function `pcg`).
 */
export function hash(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** The stream of the part number `ordinal` within `parent`: hash(parent + hash(ordinal)), modulo 2^32. */
export function streamWithin(parent: Stream, ordinal: number): Stream {
  return hash((parent + hash(ordinal)) >>> 0);
}

/**
 * Draw number `index` of the stream, on [0, 1): the upper 24 bits of hash(stream + hash(index)), over 2^24, so that
 * 32-bit floats hold it exactly.
 */
export function uniform(stream: Stream, index: number): number {
  return (hash((stream + hash(index)) >>> 0) >>> 8) / 2 ** 24;
}
