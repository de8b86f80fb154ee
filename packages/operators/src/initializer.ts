// How parameters begin: distributions by name, as frameworks know them. Not the drawing of numbers.

/** A distribution for the initial elements of a parameter; variance rules use the fans of the parameter. */
export type Initializer =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'truncated_normal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'uniform'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'orthogonal'; readonly gain: number }
  /** variance = scale / fan, drawn from a normal or a uniform distribution. */
  | {
      readonly kind: 'variance_scaling';
      readonly scale: number;
      readonly fan: 'in' | 'out' | 'average';
      readonly distribution: 'normal' | 'uniform';
    };

/** How many elements each output sums, and in how many outputs each input is. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}

/** Of a parameter that says nothing of its fans. */
export const noFans: Fans = { in: 1, out: 1 };

type VarianceScaling = Extract<Initializer, { readonly kind: 'variance_scaling' }>;

/** The variance of one element: scale / fan. */
export function scaledVariance({ scale, fan }: VarianceScaling, fans: Fans): number {
  return scale / { in: fans.in, out: fans.out, average: (fans.in + fans.out) / 2 }[fan];
}

/** The distribution of one element where fans are known; a uniform one on [-l, l] has the variance l^2 / 3. */
export function distributionOf(initializer: Initializer, fans: Fans = noFans): Exclude<Initializer, VarianceScaling> {
  if (initializer.kind !== 'variance_scaling') return initializer;
  const variance = scaledVariance(initializer, fans);
  const limit = Math.sqrt(3 * variance);
  return initializer.distribution === 'normal'
    ? { kind: 'normal', mean: 0, std: Math.sqrt(variance) }
    : { kind: 'uniform', minimum: -limit, maximum: limit };
}

/** Beyond how many deviations a truncated draw is cast again, as TensorFlow and Keras do. */
export const truncation = 2;

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
