// The initialisers that a .net file may name. Not what they mean.
import type { Initializer } from './initializer.js';

const scaling = (scale: number, fan: 'in' | 'out' | 'average', distribution: 'normal' | 'uniform'): Initializer => ({
  kind: 'variance_scaling',
  scale,
  fan,
  distribution,
});

/** Initialisers that are one word in a .net file. */
export const namedInitializers: ReadonlyMap<string, Initializer> = new Map<string, Initializer>([
  ['zeros', { kind: 'constant', value: 0 }],
  ['ones', { kind: 'constant', value: 1 }],
  // Glorot and Bengio 2010: variance = 2 / (fan_in + fan_out).
  ['xavier_normal', scaling(1, 'average', 'normal')],
  ['xavier_uniform', scaling(1, 'average', 'uniform')],
  ['glorot_normal', scaling(1, 'average', 'normal')],
  ['glorot_uniform', scaling(1, 'average', 'uniform')],
  // He et al. 2015: variance = 2 / fan.
  ['he_normal', scaling(2, 'in', 'normal')],
  ['he_uniform', scaling(2, 'in', 'uniform')],
  ['he_normal_fan_out', scaling(2, 'out', 'normal')],
  ['kaiming_normal', scaling(2, 'in', 'normal')],
  ['kaiming_uniform', scaling(2, 'in', 'uniform')],
  // LeCun et al. 1998: variance = 1 / fan_in.
  ['lecun_normal', scaling(1, 'in', 'normal')],
  ['lecun_uniform', scaling(1, 'in', 'uniform')],
  // PyTorch's layers by default, kaiming_uniform(a=sqrt(5)): variance = 1 / (3 fan_in).
  ['torch_default', scaling(1 / 3, 'in', 'uniform')],
  ['orthogonal', { kind: 'orthogonal', gain: 1 }],
]);

/** A distribution with numbers of its own, as `normal(std=0.02, mean=0)`. */
export interface InitializerForm {
  /** The names of its numbers, as they are given to `begin`. */
  readonly numbers: readonly string[];
  /** As it is commonly written. */
  readonly example: string;
  readonly begin: (...numbers: readonly (number | undefined)[]) => Initializer;
}

/** Those that are written with numbers in a .net file. */
export const initializerForms: ReadonlyMap<string, InitializerForm> = new Map<string, InitializerForm>([
  ['normal', { numbers: ['std', 'mean'], example: 'normal(0.02)', begin: (std = 0.02, mean = 0) => ({ kind: 'normal', std, mean }) }],
  [
    'truncated_normal',
    {
      numbers: ['std', 'mean'],
      example: 'truncated_normal(0.02)',
      begin: (std = 0.02, mean = 0) => ({ kind: 'truncated_normal', std, mean }),
    },
  ],
  [
    'uniform',
    { numbers: ['limit'], example: 'uniform(0.05)', begin: (limit = 1) => ({ kind: 'uniform', minimum: -limit, maximum: limit }) },
  ],
  ['constant', { numbers: ['value'], example: 'constant(0.1)', begin: (value = 1) => ({ kind: 'constant', value }) }],
  ['orthogonal', { numbers: ['gain'], example: 'orthogonal(1.4)', begin: (gain = 1) => ({ kind: 'orthogonal', gain }) }],
]);
