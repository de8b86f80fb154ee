// What was sampled of gradients beside what is predicted: which prediction belongs to which tensor, and how far they are apart.
import type { Analysis, Attenuation } from '@trammel/analysis';
import type { SampledTensor } from '@trammel/sampling';

/** The sampling of one network. */
export interface NetworkSamples {
  readonly draws: number;
  readonly seed: number;
  readonly tensors: readonly SampledTensor[];
}

/** What the gradient pass says of the tensor; undefined where it does not know. */
export function predictionOf({ place }: SampledTensor, { gradient }: Analysis): Attenuation | undefined {
  switch (place.kind) {
    case 'input':
      return gradient.inputs.find(({ input }) => input === place.input)?.attenuation;
    case 'output':
      return gradient.nodes.get(place.node)?.at(place.copy).outputs[place.output];
    case 'parameter':
      return gradient.nodes.get(place.node)?.at(place.copy).parameters.get(place.parameter);
  }
}

/** Predicted less sampled, in decades of the root mean square; undefined where there is no prediction, or no gradient to compare. */
export function errorOf(tensor: SampledTensor, analysis: Analysis): number | undefined {
  const predicted = predictionOf(tensor, analysis);
  if (predicted === undefined) return undefined;
  const error = predicted.rms - tensor.ratio.log10Rms;
  return Number.isFinite(error) ? error : undefined;
}

/** The part of the draws that lies within the predicted band; undefined where there is none. */
export function coverageOf(tensor: SampledTensor, analysis: Analysis): number | undefined {
  const predicted = predictionOf(tensor, analysis);
  if (predicted === undefined || !Number.isFinite(predicted.low) || !Number.isFinite(predicted.high)) return undefined;
  const within = tensor.logarithms.filter((x) => x >= predicted.low && x <= predicted.high).length;
  return within / tensor.logarithms.length;
}

/** What the tensor is called where all have names: `h1`, `h1.weight`, a copy of a repeat with its number from 0 in brackets. */
export function placeName({ place }: SampledTensor): string {
  switch (place.kind) {
    case 'input':
      return place.input.name;
    case 'output': {
      const copy = place.copy === 0 ? '' : `[${place.copy}]`;
      return `${place.node.id}${copy}${place.output === 0 ? '' : ` (output ${place.output})`}`;
    }
    case 'parameter':
      return place.id;
  }
}
