// Scores of classes as shares of one. Not where they come from.

/** What rounding may leave of a sum of one. */
const tolerance = 1e-3;

/**
 * Of the `width` numbers from `start` on: as they are where they are shares already, their softmax otherwise. One number alone is a share of the
 * second of two classes, between 0 and 1.
 */
export function probabilitiesIn(values: ArrayLike<number>, start: number, width: number): readonly number[] {
  const scores = Array.from({ length: width }, (_, at) => values[start + at] ?? Number.NaN);
  if (width === 1) {
    const second = Math.min(1, Math.max(0, scores[0] ?? Number.NaN));
    return [1 - second, second];
  }
  const sum = scores.reduce((total, score) => total + score, 0);
  if (scores.every((score) => score >= 0) && Math.abs(sum - 1) < tolerance) return scores;
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const all = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / all);
}
