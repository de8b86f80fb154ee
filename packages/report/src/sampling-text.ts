// Sampled gradients for people: columns beside the predicted ones, and how well these do.
import type { Analysis } from '@trammel/analysis';
import type { Node } from '@trammel/graph';
import type { SampledTensor } from '@trammel/sampling';
import type { GradientColumn } from './gradient-table.js';
import { coverageOf, errorOf, placeName, type NetworkSamples } from './sampling-predictions.js';

/** What was sampled at outputs and weights, and by how much predictions differ. */
export function sampledColumns({ tensors, draws, seed }: NetworkSamples, analysis: Analysis): readonly GradientColumn[] {
  const find = finder(tensors);
  const judged = judgement({ tensors, draws, seed }, analysis);
  const legends = {
    sampled: `what stands before it, root mean square over ${draws} draws with seed ${seed}`,
    error: `predicted less sampled, in decades${judged}`,
  };
  const column = (key: 'sampled' | 'error', behind: 'output' | 'weight'): GradientColumn => {
    const of = (tensor: SampledTensor): number | undefined => (key === 'sampled' ? tensor.ratio.log10Rms : errorOf(tensor, analysis));
    return {
      key: `${key} ${behind}`,
      title: key,
      legend: legends[key],
      behind,
      ofNode: (node, copy) => told(find.ofNode(node, copy, behind), of),
      ofInput: (input) => (behind === 'output' ? told(find.ofInput(input), of) : undefined),
    };
  };
  return [column('sampled', 'output'), column('error', 'output'), column('sampled', 'weight'), column('error', 'weight')];
}

const told = (tensor: SampledTensor | undefined, of: (tensor: SampledTensor) => number | undefined): number | undefined =>
  tensor === undefined ? undefined : of(tensor);

interface Finder {
  /** The first output of a copy of a node, or its parameter that is called `weight`. */
  readonly ofNode: (node: Node, copy: number, what: 'output' | 'weight') => SampledTensor | undefined;
  readonly ofInput: (name: string) => SampledTensor | undefined;
}

function finder(tensors: readonly SampledTensor[]): Finder {
  const [outputs, weights] = [new Map<Node, SampledTensor[]>(), new Map<Node, SampledTensor[]>()];
  const inputs = new Map<string, SampledTensor>();
  for (const tensor of tensors) {
    const { place } = tensor;
    if (place.kind === 'input') inputs.set(place.input.name, tensor);
    else if (place.kind === 'output' && place.output === 0) put(outputs, place.node, { copy: place.copy, tensor });
    else if (place.kind === 'parameter' && place.parameter === 'weight') put(weights, place.node, { copy: place.copy, tensor });
  }
  return {
    ofNode: (node, copy, what) => (what === 'output' ? outputs : weights).get(node)?.[copy],
    ofInput: (name) => inputs.get(name),
  };
}

function put(
  into: Map<Node, SampledTensor[]>,
  node: Node,
  { copy, tensor }: { readonly copy: number; readonly tensor: SampledTensor },
): void {
  const list = into.get(node) ?? [];
  list[copy] = tensor;
  into.set(node, list);
}

/** How well predictions do: the largest error, and how many draws lie in their bands. */
function judgement({ tensors }: NetworkSamples, analysis: Analysis): string {
  const errors = tensors.flatMap((tensor) => {
    const error = errorOf(tensor, analysis);
    return error === undefined ? [] : [{ tensor, size: Math.abs(error) }];
  });
  const [first] = errors;
  if (first === undefined) return '';
  const worst = errors.reduce((most, one) => (one.size > most.size ? one : most), first);
  const coverages = tensors.map((tensor) => coverageOf(tensor, analysis)).filter((coverage) => coverage !== undefined);
  const within = Math.round((100 * coverages.reduce((sum, each) => sum + each, 0)) / coverages.length);
  const bands = coverages.length === 0 ? '' : `; their bands hold ${within} % of the draws`;
  return `; at most ${worst.size.toFixed(2)} over ${errors.length} tensors (${placeName(worst.tensor)})${bands}`;
}
