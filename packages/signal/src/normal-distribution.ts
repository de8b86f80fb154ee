// The normal distribution function, precise far out in its tails, where 1 - erf(x) would be lost in rounding.

/** P(Z < z) for Z ~ N(0, 1). */
export const normalDistribution = (z: number): number => {
  const tail = complementaryError(Math.abs(z) * Math.SQRT1_2) / 2;
  return z < 0 ? tail : 1 - tail;
};

/** erfc(x) for x >= 0, to 1.2e-7 of itself (Press et al., Numerical Recipes, section 6.2). */
export function complementaryError(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  let sum = 0;
  for (const coefficient of fallingCoefficients) sum = sum * t + coefficient;
  return t * Math.exp(-x * x + sum);
}

/** Those of the highest power first. */
const fallingCoefficients = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223,
] as const;

/** The z with P(Z < z) = p, by bisection. */
export function normalQuantile(p: number): number {
  let [low, high] = [-9, 9];
  for (let halving = 0; halving < 50; halving += 1) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
