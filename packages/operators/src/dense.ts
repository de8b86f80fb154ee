// The dense layer: every feature of the output from every feature of the input.
import { withUnits, type SignalStep } from '@trammel/signal';
import { pointwiseMap, weighted } from './linear-signal.js';
import { outputAxes, soleMoments, type SignalCall } from './signal.js';
import { add, contract, order, rename } from '@trammel/program';
import { approximateSize, featureAxis, present, printShape, roleOf, type Shape, type Size } from '@trammel/tensor';
import { required } from './attribute.js';
import { wholeNumber } from './kinds.js';
import { oneRealTensor, operator, weight } from './operator.js';
import { biasParameter, weightAttributes, type WeightAttributes } from './weights.js';

export interface DenseAttributes extends WeightAttributes {
  readonly features: Size;
}

const feature = (shape: Shape) => present(featureAxis(shape), () => 'dense has a feature axis');

export const dense = operator<DenseAttributes>({
  category: 'linear',
  summary: 'A linear map of the feature axis (`C`, else the last), the same at every other position.',
  formulas: [
    'y = W x + b',
    'parameters = features * in_features, + features with a bias',
    'multiplications = MACs = output elements * in_features',
    'additions = the same with a bias, one less for each output element without',
  ],
  example: 'net Example {\n  input x: [N, C=128]\n  dense(10)\n}\n',
  inputs: oneRealTensor,
  attributes: {
    features: required(wholeNumber(1), 'How many features come out.'),
    ...weightAttributes('Whether a number is added to each feature.'),
  },
  check: ({ inputs: [x] }) => {
    const { shape } = present(x, () => 'dense has an input');
    if (shape.length === 0) return [{ code: 'bad-input', at: { kind: 'input', index: 0 }, message: 'a scalar has no feature axis' }];
    const remaining = shape.filter((axis) => axis !== featureAxis(shape) && roleOf(axis.name) === 'space');
    // D alone is the width of a sequence, as in [N, T, D], even where another axis stands last; depth stands beside H and W.
    if (remaining.every((axis) => axis.name === 'D')) return [];
    return [
      {
        code: 'dense-on-space',
        message: `\`dense\` is applied at each position of ${printShape(shape)}`,
        notes: [`axes of space remain: ${remaining.map((axis) => axis.name).join(', ')}`],
        help: [
          {
            text: 'put `flatten` before it to use all positions, or `global_avgpool` to average over them; `conv(n, 1x1)` says that each position is meant',
          },
        ],
      },
    ];
  },
  parameters: ({ attributes: { features, bias, init, bias_init }, inputs: [x] }) => {
    const { name, size } = feature(present(x, () => 'dense has an input').shape);
    const fans = { in: approximateSize(size), out: approximateSize(features) };
    const matrix = weight(
      'weight',
      [
        { name: `${name}.out`, size: features },
        { name: `${name}.in`, size },
      ],
      init,
      fans,
    );
    return bias ? [matrix, biasParameter({ name, size: features }, bias_init, fans)] : [matrix];
  },
  signal: denseSignal,
  meaning: ({ attributes: { bias }, inputs: [x], values: [value], parameter }) => {
    const { shape } = present(x, () => 'dense has an input');
    const { name } = feature(shape);
    const input = rename(
      present(value, () => 'dense has an input'),
      { [name]: `${name}.in` },
    );
    const product = rename(contract(input, parameter('weight'), [`${name}.in`]), { [`${name}.out`]: name });
    const result = order(
      product,
      shape.map((axis) => axis.name),
    );
    return [bias ? add(result, parameter('bias')) : result];
  },
});

/** A linear map of single positions. */
function denseSignal(call: SignalCall<DenseAttributes>): SignalStep {
  const { name, size } = feature(present(call.inputs[0], () => 'dense has an input').shape);
  const [incoming, outgoing] = [call.size(size), call.size(call.attributes.features)];
  return withUnits(soleMoments(call), name, (x) =>
    weighted(x, pointwiseMap(x, outputAxes(call), { incoming, outgoing, all: outgoing }), call),
  );
}
