// What a generated module hands to its runtime: a plan in few words, with its sizes as one function. Not how it is run.

/** One dispatch. */
export interface Dispatch {
  readonly shader: number;
  readonly tensors: readonly number[];
  readonly sizes: readonly number[];
  /** The number of the size that says how many workgroups. */
  readonly workgroups: number;
}

/** The same dispatches over and over; each knows the number of the round. */
export interface Loop {
  readonly length: number;
  readonly isBackward: boolean;
  readonly steps: readonly Step[];
}

export type Step = Dispatch | Loop;

/** A tensor by the name that people use; an axis is a number, or a symbol, or nothing simple. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: number;
}

/** One way to run. */
export interface Pass {
  readonly inputs: readonly (NamedTensor & { readonly axes: readonly (number | string)[] })[];
  readonly outputs: readonly NamedTensor[];
  readonly steps: readonly Step[];
  /** Tensor, first step, last step. */
  readonly lives: readonly (readonly [number, number, number])[];
}

/** A shader and what its bindings are. */
export interface Shader {
  readonly text: string;
  readonly tensors: number;
  readonly hasSizes: boolean;
  readonly readsSeed: boolean;
  readonly readsStep: boolean;
}

/** A model as data. */
export interface ModelData {
  readonly symbols: readonly string[];
  /** All sizes, from values for the symbols in their order. */
  readonly sizes: (...symbols: readonly number[]) => readonly number[];
  /** Size numbers of the element count and the axes, and the name of what is kept from run to run. */
  readonly tensors: readonly { readonly count: number; readonly shape: readonly number[]; readonly kept?: string }[];
  readonly shaders: readonly Shader[];
  readonly passes: readonly Pass[];
}
