// The optimizers by the names that a `train` gives them.
import { adam, adamw } from './adam.js';
import { gradientDescent, heavyBall, nesterov } from './momentum.js';
import type { Optimizer } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import type { Settings } from './settings.js';

/** From its settings to the rule. Their defaults are where a `train` is read. */
export const optimizers = { sgd: gradientDescent, momentum: heavyBall, nesterov, adam, adamw, rmsprop } as const satisfies Readonly<
  Record<string, (settings: Settings) => Optimizer>
>;

export type OptimizerName = keyof typeof optimizers;

/** Whether there is an optimizer of that name. */
export function isOptimizerName(name: string): name is OptimizerName {
  return Object.hasOwn(optimizers, name);
}
