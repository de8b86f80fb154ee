// Local response normalisation: each number divided by the energy of its neighbours among the channels.
import { affine, meanSquare, type SignalStep } from '@trammel/signal';
import { soleMoments, type SignalCall } from './signal.js';
import { map, multiply, reduceSum, scalar, window, type Scalar } from '@trammel/program';
import { floorDivideSizes, isKnown, type Size } from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import { checkNotScalar } from './axis-faults.js';
import { realNumber, wholeNumber } from './kinds.js';
import { oneRealTensor, operator } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import { windowAxis } from './window.js';

export interface LocalResponseNormAttributes {
  readonly size: Size;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

export const localResponseNorm = operator<LocalResponseNormAttributes>({
  category: 'normalisation',
  summary: 'Local response normalisation, as in AlexNet and GoogLeNet: each number is divided by the energy of the channels around it.',
  formulas: [
    'y[c] = x[c] / (k + alpha/size * sum of x^2 over channels c - floor(size/2) .. c + floor((size - 1)/2))^beta',
    'Krizhevsky et al. 2012; there alpha is not divided by the size, so that their 1e-4 is 5e-4 here, as in PyTorch',
    'multiplications = 3, additions = size, activations = 1 (the power) an element',
  ],
  example: 'net Example {\n  input x: [N, C=96, H=27, W=27]\n  lrn(5)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    size: required(wholeNumber(1), 'How many neighbouring channels count.'),
    alpha: byName(optional(realNumber(), 1e-4, '1e-4', 'The factor of their mean square.')),
    beta: byName(optional(realNumber(), 0.75, '0.75', 'The power.')),
    k: byName(optional(realNumber(), 1, '1', 'Added to the mean square, so that nothing is divided by zero.')),
  },
  check: (call) => checkNotScalar(soleShape(call)),
  signal: dampingSignal,
  meaning: (operands) => {
    const value = soleValue(operands);
    const { attributes } = operands;
    const { name, size: count } = featureOf(value.shape);
    const neighbours = windowAxis(name);
    const squares = multiply(value, value);
    const windows = window(squares, name, { name: neighbours, size: attributes.size, count, before: floorDivideSizes(attributes.size, 2) });
    return [map(damped(attributes), [value, reduceSum(windows, [neighbours])])];
  },
});

/** x / (k + alpha/size * energy)^beta, of x and the energy around it. */
function damped({ size, alpha, beta, k }: LocalResponseNormAttributes): Scalar {
  const [x, energy] = [scalar.argument(0), scalar.argument(1)];
  const factor = isKnown(size) ? scalar.number(alpha / Number(size)) : scalar.divide(scalar.number(alpha), scalar.ofSize(size));
  const base = scalar.add(scalar.number(k), scalar.multiply(factor, energy));
  return scalar.divide(x, scalar.power(base, scalar.number(beta)));
}

/** A factor that hardly varies: that of the mean energy. */
function dampingSignal(call: SignalCall<LocalResponseNormAttributes>): SignalStep {
  const x = soleMoments(call);
  const { alpha, beta, k } = call.attributes;
  return affine(x, (k + alpha * meanSquare(x)) ** -beta, 0);
}
