// Gradients for machines: decades as numbers, null where there is none to tell, with `zero` for those of nothing at all.
import {
  standardInput,
  type Analysis,
  type Attenuation,
  type GradientAnalysis,
  type InputDistributions,
  type NodeAttenuation,
} from '@trammel/analysis';
import type { NamedTensor, Node } from '@trammel/graph';

/** How many copies of a node are told one by one; of more, the first and the last. */
const mostCopies = 256;

/** What the pass says of the network as a whole. */
export function networkGradientJson({ gradient: { missing, inputs }, inputs: distributions }: Analysis): object {
  return {
    missing: missing ?? null,
    inputs: inputs.map(({ input, attenuation, isReliable, doubts }) => ({
      name: input.name,
      gradient: attenuationJson(attenuation),
      reliable: isReliable,
      doubts,
      forward: forwardJson(input, distributions),
    })),
  };
}

/** What gradients are told for; null for whole numbers. */
function forwardJson({ name, tensor }: NamedTensor, distributions: InputDistributions): object | null {
  if (tensor.type.elementType !== 'f32') return null;
  const { mean, deviation } = distributions.get(name) ?? standardInput;
  return { mean, variance: deviation ** 2 };
}

/** Of one node: the first copy, and the others behind it; null where it has no gradient. */
export function nodeGradientJson(node: Node, { nodes }: GradientAnalysis): object | null {
  const known = nodes.get(node);
  if (known === undefined) return null;
  const { copies, at } = known;
  return { ...copyJson(at(0)), copies: toldCopies(copies).map((copy) => ({ copy, ...copyJson(at(copy)) })) };
}

/** Which copies are told one by one; none where there is only one. */
export function toldCopies(copies: number): readonly number[] {
  if (copies === 1) return [];
  return copies <= mostCopies ? Array.from({ length: copies }, (_, copy) => copy) : [0, copies - 1];
}

function copyJson({ outputs, parameters, forward, local, pathShares, isReliable, doubts }: NodeAttenuation): object {
  return {
    output: attenuationJson(outputs[0]),
    outputs: outputs.map(attenuationJson),
    weight: attenuationJson(parameters.get('weight')),
    bias: attenuationJson(parameters.get('bias')),
    parameters: Object.fromEntries([...parameters].map(([name, attenuation]) => [name, attenuationJson(attenuation)])),
    forward: forward === undefined ? null : { mean: numberJson(forward.mean), variance: numberJson(forward.variance) },
    local:
      local === undefined
        ? null
        : {
            weightGain: numberJson(local.weightGain),
            maximumSlope: numberJson(local.maximumSlope),
            spreadSaturation: numberJson(local.spreadSaturation),
            offsetSaturation: numberJson(local.offsetSaturation),
            other: numberJson(local.other),
          },
    pathShares: pathShares.map((share) => share ?? null),
    reliable: isReliable,
    doubts,
  };
}

/** The logarithm of nothing is no number: it is null, and `zero` says why. */
export function attenuationJson(attenuation: Attenuation | undefined): object | null {
  if (attenuation === undefined) return null;
  const { rms, mean, low, high } = attenuation;
  return {
    log10Rms: numberJson(rms),
    log10Mean: numberJson(mean),
    log10Low: numberJson(low),
    log10High: numberJson(high),
    zero: rms === -Infinity,
  };
}

/** JSON has no number beyond all others, and none for what is no number. */
export const numberJson = (value: number): number | null => (Number.isFinite(value) ? value : null);
