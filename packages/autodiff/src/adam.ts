// Adam and AdamW: steps in units of the root of the mean squared gradient.
import { add, divide, multiply, power, squareRoot, subtract, type Value } from '@trammel/program';
import { decayedGradient, type Optimizer, type Update } from './optimizer.js';
import { numberIn, type Settings } from './settings.js';

/**
 * With t = k + 1 steps, this one included, as in PyTorch:
 *
 *   m <- beta1 m + (1 - beta1) g,   v <- beta2 v + (1 - beta2) g^2
 *   x <- x - a (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)         (Kingma and Ba 2015, algorithm 1)
 *
 * Weight decay is part of the gradient: g + weight_decay x.
 */
export function adam(settings: Settings): Optimizer {
  const weightDecay = numberIn(settings, 'weight_decay');
  return adaptive(settings, (update) => ({ from: update.parameter, gradient: decayedGradient(update, weightDecay) }));
}

/** The same, but the decay is apart from the gradient: x <- x - a weight_decay x before the step (Loshchilov and Hutter 2019). */
export function adamw(settings: Settings): Optimizer {
  const weightDecay = numberIn(settings, 'weight_decay');
  return adaptive(settings, ({ parameter, gradient, rate }) => ({
    from: weightDecay === 0 ? parameter : subtract(parameter, multiply(multiply(weightDecay, rate), parameter)),
    gradient,
  }));
}

/** Where the step begins, and the gradient that it follows. */
type Start = (update: Update) => { readonly from: Value; readonly gradient: Value };

function adaptive(settings: Settings, startOf: Start): Optimizer {
  const [beta1, beta2, eps] = [numberIn(settings, 'beta1'), numberIn(settings, 'beta2'), numberIn(settings, 'eps')];
  return {
    momentum: undefined,
    states: [
      { name: 'mean', initial: 'zeros' },
      { name: 'square', initial: 'zeros' },
    ],
    update: (update) => {
      const { from, gradient } = startOf(update);
      const mean = movingMean(update.state('mean'), gradient, beta1);
      const square = movingMean(update.state('square'), multiply(gradient, gradient), beta2);
      const deviation = add(squareRoot(unbiased(square, beta2, update.step)), eps);
      const direction = divide(unbiased(mean, beta1, update.step), deviation);
      return { parameter: subtract(from, multiply(update.rate, direction)), states: [mean, square] };
    },
  };
}

/** kept * mean + (1 - kept) * now */
export function movingMean(mean: Value, now: Value, kept: number): Value {
  return add(multiply(kept, mean), multiply(1 - kept, now));
}

/** A mean that began at zero over the weight that it has gathered: mean / (1 - kept^(k + 1)). */
function unbiased(mean: Value, kept: number, step: Value): Value {
  return divide(mean, subtract(1, power(kept, add(step, 1))));
}
