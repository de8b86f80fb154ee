// Gradient descent: plain, with momentum in two forms, and Nesterov's in the same two forms.
import { add, multiply, subtract, type Operand, type Value } from '@trammel/program';
import { decayedGradient, type Optimizer, type Update } from './optimizer.js';
import { numberIn, truthIn, wordIn, type Settings } from './settings.js';

/** What is remembered: the velocity, or where the parameter stood before. */
export type MomentumForm = 'velocity' | 'difference';

export interface Momentum {
  readonly form: MomentumForm;
  /** How much of the last step is kept, which may depend on how many steps were made. */
  readonly momentum: (step: Value) => Operand;
  readonly isNesterov: boolean;
  readonly weightDecay: number;
}

/**
 * Momentum with rate a_k and momentum b_k; the gradient g_k is that at x_k.
 *
 *   difference (form I):  x_(k+1) = x_k - a_k g_k + b_k (x_k - x_(k-1)),     x_(-1) = x_0        (Polyak 1964)
 *   velocity (form II):   v_(k+1) = b_k v_k + g_k,  x_(k+1) = x_k - a_k v_(k+1),  v_0 = 0        (PyTorch's SGD)
 *
 * In form II x_k - x_(k-1) = -a_(k-1) v_k, so that its step is -a_k g_k + b_k a_k/a_(k-1) (x_k - x_(k-1)): the same as that of
 * form I while the rate is constant, and another one where it changes.
 *
 * Nesterov's momentum takes the step before it looks (Nesterov 1983; Sutskever et al. 2013). The parameter is the point at
 * which the gradient is taken; z is the point without the step ahead.
 *
 *   difference:  z_k = x_k - a_k g_k,  x_(k+1) = z_k + b_k (z_k - z_(k-1)),      z_(-1) = x_0
 *   velocity:    v_(k+1) = b_k v_k + g_k,  x_(k+1) = x_k - a_k (g_k + b_k v_(k+1)),  v_0 = 0     (PyTorch's SGD)
 */
export function withMomentum(how: Momentum): Optimizer {
  return how.form === 'velocity' ? velocityForm(how) : differenceForm(how);
}

function velocityForm({ momentum, isNesterov, weightDecay }: Momentum): Optimizer {
  return {
    states: [{ name: 'velocity', initial: 'zeros' }],
    update: (update) => {
      const gradient = decayedGradient(update, weightDecay);
      const kept = momentum(update.step);
      const velocity = add(multiply(kept, update.state('velocity')), gradient);
      const direction = isNesterov ? add(gradient, multiply(kept, velocity)) : velocity;
      return { parameter: descended(update, direction), states: [velocity] };
    },
  };
}

function differenceForm({ momentum, isNesterov, weightDecay }: Momentum): Optimizer {
  return {
    states: [{ name: 'before', initial: 'parameter' }],
    update: (update) => {
      const before = update.state('before');
      const here = descended(update, decayedGradient(update, weightDecay));
      const from = isNesterov ? here : update.parameter;
      const carried = multiply(momentum(update.step), subtract(from, before));
      return { parameter: add(here, carried), states: [from] };
    },
  };
}

/** x - a d */
const descended = ({ parameter, rate }: Update, direction: Value): Value => subtract(parameter, multiply(rate, direction));

/** x_(k+1) = x_k - a_k g_k, which remembers nothing. */
function plainDescent(weightDecay: number): Optimizer {
  return {
    states: [],
    update: (update) => ({ parameter: descended(update, decayedGradient(update, weightDecay)), states: [] }),
  };
}

/** Stochastic gradient descent as `sgd(...)` says it; without momentum there is nothing to remember. */
export function gradientDescent(settings: Settings): Optimizer {
  return ofSettings(settings, { isNesterov: truthIn(settings, 'nesterov') });
}

/** `momentum(...)` */
export const heavyBall = (settings: Settings): Optimizer => ofSettings(settings, { isNesterov: false });

/** `nesterov(...)` */
export const nesterov = (settings: Settings): Optimizer => ofSettings(settings, { isNesterov: true });

function ofSettings(settings: Settings, { isNesterov }: Pick<Momentum, 'isNesterov'>): Optimizer {
  const [kept, weightDecay] = [numberIn(settings, 'momentum'), numberIn(settings, 'weight_decay')];
  if (kept === 0) return plainDescent(weightDecay);
  return withMomentum({ form: wordIn(settings, 'form', momentumForms), momentum: () => kept, isNesterov, weightDecay });
}

/** The first is form II of the source problem, the second form I. */
export const momentumForms: readonly MomentumForm[] = ['velocity', 'difference'];
