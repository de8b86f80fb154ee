// How parameters follow their gradients, read from the settings of a training: optimizer, rate, limits. Not the loss.
import {
  clips,
  isClipName,
  isOptimizerName,
  isScheduleName,
  optimizers,
  scheduledRate,
  schedules,
  type Clip,
  type Optimizer,
} from '@trammel/autodiff';
import type { Training, TrainingSetting } from '@trammel/graph';
import { constant, type Value } from '@trammel/program';
import { invariant, present } from '@trammel/tensor';

/** The rules of a training. */
export interface Recipe {
  readonly optimizer: Optimizer;
  /** The step size, from how many steps were made before. */
  readonly rate: (step: Value) => Value;
  /** Undefined where gradients have no limit. */
  readonly clip: Clip | undefined;
}

/** The rules that the settings ask for. */
export function recipeOf({ settings }: Pick<Training, 'settings'>): Recipe {
  const { name, arguments: given } = optimizerOf({ settings });
  invariant(isOptimizerName(name), () => `${name} is an optimizer`);
  const full = present(
    [given.get('lr')].find((rate) => typeof rate === 'number'),
    () => `${name} has a rate`,
  );
  return { optimizer: optimizers[name](given), rate: rateOf(full, settings.get('schedule')), clip: clipOf(settings.get('clip')) };
}

/** The optimizer, which every training has. */
export function optimizerOf({ settings }: Pick<Training, 'settings'>): TrainingSetting {
  return present(settings.get('optimizer'), () => 'a training has an optimizer');
}

function rateOf(full: number, schedule: TrainingSetting | undefined): Recipe['rate'] {
  if (schedule === undefined) return () => constant(full);
  const { name, arguments: given } = schedule;
  invariant(isScheduleName(name), () => `${name} is a schedule`);
  const rule = schedules[name](given);
  return (step) => scheduledRate(full, rule, step);
}

function clipOf(clip: TrainingSetting | undefined): Clip | undefined {
  if (clip === undefined) return undefined;
  const { name, arguments: given } = clip;
  invariant(isClipName(name), () => `${name} is a clip`);
  return clips[name](given);
}
