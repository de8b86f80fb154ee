// The signal rule of normalisations: standardised numbers, scaled and shifted by parameters where the call has them.
import { createTape, scaleAndShift, standardise, type SignalStep, type Standardisation } from '@trammel/signal';
import { soleMoments, type SignalCall } from './signal.js';

/** What is standardised, and whether it is scaled and shifted, over which axes. */
export interface NormalSignal extends Standardisation {
  readonly isScaled: boolean;
  readonly isShifted: boolean;
  readonly parameterAxes: readonly string[];
}

/** y = weight * (x - M) / s + bias */
export function normalSignal(call: SignalCall<unknown>, { isScaled, isShifted, parameterAxes, ...how }: NormalSignal): SignalStep {
  const x = soleMoments(call);
  const standard = standardise(x, how);
  if (!isScaled && !isShifted) return standard;
  const { tape, inputs } = createTape([x]);
  const normal = tape.apply(inputs, standard);
  const parameters = {
    weight: isScaled ? call.weight('weight') : undefined,
    bias: isShifted ? call.weight('bias') : undefined,
    axes: parameterAxes,
  };
  const whole = tape.finish(tape.apply([normal], scaleAndShift(normal.moments, parameters)));
  return { ...whole, absorbsNoise: standard.absorbsNoise, isWeighted: false };
}
