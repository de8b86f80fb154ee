// Signal rules of losses at the start of training: the gradient of each element is its residual over their number. Not the losses.
import {
  affine,
  countOf,
  createTape,
  elementwise,
  evenField,
  everyMask,
  meanOf,
  meanSquare,
  mapField,
  simpleStep,
  softmax,
  sum,
  varianceOf,
  type Moments,
  type SignalStep,
} from '@trammel/signal';
import { scalar, type Scalar } from '@trammel/program';
import { present } from '@trammel/tensor';
import { classAxis } from './labels.js';
import { soleMoments, type SignalCall } from './signal.js';

/** A loss of one element, for the prediction and the target. */
export interface ElementLoss {
  /** d loss / d prediction, as a function of the prediction, of which the target is subtracted; or of their difference. */
  readonly residual: { readonly of: 'difference' | 'prediction'; readonly expression: Scalar };
  /** E loss of one element, roughly, from what the difference has. */
  readonly level: (difference: Moments) => number;
  /** What goes back to the target: minus what goes back to the prediction, or minus the prediction itself. */
  readonly target: 'residual' | 'prediction';
}

/** The mean of a loss of every element: dL/dx is the residual over the number of elements, for targets that are independent of predictions. */
export function elementLossSignal(call: SignalCall<unknown>, { residual, level, target }: ElementLoss): SignalStep | undefined {
  const [x, y] = call.moments;
  if (x === undefined || y === undefined) return undefined;
  const { tape, inputs } = createTape([x, y]);
  const [prediction, goal] = [present(inputs[0], () => 'a loss has a prediction'), present(inputs[1], () => 'a loss has a target')];
  const negative = tape.apply([goal], affine(y, -1, 0));
  const minus = (of: typeof prediction): typeof prediction =>
    tape.apply([of, negative], sum([of.moments, negative.moments], { axes: x.axes, followsDensity: false }));
  const through = (of: typeof prediction): typeof prediction =>
    tape.apply([of], elementwise(of.moments, call.transferOf(residual.expression)));
  const difference = minus(prediction);
  const error = residual.of === 'difference' ? through(difference) : minus(through(prediction));
  return lossStep(level(difference.moments), [
    [x, error.moments],
    [y, target === 'residual' ? error.moments : x],
  ]);
}

/** One number, and for each tensor before it what its gradient is like, up to the number of elements. */
function lossStep(level: number, residuals: readonly (readonly [Moments, Moments])[]): SignalStep {
  const output: Moments = { axes: [], groups: [], mean: evenField(level, 0), square: evenField(level * level, 0), pairs: [level * level] };
  return simpleStep(output, (gradient) =>
    residuals.map(([x, residual]) => {
      const factor = meanSquare(gradient) / countOf(x.axes) ** 2;
      return {
        axes: x.axes,
        groups: x.groups,
        square: mapField(residual.square, (square) => square * factor),
        pairs: residual.pairs.map((pair) => pair * factor),
        logVariance: gradient.logVariance + 2 / countOf(x.axes),
      };
    }),
  );
}

/**
 * Softmax less what it should be, for labels that are independent of the logits: E (p - t)^2 over K classes is
 * (E sum p^2 - 2/K + sum t^2) / K; of two positions, with labels of their own, E p p' - 1/K^2.
 */
export function crossEntropySignal(call: SignalCall<{ readonly label_smoothing: number }>): SignalStep {
  const x = soleMoments(call);
  const classes = present(call.inputs[0], () => 'cross entropy has logits').shape;
  const over = [classAxis(classes).name];
  const count = countOf(x.axes.filter(({ name }) => over.includes(name)));
  const step = softmax(x, { over, moments: call.softmaxMoments });
  const p = present(step.outputs[0], () => 'a softmax has an output');
  const kept = 1 - call.attributes.label_smoothing;
  const spread = call.attributes.label_smoothing;
  // Of a label with 1 - e + e/K for its class and e/K for others.
  const whole = kept * kept + (2 * kept * spread + spread * spread) / count;
  const target = (mask: number): number => (mask === 0 ? whole / count : 1 / count ** 2);
  const pairs = everyMask(x.groups, (mask) => Math.max(mask === 0 ? 0 : -1, (p.pairs[mask] ?? 0) - 2 / count ** 2 + target(mask)));
  const residual: Moments = {
    axes: x.axes,
    groups: x.groups,
    mean: evenField(0, x.axes.length),
    square: evenField(pairs[0] ?? 0, x.axes.length),
    pairs,
  };
  const labels = countOf(x.axes) / count;
  // The mean over labels, each of which has a residual for every class.
  const scaled: Moments = {
    ...residual,
    square: mapField(residual.square, (square) => square * count * count),
    pairs: pairs.map((pair) => pair * count * count),
  };
  return lossStep(labels > 0 ? Math.log(count) + varianceOf(x) / 2 : 0, [[x, scaled]]);
}

/** 2 (x - y), whose squares are the loss. */
export const squaredError: ElementLoss = {
  residual: { of: 'difference', expression: scalar.multiply(scalar.number(2), scalar.argument(0)) },
  level: meanSquare,
  target: 'residual',
};

const [zero, one] = [scalar.number(0), scalar.number(1)];

/** The sign of x - y: pairs follow the law of arcsines. */
export const absoluteError: ElementLoss = {
  residual: {
    of: 'difference',
    expression: scalar.select(scalar.less(scalar.argument(0), zero), scalar.number(-1), one),
  },
  // E |d| of a Gaussian, with its mean small against its deviation.
  level: (difference) => Math.sqrt((2 * varianceOf(difference)) / Math.PI + meanOf(difference) ** 2),
  target: 'residual',
};

/** sigmoid(x) - y */
export const logisticError: ElementLoss = {
  residual: {
    of: 'prediction',
    expression: scalar.divide(one, scalar.add(one, scalar.exponential(scalar.negate(scalar.argument(0))))),
  },
  level: () => Math.LN2,
  target: 'prediction',
};
