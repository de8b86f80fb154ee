// The form of an optimizer: how one parameter, and what is remembered of it, follow from its gradient. Not the optimizers.
import { add, multiply, type Value } from '@trammel/program';

/** What an optimizer remembers of a parameter from step to step: a tensor of the shape of the parameter. */
export interface OptimizerState {
  readonly name: string;
  /** What it is before the first step: zeros, or the parameter as it begins. */
  readonly initial: 'zeros' | 'parameter';
}

/** One parameter at one step. */
export interface Update {
  readonly parameter: Value;
  readonly gradient: Value;
  /** What is remembered, by the name that `states` lists. */
  readonly state: (name: string) => Value;
  /** The step size of this step: a scalar. */
  readonly rate: Value;
  /** How many steps were made before: a scalar. */
  readonly step: Value;
}

/** What comes of it: the states in the order of `states`. */
export interface Updated {
  readonly parameter: Value;
  readonly states: readonly Value[];
}

/** What is remembered of a momentum: the velocity, or where the parameter stood before. */
export type MomentumForm = 'velocity' | 'difference';

/** Momentum that can be written in two forms. */
export interface Momentum {
  readonly form: MomentumForm;
  /** How much of the last step is kept. */
  readonly kept: number;
  /** What that is multiplied by, from how many steps were made; undefined for 1. */
  readonly factor: ((step: Value) => Value) | undefined;
  readonly isNesterov: boolean;
  readonly weightDecay: number;
}

/** A rule for every parameter alike, pure: values in, values out. */
export interface Optimizer {
  /** Undefined where there are no two forms. */
  readonly momentum: Momentum | undefined;
  readonly states: readonly OptimizerState[];
  readonly update: (update: Update) => Updated;
}

/** The gradient of loss + strength/2 * |x|^2, which draws the parameter to zero: g + strength * x. */
export function decayedGradient({ parameter, gradient }: Update, strength: number): Value {
  return strength === 0 ? gradient : add(gradient, multiply(strength, parameter));
}
