// One operator seen by the gradient pass: what it makes of moments, and how gradients go back through it. Not the rules themselves.
import type { GradientMoments, Moments } from './moments.js';

/** How a parameter begins. */
export interface WeightMoments {
  readonly mean: number;
  /** Of one element around the mean. */
  readonly variance: number;
  /** Whether its rows or columns are orthogonal, and their lengths do not vary. */
  readonly isOrthogonal: boolean;
}

/** The slopes of an activation, as log10 of root mean squares, which add up to its decades. */
export interface SlopeDecades {
  /** log10 of the largest slope. */
  readonly maximumSlope: number;
  /** From the spread of the argument around 0. */
  readonly spreadSaturation: number;
  /** From the mean of the argument. */
  readonly offsetSaturation: number;
}

/** What comes out of one step back. */
export interface StepBack {
  readonly inputs: readonly (GradientMoments | undefined)[];
  /** E ||dL/dW||^2, by the name of the parameter. */
  readonly parameters: ReadonlyMap<string, number>;
  /** The variance of the logarithm of ||dL/dW||^2 beyond that of the gradient that it is made of, by the name of the parameter. */
  readonly parameterNoise?: ReadonlyMap<string, number>;
}

/** An operator applied to moments. */
export interface SignalStep {
  readonly outputs: readonly Moments[];
  /** From the gradients of the outputs, undefined where none arrives. */
  readonly backward: (gradients: readonly (GradientMoments | undefined)[]) => StepBack;
  /** The relative variance of the mean square of the output that a finite width adds, over initialisations. */
  readonly noise: number;
  /** The same of one example alone: examples of a batch vary each by itself, and a mean over them less. */
  readonly noiseOfOne: number;
  /** Whether the noise of its input is that of this step: an activation of a linear map measures both as one. */
  readonly absorbsNoise: boolean;
  readonly slopes: SlopeDecades | undefined;
  /** Whether its decades come from weights. */
  readonly isWeighted: boolean;
  /** Why the estimate may be poor behind this step; sentences without a capital. */
  readonly doubts: readonly string[];
}

/** A step with what most steps have. */
export function step(parts: Pick<SignalStep, 'outputs' | 'backward'> & Partial<SignalStep>): SignalStep {
  return { noise: 0, noiseOfOne: parts.noise ?? 0, absorbsNoise: false, slopes: undefined, isWeighted: false, doubts: [], ...parts };
}

/** A step with one output: back from the gradient of that. */
export function simpleStep(
  output: Moments,
  back: (gradient: GradientMoments) => readonly (GradientMoments | undefined)[],
  parts: Partial<SignalStep> = {},
): SignalStep {
  return step({
    outputs: [output],
    backward: ([gradient]) => ({ inputs: gradient === undefined ? [] : back(gradient), parameters: new Map() }),
    ...parts,
  });
}
