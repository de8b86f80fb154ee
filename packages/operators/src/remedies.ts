// What is known to help gradients: initialisers that scale with width, and an activation that keeps its scale. Not whether it helps here.
import type { Initializer } from './initializer.js';
import { namedInitializers } from './initializer-names.js';
import type { OperatorName } from './operators.js';

/** f(a x) = a f(x) for a > 0, so that He's initialisation holds the gradient at any depth (He et al. 2015). */
export const steadyActivation: OperatorName = 'relu';

/** That initialisation. */
export const steadyInitializer = 'he_normal';

/** Initialisers whose spread follows from the size of the weights; of several names for one distribution the first, normal ones alone. */
export const scalingInitializers: ReadonlyMap<string, Initializer> = new Map(
  [...namedInitializers].filter(([, initializer], index, all) => {
    const scales = initializer.kind === 'orthogonal' || (initializer.kind === 'variance_scaling' && initializer.distribution === 'normal');
    return scales && all.findIndex(([, other]) => isSame(initializer, other)) === index;
  }),
);

function isSame(a: Initializer, b: Initializer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
