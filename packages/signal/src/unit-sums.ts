// Sums of y g over all positions of one unit y, with g its gradient: what the scale of a unit gets, and what norms of single units take away.
import { countOf, meanOf, meanSquare, positionsOf, sumOfPairs, type GradientMoments, type Moments, type PairMoments } from './moments.js';
import type { TransferMoments } from './transfer.js';

type Central = Pick<TransferMoments, 'square' | 'slopeMixed' | 'slopeReach'>;

/** Sums over the positions of a unit: x f' is a multiple of f and a rest that is independent of it, which for relu is nothing. */
export function throughFunctionOfUnit(
  x: Moments,
  { alongUnit }: GradientMoments,
  { central, projection }: { readonly central: Central; readonly projection: PairMoments | undefined },
): number | undefined {
  const { square, slopeMixed, slopeReach } = central;
  if (alongUnit === undefined || projection === undefined || x.density?.isOfGaussian === false) return undefined;
  if (square <= 0 || slopeReach <= 0 || Math.abs(meanOf(x)) > 1e-9 * Math.sqrt(meanSquare(x))) return undefined;
  const rest = Math.max(0, 1 - (slopeMixed / slopeReach) * (slopeMixed / square));
  return (slopeMixed / square) ** 2 * alongUnit + rest * sumOfPairs(x.groups, (mask) => projection[mask] ?? 0);
}

/** A map of each unit by itself keeps the sum of x g over its positions. */
export function throughMapOfUnits(
  x: Moments,
  { alongUnit, groups }: GradientMoments,
  { unitsIn, unitsOut, offset }: { readonly unitsIn: number; readonly unitsOut: number; readonly offset: number },
): number | undefined {
  if (alongUnit === undefined || unitsIn !== 1 || offset > 0) return undefined;
  return (alongUnit * unitsOut * positionsOf(groups)) / positionsOf(x.groups);
}

/** E ||dL/dscale||^2 for a scale of each unit, where its sum is known. */
export function energyOfScale({ axes: all, groups }: Moments, { alongUnit }: GradientMoments, axes: readonly string[]): number | undefined {
  const isOfUnits = !groups.some((group) => group.axes.some((axis) => axes.includes(axis)));
  return alongUnit === undefined || !isOfUnits ? undefined : countOf(all) * alongUnit;
}
