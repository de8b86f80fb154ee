// A learned tensor that stands by itself: a class token, a scale for each feature, queries of a decoder.
import { squaredNorm, step, type SignalStep } from '@trammel/signal';
import { outputAxes, parameterMoments, type SignalCall } from './signal.js';
import { present } from '@trammel/tensor';
import { printPattern, type Pattern } from './argument.js';
import { byName, optional, required } from './attribute.js';
import type { Fault } from './fault.js';
import type { Initializer } from './initializer.js';
import { initializer } from './initializer-kind.js';
import { pattern } from './kinds.js';
import { operator, weight } from './operator.js';
import { tableInitializer } from './weights.js';

export interface LearnedTensorAttributes {
  readonly shape: Pattern;
  readonly init: Initializer;
}

export const learnedTensor = operator<LearnedTensorAttributes>({
  category: 'source',
  summary:
    'A tensor that is learned: a class token, a scale for each feature. It is repeated along axes that it lacks where it meets others.',
  formulas: ['parameters = elements', 'nothing is computed'],
  example: 'net Example {\n  input x: [N, C=16]\n  scale = parameter([C=16], init=ones)\n  x * scale\n}\n',
  inputs: [],
  attributes: {
    shape: required(pattern, 'The axes, each with its size.'),
    init: byName(optional(initializer, tableInitializer.value, tableInitializer.text, 'How it begins.')),
  },
  check: ({ attributes: { shape } }): readonly Fault[] => {
    const names = shape.map((axis) => axis.names[0]);
    const wrong = shape.find((axis, index) => axis.names.length !== 1 || axis.size === undefined || names.indexOf(axis.names[0]) < index);
    if (wrong === undefined) return [];
    const message = `each axis of ${printPattern(shape)} needs a name of its own and a size, as in [T=1, C=768]`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'shape' }, message }];
  },
  parameters: ({ attributes: { shape, init } }) => {
    const axes = shape.map(({ names: [name = ''], size }) => ({ name, size: present(size, () => `axis ${name} has a size`) }));
    return [weight('weight', axes, init, undefined)];
  },
  signal: learnedSignal,
  meaning: ({ parameter }) => [parameter('weight')],
});

/** The parameter itself: its gradient is that of the result. */
function learnedSignal(call: SignalCall<LearnedTensorAttributes>): SignalStep {
  return step({
    outputs: [parameterMoments(outputAxes(call), call.weight('weight'))],
    backward: ([gradient]) => ({
      inputs: [],
      parameters: new Map(gradient === undefined ? [] : [['weight', squaredNorm(gradient)]]),
    }),
  });
}
