// Global pools: one number for each channel, from all positions of space and time.
import { meanOver, type Moments, type SignalStep } from '@trammel/signal';
import { largestOver, reducedSignal } from './reduction-signal.js';
import type { SignalCall, SignalRule } from './signal.js';
import { broadcastTo, mean, reduceMaximum, type Value } from '@trammel/program';
import { spatialAxes } from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import { truthValue } from './kinds.js';
import { oneRealTensor, operator, type Operands, type Operator } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';
import { checkPerAxis } from './window.js';

export interface GlobalPoolAttributes {
  readonly keep: boolean;
}

export const globalAvgpool = globalPool(mean, {
  name: 'global_avgpool',
  summary: 'The average over all axes of space and time, which the result lacks: [N, C, H, W] becomes [N, C].',
  formulas: ['y = sum of x / positions', 'additions = input elements - output elements, multiplications = output elements (the division)'],
  signal: (call) => withoutSpace(call, (x, axes) => meanOver(x, axes, () => 1)),
});

export const globalMaxpool = globalPool(reduceMaximum, {
  name: 'global_maxpool',
  summary: 'The largest number over all axes of space and time, which the result lacks: [N, C, H, W] becomes [N, C].',
  formulas: ['y = largest x', 'comparisons = input elements - output elements'],
  signal: (call) => withoutSpace(call, largestOver),
});

function globalPool(
  reduce: (value: Value, axes: readonly string[]) => Value,
  about: {
    readonly name: string;
    readonly summary: string;
    readonly formulas: readonly string[];
    readonly signal: SignalRule<GlobalPoolAttributes>;
  },
): Operator<GlobalPoolAttributes> {
  return operator<GlobalPoolAttributes>({
    category: 'pooling',
    summary: about.summary,
    formulas: about.formulas,
    example: `net Example {\n  input x: [N, C=64, H=7, W=7]\n  ${about.name}\n}\n`,
    inputs: oneRealTensor,
    attributes: { keep: byName(optional(truthValue, false, 'false', 'Whether the axes stay, with size 1.')) },
    check: (call) => checkPerAxis(soleShape(call), {}),
    signal: about.signal,
    meaning: (operands) => [reduceSpace(operands, reduce)],
  });
}

function reduceSpace(operands: Operands<GlobalPoolAttributes>, reduce: (value: Value, axes: readonly string[]) => Value): Value {
  const value = soleValue(operands);
  const axes = spatialAxes(value.shape);
  const result = reduce(
    value,
    axes.map((axis) => axis.name),
  );
  if (!operands.attributes.keep) return result;
  return broadcastTo(
    result,
    value.shape.map((axis) => (axes.includes(axis) ? { name: axis.name, size: 1 } : axis)),
  );
}

/** The reduction over the axes of space, which stay with size 1 where the call keeps them. */
function withoutSpace(call: SignalCall<GlobalPoolAttributes>, reduce: (x: Moments, axes: readonly string[]) => SignalStep): SignalStep {
  const space = spatialAxes(soleShape(call)).map((axis) => axis.name);
  return reducedSignal(call, { over: space, isKept: call.attributes.keep, reduce });
}
