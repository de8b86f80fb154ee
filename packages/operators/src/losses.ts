// Losses: one number for how far the output of a network is from what it should be. Always the mean over all elements.
import { absoluteError, crossEntropySignal, elementLossSignal, logisticError, squaredError, type ElementLoss } from './residual-signal.js';
import {
  exponential,
  gather,
  logarithm,
  map,
  mean,
  reduceMaximum,
  reduceSum,
  scalar,
  subtract,
  type Scalar,
  type Value,
} from '@trammel/program';
import { present } from '@trammel/tensor';
import { byName, optional } from './attribute.js';
import { realNumber, truthValue } from './kinds.js';
import { checkLabels, classAxis, impliedLabels, logitsAndLabels } from './labels.js';
import { operator, type NoAttributes, type Operands, type Operator } from './operator.js';
import { checkTarget, impliedTarget, predictionAndTarget } from './targets.js';

const [x, y, z] = [scalar.argument(0), scalar.argument(1), scalar.argument(2)];
const [zero, one] = [scalar.number(0), scalar.number(1)];

export interface CrossEntropyAttributes {
  readonly label_smoothing: number;
}

export const crossEntropy = operator<CrossEntropyAttributes>({
  category: 'loss',
  summary: 'How little probability the softmax of the logits gives to the right classes: the mean of -log p.',
  formulas: [
    'loss = mean(log(sum_c exp(z_c)) - z_label), where the greatest logit is subtracted from the others first, so that nothing overflows',
    'with label_smoothing e, z_label is (1 - e) z_label + e mean_c(z_c) (Szegedy et al. 2016, section 7)',
    'activations = logits + labels: an exponential for each logit, a logarithm for each label',
  ],
  example: 'net Example {\n  input x: [N, C=8], labels: int[N]\n  logits = x -> dense(5)\n  cross_entropy(logits, labels)\n}\n',
  inputs: logitsAndLabels,
  attributes: {
    label_smoothing: byName(optional(realNumber(0, 1), 0, '0', 'The part of the probability that is spread evenly over all classes.')),
  },
  impliedInput: impliedLabels,
  check: checkLabels,
  signal: crossEntropySignal,
  meaning: (operands) => [meanOfAll(crossEntropies(operands))],
});

/** One loss for each label. */
function crossEntropies({ attributes, values: [logits, labels] }: Operands<CrossEntropyAttributes>): Value {
  const given = present(logits, () => 'cross_entropy has logits');
  const { name } = classAxis(given.shape);
  const shifted = subtract(given, reduceMaximum(given, [name]));
  const normalizer = logarithm(reduceSum(exponential(shifted), [name]));
  const right = gather(
    shifted,
    name,
    present(labels, () => 'cross_entropy has labels'),
  );
  const smoothing = attributes.label_smoothing;
  if (smoothing === 0) return subtract(normalizer, right);
  const [kept, spread] = [scalar.multiply(scalar.number(1 - smoothing), y), scalar.multiply(scalar.number(smoothing), z)];
  return map(scalar.subtract(x, scalar.add(kept, spread)), [normalizer, right, mean(shifted, [name])]);
}

const meanOfAll = (value: Value): Value =>
  mean(
    value,
    value.shape.map((axis) => axis.name),
  );

/** The loss of one element, for the prediction x and the target y. */
function elementwise(operands: Operands<unknown>, loss: Scalar): Value {
  return meanOfAll(map(loss, operands.values));
}

const exampleOf = (head: string, call: string): string =>
  `net Example {\n  input x: [N, C=8], target: [N, C=3]\n  prediction = x -> ${head}\n  ${call}\n}\n`;

/** A loss without attributes. */
function regression(
  name: string,
  about: Pick<Operator<unknown>, 'summary' | 'formulas'> & { readonly signal: ElementLoss },
  loss: Scalar,
): Operator<NoAttributes> {
  const { signal, ...told } = about;
  return operator({
    category: 'loss',
    ...told,
    example: exampleOf('dense(3)', `${name}(prediction, target)`),
    inputs: predictionAndTarget,
    attributes: {},
    impliedInput: impliedTarget,
    check: checkTarget,
    signal: (call) => elementLossSignal(call, signal),
    meaning: (operands) => [elementwise(operands, loss)],
  });
}

const difference = scalar.subtract(x, y);

export const mse = regression(
  'mse',
  {
    signal: squaredError,
    summary: 'The mean of the squared differences.',
    formulas: ['loss = mean((prediction - target)^2)', 'multiplications = elements + 1, additions = 2 elements - 1'],
  },
  scalar.multiply(difference, difference),
);

export const l1 = regression(
  'l1',
  {
    signal: absoluteError,
    summary: 'The mean of the absolute differences.',
    formulas: [
      'loss = mean(|prediction - target|), with derivative 0 where they are equal',
      'comparisons = elements, additions = 2 elements - 1',
    ],
  },
  scalar.absolute(difference),
);

export interface BinaryCrossEntropyAttributes {
  readonly from_logits: boolean;
}

export const bce = operator<BinaryCrossEntropyAttributes>({
  category: 'loss',
  summary: 'The cross entropy of yes and no: the mean of -log p where the target is 1, of -log(1 - p) where it is 0.',
  formulas: [
    'from logits x: loss = mean(max(x, 0) - x y + log(1 + exp(-|x|))), which does not overflow; p = sigmoid(x)',
    'from probabilities p: loss = -mean(y log p + (1 - y) log(1 - p)), logarithms no less than -100',
    'activations = elements from logits, 2 elements from probabilities',
  ],
  example: exampleOf('dense(3)', 'bce(prediction, target)'),
  inputs: predictionAndTarget,
  attributes: {
    from_logits: byName(
      optional(
        truthValue,
        true,
        'true',
        'Whether predictions are logits, as for `cross_entropy`; false where a `sigmoid` made them probabilities.',
      ),
    ),
  },
  impliedInput: impliedTarget,
  check: checkTarget,
  // Of probabilities the slope is 1/p, of which no moment follows from those of p.
  signal: (call) => (call.attributes.from_logits ? elementLossSignal(call, logisticError) : undefined),
  meaning: (operands) => [elementwise(operands, operands.attributes.from_logits ? entropyOfLogit : entropyOfProbability)],
});

/** max(x, 0) - x*y + log(1 + exp(-|x|)) */
const entropyOfLogit = scalar.add(
  scalar.subtract(scalar.maximum(x, zero), scalar.multiply(x, y)),
  scalar.activation(scalar.logarithm(scalar.add(one, scalar.exponential(scalar.negate(scalar.absolute(x)))))),
);

/** log x, but no less than -100, so that 0 * log 0 is 0 (as in PyTorch's BCELoss); flat below. */
const boundedLogarithm = (of: Scalar): Scalar =>
  scalar.activation(scalar.select(scalar.less(of, scalar.number(Math.exp(-100))), scalar.number(-100), scalar.logarithm(of)));

/** -(y log x + (1 - y) log(1 - x)) */
const entropyOfProbability = scalar.negate(
  scalar.add(scalar.multiply(y, boundedLogarithm(x)), scalar.multiply(scalar.subtract(one, y), boundedLogarithm(scalar.subtract(one, x)))),
);
