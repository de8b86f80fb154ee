/** Nodes of the graph, and the limit on how many there may be. */
import { type Span } from '@trammel/diagnostics';
import { type Node, type NodeOf, type Tensor } from '@trammel/graph';
import { type OperatorName, type Site, type SiteOf } from '@trammel/operators';
import { type TensorType } from '@trammel/tensor';
import { type Place, type Region } from './elaboration.js';
import { limits } from './limits.js';
import { report } from './report.js';

/** All of a node but what follows from its site. */
export type NodeParts = Omit<NodeOf<OperatorName>, 'kind' | 'operator' | 'site' | 'outputs'>;

type Edges = Pick<Node, 'inputs' | 'outputs'>;

/** A node at a site: the type of the node follows from that of the site. */
function nodeOf(site: Site, parts: NodeParts, tensors: Edges): Node;
function nodeOf<N extends OperatorName>(site: SiteOf<N>, parts: NodeParts, { inputs, outputs }: Edges): NodeOf<N> {
  const { id, label, doc, weights, span, frame } = parts;
  return { kind: 'node', operator: site.operator, site, id, label, doc, inputs, outputs, weights, span, frame };
}

/** Adds a node to the region; gives its outputs. */
export function addNode(site: Site, parts: NodeParts, place: Place): readonly Tensor[] {
  const outputs = site.outputs.map((type) => newTensor(type, place));
  const { region } = place;
  region.items.push(nodeOf(site, parts, { inputs: oneList(parts.inputs, region), outputs }));
  region.nodes += 1;
  spend(place, parts.span);
  return outputs;
}

/** What a step of a chain reads is what the step before gives: one list for both, since a deep network consists of such steps. */
function oneList(inputs: readonly Tensor[], { items }: Region): readonly Tensor[] {
  const before = items.at(-1);
  return before?.kind === 'node' && inputs.length === 1 && before.outputs.length === 1 && before.outputs[0] === inputs[0]
    ? before.outputs
    : inputs;
}

/** A tensor that the graph does not have yet. */
export function newTensor(type: TensorType, { build }: Place): Tensor {
  const index = build.tensors;
  build.tensors += 1;
  return { type, index };
}

/** Counts steps of work; past the limit the rest of the net is left out, and that is reported once. */
export function spend(place: Place, span: Span, steps = 1): void {
  const { build } = place;
  build.work += steps;
  if (build.work <= limits.nodes || build.halted) return;
  build.halted = true;
  report(place, {
    code: 'too-large',
    span: place.loop ?? span,
    message: `written out, the net has more than ${limits.nodes.toLocaleString('en')} nodes, calls of blocks and rounds of loops`,
    notes: ['a `repeat` whose copies are alike counts once; a `for` counts each round'],
  });
}
