// Integrals over the normal distribution: nodes and weights of composite Gauss-Legendre rules. No functions of its own.

/** Points z and weights with sum of weights * f(z) = E f(Z), Z ~ N(0, 1). */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Positive abscissae and weights of the 8-point Gauss-Legendre rule on [-1, 1] (Abramowitz and Stegun, table 25.4). */
const abscissae = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const legendreWeights = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/** Beyond 8 standard deviations lies less than 2e-15 of the distribution. */
const reach = 8;
const coarseEdges = [-8, -6, -4.5, -3, -2, -1, 0, 1, 2, 3, 4.5, 6, 8];

/** The density of N(0, 1). */
export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** A rule with panels between -8 and 8 whose edges include `edges`, so that a kink at an edge costs no accuracy. */
export function normalQuadrature(edges: readonly number[]): Quadrature {
  const inside = edges.filter((edge) => Math.abs(edge) < reach && !coarseEdges.includes(edge));
  return inside.length === 0 ? coarseRule : rule([...coarseEdges, ...inside]);
}

/** A rule fine enough for polynomials of degree 60 times smooth functions. */
export function fineNormalQuadrature(edges: readonly number[]): Quadrature {
  const inside = edges.filter((edge) => Math.abs(edge) < reach && !Number.isInteger(2 * edge));
  return inside.length === 0 ? fineRule : rule([...fineEdges, ...inside]);
}

const fineEdges = Array.from({ length: 4 * reach + 1 }, (_, index) => index / 2 - reach);

function rule(edges: readonly number[]): Quadrature {
  const sorted = Float64Array.from(new Set(edges)).sort();
  const nodes = new Float64Array(2 * abscissae.length * (sorted.length - 1));
  const weights = new Float64Array(nodes.length);
  let count = 0;
  for (let panel = 1; panel < sorted.length; panel += 1) {
    const [low, high] = [sorted[panel - 1] ?? 0, sorted[panel] ?? 0];
    const [middle, half] = [(low + high) / 2, (high - low) / 2];
    for (let index = 0; index < abscissae.length; index += 1) {
      const from = half * (abscissae[index] ?? 0);
      const weight = half * (legendreWeights[index] ?? 0);
      nodes[count] = middle - from;
      weights[count] = weight * normalDensity(middle - from);
      nodes[count + 1] = middle + from;
      weights[count + 1] = weight * normalDensity(middle + from);
      count += 2;
    }
  }
  return { nodes, weights };
}

/** Most functions have no kinks but at 0. */
const coarseRule = rule(coarseEdges);
const fineRule = rule(fineEdges);
