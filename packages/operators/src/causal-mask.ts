// The causal mask: scores of keys that come after their query are taken out. Not the softmax that follows.
import { simpleStep, type SignalStep } from '@trammel/signal';
import { soleMoments, type SignalCall } from './signal.js';
import { coordinate, positionOf, view, type Value } from '@trammel/program';
import { required } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import type { FaultPlace } from './fault.js';
import { axisName } from './kinds.js';
import { oneRealTensor, operator } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

/** The axes of the two positions that are compared. */
export interface CausalMaskAttributes {
  readonly query: string;
  readonly key: string;
}

export const causalMask = operator<CausalMaskAttributes>({
  category: 'attention',
  summary: 'Keeps the scores of keys that are not after their query; the others become minus infinity, which a softmax turns into 0.',
  formulas: ['y[query, key] = x[query, key] where key <= query, else -infinity (Vaswani et al. 2017, section 3.2.3)', 'computes nothing'],
  example: 'net Example {\n  input scores: [N, h=2, T=5, S=5]\n  causal_mask(T, S) -> softmax(S)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    query: required(axisName, 'The axis of the positions that look.'),
    key: required(axisName, 'The axis of the positions that are looked at.'),
  },
  check: (call) => {
    const { query, key } = call.attributes;
    const at = (name: keyof CausalMaskAttributes): FaultPlace => ({ kind: 'argument', name });
    const faults = checkAxes(soleShape(call), [query], at('query'));
    return faults.length > 0 ? faults : checkAxes(soleShape(call), [query, key], at('key'));
  },
  signal: causalSignal,
  meaning: (call) => [causal(soleValue(call), call.attributes, Number.NEGATIVE_INFINITY)],
});

/** The operand where key - query <= 0, else the fill. */
export function causal(operand: Value, axes: CausalMaskAttributes, fill: number): Value {
  const { shape } = operand;
  const identity = shape.map((_, axis) => coordinate([{ axis, coefficient: 1 }]));
  const notAfter = [
    { axis: positionOf(shape, axes.query), coefficient: 1 },
    { axis: positionOf(shape, axes.key), coefficient: -1 },
  ];
  return view(operand, shape, identity, { fill, where: [{ terms: notAfter, offset: 0 }] });
}

/** The same moments; the softmax that follows counts the scores that are left. */
function causalSignal(call: SignalCall<CausalMaskAttributes>): SignalStep {
  const { query, key } = call.attributes;
  return simpleStep({ ...soleMoments(call), causal: { query, key } }, (gradient) => [gradient]);
}
