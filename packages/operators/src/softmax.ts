// Softmax and its relatives. The largest element is subtracted first, so that no exponential overflows.
import { logSoftmax as logSoftmaxSignal, logSumExp as logSumSignal, softmax as softmaxSignal, type SignalStep } from '@trammel/signal';
import { reducedSignal } from './reduction-signal.js';
import { soleMoments, type SignalCall } from './signal.js';
import { add, divide, exponential, logarithm, reduceMaximum, reduceSum, subtract, type Value } from '@trammel/program';
import { optional, rest, type Attribute } from './attribute.js';
import { checkAxes, checkNotScalar } from './axis-faults.js';
import type { Fault } from './fault.js';
import { axisNames } from './kinds.js';
import { oneRealTensor, operator, type Call, type Operator } from './operator.js';
import { keepAttribute, withLostAxes } from './reductions.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';

export interface SoftmaxAttributes {
  /** The feature axis where none are named. */
  readonly axes: readonly string[] | undefined;
}

const axesAttribute: Attribute<SoftmaxAttributes['axes']> = rest(
  optional<SoftmaxAttributes['axes']>(axisNames, undefined, '`C`, else the last axis', 'The axes over which the result adds up to 1.'),
);

const axesOf = (call: Call<SoftmaxAttributes>): readonly string[] => call.attributes.axes ?? [featureOf(soleShape(call)).name];

const check = (call: Call<SoftmaxAttributes>): readonly Fault[] =>
  call.attributes.axes === undefined
    ? checkNotScalar(soleShape(call))
    : checkAxes(soleShape(call), call.attributes.axes, { kind: 'argument', name: 'axes' });

/** x - max(x) over the axes. */
const shifted = (x: Value, axes: readonly string[]): Value => subtract(x, reduceMaximum(x, axes));

/** exp(x - max(x)) / sum of the same over the axes. */
export function softmaxOver(x: Value, axes: readonly string[]): Value {
  const exponentials = exponential(shifted(x, axes));
  return divide(exponentials, reduceSum(exponentials, axes));
}

/** x - max(x) - log(sum(exp(x - max(x)))) over the axes. */
function logSoftmaxOver(x: Value, axes: readonly string[]): Value {
  const difference = shifted(x, axes);
  return subtract(difference, logarithm(reduceSum(exponential(difference), axes)));
}

interface Definition {
  readonly summary: string;
  readonly formulas: readonly string[];
  readonly over: (x: Value, axes: readonly string[]) => Value;
  readonly signal: (call: SignalCall<unknown>, axes: readonly string[]) => SignalStep;
}

function normalization(name: string, { summary, formulas, over, signal }: Definition): Operator<SoftmaxAttributes> {
  return operator({
    category: 'activation',
    summary,
    formulas,
    example: `net Example {\n  input x: [N, C=16]\n  ${name}\n}\n`,
    inputs: oneRealTensor,
    attributes: { axes: axesAttribute },
    check,
    signal: (call) => signal(call, axesOf(call)),
    meaning: (call) => [over(soleValue(call), axesOf(call))],
  });
}

export const softmax = normalization('softmax', {
  summary: 'Positive numbers that add up to 1 along an axis, in proportion to the exponentials of the input.',
  formulas: [
    'y = exp(x - m) / sum(exp(x - m)), m = max(x), over n elements',
    'activations = multiplications = elements: exponentials and divisions',
    'additions = elements for x - m, and elements * (n - 1)/n for the sum',
  ],
  over: softmaxOver,
  signal: (call, axes) => softmaxSignal(soleMoments(call), { over: axes, moments: call.softmaxMoments }),
});

export const logSoftmax = normalization('log_softmax', {
  summary: 'The logarithm of the softmax, without the rounding of taking one after the other.',
  formulas: [
    'y = x - m - log(sum(exp(x - m))), m = max(x), over n elements',
    'activations = elements + elements/n: exponentials and logarithms',
    'additions = 2 * elements, and elements * (n - 1)/n for the sum',
  ],
  over: logSoftmaxOver,
  signal: (call, axes) => logSoftmaxSignal(soleMoments(call), { over: axes, moments: call.softmaxMoments }),
});

export interface LogSumExpAttributes extends SoftmaxAttributes {
  readonly keep: boolean;
}

export const logsumexp = operator<LogSumExpAttributes>({
  category: 'reduction',
  summary: 'The logarithm of the sum of the exponentials along an axis: a smooth maximum.',
  formulas: [
    'y = m + log(sum(exp(x - m))), m = max(x), over n elements',
    'activations = elements + elements/n: exponentials and logarithms',
    'additions = 2 * elements: x - m, and n - 1 for the sum and one for m of each result',
  ],
  example: 'net Example {\n  input x: [N, C=16]\n  logsumexp(C)\n}\n',
  inputs: oneRealTensor,
  attributes: { axes: axesAttribute, keep: keepAttribute },
  check,
  signal: (call) =>
    reducedSignal(call, {
      over: axesOf(call),
      isKept: call.attributes.keep,
      reduce: (x, over) => logSumSignal(x, { over, moments: call.softmaxMoments }),
    }),
  meaning: (call) => {
    const x = soleValue(call);
    const axes = axesOf(call);
    const largest = reduceMaximum(x, axes);
    const result = add(largest, logarithm(reduceSum(exponential(subtract(x, largest)), axes)));
    return [call.attributes.keep ? withLostAxes(result, x.shape) : result];
  },
});
