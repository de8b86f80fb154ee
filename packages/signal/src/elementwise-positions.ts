// Functions of single elements where positions are unlike: values and slopes by two positions.
import { isEven } from './field.js';
import { mapPositions, type Entry } from './by-position.js';
import { meanOf, varianceOf, type Moments } from './moments.js';
import type { PositionPairs } from './position-pairs.js';
import type { Transfer, TransferMoments } from './transfer.js';

/** E f f' and E f'f' of every two positions. */
export interface ThroughPositions {
  readonly values: PositionPairs;
  readonly slopes: PositionPairs;
}

/**
 * Every two positions by their correlation, at the variance of all: where positions differ in variance, what they have in common goes with
 * the deviations that both have behind the function. Undefined where nothing is told by position, or the mean is.
 */
export function throughPositions(x: Moments, transfer: Transfer): ThroughPositions | undefined {
  const { byPosition } = x;
  const [mean, variance] = [meanOf(x), varianceOf(x)];
  if (byPosition === undefined || !isEven(x.mean) || variance <= 0) return undefined;
  const variances = [...(byPosition.tables[0] ?? [])].map((square) => Math.max(0, square - mean * mean));
  const rows = variances.map((own) => transfer.moments(mean, own));
  const central = transfer.moments(mean, variance);
  const pairs = transfer.pairs(mean, variance);
  const at = (value: number, { row, column }: Entry): number => {
    const deviations = Math.sqrt((variances[row] ?? 0) * (variances[column] ?? 0));
    return deviations > 0 ? (value - mean * mean) / deviations : 0;
  };
  const spreadOf = ({ square, mean: middle }: TransferMoments): number => Math.sqrt(Math.max(0, square - middle * middle));
  const deviations = rows.map(spreadOf);
  const steepness = rows.map(({ slopeSquare }) => Math.sqrt(slopeSquare));
  const level = spreadOf(central) ** 2;
  const number = (list: readonly number[], index: number): number => list[index] ?? 0;
  const means = rows.map((row) => row.mean);
  return {
    values: mapPositions(byPosition, (value, entry) => {
      if (entry.mask === 0) return rows[entry.row]?.square ?? 0;
      const common = level > 0 ? (pairs.value(at(value, entry)) - central.mean ** 2) / level : 0;
      return (
        number(means, entry.row) * number(means, entry.column) + common * number(deviations, entry.row) * number(deviations, entry.column)
      );
    }),
    slopes: mapPositions(byPosition, (value, entry) => {
      if (entry.mask === 0) return rows[entry.row]?.slopeSquare ?? 0;
      const common = central.slopeSquare > 0 ? pairs.slope(at(value, entry)) / central.slopeSquare : 0;
      return common * number(steepness, entry.row) * number(steepness, entry.column);
    }),
  };
}
