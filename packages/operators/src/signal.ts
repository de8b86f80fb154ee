// How moments pass through an operator: the form of its signal rule, and what a rule is given. Not the rules of maps themselves.
import type { Field, Moments, SignalAxis, SignalStep, SoftmaxOptions, Transfer, WeightMoments } from '@trammel/signal';
import { evenField, everyMask, positionGroups, step } from '@trammel/signal';
import type { Program, Scalar } from '@trammel/program';
import { present, type Shape, type Size, type TensorType } from '@trammel/tensor';
import type { Call, Parameter } from './call.js';

/** What the pass lends to rules: what they compute once and share. */
export interface SignalServices {
  /** A scalar expression of argument 0. */
  readonly transferOf: (expression: Scalar) => Transfer;
  /** A meaning that is a function of single elements; undefined for any other. */
  readonly transferOfMeaning: (program: Program) => Transfer | undefined;
  /** The axes of tensors of these types. */
  readonly axesOfTypes: (types: readonly TensorType[]) => readonly (readonly SignalAxis[])[];
  readonly softmaxMoments: SoftmaxOptions['moments'];
  readonly size: (size: Size) => number;
  /** Whether an activation reads the output: then its distribution matters beyond its moments. */
  readonly followsDensity: boolean;
}

/** What a site is asked with. */
export interface SignalContext {
  readonly moments: readonly (Moments | undefined)[];
  readonly services: SignalServices;
  /** What is asked: how a parameter begins, where that is another way than its initialiser says. */
  readonly begin?: ((parameter: Parameter, initial: WeightMoments) => WeightMoments) | undefined;
}

/** A call with the moments of its inputs. */
export interface SignalCall<A> extends Call<A>, SignalServices {
  /** Undefined for whole numbers and truth values. */
  readonly moments: readonly (Moments | undefined)[];
  readonly outputs: readonly (readonly SignalAxis[])[];
  /** How the parameter of that name begins. */
  readonly weight: (name: string) => WeightMoments;
  /** The meaning in training. */
  readonly program: Program;
}

/** What an operator makes of moments; undefined where this call is beyond the theory. */
export type SignalRule<A> = (call: SignalCall<A>) => SignalStep | undefined;

/** The moments of the one input. */
export const soleMoments = ({ moments: [x] }: SignalCall<unknown>): Moments => present(x, () => 'a rule is asked where inputs are known');

/** All inputs that have moments. */
export const knownMoments = ({ moments }: SignalCall<unknown>): readonly Moments[] => moments.flatMap((x) => (x === undefined ? [] : [x]));

/** The axes of the first output. */
export const outputAxes = ({ outputs: [axes] }: SignalCall<unknown>): readonly SignalAxis[] => axes ?? [];

/** Axes with their sizes as numbers. */
export const axesOf = (shape: Shape, { size }: Pick<SignalServices, 'size'>): readonly SignalAxis[] =>
  shape.map((axis) => ({ name: axis.name, size: size(axis.size) }));

/** A tensor of independent elements, repeated nowhere: a parameter by itself. */
export function parameterMoments(axes: readonly SignalAxis[], { mean, variance }: WeightMoments): Moments {
  const groups = positionGroups(axes);
  const square = variance + mean * mean;
  const even = (value: number): Field => evenField(value, axes.length);
  return { axes, groups, mean: even(mean), square: even(square), pairs: everyMask(groups, (mask) => (mask === 0 ? square : mean * mean)) };
}

/** No rule: what is behind the operator is not known. */
export const noSignal = (): undefined => undefined;

/** What is flat but where it jumps, as a comparison: nothing goes back through it. */
export const noSlope = (outputs: readonly Moments[] = []): SignalStep =>
  step({ outputs, backward: () => ({ inputs: [], parameters: new Map() }) });
