// Learned position embeddings: a vector for each position, added. Not sinusoids, and not rotary embeddings.
import { squaredNorm, step, sum, type SignalStep } from '@trammel/signal';
import { axesOf, outputAxes, parameterMoments, soleMoments, type SignalCall } from './signal.js';
import { add, order, slice } from '@trammel/program';
import { approximateSize, axisNamed, isKnown, present, printShape, printSize, type Axis, type Shape, type Size } from '@trammel/tensor';
import { byName, optional, required } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import type { Fault } from './fault.js';
import type { Initializer } from './initializer.js';
import { initializer } from './initializer-kind.js';
import { axisName, wholeNumber } from './kinds.js';
import { operator, weight } from './operator.js';
import { checkSequence, sequenceAxes } from './sequence.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';
import { tableInitializer } from './weights.js';

export interface PositionEmbeddingAttributes {
  readonly length: Size;
  readonly axis: string | undefined;
  readonly init: Initializer;
}

/** The axis of the positions: the one that is named, else that of time. */
function positions(shape: Shape, { axis }: PositionEmbeddingAttributes): Axis {
  return axis === undefined ? sequenceAxes(shape).time : present(axisNamed(shape, axis), () => `${printShape(shape)} has axis ${axis}`);
}

export const positionEmbedding = operator<PositionEmbeddingAttributes>({
  category: 'linear',
  summary: 'Adds a learned vector to the features at each position of the axis of time.',
  formulas: [
    'y[t, :] = x[t, :] + weight[t, :], for t below the size of the axis, which is at most `length`',
    'parameters = length * features',
    'additions = elements',
  ],
  example: 'net Example {\n  input tokens: int[N, T=8]\n  embedding(1000, 64) -> pos_embed(16)\n}\n',
  inputs: [{ name: 'x', elementType: 'f32', arity: 'one' }],
  attributes: {
    length: required(wholeNumber(1), 'How many positions there are vectors for.'),
    axis: byName(optional<string | undefined>(axisName, undefined, 'the axis of time', 'The axis of the positions.')),
    init: byName(optional(initializer, tableInitializer.value, tableInitializer.text, 'How the vectors begin.')),
  },
  check: (call) => {
    const shape = soleShape(call);
    const { axis } = call.attributes;
    const faults = axis === undefined ? checkSequence('pos_embed', shape, 0) : checkAxes(shape, [axis], { kind: 'argument', name: 'axis' });
    return faults.length > 0 ? faults : checkLength(call.attributes, shape);
  },
  parameters: (call) => {
    const shape = soleShape(call);
    const { length, init } = call.attributes;
    const feature = featureOf(shape);
    const fans = { in: approximateSize(length), out: approximateSize(feature.size) };
    return [weight('weight', [{ name: positions(shape, call.attributes).name, size: length }, feature], init, fans)];
  },
  signal: positionSignal,
  meaning: (call) => {
    const shape = soleShape(call);
    const { name, size } = positions(shape, call.attributes);
    const sum = add(soleValue(call), slice(call.parameter('weight'), name, { start: 0, size }));
    return [
      order(
        sum,
        shape.map((axis) => axis.name),
      ),
    ];
  },
});

function checkLength(attributes: PositionEmbeddingAttributes, shape: Shape): readonly Fault[] {
  const { name, size } = positions(shape, attributes);
  const { length } = attributes;
  if (name === featureOf(shape).name) {
    const message = `axis ${name} holds the features of ${printShape(shape)}, and cannot hold the positions too`;
    return [{ code: 'bad-argument', at: { kind: 'argument', name: 'axis' }, message }];
  }
  if (!isKnown(size) || !isKnown(length) || size <= length) return [];
  const message = `axis ${name} has ${printSize(size)} positions, and there are vectors for ${printSize(length)}`;
  return [
    { code: 'bad-input', at: { kind: 'input', index: 0 }, message, help: [{ text: `\`pos_embed(${printSize(size)})\` has enough` }] },
  ];
}

/** The sum with a parameter that has a vector for each position. */
function positionSignal(call: SignalCall<PositionEmbeddingAttributes>): SignalStep {
  const x = soleMoments(call);
  const shape = soleShape(call);
  const { name, size } = positions(shape, call.attributes);
  const axes = [{ name, size: call.size(size) }, ...axesOf([featureOf(shape)], call)];
  const vectors = parameterMoments(axes, call.weight('weight'));
  const added = sum([x, vectors], { axes: outputAxes(call), followsDensity: call.followsDensity });
  return step({
    ...added,
    backward: (gradients) => {
      const [gradient, ofVectors] = added.backward(gradients).inputs;
      return { inputs: [gradient], parameters: new Map(ofVectors === undefined ? [] : [['weight', squaredNorm(ofVectors)]]) };
    },
  });
}
