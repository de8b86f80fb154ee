// Dropout: numbers are set to zero at random while training. Nothing happens, and nothing is counted, in inference.
import { dropout as masked, type SignalStep } from '@trammel/signal';
import { soleMoments, type SignalCall } from './signal.js';
import { map, multiply, random, scalar, type Value } from '@trammel/program';
import { axisNamed, roleOf } from '@trammel/tensor';
import { optional, byName } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import { axisNames, realNumber } from './kinds.js';
import { oneRealTensor, operator } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

export interface DropoutAttributes {
  readonly probability: number;
  /** Undefined: all axes. */
  readonly axes: readonly string[] | undefined;
}

export const dropout = operator<DropoutAttributes>({
  category: 'regularisation',
  summary:
    'In training, each number becomes zero with a probability, and the others grow so that the expectation stays; else the identity.',
  formulas: [
    'training: y = x*m / (1 - p), where m is 0 with probability p, else 1 (Srivastava et al. 2014, scaled in training)',
    'inference: y = x, which costs nothing',
  ],
  example: 'net Example {\n  input x: [N, C=64]\n  dropout(0.1)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    probability: optional(realNumber(0, 1), 0.5, '0.5', 'How likely a number is to become zero.'),
    axes: byName(
      optional<readonly string[] | undefined>(
        axisNames,
        undefined,
        'all',
        'The axes along which draws differ, besides those of the batch: axes=C drops whole channels, as `Dropout2d` does.',
      ),
    ),
  },
  check: (call) => checkAxes(soleShape(call), call.attributes.axes ?? [], { kind: 'argument', name: 'axes' }),
  signal: (call) => dropoutSignal(call, call.attributes.axes),
  meaning: (operands) => {
    const { attributes, mode } = operands;
    const value = soleValue(operands);
    return [mode === 'training' ? dropOut(value, attributes.probability, attributes.axes) : value];
  },
});

export interface DropPathAttributes {
  readonly probability: number;
}

export const dropPath = operator<DropPathAttributes>({
  category: 'regularisation',
  summary:
    'In training, whole examples become zero with a probability, and the others grow; at the end of a residual path it skips the path.',
  formulas: [
    'training: y = x*m / (1 - p), where m is 0 with probability p, else 1, drawn once for each example (Huang et al. 2016, stochastic depth)',
    'inference: y = x, which costs nothing',
  ],
  example: 'net Example {\n  input x: [N, C=64]\n  residual { dense(64) -> drop_path(0.1) }\n}\n',
  inputs: oneRealTensor,
  attributes: { probability: optional(realNumber(0, 1), 0, '0', 'How likely an example is to become zero.') },
  check: (call) => {
    const batch = 'N';
    const shape = soleShape(call);
    return axisNamed(shape, batch) === undefined ? checkAxes(shape, [batch], { kind: 'input', index: 0 }) : [];
  },
  signal: (call) => dropoutSignal(call, []),
  meaning: (operands) => {
    const value = soleValue(operands);
    return [operands.mode === 'training' ? dropOut(value, operands.attributes.probability, []) : value];
  },
});

/** What training does: x*m / (1 - probability), where m is drawn anew along the axes of the batch and those named, all unless said. */
export function dropOut(value: Value, probability: number, axes?: readonly string[]): Value {
  if (probability === 0) return value;
  const drawn = value.shape.filter(({ name }) => axes === undefined || axes.includes(name) || roleOf(name) === 'batch');
  // A probability of 1 keeps nothing, and there is nothing to scale.
  const kept = scalar.number(probability < 1 ? 1 / (1 - probability) : 0);
  const isDropped = scalar.less(scalar.argument(0), scalar.number(probability));
  return multiply(value, map(scalar.select(isDropped, scalar.number(0), kept), [random(drawn)]));
}

/** Masks are drawn anew along the axes of the batch and those named, all unless said. */
function dropoutSignal(call: SignalCall<DropPathAttributes>, axes: readonly string[] | undefined): SignalStep {
  return masked(
    soleMoments(call),
    call.attributes.probability,
    (name) => axes === undefined || axes.includes(name) || roleOf(name) === 'batch',
  );
}
