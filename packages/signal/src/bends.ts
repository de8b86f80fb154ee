// How moments of a scalar function bend where the variance of its argument varies, as that of units and examples does. Not their noise.
import { normalQuadrature } from './quadrature.js';

/** A moment under N(mean, variance), and how it bends as the variance changes. */
export interface Bent {
  readonly value: number;
  /** v d/dv */
  readonly first: number;
  /** v^2 d^2/dv^2 */
  readonly second: number;
}

/** What bends, for z = (x - mean) / deviation and t = deviation f'(x). */
export interface Bends {
  /** E f */
  readonly mean: Bent;
  /** E f^2 */
  readonly square: Bent;
  /** E f z */
  readonly line: Bent;
  /** E f'^2 */
  readonly slopeSquare: Bent;
  /** E f' */
  readonly slope: Bent;
  /** E z t */
  readonly reach: Bent;
  /** E z^2 t^2 */
  readonly reachSquare: Bent;
  /** E f (z^2 - 1) */
  readonly curve: number;
  /** E (f - E f)^4 */
  readonly fourth: number;
  /** E z t (f - E f), and E t^2 (f - E f)^2 */
  readonly reachOfValue: number;
  readonly slopeOfValue: number;
}

/** What v^2 d^2/dv^2 weighs with. */
export const secondOrder = (z: number): number => 0.25 * (z ** 4 - 6 * z * z + 3);

/**
 * By the derivatives of the Gaussian: v d/dv E F = 1/2 E (z^2 - 1) F, and v^2 d^2/dv^2 E F = 1/4 E (z^4 - 6 z^2 + 3) F, for F as a
 * function of x alone.
 */
export function bendsOf(
  { value, slope }: { readonly value: (x: number) => number; readonly slope: (x: number) => number },
  edges: readonly number[],
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): Bends {
  const { nodes, weights } = normalQuadrature(edges);
  const f = nodes.map((z) => value(mean + deviation * z));
  const t = nodes.map((z) => deviation * slope(mean + deviation * z));
  const over = (of: (index: number, z: number) => number): number => {
    let sum = 0;
    for (const [index, z] of nodes.entries()) sum += (weights[index] ?? 0) * of(index, z);
    return sum;
  };
  const at = (values: Float64Array, index: number): number => values[index] ?? 0;
  const bent = (of: (index: number, z: number) => number): Bent => ({
    value: over(of),
    first: over((index, z) => 0.5 * (z * z - 1) * of(index, z)),
    second: over((index, z) => secondOrder(z) * of(index, z)),
  });
  const middle = over((index) => at(f, index));
  const apart = (index: number): number => at(f, index) - middle;
  const variance = deviation * deviation;
  return {
    mean: bent((index) => at(f, index)),
    square: bent((index) => at(f, index) ** 2),
    line: bent((index, z) => at(f, index) * z),
    slopeSquare: bent((index) => at(t, index) ** 2 / variance),
    slope: bent((index) => at(t, index) / deviation),
    reach: bent((index, z) => z * at(t, index)),
    reachSquare: bent((index, z) => (z * at(t, index)) ** 2),
    curve: over((index, z) => at(f, index) * (z * z - 1)),
    fourth: over((index) => apart(index) ** 4),
    reachOfValue: over((index, z) => z * at(t, index) * apart(index)),
    slopeOfValue: over((index) => (at(t, index) * apart(index)) ** 2),
  };
}
