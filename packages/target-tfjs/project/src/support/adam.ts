// Adam and AdamW: steps in units of the root of the mean squared gradient.
import type * as tf from '@tensorflow/tfjs';
import { decayed, stateAt, type Optimizer, type Update } from './optimizer.js';

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba 2015); weight decay is part of the gradient. */
export function adam(settings: AdamSettings): Optimizer {
  const { weightDecay = 0 } = settings;
  return adaptive(settings, (now) => ({ from: now.variable, gradient: decayed(now, weightDecay) }));
}

/** AdamW (Loshchilov and Hutter 2019): the decay is apart from the gradient, x <- x - rate weightDecay x before the step. */
export function adamw(settings: AdamSettings): Optimizer {
  const { weightDecay = 0 } = settings;
  return adaptive(settings, ({ variable, gradient, rate }) => ({ from: variable.sub(variable.mul(weightDecay * rate)), gradient }));
}

/** Where the step begins, and the gradient that it follows. */
type Start = (now: Update) => { readonly from: tf.Tensor; readonly gradient: tf.Tensor };

/** m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,  x <- x - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) */
function adaptive({ beta1, beta2, epsilon }: AdamSettings, startOf: Start): Optimizer {
  return {
    states: [
      { name: 'mean', initial: 'zeros' },
      { name: 'square', initial: 'zeros' },
    ],
    update: (now) => {
      const { from, gradient } = startOf(now);
      const mean = movingMean(stateAt(now, 0), gradient, beta1);
      const square = movingMean(stateAt(now, 1), gradient.square(), beta2);
      const made = now.step + 1;
      // With r = sqrt(1 - beta2^t) on both sides of the fraction, what is the same for all elements is worked out once.
      const root = Math.sqrt(1 - beta2 ** made);
      const step = mean.div(square.sqrt().add(epsilon * root)).mul((now.rate * root) / (1 - beta1 ** made));
      return {
        variable: from.sub(step),
        states: [mean, square],
      };
    },
  };
}

/** kept * mean + (1 - kept) * value */
export function movingMean(mean: tf.Tensor, value: tf.Tensor, kept: number): tf.Tensor {
  return mean.mul(kept).add(value.mul(1 - kept));
}
