// Standardised numbers, of mean 0 and variance 1 over some axes, scaled and shifted: what normalisations have in common.
import { add, divide, map, mean, multiply, scalar, subtract, type Value } from '@trammel/program';
import type { Axis, Shape } from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import type { Initializer } from './initializer.js';
import { initializer } from './initializer-kind.js';
import { realNumber, truthValue } from './kinds.js';
import { weight, type Parameter } from './operator.js';
import { biasInitializer } from './weights.js';

/** What normalisations can be told. */
export interface NormAttributes {
  readonly eps: number;
  readonly affine: boolean;
  readonly bias: boolean;
  readonly init: Initializer;
  readonly bias_init: Initializer;
}

/** The attribute that keeps the divisor off 0. */
export const epsilon = (value: number, text: string) =>
  byName(optional(realNumber(0), value, text, 'Added to the variance, so that nothing is divided by zero.'));

/** The attributes that say whether there are weights, and how they begin; `affine` with its default. */
export const affineSchema = (affine: 'true' | 'false') => ({
  affine: byName(optional(truthValue, affine === 'true', affine, 'Whether the result is scaled, and shifted, by weights.')),
  bias: byName(optional(truthValue, true, 'true', 'Whether the result is shifted, where it is scaled.')),
  init: byName(optional<Initializer>(initializer, { kind: 'constant', value: 1 }, 'ones', 'How the weight begins.')),
  bias_init: biasInitializer('How the bias begins.'),
});

/** The weight and the bias over these axes, where they are wanted. */
export function affineParameters(axes: Shape, { affine, bias, init, bias_init }: NormAttributes): readonly Parameter[] {
  const parameters = [weight('weight', axes, init, undefined), weight('bias', axes, bias_init, undefined)];
  return affine ? parameters.slice(0, bias ? 2 : 1) : [];
}

/** The values of those parameters. */
export interface Affine {
  readonly weight: Value | undefined;
  readonly bias: Value | undefined;
}

/** The weight and the bias, where they are wanted. */
export function affineOf({ affine, bias }: NormAttributes, parameter: (name: string) => Value): Affine {
  return { weight: affine ? parameter('weight') : undefined, bias: affine && bias ? parameter('bias') : undefined };
}

/** Mean and biased variance over some axes, and the distances from the mean. */
export interface Moments {
  readonly mean: Value;
  readonly centered: Value;
  readonly variance: Value;
}

/** variance = mean of (x - mean)^2 */
export function momentsOver(value: Value, axes: readonly string[]): Moments {
  const average = mean(value, axes);
  const centered = subtract(value, average);
  return { mean: average, centered, variance: meanSquare(centered, axes) };
}

/** The mean of x^2. */
export function meanSquare(value: Value, axes: readonly string[]): Value {
  return mean(multiply(value, value), axes);
}

/** sqrt(variance + eps) */
export function deviation(variance: Value, eps: number): Value {
  return map(scalar.squareRoot(scalar.add(scalar.argument(0), scalar.number(eps))), [variance]);
}

/** value * (weight / deviation) + bias: one multiplication and one addition an element where weights and deviations are few. */
export function scaled(value: Value, by: Value, { weight: scale, bias }: Affine): Value {
  const result = scale === undefined ? divide(value, by) : multiply(value, divide(scale, by));
  return bias === undefined ? result : add(result, bias);
}

/** The names of all axes but these. */
export function namesWithout(shape: Shape, excluded: readonly (Axis | undefined)[]): readonly string[] {
  return shape.filter((axis) => !excluded.includes(axis)).map((axis) => axis.name);
}
