// A composite of steps as one step: steps are recorded as they are taken, and gone through in reverse on the way back.
import { addGradients } from './add-gradients.js';
import type { GradientMoments, Moments } from './moments.js';
import { step, type SignalStep } from './step.js';

/** A tensor on a tape. */
export interface TapeTensor {
  readonly index: number;
  readonly moments: Moments;
}

/** Steps that make one. */
export interface Tape {
  readonly apply: (inputs: readonly TapeTensor[], next: SignalStep) => TapeTensor;
  /** The whole as one step from the tensors that were entered to these. */
  readonly finish: (...outputs: readonly TapeTensor[]) => SignalStep;
}

interface Taken {
  readonly next: SignalStep;
  readonly inputs: readonly number[];
  readonly output: number;
}

/** A tape that begins with these tensors. */
export function createTape(entered: readonly Moments[]): { readonly tape: Tape; readonly inputs: readonly TapeTensor[] } {
  const taken: Taken[] = [];
  let count = entered.length;
  const apply = (inputs: readonly TapeTensor[], next: SignalStep): TapeTensor => {
    const [moments] = next.outputs;
    const output = count;
    count += 1;
    taken.push({ next, inputs: inputs.map(({ index }) => index), output });
    return { index: output, moments: moments ?? { axes: [], groups: [], mean: none, square: none, pairs: [0] } };
  };
  const finish = (...made: readonly TapeTensor[]): SignalStep =>
    step({
      outputs: made.map(({ moments }) => moments),
      isWeighted: taken.some(({ next }) => next.isWeighted),
      noise: taken.at(-1)?.next.noise ?? 0,
      noiseOfOne: taken.at(-1)?.next.noiseOfOne ?? 0,
      doubts: [...new Set(taken.flatMap(({ next }) => next.doubts))],
      backward: (arrived) => wayBack(taken, { outputs: made.map(({ index }) => index), arrived, entered: entered.length }),
    });
  return { tape: { apply, finish }, inputs: entered.map((moments, index) => ({ index, moments })) };
}

const none = { extents: [], values: Float64Array.of(0) };

interface Start {
  readonly outputs: readonly number[];
  readonly arrived: readonly (GradientMoments | undefined)[];
  readonly entered: number;
}

function wayBack(taken: readonly Taken[], { outputs, arrived, entered }: Start): ReturnType<SignalStep['backward']> {
  const gradients = new Map<number, GradientMoments>();
  const parameters = new Map<string, number>();
  const come = (index: number, gradient: GradientMoments | undefined): void => {
    const known = gradients.get(index);
    if (gradient !== undefined) gradients.set(index, known === undefined ? gradient : addGradients(known, gradient));
  };
  for (const [at, index] of outputs.entries()) come(index, arrived[at]);
  for (const { next, inputs, output: made } of [...taken].reverse()) {
    const gradient = gradients.get(made);
    if (gradient === undefined) continue;
    const back = next.backward([gradient]);
    for (const [name, energy] of back.parameters) parameters.set(name, (parameters.get(name) ?? 0) + energy);
    for (const [at, index] of inputs.entries()) come(index, back.inputs[at]);
  }
  return { inputs: Array.from({ length: entered }, (_, index) => gradients.get(index)), parameters };
}
