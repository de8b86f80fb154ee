// Gradient descent, with or without momentum, in the two forms that momentum has.
import { decayed, stateAt, type Optimizer } from './optimizer.js';

export interface DescentSettings {
  readonly weightDecay?: number;
}

export interface MomentumSettings extends DescentSettings {
  /** How much of the last step is kept. */
  readonly momentum: number;
}

/** x <- x - rate g */
export function gradientDescent({ weightDecay = 0 }: DescentSettings = {}): Optimizer {
  return {
    states: [],
    update: (now) => ({ variable: now.variable.sub(decayed(now, weightDecay).mul(now.rate)), states: [] }),
  };
}

/** v <- momentum v + g,  x <- x - rate v: the velocity form, as SGD of PyTorch and TensorFlow.js have it. */
export function velocityMomentum({ momentum, weightDecay = 0 }: MomentumSettings): Optimizer {
  return {
    states: [{ name: 'velocity', initial: 'zeros' }],
    update: (now) => {
      const velocity = stateAt(now, 0).mul(momentum).add(decayed(now, weightDecay));
      return { variable: now.variable.sub(velocity.mul(now.rate)), states: [velocity] };
    },
  };
}

/** x <- x - rate g + momentum (x - x before): the difference form (Polyak 1964). It is another one where the rate changes. */
export function differenceMomentum({ momentum, weightDecay = 0 }: MomentumSettings): Optimizer {
  return {
    states: [{ name: 'before', initial: 'variable' }],
    update: (now) => {
      const { variable, rate } = now;
      const carried = variable.sub(stateAt(now, 0)).mul(momentum);
      return { variable: variable.sub(decayed(now, weightDecay).mul(rate)).add(carried), states: [variable.clone()] };
    },
  };
}

/** v <- momentum v + g,  x <- x - rate (g + momentum v): Nesterov's momentum in the velocity form. */
export function velocityNesterov({ momentum, weightDecay = 0 }: MomentumSettings): Optimizer {
  return {
    states: [{ name: 'velocity', initial: 'zeros' }],
    update: (now) => {
      const gradient = decayed(now, weightDecay);
      const velocity = stateAt(now, 0).mul(momentum).add(gradient);
      return { variable: now.variable.sub(gradient.add(velocity.mul(momentum)).mul(now.rate)), states: [velocity] };
    },
  };
}

/** z <- x - rate g,  x <- z + momentum (z - z before): Nesterov's momentum in the difference form. */
export function differenceNesterov({ momentum, weightDecay = 0 }: MomentumSettings): Optimizer {
  return {
    states: [{ name: 'before', initial: 'variable' }],
    update: (now) => {
      const here = now.variable.sub(decayed(now, weightDecay).mul(now.rate));
      return { variable: here.add(here.sub(stateAt(now, 0)).mul(momentum)), states: [here] };
    },
  };
}
