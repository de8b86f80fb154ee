// What signal rules share while one network is told: activations with what is known of them, and moments of softmax.
import { derivative } from '@trammel/autodiff';
import { elementFunction, type SignalServices } from '@trammel/operators';
import { printScalar, type Scalar } from '@trammel/program';
import { createSoftmaxMoments, createTransfer, type Transfer } from '@trammel/signal';
import { approximateSize, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';
import { functionOf } from './scalar-function.js';

/** Services for one network at these sizes. */
export function servicesFor(sizes: SymbolValues): Omit<SignalServices, 'followsDensity'> {
  const size = (of: Size): number => (typeof of === 'number' ? of : approximateSize(substituteSize(of, sizes)));
  const byText = remembered((_: string, expression: Scalar) => transferOf(expression, size));
  const named = (expression: Scalar): Transfer =>
    byText(
      printScalar(expression, () => 'x'),
      expression,
    );
  const ofMeaning = remembered<SignalServicesProgram, undefined, Transfer | undefined>((program) => {
    const expression = elementFunction(program);
    return expression === undefined ? undefined : named(expression);
  });
  const axesOf = remembered<SignalServicesTypes, undefined, ReturnType<SignalServices['axesOfTypes']>>((types) =>
    types.map(({ shape }) => shape.map((axis) => ({ name: axis.name, size: size(axis.size) }))),
  );
  return {
    size,
    softmaxMoments: createSoftmaxMoments(),
    transferOf: named,
    transferOfMeaning: (program) => ofMeaning(program, undefined),
    axesOfTypes: (types) => axesOf(types, undefined),
  };
}

type SignalServicesProgram = Parameters<SignalServices['transferOfMeaning']>[0];
type SignalServicesTypes = Parameters<SignalServices['axesOfTypes']>[0];

function transferOf(expression: Scalar, size: (size: Size) => number): Transfer {
  const slope = derivative(expression, () => true);
  return createTransfer(functionOf(expression, size), functionOf(slope, size));
}

/** What is made once for each key. */
function remembered<K, A, T>(make: (key: K, argument: A) => T): (key: K, argument: A) => T {
  const known = new Map<K, { readonly value: T }>();
  return (key, argument) => {
    const found = known.get(key) ?? { value: make(key, argument) };
    known.set(key, found);
    return found.value;
  };
}
