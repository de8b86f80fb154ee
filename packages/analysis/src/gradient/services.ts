// What signal rules share while one network is told: activations with what is known of them, and moments of softmax.
import { derivative } from '@trammel/autodiff';
import type { SignalServices } from '@trammel/operators';
import { printScalar, type Scalar } from '@trammel/program';
import { createSoftmaxMoments, createTransfer, type Transfer } from '@trammel/signal';
import { approximateSize, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';
import { functionOf } from './scalar-function.js';

/** Services for one network at these sizes. */
export function servicesFor(sizes: SymbolValues): Omit<SignalServices, 'followsDensity'> {
  const transfers = new Map<string, Transfer>();
  const size = (of: Size): number => (typeof of === 'number' ? of : approximateSize(substituteSize(of, sizes)));
  return {
    size,
    softmaxMoments: createSoftmaxMoments(),
    transferOf: (expression: Scalar) => {
      const key = printScalar(expression, () => 'x');
      const known = transfers.get(key);
      if (known !== undefined) return known;
      const made = createTransfer(
        functionOf(expression, size),
        functionOf(
          derivative(expression, () => true),
          size,
        ),
      );
      transfers.set(key, made);
      return made;
    },
  };
}
