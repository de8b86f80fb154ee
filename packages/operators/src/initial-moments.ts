// How the elements of a parameter are spread when it begins: mean and variance of its initialiser.
import type { WeightMoments } from '@trammel/signal';
import { productOfSizes, type Size } from '@trammel/tensor';
import { noFans, scaledVariance, type Initializer } from './initializer.js';
import type { Parameter } from './call.js';

/** The variance of N(0, 1) cut off at `truncation`, which is 2: 1 - 4 phi(2) / (2 Phi(2) - 1). */
const truncatedVariance = 0.7737413;

/** Mean and variance of one element. Sizes as numbers come from the caller. */
export function initialMoments({ initializer, fans, shape }: Parameter, size: (size: Size) => number): WeightMoments {
  const [rows, ...columns] = shape.map((axis) => axis.size);
  const sides = rows === undefined ? [1] : [size(rows), size(productOfSizes(columns))];
  return { ...spreadOf(initializer, { fans, longest: Math.max(...sides) }), isOrthogonal: initializer.kind === 'orthogonal' };
}

interface Matrix {
  readonly fans: Parameter['fans'];
  /** The larger side of the matrix. */
  readonly longest: number;
}

function spreadOf(initializer: Initializer, { fans, longest }: Matrix): Pick<WeightMoments, 'mean' | 'variance'> {
  switch (initializer.kind) {
    case 'constant':
      return { mean: initializer.value, variance: 0 };
    case 'normal':
      return { mean: initializer.mean, variance: initializer.std ** 2 };
    case 'truncated_normal':
      return { mean: initializer.mean, variance: truncatedVariance * initializer.std ** 2 };
    case 'uniform':
      return { mean: (initializer.minimum + initializer.maximum) / 2, variance: (initializer.maximum - initializer.minimum) ** 2 / 12 };
    case 'orthogonal':
      return { mean: 0, variance: initializer.gain ** 2 / longest };
    case 'variance_scaling':
      return { mean: 0, variance: scaledVariance(initializer, fans ?? noFans) };
  }
}
