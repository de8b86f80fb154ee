// How the size of one position varies from draw to draw, being a mean over units: what a division by it meets. Not how alike positions are.
import { countOf, meanOf, meanSquare, positionsOf, type Moments } from './moments.js';

/** The variance of the logarithm of the mean square of one position; that of independent normal units where nothing is known. */
export const sizeNoiseOf = (x: Moments): number => x.sizeNoise ?? 2 / unitsOf(x);

export const unitsOf = ({ axes, groups }: Pick<Moments, 'axes' | 'groups'>): number => countOf(axes) / positionsOf(groups);

/**
 * The same of the variance that units have been drawn with: they are Gaussians of it, so that their mean square varies by 2 / units more;
 * units that were brought to one size are spread less than Gaussians are.
 */
export const scaleNoiseOf = (x: Moments): number => (x.sizeNoise === undefined ? 0 : x.sizeNoise - 2 / unitsOf(x));

/** More says nothing: by then sizes are spread so much that no second order describes it. */
const largest = 0.25;

/** A linear map into so many units, of whose mean square the weighted inputs make this share: sums of squares of as many Gaussians. */
export const noiseThroughWeights = (x: Moments, share: number, units: number): number =>
  Math.min(largest, sizeNoiseOf(x) * share ** 2) + 2 / units;

/** How the mean square of the output of a function answers. */
export interface SizeResponse {
  /** d ln E f^2 / d ln variance */
  readonly growth: number;
  /** E f^4 / (E f^2)^2 - 1 */
  readonly excess: number;
}

/** Through a function: the size of the argument moves that of the output, and what units have besides is drawn here. */
export const noiseThroughFunction = (x: Moments, { growth, excess }: SizeResponse): number =>
  sizeNoiseOf(x) * growth * growth + Math.max(0, excess - 2 * growth * growth) / unitsOf(x);

/** A sum of independent terms: each brings its own, and 2 x y varies by 4 X Y / units. */
export function noiseOfTerms(terms: readonly Moments[]): number | undefined {
  const [only, ...others] = terms;
  if (only === undefined || others.length === 0) return only?.sizeNoise;
  const total = terms.reduce((sum, term) => sum + meanSquare(term), 0);
  if (total <= 0) return undefined;
  let noise = 0;
  for (const [index, term] of terms.entries()) {
    noise += sizeNoiseOf(term) * (meanSquare(term) / total) ** 2;
    for (const other of terms.slice(index + 1)) noise += (4 * crossing(term, other)) / (total ** 2 * unitsOf(term));
  }
  return noise;
}

/** The variance of x y. */
const crossing = (x: Moments, y: Moments): number => meanSquare(x) * meanSquare(y) - (meanOf(x) * meanOf(y)) ** 2;
