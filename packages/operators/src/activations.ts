// Activations: nonlinearities that act on each element alone. One activation is counted for each element.
import { signalOfMeaning } from './signal-of-meaning.js';
import { soleMoments, type SignalCall } from './signal.js';
import { elementwise as elementwiseSignal, scaleAndShift, type SignalStep } from '@trammel/signal';
import { activation, map, scalar, type Scalar } from '@trammel/program';
import { byName, optional } from './attribute.js';
import { checkNotScalar } from './axis-faults.js';
import type { Initializer } from './initializer.js';
import { initializer } from './initializer-kind.js';
import { oneOf, realNumber } from './kinds.js';
import { oneRealTensor, oneTensor, operator, weight, type NoAttributes, type Operator } from './operator.js';
import { featureOf, soleShape, soleValue } from './sole-input.js';

/** What the manual says of an activation. */
interface About {
  readonly summary: string;
  readonly formula: string;
  readonly others?: readonly string[];
}

type Definition = Pick<Operator<NoAttributes>, 'category' | 'summary' | 'formulas' | 'inputs'>;

const described = ({ summary, formula, others = [] }: About): Definition => ({
  category: 'activation',
  summary,
  formulas: [formula, ...others, 'activations = elements'],
  inputs: oneRealTensor,
});

const exampleOf = (call: string): string => `net Example {\n  input x: [N, C=16]\n  ${call}\n}\n`;

/** An activation without attributes: a sentence, its formula as text, and the formula. */
function plain(name: string, about: About, body: (x: Scalar) => Scalar): Operator<NoAttributes> {
  return operator({
    ...described(about),
    example: exampleOf(name),
    attributes: {},
    signal: signalOfMeaning,
    meaning: (call) => [activation(soleValue(call), body)],
  });
}

const {
  add,
  subtract,
  multiply,
  divide,
  negate,
  exponential,
  absolute,
  tanh: hyperbolicTangent,
  select,
  less,
  lessOrEqual,
  number,
} = scalar;

const zero = number(0);
const one = number(1);

/** max(x, 0), whose derivative at 0 is 0. What is no number is below none, and stays none. */
export const rectified = (x: Scalar): Scalar => select(lessOrEqual(x, zero), zero, x);

/** x from `low` to `high`, else the nearer of the two; the derivative is 0 at both. What is no number stays none. */
const clipped = (x: Scalar, low: number, high: number): Scalar =>
  select(lessOrEqual(x, number(low)), number(low), select(lessOrEqual(number(high), x), number(high), x));

/** x/6 + 1/2 from 0 to 1. */
const hardLogistic = (x: Scalar): Scalar => clipped(add(divide(x, number(6)), number(0.5)), 0, 1);

/** 1 / (1 + exp(-x)), written so that neither it nor its derivative overflows on either side. */
export const logistic = (x: Scalar): Scalar =>
  select(less(x, zero), divide(exponential(x), add(one, exponential(x))), divide(one, add(one, exponential(negate(x)))));

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), which does not overflow. */
const logOnePlusExponential = (x: Scalar): Scalar =>
  add(scalar.maximum(x, zero), scalar.logarithm(add(one, exponential(negate(absolute(x))))));

/** scale * x for positive x, scale * alpha * (exp(x) - 1) for the others. */
const exponentialLinear = (x: Scalar, alpha: number, scale: number): Scalar =>
  select(less(zero, x), multiply(number(scale), x), multiply(number(scale * alpha), subtract(exponential(x), one)));

export const relu = plain(
  'relu',
  { summary: 'Zero for negative numbers, the number itself otherwise.', formula: "y = max(x, 0), y'(0) = 0" },
  rectified,
);

export const relu6 = plain(
  'relu6',
  { summary: 'The number itself from 0 to 6, else the nearer of the two.', formula: "y = min(max(x, 0), 6), y'(0) = y'(6) = 0" },
  (x) => clipped(x, 0, 6),
);

export const leakyRelu = operator<{ readonly slope: number }>({
  ...described({
    summary: 'The number itself where it is positive, a small part of it otherwise.',
    formula: "y = x for x > 0, else slope*x; y'(0) = slope",
  }),
  example: exampleOf('leaky_relu(0.2)'),
  attributes: { slope: optional(realNumber(), 0.01, '0.01', 'What negative numbers are multiplied by.') },
  signal: signalOfMeaning,
  meaning: (call) => [activation(soleValue(call), (x) => select(less(zero, x), x, multiply(number(call.attributes.slope), x)))],
});

export const prelu = operator<{ readonly init: Initializer }>({
  ...described({
    summary: 'Like `leaky_relu`, with a slope that is learned for each feature.',
    formula: "y = x for x > 0, else slope*x; y'(0) = slope (He et al. 2015)",
    others: ['parameters = features'],
  }),
  example: exampleOf('prelu'),
  attributes: { init: byName(optional(initializer, { kind: 'constant', value: 0.25 }, '0.25', 'How the slopes begin.')) },
  check: (call) => checkNotScalar(soleShape(call)),
  parameters: (call) => [weight('slope', [featureOf(soleShape(call))], call.attributes.init, undefined)],
  signal: preluSignal,
  meaning: (call) => {
    const [x, slope] = [scalar.argument(0), scalar.argument(1)];
    return [map(scalar.activation(select(less(zero, x), x, multiply(slope, x))), [soleValue(call), call.parameter('slope')])];
  },
});

