// What an optimizer is: how one variable, and what is remembered of it, follow from its gradient. Not the optimizers.
import type * as tf from '@tensorflow/tfjs';

/** What is remembered of each variable from step to step: a tensor of its shape. */
export interface OptimizerState {
  readonly name: string;
  /** What it is before the first step: zeros, or the variable as it begins. */
  readonly initial: 'zeros' | 'variable';
}

/** One variable at one step. */
export interface Update {
  readonly variable: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** In the order of `states`. */
  readonly states: readonly tf.Tensor[];
  readonly rate: number;
  /** How many steps were made before. */
  readonly step: number;
}

/** What comes of it. */
export interface Updated {
  readonly variable: tf.Tensor;
  readonly states: readonly tf.Tensor[];
}

/** A rule for every variable alike. */
export interface Optimizer {
  readonly states: readonly OptimizerState[];
  readonly update: (update: Update) => Updated;
}

/** The state at that place. */
export function stateAt({ states }: Update, index: number): tf.Tensor {
  const state = states[index];
  if (state === undefined) throw new Error(`the optimizer remembers ${states.length} tensors, and asks for number ${index + 1}`);
  return state;
}

/** The gradient of loss + strength/2 * |x|^2, which draws the variable to zero: g + strength * x. */
export function decayed({ variable, gradient }: Update, strength: number): tf.Tensor {
  return strength === 0 ? gradient : gradient.add(variable.mul(strength));
}
