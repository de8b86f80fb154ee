// Gradient descent: plain, with momentum in two forms, and Nesterov's in the same two forms.
import { add, multiply, subtract, type Operand, type Value } from '@trammel/program';
import { decayedGradient, type Momentum, type MomentumForm, type Optimizer, type Update } from './optimizer.js';
import { numberIn, truthIn, wordIn, type Settings } from './settings.js';

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
export function withMomentum(momentum: Momentum): Optimizer {
  if (momentum.kept === 0) return plainDescent(momentum);
  return momentum.form === 'velocity' ? velocityForm(momentum) : differenceForm(momentum);
}

function velocityForm(momentum: Momentum): Optimizer {
  return {
    momentum,
    states: [{ name: 'velocity', initial: 'zeros' }],
    update: (update) => {
      const gradient = decayedGradient(update, momentum.weightDecay);
      const kept = keptAt(momentum, update.step);
      const velocity = add(multiply(kept, update.state('velocity')), gradient);
      const direction = momentum.isNesterov ? add(gradient, multiply(kept, velocity)) : velocity;
      return { parameter: descended(update, direction), states: [velocity] };
    },
  };
}

function differenceForm(momentum: Momentum): Optimizer {
  return {
    momentum,
    states: [{ name: 'before', initial: 'parameter' }],
    update: (update) => {
      const before = update.state('before');
      const here = descended(update, decayedGradient(update, momentum.weightDecay));
      const from = momentum.isNesterov ? here : update.parameter;
      const carried = multiply(keptAt(momentum, update.step), subtract(from, before));
      return { parameter: add(here, carried), states: [from] };
    },
  };
}

/** x_(k+1) = x_k - a_k g_k, which remembers nothing. */
function plainDescent(momentum: Momentum): Optimizer {
  return {
    momentum,
    states: [],
    update: (update) => ({ parameter: descended(update, decayedGradient(update, momentum.weightDecay)), states: [] }),
  };
}

/** b_k */
const keptAt = ({ kept, factor }: Momentum, step: Value): Operand => (factor === undefined ? kept : multiply(kept, factor(step)));

/** x - a d */
const descended = ({ parameter, rate }: Update, direction: Value): Value => subtract(parameter, multiply(rate, direction));

/** Stochastic gradient descent as `sgd(...)` says it; without momentum there is nothing to remember. */
export function gradientDescent(settings: Settings): Optimizer {
  return ofSettings(settings, { isNesterov: truthIn(settings, 'nesterov') });
}

/** `momentum(...)` */
export const heavyBall = (settings: Settings): Optimizer => ofSettings(settings, { isNesterov: false });

/** `nesterov(...)` */
export const nesterov = (settings: Settings): Optimizer => ofSettings(settings, { isNesterov: true });

function ofSettings(settings: Settings, { isNesterov }: Pick<Momentum, 'isNesterov'>): Optimizer {
  return withMomentum({
    form: wordIn(settings, 'form', momentumForms),
    kept: numberIn(settings, 'momentum'),
    factor: undefined,
    isNesterov,
    weightDecay: numberIn(settings, 'weight_decay'),
  });
}

/** The first is form II of the source problem, the second form I. */
const momentumForms: readonly MomentumForm[] = ['velocity', 'difference'];
