// Correlations of functions of two Gaussians, by their Hermite coefficients (Mehler's formula). Not quadrature in the plane.
import { complementaryError } from './normal-distribution.js';
import { fineNormalQuadrature } from './quadrature.js';

/** E[f(U) f(W)] for standard normal U, W of the given correlation. */
export type Correlation = (correlation: number) => number;

/** How fast the squared coefficients of a function with a jump, or with a kink, decay: n^-decay. */
export const decays = { jump: 1.5, kink: 2.5 } as const;

const terms = 48;

/** h_(n+1) = (z h_n - sqrt(n) h_(n-1)) / sqrt(n+1) for h_n = He_n / sqrt(n!): what h_n and h_(n-1) are multiplied by. */
const ofNow = Float64Array.from({ length: terms }, (_, n) => 1 / Math.sqrt(n + 1));
const ofBefore = Float64Array.from({ length: terms }, (_, n) => Math.sqrt(n / (n + 1)));

/**
 * E[f(U) f(W)] = sum over n of a_n^2 r^n with a_n = E[f(Z) He_n(Z)] / sqrt(n!) (Mehler 1866). The terms that are left out have a
 * known sum, E[f^2] less those that are in, and a known decay, from which their part at r follows.
 */
export function correlationOf(f: (z: number) => number, edges: readonly number[], decay: number): Correlation {
  const squares = new Float64Array(terms);
  const { nodes, weights } = fineNormalQuadrature(edges);
  const coefficients = new Float64Array(terms);
  let total = 0;
  for (let index = 0; index < nodes.length; index += 1) {
    const z = nodes[index] ?? 0;
    const value = f(z);
    const weighted = value * (weights[index] ?? 0);
    if (weighted === 0) continue;
    total += weighted * value;
    let before = 0;
    let now = 1;
    for (let n = 0; n < terms; n += 1) {
      coefficients[n] = (coefficients[n] ?? 0) + weighted * now;
      const next = z * (ofNow[n] ?? 0) * now - (ofBefore[n] ?? 0) * before;
      before = now;
      now = next;
    }
  }
  for (let n = 0; n < terms; n += 1) squares[n] = (coefficients[n] ?? 0) ** 2;
  const rest = Math.max(0, total - squares.reduce((sum, square) => sum + square, 0));
  return (correlation) => {
    const r = Math.max(-1, Math.min(1, correlation));
    if (r === 1) return total;
    let sum = 0;
    for (let n = terms - 1; n >= 0; n -= 1) sum = sum * r + (squares[n] ?? 0);
    // For r < 0 the even and the odd terms that are left out cancel but for their first.
    return r <= 0 ? sum : sum + rest * tail(-Math.log(r) * terms, decay);
  };
}

/** Integral from N of n^-decay r^n over the same at r = 1, with x = -N ln r. */
function tail(x: number, decay: number): number {
  if (x > 40) return 0;
  // decay 3/2: exp(-x) - sqrt(pi x) erfc(sqrt(x)); 5/2 follows by parts.
  const half = Math.exp(-x) - Math.sqrt(Math.PI * x) * complementaryError(Math.sqrt(x));
  return decay < 2 ? half : Math.exp(-x) - 2 * x * half;
}
