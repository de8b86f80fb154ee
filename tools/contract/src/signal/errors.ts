// The gradients of a network as predicted from its graph and as sampled, tensor by tensor.
import { gradientOf, type Attenuation } from '@trammel/analysis';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { prepareSampling, type Place, type SampledTensor } from '@trammel/sampling';
import { compile } from 'trammel';
import type { SignalNetwork } from './network.js';

/** A tensor or parameter. */
export interface Compared {
  readonly name: string;
  readonly predicted: Attenuation | undefined;
  readonly sampled: SampledTensor;
  /** The predicted rms less the sampled one, in decades; 0 where both say that there is no gradient, NaN where one of them says nothing. */
  readonly error: number;
}

/** The network compiled. */
export function graphOf({ name, body, blocks = '' }: Pick<SignalNetwork, 'name' | 'body' | 'blocks'>): Graph {
  const text = `${blocks}\nnet Signal {\n  ${body}\n}\n`;
  const { networks, diagnostics } = compile(sourceFile('signal.net', text), { resolve: () => ({ why: 'there are no other files' }) });
  const graph = networks[0]?.graph;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (graph === undefined || errors.length > 0) throw new Error([name, text, ...errors.map((one) => renderDiagnostic(one))].join('\n'));
  return graph;
}

/** Predicted beside sampled, for everything that has a gradient; the same draws every time. */
export function compared(network: SignalNetwork): readonly Compared[] {
  const graph = graphOf(network);
  const sizes = new Map(graph.symbols.map(({ name }) => [name, network.batch]));
  const analysis = gradientOf(graph, sizes);
  const found = prepareSampling(graph, { seed: 1, sizes });
  if (!('prepared' in found)) throw new Error('problem' in found ? found.problem.message : found.why);
  const sampling = found.prepared.begin();
  const tensors = found.prepared.summary(Array.from({ length: network.draws }, (_, draw) => sampling.draw(draw)));
  const predictionAt = (place: Place): Attenuation | undefined => {
    if (place.kind === 'input') return analysis.inputs.find(({ input }) => input === place.input)?.attenuation;
    const node = analysis.nodes.get(place.node)?.at(place.copy);
    return place.kind === 'output' ? node?.outputs[place.output] : node?.parameters.get(place.parameter);
  };
  return tensors.map((sampled) => {
    const { place } = sampled;
    const predicted = predictionAt(place);
    const name = place.kind === 'input' ? place.input.name : place.kind === 'output' ? place.node.id : place.id;
    return { name, predicted, sampled, error: errorOf(predicted?.rms, sampled.ratio.log10Rms) };
  });
}

/** A gradient that cancels to rounding is none. */
const nothing = -7;

function errorOf(predicted: number | undefined, sampled: number): number {
  if (predicted === undefined) return sampled < nothing ? 0 : Number.NaN;
  if (predicted < nothing && sampled < nothing) return 0;
  return predicted - sampled;
}
