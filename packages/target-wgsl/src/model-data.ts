// What the runtime of a module runs: a plan in few words, with its sizes as one function. Not how it is run.
import type { Shader } from './shader-text.js';

/** A size that is known, or -1, -2, ... for the first, the second, ... of those that are open until the module runs. */
export type SizeReference = number;

/** The size, from the values of the open ones. */
export function sizeAt(open: readonly number[], reference: SizeReference): number {
  return reference < 0 ? (open[-1 - reference] ?? 0) : reference;
}

/** How many elements a tensor of the shape has. */
export function countOf(open: readonly number[], shape: readonly SizeReference[]): number {
  return shape.reduce((product, size) => product * sizeAt(open, size), 1);
}

/** The bytes of a tensor in memory: 32-bit elements, in whole groups of four. */
export function bytesOf(count: number): number {
  return Math.max(16, Math.ceil(count / 4) * 16);
}

/** One dispatch. */
export interface Dispatch {
  readonly shader: number;
  readonly tensors: readonly number[];
  readonly sizes: readonly SizeReference[];
  readonly workgroups: SizeReference;
}

/** The same dispatches over and over; each knows the number of the round. */
export interface Loop {
  readonly length: SizeReference;
  readonly isBackward: boolean;
  readonly steps: readonly Step[];
}

export type Step = Dispatch | Loop;

/** A tensor by the name that people use. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: number;
}

/** One way to run. */
export interface Pass {
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
  readonly steps: readonly Step[];
}

/** A tensor: its shape, and the name of what is kept from run to run. */
export interface Tensor {
  readonly shape: readonly SizeReference[];
  readonly kept?: string;
}

/** A model as data. */
export interface ModelData {
  readonly symbols: readonly string[];
  /** The open sizes, from values for the symbols in their order: first the symbols themselves. */
  readonly sizes: (...symbols: readonly number[]) => readonly number[];
  readonly tensors: readonly Tensor[];
  readonly shaders: readonly Shader[];
  readonly passes: readonly Pass[];
}
