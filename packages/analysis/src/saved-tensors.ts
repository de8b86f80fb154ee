// What a training step keeps between forward and backward: the tensors that backward programs read.
import { nodesOf, type Graph, type Tensor } from '@trammel/graph';
import type { Site } from '@trammel/operators';
import { savedBySite, type SavedBySite } from './backward-counts.js';
import type { Storage } from './storage.js';

/** The homes of the tensors that some backward program reads. */
export function savedTensors(graph: Graph, storage: Storage): ReadonlySet<Tensor> {
  const sites = new Map<Site, SavedBySite>();
  const saved = new Set<Tensor>();
  for (const { node } of nodesOf(graph.body)) {
    const known = sites.get(node.site) ?? savedBySite(node.site);
    sites.set(node.site, known);
    for (const [index, tensor] of node.inputs.entries()) if (known.inputs.includes(index)) saved.add(storage.home(tensor));
    for (const [index, tensor] of node.outputs.entries()) if (known.outputs.includes(index)) saved.add(storage.home(tensor));
  }
  return saved;
}
