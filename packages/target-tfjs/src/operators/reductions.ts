// Axes as one number: sums, means, extremes, and where they stand; and losses, which are numbers over all axes.
import { present } from '@trammel/tensor';
import { aligned, own, type WantedLayer } from '../emission.js';
import type { Local } from '../statement.js';
import type { Emit, EmitCall } from './emit.js';
import { axesNumbered, axisNumber, first } from './inputs.js';

type Reduction = 'mean' | 'sum' | 'max' | 'min';

const reduction =
  <N extends Reduction>(operation: Reduction): Emit<N> =>
  (call) => {
    const x = first(call.inputs);
    const { axes = x.axes, keep }: { readonly axes?: readonly string[] | undefined; readonly keep: boolean } = call.site.attributes;
    return reduced(call, { axes, keep, layer: (numbers) => own('Reduce', { operation, axes: numbers, keepDims: keep }) });
  };

function reduced(
  { inputs, emission }: Pick<EmitCall<'mean'>, 'inputs' | 'emission'>,
  {
    axes,
    keep,
    layer,
  }: { readonly axes: readonly string[]; readonly keep: boolean; readonly layer: (axes: readonly number[]) => WantedLayer },
): readonly Local[] {
  const x = first(inputs);
  return [emission.apply(layer(axesNumbered(x, axes)), [x], keep ? x.axes : x.axes.filter((axis) => !axes.includes(axis)))];
}

export const mean = reduction<'mean'>('mean');
export const sum = reduction<'sum'>('sum');
export const max = reduction<'max'>('max');
export const min = reduction<'min'>('min');

export const logsumexp: Emit<'logsumexp'> = (call) => {
  const { axes = first(call.inputs).axes.slice(-1), keep } = call.site.attributes;
  return reduced(call, { axes, keep, layer: (numbers) => own('LogSumExp', { axes: numbers, keepDims: keep }) });
};

export const argmax: Emit<'argmax'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const axis = site.attributes.axis ?? x.axes.at(-1) ?? '';
  const layer = own('ArgMax', { axis: axisNumber(x, axis) });
  return [
    emission.apply(
      layer,
      [x],
      x.axes.filter((name) => name !== axis),
    ),
  ];
};

/** Logits with the classes last, and labels in the order of the others. */
function classified({ inputs, emission }: Pick<EmitCall<'cross_entropy'>, 'inputs' | 'emission'>): readonly Local[] {
  const [logits, labels] = inputs.map((x) => present(x, () => 'there are logits and labels'));
  const scores = present(logits, () => 'there are logits');
  return [
    scores,
    aligned(
      present(labels, () => 'there are labels'),
      scores.axes.slice(0, -1),
      emission,
    ),
  ];
}

export const crossEntropy: Emit<'cross_entropy'> = ({ site, inputs, emission }) => {
  const { label_smoothing: labelSmoothing } = site.attributes;
  const layer = own('CrossEntropy', { labelSmoothing }, { labelSmoothing: 0 });
  return [emission.apply(layer, classified({ inputs, emission }), [])];
};

export const accuracy: Emit<'accuracy'> = ({ inputs, emission }) => [emission.apply(own('Accuracy'), classified({ inputs, emission }), [])];

const regression =
  (loss: string): Emit<'mse'> & Emit<'l1'> =>
  ({ inputs, emission }: Pick<EmitCall<'mse'>, 'inputs' | 'emission'>) => [against(loss, inputs, emission)];

function against(loss: string, [prediction, target]: readonly Local[], emission: EmitCall<'mse'>['emission']): Local {
  const x = present(prediction, () => 'a loss has a prediction');
  return emission.apply(
    own('RegressionLoss', { loss }),
    [
      x,
      aligned(
        present(target, () => 'a loss has a target'),
        x.axes,
        emission,
      ),
    ],
    [],
  );
}

export const mse = regression('squared');
export const l1 = regression('absolute');
export const bce: Emit<'bce'> = ({ site, inputs, emission }) => [
  against(site.attributes.from_logits ? 'binaryFromLogits' : 'binary', inputs, emission),
];
