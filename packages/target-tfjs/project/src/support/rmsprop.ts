// RMSProp: gradients over the root of their mean square, with momentum on top where it is asked for.
import { movingMean } from './adam.js';
import { decayed, stateAt, type Optimizer } from './optimizer.js';

export interface RmspropSettings {
  /** How much of the mean squared gradient is kept. */
  readonly decay: number;
  readonly epsilon: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
}

/** s <- decay s + (1 - decay) g^2,  u <- momentum u + g / (sqrt(s) + epsilon),  x <- x - rate u (Hinton 2012; as in PyTorch). */
export function rmsprop({ decay, epsilon, momentum = 0, weightDecay = 0 }: RmspropSettings): Optimizer {
  return {
    states: [
      { name: 'square', initial: 'zeros' },
      { name: 'velocity', initial: 'zeros' },
    ],
    update: (now) => {
      const gradient = decayed(now, weightDecay);
      const square = movingMean(stateAt(now, 0), gradient.square(), decay);
      const velocity = stateAt(now, 1)
        .mul(momentum)
        .add(gradient.div(square.sqrt().add(epsilon)));
      return { variable: now.variable.sub(velocity.mul(now.rate)), states: [square, velocity] };
    },
  };
}
