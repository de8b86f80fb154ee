// Statistics of what was drawn. Not the drawing.

/** Of log10(norm of the gradient / norm of the output's gradient) over draws; of those draws in which it is not zero, but for `log10Rms`. */
export interface SampledRatio {
  readonly draws: number;
  /** How many of them gave no gradient at all. */
  readonly zeros: number;
  /** log10 sqrt(mean over draws of ratio^2); -Infinity where all are zero. */
  readonly log10Rms: number;
  /** NaN where all are zero, as what follows. */
  readonly mean: number;
  readonly standardDeviation: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
}

/** Statistics of log10 ratios, of which -Infinity is a gradient of zero. */
export function ratioStatistics(logarithms: readonly number[]): SampledRatio {
  const finite = logarithms.filter((x) => x !== Number.NEGATIVE_INFINITY).sort((a, b) => a - b);
  const mean = finite.reduce((sum, x) => sum + x, 0) / finite.length;
  const squares = finite.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return {
    draws: logarithms.length,
    zeros: logarithms.length - finite.length,
    log10Rms: log10RootMeanSquare(finite, logarithms.length),
    mean,
    standardDeviation: finite.length > 1 ? Math.sqrt(squares / (finite.length - 1)) : Number.NaN,
    q05: quantile(finite, 0.05),
    q50: quantile(finite, 0.5),
    q95: quantile(finite, 0.95),
  };
}

/** log10 sqrt(sum of 10^(2x) / draws), with the greatest x taken out so that nothing overflows. */
function log10RootMeanSquare(sorted: readonly number[], draws: number): number {
  const greatest = sorted.at(-1);
  if (greatest === undefined) return Number.NEGATIVE_INFINITY;
  const sum = sorted.reduce((total, x) => total + 10 ** (2 * (x - greatest)), 0);
  return greatest + 0.5 * Math.log10(sum / draws);
}

/** Between the two nearest of the sorted numbers, in proportion. */
function quantile(sorted: readonly number[], probability: number): number {
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}
