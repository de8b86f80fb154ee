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
  /** The whole as one step from the tensors that were entered to this one. */
  readonly finish: (output: TapeTensor) => SignalStep;
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
  const finish = (output: TapeTensor): SignalStep =>
    step({
      outputs: [output.moments],
      isWeighted: taken.some(({ next }) => next.isWeighted),
      noise: taken.at(-1)?.next.noise ?? 0,
      doubts: [...new Set(taken.flatMap(({ next }) => next.doubts))],
      backward: ([gradient]) => wayBack(taken, { output: output.index, gradient, entered: entered.length }),
    });
  return { tape: { apply, finish }, inputs: entered.map((moments, index) => ({ index, moments })) };
}

const none = { extents: [], values: Float64Array.of(0) };

interface Start {
  readonly output: number;
  readonly gradient: GradientMoments | undefined;
  readonly entered: number;
}

function wayBack(taken: readonly Taken[], { output, gradient, entered }: Start): ReturnType<SignalStep['backward']> {
  const gradients = new Map<number, GradientMoments>();
  const parameters = new Map<string, number>();
  if (gradient !== undefined) gradients.set(output, gradient);
  for (const { next, inputs, output: made } of [...taken].reverse()) {
    const arrived = gradients.get(made);
    if (arrived === undefined) continue;
    const back = next.backward([arrived]);
    for (const [name, energy] of back.parameters) parameters.set(name, (parameters.get(name) ?? 0) + energy);
    for (const [at, index] of inputs.entries()) {
      const passed = back.inputs[at];
      const known = gradients.get(index);
      if (passed !== undefined) gradients.set(index, known === undefined ? passed : addGradients(known, passed));
    }
  }
  return { inputs: Array.from({ length: entered }, (_, index) => gradients.get(index)), parameters };
}
