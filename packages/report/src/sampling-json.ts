// Sampled gradients for machines: every tensor with its statistics, what is predicted of it, and the difference.
import type { Analysis } from '@trammel/analysis';
import type { SampledTensor } from '@trammel/sampling';
import { attenuationJson } from './gradient-json.js';
import { coverageOf, errorOf, predictionOf, type NetworkSamples } from './sampling-predictions.js';

/** In the order of the source, weights before the output that they make. */
export function samplingJson({ draws, seed, tensors }: NetworkSamples, analysis: Analysis): object {
  return { draws, seed, tensors: tensors.map((tensor) => tensorJson(tensor, analysis)) };
}

function tensorJson(tensor: SampledTensor, analysis: Analysis): object {
  const { ratio, elements, forward } = tensor;
  return {
    ...placeJson(tensor),
    elements,
    log10Rms: finite(ratio.log10Rms),
    log10Mean: finite(ratio.mean),
    log10StandardDeviation: finite(ratio.standardDeviation),
    log10Q05: finite(ratio.q05),
    log10Q50: finite(ratio.q50),
    log10Q95: finite(ratio.q95),
    zeros: ratio.zeros,
    forward: forward === undefined ? null : { mean: finite(forward.mean), meanSquare: finite(forward.meanSquare) },
    predicted: attenuationJson(predictionOf(tensor, analysis)),
    error: errorOf(tensor, analysis) ?? null,
    withinBand: coverageOf(tensor, analysis) ?? null,
  };
}

function placeJson({ place }: SampledTensor): object {
  switch (place.kind) {
    case 'input':
      return { kind: 'input', input: place.input.name };
    case 'output':
      return { kind: 'output', node: place.node.id, copy: place.copy, output: place.output };
    case 'parameter':
      return { kind: 'parameter', node: place.node.id, copy: place.copy, parameter: place.parameter, id: place.id };
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
