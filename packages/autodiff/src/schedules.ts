// Schedules: how the rate changes from step to step, computed in the program from the number of the step.
import { map, multiply, scalar, type Scalar, type Value } from '@trammel/program';
import { numberIn, type Settings } from './settings.js';

/** The part of the full rate at step t, which is how many steps were made before. */
export type Schedule = (t: Scalar) => Scalar;

const { number, add, subtract, multiply: times, divide, maximum, minimum, power } = scalar;
const one = number(1);

/** factor^floor(t / every), t counted from the end of the warmup (PyTorch's StepLR). */
function step(settings: Settings): Schedule {
  const [every, factor] = [numberIn(settings, 'every'), numberIn(settings, 'factor')];
  return warmed(settings, (t) => power(number(factor), scalar.floor(divide(sinceWarmup(settings, t), number(every)))));
}

/** factor^t, t counted from the end of the warmup (PyTorch's ExponentialLR). */
function exponential(settings: Settings): Schedule {
  const factor = numberIn(settings, 'factor');
  return warmed(settings, (t) => power(number(factor), sinceWarmup(settings, t)));
}

/** lowest + (1 - lowest) (1 + cos(pi p)) / 2 (Loshchilov and Hutter 2017, equation 5; PyTorch's CosineAnnealingLR). */
function cosine(settings: Settings): Schedule {
  const wave = (p: Scalar): Scalar => divide(add(one, scalar.cosine(times(number(Math.PI), p))), number(2));
  return warmed(settings, (t) => above(settings, wave(progress(settings, t))));
}

/** lowest + (1 - lowest) (1 - p) */
function linear(settings: Settings): Schedule {
  return warmed(settings, (t) => above(settings, subtract(one, progress(settings, t))));
}

/** lowest + (1 - lowest) (1 - p)^power (PyTorch's PolynomialLR). */
function polynomial(settings: Settings): Schedule {
  const exponent = number(numberIn(settings, 'power'));
  return warmed(settings, (t) => above(settings, power(subtract(one, progress(settings, t)), exponent)));
}

/** sqrt((warmup + 1) / (t + 1)) after the warmup (Vaswani et al. 2017, section 5.3), with the full rate at its peak. */
function inverseRoot(settings: Settings): Schedule {
  const peak = numberIn(settings, 'warmup') + 1;
  return warmed(settings, (t) => scalar.squareRoot(divide(number(peak), add(t, one))));
}

/** From its settings to the rule. Their defaults are where a `train` is read. */
export const schedules = {
  constant: (settings) => warmed(settings, () => one),
  step,
  exponential,
  cosine,
  linear,
  polynomial,
  inverse_sqrt: inverseRoot,
} as const satisfies Readonly<Record<string, (settings: Settings) => Schedule>>;

export type ScheduleName = keyof typeof schedules;

/** Whether there is a schedule of that name. */
export function isScheduleName(name: string): name is ScheduleName {
  return Object.hasOwn(schedules, name);
}

/** The rate at the step: the full one times the factor of the schedule. */
export function scheduledRate(full: number, schedule: Schedule, at: Value): Value {
  return multiply(full, map(schedule(scalar.argument(0)), [at]));
}

/** (t + 1) / (warmup + 1) while t < warmup, so that the first step is not lost (Goyal et al. 2017, section 2.2); then the schedule. */
function warmed(settings: Settings, after: Schedule): Schedule {
  const warmup = numberIn(settings, 'warmup');
  if (warmup === 0) return after;
  return (t) => scalar.select(scalar.less(t, number(warmup)), divide(add(t, one), number(warmup + 1)), after(t));
}

const sinceWarmup = (settings: Settings, t: Scalar): Scalar => maximum(subtract(t, number(numberIn(settings, 'warmup'))), number(0));

/** p = (t - warmup) / (steps - warmup), no more than 1: `steps` counts the warmup too. */
function progress(settings: Settings, t: Scalar): Scalar {
  const length = Math.max(numberIn(settings, 'steps') - numberIn(settings, 'warmup'), 1);
  return minimum(divide(sinceWarmup(settings, t), number(length)), one);
}

function above(settings: Settings, part: Scalar): Scalar {
  const lowest = numberIn(settings, 'lowest');
  return lowest === 0 ? part : add(number(lowest), times(number(1 - lowest), part));
}
