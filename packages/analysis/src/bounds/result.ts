// What the bounds pass proves of a network: how large no gradient can be. Plain data.
import type { NamedTensor, Node } from '@trammel/graph';
import type { Interval } from './interval.js';

/** What the bounds are asked under. */
export interface BoundsOptions {
  /** Between which numbers every element of a real-valued input lies. */
  readonly inputRange: Interval;
  /** With which probability of drawing other weights the bounds may fail, all of them together; 0 for weights that are all that can be drawn. */
  readonly failureProbability: number;
  /** Weights that are what they are, row by row, by their names in the program of the graph; where it has none, they are drawn. */
  readonly weights?: ((name: string) => ArrayLike<number> | undefined) | undefined;
}

export interface TensorBound {
  /**
   * log10 of what ||dL/dT||_2 / ||dL/d(output)||_2 does not exceed, over all elements of both. -Infinity where no gradient arrives,
   * Infinity where nothing is proved.
   */
  readonly atMost: number;
  /** Between which numbers every element lies. */
  readonly range: Interval;
}

/** One copy of a node. */
export interface NodeBounds {
  /** One for each output of the node; undefined where it has no gradient, as whole numbers. */
  readonly outputs: readonly (TensorBound | undefined)[];
  /** `atMost` by the name of the trainable parameter. Where nodes share a parameter, of all of them together. */
  readonly parameters: ReadonlyMap<string, number>;
}

/** A node in all its copies: one outside of folded repeats. */
export interface CopiedBounds {
  readonly node: Node;
  readonly copies: number;
  /** Copies are numbered in the order in which they run, the innermost repeat fastest; undefined past the last. */
  readonly at: (copy: number) => NodeBounds | undefined;
}

/** The pass over a network, of which every number lies within those of 64-bit floats. */
export interface GradientBounds {
  /** By node, in the order of the source. Empty where nothing is known. */
  readonly nodes: ReadonlyMap<Node, CopiedBounds>;
  readonly inputs: readonly { readonly input: NamedTensor; readonly atMost: number | undefined }[];
  readonly inputRange: Interval;
  /** The bounds hold for all other draws of the weights; 0 where they hold for all of them. */
  readonly failureProbability: number;
  /** Why nothing can be told; undefined where something is. */
  readonly missing: string | undefined;
}
