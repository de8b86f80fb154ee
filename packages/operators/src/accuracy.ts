// The part of the labels that a network gets right. A metric: it has no gradient.
import { noSlope, parameterMoments } from './signal.js';
import { map, mean, scalar } from '@trammel/program';
import { present } from '@trammel/tensor';
import { checkLabels, classAxis, impliedLabels, logitsAndLabels } from './labels.js';
import { operator, type NoAttributes } from './operator.js';
import { firstLargest } from './reductions.js';

export const accuracy = operator<NoAttributes>({
  category: 'metric',
  summary: 'The part of the labels that are the class with the greatest logit, from 0 to 1.',
  formulas: ['accuracy = mean(argmax_c z_c == label); of equal logits the first counts, as in PyTorch and NumPy', 'has no gradient'],
  example: 'net Example {\n  input x: [N, C=8], labels: int[N]\n  logits = x -> dense(5)\n  accuracy(logits, labels)\n}\n',
  inputs: logitsAndLabels,
  attributes: {},
  impliedInput: impliedLabels,
  check: checkLabels,
  signal: (call) => {
    const { shape } = present(call.inputs[0], () => 'accuracy has logits');
    return noSlope([parameterMoments([], { mean: 1 / call.size(classAxis(shape).size), variance: 0, isOrthogonal: false })]);
  },
  meaning: ({ values: [logits, labels] }) => {
    const given = present(logits, () => 'accuracy has logits');
    const right = present(labels, () => 'accuracy has labels');
    const one = scalar.select(scalar.equal(scalar.argument(0), scalar.argument(1)), scalar.number(1), scalar.number(0));
    const isRight = map(one, [firstLargest(given, classAxis(given.shape).name), right]);
    return [
      mean(
        isRight,
        isRight.shape.map((axis) => axis.name),
      ),
    ];
  },
});
