// Limits on gradients, before an optimizer sees them.
import { divide, map, minimum, multiply, reduceSum, scalar, squareRoot, add, type Value } from '@trammel/program';
import { numberIn, type Settings } from './settings.js';
import { sumOf } from './sum.js';

/** From the gradients of all parameters to limited ones. */
export type Clip = (gradients: readonly Value[]) => readonly Value[];

/**
 * All gradients together times min(1, limit / (norm + 1e-6)), where norm is the 2-norm of all their elements
 * (Pascanu et al. 2013; the 1e-6 as in PyTorch's clip_grad_norm_).
 */
function byNorm(settings: Settings): Clip {
  const limit = numberIn(settings, 'limit');
  return (gradients) => {
    const [first, ...others] = gradients.map(sumOfSquares);
    if (first === undefined) return gradients;
    const norm = squareRoot(sumOf(first, others));
    const factor = minimum(divide(limit, add(norm, 1e-6)), 1);
    return gradients.map((gradient) => multiply(factor, gradient));
  };
}

const sumOfSquares = (gradient: Value): Value =>
  reduceSum(
    multiply(gradient, gradient),
    gradient.shape.map((axis) => axis.name),
  );

/** Each element moved into [-limit, limit] (PyTorch's clip_grad_value_). */
function byValue(settings: Settings): Clip {
  const limit = numberIn(settings, 'limit');
  const bounded = scalar.maximum(scalar.minimum(scalar.argument(0), scalar.number(limit)), scalar.number(-limit));
  return (gradients) => gradients.map((gradient) => map(bounded, [gradient]));
}

/** From its settings to the rule. */
export const clips = { norm: byNorm, value: byValue } as const satisfies Readonly<Record<string, (settings: Settings) => Clip>>;

export type ClipName = keyof typeof clips;

/** Whether there is a clip of that name. */
export function isClipName(name: string): name is ClipName {
  return Object.hasOwn(clips, name);
}
