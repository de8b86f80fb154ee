// Random numbers that a seed decides: the order of examples, synthetic data, and what dropout draws.

/** Numbers from 0 to below 1 (mulberry32); another stream for each pair of seed and number. */
export function generator(seed: number, stream = 0): () => number {
  let state = Math.imul(seed ^ Math.imul(stream + 1, 0x9e3779b9), 0x85ebca6b) ^ stream;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The numbers from 0 to below the count in another order (Fisher and Yates). */
export function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/** Runs with random numbers of our own in the place of those that TensorFlow.js takes seeds from: layers draw alike each time. */
export function withRandom<T>(random: () => number, run: () => T): T {
  const { random: before } = Math;
  Math.random = random;
  try {
    return run();
  } finally {
    Math.random = before;
  }
}
