/** What a `train` declaration can say: the settings, and the calls that they take with their arguments and defaults. */
import type { ClipName, OptimizerName, ScheduleName } from '@trammel/autodiff';
import {
  byName,
  oneOf,
  optional,
  realNumber,
  required,
  truthValue,
  wholeNumber,
  type Attribute,
  type AttributeKind,
  type Schema,
} from '@trammel/operators';

type AnySchema = Schema<Readonly<Record<string, unknown>>>;

/** One setting of a `train`. */
export interface TrainingSettingKind {
  readonly summary: string;
  /** `loss` is an expression over tensors; `value` one plain value; `call` one of several calls, that of `fallback` where none is given. */
  readonly form:
    | { readonly kind: 'loss' }
    | { readonly kind: 'value'; readonly attribute: Attribute<unknown> }
    | { readonly kind: 'call'; readonly calls: Readonly<Record<string, AnySchema>>; readonly fallback?: string };
  readonly isRequired: boolean;
}

const rate = (value: number): Attribute<number> => optional(realNumber(0), value, String(value), 'The step size.');
const fraction = (value: number, documentation: string): Attribute<number> =>
  byName(optional(realNumber(0, 1), value, String(value), documentation));

/** Means of a constant part of 1 would never move. */
const belowOne: AttributeKind<number> = {
  ...realNumber(0, 1),
  expects: 'a number from 0 to below 1',
  read: (argument) => {
    const value = realNumber(0, 1).read(argument);
    return value === 1 ? undefined : value;
  },
};
const keptPart = (value: number, documentation: string): Attribute<number> =>
  byName(optional(belowOne, value, String(value), documentation));
const small = (value: number): Attribute<number> => byName(optional(realNumber(0), value, String(value), 'Added to the denominator.'));
const decay = (value: number): Attribute<number> =>
  byName(optional(realNumber(0), value, String(value), 'How strongly weights are drawn to zero.'));
const warmup: Attribute<unknown> = byName(optional(wholeNumber(0), 0, '0', 'Over how many steps the rate first rises to its full size.'));

/** The two forms of momentum; what they are stands with their rules. They differ where the rate changes during training. */
const momentumForm = byName(optional(oneOf('velocity', 'difference'), 'velocity', 'velocity', 'Which form of momentum is used.'));

const adam = {
  lr: rate(0.001),
  beta1: keptPart(0.9, 'How much of the mean gradient is kept.'),
  beta2: keptPart(0.999, 'How much of the mean squared gradient is kept.'),
  eps: small(1e-8),
};

const optimizers: Readonly<Record<OptimizerName, AnySchema>> = {
  sgd: {
    lr: rate(0.01),
    momentum: fraction(0, 'How much of the last step is kept.'),
    nesterov: byName(optional(truthValue, false, 'false', 'Whether the gradient is that of a look ahead.')),
    form: momentumForm,
    weight_decay: decay(0),
  },
  momentum: { lr: rate(0.01), momentum: fraction(0.9, 'How much of the last step is kept.'), form: momentumForm, weight_decay: decay(0) },
  nesterov: { lr: rate(0.01), momentum: fraction(0.9, 'How much of the last step is kept.'), form: momentumForm, weight_decay: decay(0) },
  adam: { ...adam, weight_decay: decay(0) },
  adamw: { ...adam, weight_decay: decay(0.01) },
  rmsprop: {
    lr: rate(0.01),
    decay: keptPart(0.99, 'How much of the mean squared gradient is kept.'),
    eps: small(1e-8),
    momentum: fraction(0, 'How much of the last step is kept.'),
    weight_decay: decay(0),
  },
};

/** For schedules that go from the full rate to the lowest. */
const descent = {
  steps: required(wholeNumber(1), 'After how many steps, those of the warmup included, the rate reaches its lowest.'),
  lowest: byName(optional(realNumber(0), 0, '0', 'The rate at the end, as a part of the full one.')),
};

const schedules: Readonly<Record<ScheduleName, AnySchema>> = {
  constant: { warmup },
  step: {
    every: required(wholeNumber(1), 'After how many steps the rate is cut.'),
    factor: optional(realNumber(0, 1), 0.1, '0.1', 'What it is multiplied by.'),
    warmup,
  },
  exponential: { factor: required(realNumber(0, 1), 'What the rate is multiplied by after each step.'), warmup },
  cosine: { ...descent, warmup },
  linear: { ...descent, warmup },
  polynomial: { ...descent, power: byName(optional(realNumber(0), 2, '2', 'The power of the part that is left.')), warmup },
  inverse_sqrt: { warmup },
};

const clips: Readonly<Record<ClipName, AnySchema>> = {
  norm: { limit: required(realNumber(0), 'The largest 2-norm of all gradients together.') },
  value: { limit: required(realNumber(0), 'The largest absolute value of an element.') },
};

const whole = (minimum: number, documentation: string): TrainingSettingKind['form'] => ({
  kind: 'value',
  attribute: required(wholeNumber(minimum), documentation),
});

/** The settings, in the order of the manual. */
export const trainingSettings: Readonly<Record<string, TrainingSettingKind>> = {
  loss: { summary: 'what is made small: an expression over outputs and labels', form: { kind: 'loss' }, isRequired: true },
  optimizer: {
    summary: 'how weights follow their gradients',
    form: { kind: 'call', calls: optimizers, fallback: 'sgd' },
    isRequired: false,
  },
  schedule: { summary: 'how the rate changes during training', form: { kind: 'call', calls: schedules }, isRequired: false },
  clip: { summary: 'the limit on gradients', form: { kind: 'call', calls: clips }, isRequired: false },
  weight_decay: {
    summary: 'how strongly weights are drawn to zero, whatever the optimizer',
    form: { kind: 'value', attribute: required(realNumber(0), 'The strength.') },
    isRequired: false,
  },
  batch: { summary: 'examples in a step', form: whole(1, 'How many.'), isRequired: false },
  epochs: { summary: 'rounds through the examples', form: whole(1, 'How many.'), isRequired: false },
  steps: { summary: 'steps in all', form: whole(1, 'How many.'), isRequired: false },
  seed: { summary: 'where random numbers begin', form: whole(0, 'A whole number.'), isRequired: false },
};

/** What people from other frameworks write, and what it is called here. */
export const settingHabits: ReadonlyMap<string, string> = new Map([
  ['criterion', 'loss'],
  ['objective', 'loss'],
  ['loss_fn', 'loss'],
  ['opt', 'optimizer'],
  ['optim', 'optimizer'],
  ['batch_size', 'batch'],
  ['num_epochs', 'epochs'],
  ['n_epochs', 'epochs'],
  ['scheduler', 'schedule'],
  ['lr_scheduler', 'schedule'],
  ['grad_clip', 'clip'],
  ['clip_grad', 'clip'],
]);

/** The same for the arguments of their calls. */
export const settingArgumentHabits: ReadonlyMap<string, string> = new Map([
  ['learning_rate', 'lr'],
  ['rate', 'lr'],
  ['epsilon', 'eps'],
  ['beta_1', 'beta1'],
  ['beta_2', 'beta2'],
  ['rho', 'decay'],
  ['alpha', 'decay'],
  ['step_size', 'every'],
  ['gamma', 'factor'],
  ['T_max', 'steps'],
  ['max_norm', 'limit'],
]);
