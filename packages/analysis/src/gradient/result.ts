// What the gradient pass finds: how the gradient attenuates on its way back, tensor by tensor, and why. Plain data.
import type { Diagnostic } from '@trammel/diagnostics';
import type { NamedTensor, Node } from '@trammel/graph';

/**
 * log10 of ||dL/dT||_2 / ||dL/d(output)||_2, over all elements of both: of the root mean square over initialisations (`rms`), of a
 * typical one (`mean`), and the bounds between which 90 % of them lie. -Infinity where the gradient is zero by construction.
 */
export interface Attenuation {
  readonly rms: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What a node adds on the way from its output to its first input, in decades of the rms; the parts add up to the whole. */
export interface LocalDecades {
  /** From the size and the number of weights. */
  readonly weightGain: number;
  /** log10 of the largest slope of an activation: what the best input could pass. */
  readonly maximumSlope: number;
  /** From the spread of the pre-activations around 0. */
  readonly spreadSaturation: number;
  /** From their mean, which a bias or the data shifts away from 0. */
  readonly offsetSaturation: number;
  /** All else: normalisation, pooling, dropout, padding, branches that meet. */
  readonly other: number;
}

/** One copy of a node. */
export interface NodeAttenuation extends Reliability {
  /** One for each output of the node; undefined where the gradient is not known or is none, as for whole numbers. */
  readonly outputs: readonly (Attenuation | undefined)[];
  /** By the name of the trainable parameter: `weight`, `bias`. Where nodes share a parameter, of all of them together. */
  readonly parameters: ReadonlyMap<string, Attenuation>;
  /** Of the first output: the mean of its elements and their variance around it. */
  readonly forward: { readonly mean: number; readonly variance: number } | undefined;
  readonly local: LocalDecades | undefined;
  /** By its inputs, where it has several: the part of the squared gradient of the tensor behind it that comes through this node. */
  readonly pathShares: readonly (number | undefined)[];
}

/** How far an estimate can be trusted. */
export interface Reliability {
  /** False where the estimate is known to be poor; `doubts` say why. */
  readonly isReliable: boolean;
  readonly doubts: readonly string[];
}

/** One input of the network. */
export interface InputAttenuation extends Reliability {
  readonly input: NamedTensor;
  readonly attenuation: Attenuation | undefined;
}

/** A node in all its copies: one outside of folded repeats. */
export interface CopiedAttenuation {
  readonly node: Node;
  readonly copies: number;
  /** Copies are numbered in the order in which they run, the innermost repeat fastest. */
  readonly at: (copy: number) => NodeAttenuation;
  /** Every copy once. */
  readonly stretches: readonly Stretch[];
}

/**
 * Copies `first`, `first` + `stride`, ..., `count` of them, that are alike: decades of the rms change by the same number from each to
 * the next, so that the first and the last of them tell all, and all else but bands is the same.
 */
export interface Stretch {
  readonly first: number;
  readonly count: number;
  readonly stride: number;
}

/** How much the gradient at the output of one node changes when the weights of another are scaled. */
export interface Elasticity {
  /** The node whose weights are scaled, and which copy of it. */
  readonly scaled: { readonly node: Node; readonly copy: number };
  /** d log10 ||dL/dT|| / d log10 (scale of the weights). */
  readonly exponent: number;
  /** What the gradient changes by, in decades, if the weights shrink tenfold; undefined where it is not known then. */
  readonly tenth: number | undefined;
}

/** The pass over a network, without what is found in it. */
export type Attenuations = Omit<GradientAnalysis, 'findings'>;

/** The pass over a network. */
export interface GradientAnalysis {
  /** Everything that has a gradient, by node, in the order of the source. Empty where nothing is known. */
  readonly nodes: ReadonlyMap<Node, CopiedAttenuation>;
  readonly inputs: readonly InputAttenuation[];
  /** Why nothing can be told, such as an open size; undefined where something is. */
  readonly missing: string | undefined;
  /** vanishing, exploding, saturated, dead, unstable, unreached, unknown. */
  readonly findings: readonly Diagnostic[];
}
