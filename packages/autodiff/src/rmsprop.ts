// RMSProp: gradients over the root of their mean square, with momentum on top where it is asked for.
import { add, divide, multiply, squareRoot, subtract } from '@trammel/program';
import { movingMean } from './adam.js';
import { decayedGradient, type Optimizer } from './optimizer.js';
import { numberIn, type Settings } from './settings.js';

/**
 * As in PyTorch, eps outside of the root:
 *
 *   s <- decay s + (1 - decay) g^2,   d = g / (sqrt(s) + eps)                (Hinton, lecture 6e of 2012)
 *   x <- x - a d;  with momentum b:  u <- b u + d,  x <- x - a u
 *
 * Weight decay is part of the gradient: g + weight_decay x.
 */
export function rmsprop(settings: Settings): Optimizer {
  const [decay, eps] = [numberIn(settings, 'decay'), numberIn(settings, 'eps')];
  const [momentum, weightDecay] = [numberIn(settings, 'momentum'), numberIn(settings, 'weight_decay')];
  return {
    momentum: undefined,
    states: [{ name: 'square', initial: 'zeros' }, ...(momentum === 0 ? [] : ([{ name: 'velocity', initial: 'zeros' }] as const))],
    update: (update) => {
      const gradient = decayedGradient(update, weightDecay);
      const square = movingMean(update.state('square'), multiply(gradient, gradient), decay);
      const scaled = divide(gradient, add(squareRoot(square), eps));
      const direction = momentum === 0 ? scaled : add(multiply(momentum, update.state('velocity')), scaled);
      const states = momentum === 0 ? [square] : [square, direction];
      return { parameter: subtract(update.parameter, multiply(update.rate, direction)), states };
    },
  };
}
