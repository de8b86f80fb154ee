// The generator behind drawn weights and inputs: fast, and of a period that no run exhausts. Not cryptography.

/** Where draws come from. Different keys have nothing to do with each other, so that no draw depends on what was drawn before. */
export interface Key {
  readonly seed: number;
  /** Which initialisation, from 0. */
  readonly draw: number;
  /** Which tensor of it. */
  readonly tensor: number;
}

/** Four 32-bit words, which move on with each number. */
export type Generator = Int32Array;

/** How often the state is stirred before the first number. */
const warmUp = 15;

/** sfc32, the small fast counting generator (C. Doty-Humphrey, PractRand): 2^128 states, each key far from any other. */
export function generatorOf({ seed, draw, tensor }: Key): Generator {
  const generator = Int32Array.of(seed, draw, tensor, 1);
  for (let step = 0; step < warmUp; step += 1) next(generator);
  return generator;
}

/** 32 random bits as a signed number. */
export function next(generator: Generator): number {
  const a = generator[0] ?? 0;
  const b = generator[1] ?? 0;
  const c = generator[2] ?? 0;
  const counter = generator[3] ?? 0;
  const result = (a + b + counter) | 0;
  generator[3] = counter + 1;
  generator[0] = b ^ (b >>> 9);
  generator[1] = (c + (c << 3)) | 0;
  generator[2] = (((c << 21) | (c >>> 11)) + result) | 0;
  return result;
}

/** As many times `next` as the block is long, with the state in local numbers. */
export function fillBits(generator: Generator, block: Int32Array): void {
  let a = generator[0] ?? 0;
  let b = generator[1] ?? 0;
  let c = generator[2] ?? 0;
  let counter = generator[3] ?? 0;
  for (let at = 0; at < block.length; at += 1) {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    block[at] = result;
  }
  generator[0] = a;
  generator[1] = b;
  generator[2] = c;
  generator[3] = counter;
}

/** How many numbers are made at once: they stay in the cache next to the processor. */
export const blockLength = 2048;

/** On [0, 1), in steps of 2^-32. */
export function uniformFrom(generator: Generator): number {
  return (next(generator) >>> 0) / 2 ** 32;
}

/** Uniform draws on [minimum, maximum). */
export function fillUniform(to: Float64Array, key: Key, minimum: number, maximum: number): void {
  const generator = generatorOf(key);
  const width = (maximum - minimum) / 2 ** 32;
  const block = new Int32Array(blockLength);
  for (let start = 0; start < to.length; start += blockLength) {
    const bits = block.subarray(0, to.length - start);
    fillBits(generator, bits);
    for (let at = 0; at < bits.length; at += 1) to[start + at] = minimum + width * ((bits[at] ?? 0) >>> 0);
  }
}

/** Whole numbers from 0 to one less than the bound. */
export function fillIndices(to: Float64Array, key: Key, bound: number): void {
  const generator = generatorOf(key);
  for (let at = 0; at < to.length; at += 1) to[at] = Math.floor(bound * uniformFrom(generator));
}
