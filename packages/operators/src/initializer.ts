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