/** With the slope that it begins with. A slope is the scale of the negative parts, and has the gradient of one. */
function preluSignal(call: SignalCall<unknown>): SignalStep {
  const weight = call.weight('slope');
  const [x, argument] = [soleMoments(call), scalar.argument(0)];
  const whole = elementwiseSignal(x, call.transferOf(select(less(zero, argument), argument, multiply(number(weight.mean), argument))));
  const [negative = x] = elementwiseSignal(x, call.transferOf(select(less(zero, argument), zero, argument))).outputs;
  const scale = scaleAndShift(negative, { weight, bias: undefined, axes: [featureOf(soleShape(call)).name] });
  return {
    ...whole,
    backward: (gradients) => {
      const energy = scale.backward(gradients).parameters.get('weight');
      return { ...whole.backward(gradients), parameters: new Map(energy === undefined ? [] : [['slope', energy]]) };
    },
  };
}

export const elu = operator<{ readonly alpha: number }>({
  ...described({
    summary: 'The number itself where it is positive; towards -alpha, smoothly, otherwise.',
    formula: 'y = x for x > 0, else alpha*(exp(x) - 1) (Clevert et al. 2015)',
  }),
  example: exampleOf('elu'),
  attributes: { alpha: optional(realNumber(), 1, '1', 'What large negative numbers come near, with its sign changed.') },
  signal: signalOfMeaning,
  meaning: (call) => [activation(soleValue(call), (x) => exponentialLinear(x, call.attributes.alpha, 1))],
});

/** Klambauer et al. 2017: mean 0 and variance 1 are a fixed point. */
const selfNormalizing = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

export const selu = plain(
  'selu',
  {
    summary: 'An `elu` scaled so that mean 0 and variance 1 are kept.',
    formula: 'y = 1.0507 * (x for x > 0, else 1.6733*(exp(x) - 1)) (Klambauer et al. 2017)',
  },
  (x) => exponentialLinear(x, selfNormalizing.alpha, selfNormalizing.scale),
);

/** x/2 * (1 + erf(x / sqrt(2))) */
const gaussianLinear = (x: Scalar): Scalar =>
  multiply(multiply(number(0.5), x), add(one, scalar.errorFunction(multiply(x, number(Math.SQRT1_2)))));

/** x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))) */
function gaussianLinearByTanh(x: Scalar): Scalar {
  const cubic = add(x, multiply(number(0.044715), multiply(x, multiply(x, x))));
  return multiply(multiply(number(0.5), x), add(one, hyperbolicTangent(multiply(number(Math.sqrt(2 / Math.PI)), cubic))));
}

export const gelu = operator<{ readonly approximate: 'none' | 'tanh' }>({
  ...described({
    summary: 'Each number times the probability that a standard normal variable is below it.',
    formula: 'y = x/2 * (1 + erf(x/sqrt(2))); with tanh: x/2 * (1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3))) (Hendrycks and Gimpel 2016)',
  }),
  example: exampleOf('gelu'),
  attributes: {
    approximate: optional(oneOf('none', 'tanh'), 'none', 'none', '`tanh` for the approximation that the first GPT models use.'),
  },
  signal: signalOfMeaning,
  meaning: (call) => [activation(soleValue(call), call.attributes.approximate === 'tanh' ? gaussianLinearByTanh : gaussianLinear)],
});

export const silu = plain(
  'silu',
  { summary: 'Each number times its sigmoid; also known as swish.', formula: 'y = x / (1 + exp(-x)) (Elfwing et al. 2017)' },
  (x) => multiply(x, logistic(x)),
);

export const mish = plain(
  'mish',
  { summary: 'Each number times the tanh of its softplus.', formula: 'y = x * tanh(log(1 + exp(x))) (Misra 2019)' },
  (x) => multiply(x, hyperbolicTangent(logOnePlusExponential(x))),
);

export const sigmoid = plain('sigmoid', { summary: 'The logistic function, from 0 to 1.', formula: 'y = 1 / (1 + exp(-x))' }, logistic);

export const hardSigmoid = plain(
  'hard_sigmoid',
  {
    summary: 'The sigmoid in three straight pieces.',
    formula: "y = min(max(x/6 + 1/2, 0), 1), y'(-3) = y'(3) = 0 (PyTorch and Keras 3; TensorFlow.js has x/5)",
  },
  hardLogistic,
);

export const hardSwish = plain(
  'hard_swish',
  { summary: 'Each number times its `hard_sigmoid`.', formula: 'y = x * min(max(x/6 + 1/2, 0), 1) (Howard et al. 2019)' },
  (x) => multiply(x, hardLogistic(x)),
);

export const tanh = plain(
  'tanh',
  { summary: 'The hyperbolic tangent, from -1 to 1.', formula: 'y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))' },
  hyperbolicTangent,
);

export const hardTanh = plain(
  'hard_tanh',
  { summary: 'The number itself from -1 to 1, else the nearer of the two.', formula: "y = min(max(x, -1), 1), y'(-1) = y'(1) = 0" },
  (x) => clipped(x, -1, 1),
);

export const softplus = plain(
  'softplus',
  { summary: 'A smooth `relu`, whose derivative is the sigmoid.', formula: 'y = log(1 + exp(x))' },
  logOnePlusExponential,
);

export const softsign = plain('softsign', { summary: 'From -1 to 1, more slowly than tanh.', formula: 'y = x / (1 + |x|)' }, (x) =>
  divide(x, add(one, absolute(x))),
);

export const identity = operator<NoAttributes>({
  category: 'activation',
  summary: 'What comes in, unchanged.',
  formulas: ['y = x', 'nothing is computed'],
  example: exampleOf('identity'),
  inputs: oneTensor,
  attributes: {},
  signal: signalOfMeaning,
  meaning: (call) => [soleValue(call)],
});
