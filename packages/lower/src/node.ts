/** Nodes of the graph, and the limit on how many there may be. */
import { type Span } from '@trammel/diagnostics';
import { type Node, type NodeOf, type Tensor } from '@trammel/graph';
import { type OperatorName, type Site, type SiteOf } from '@trammel/operators';
import { type DraftWeights, type Place } from './elaboration.js';
import { limits } from './limits.js';
import { report } from './report.js';

type Parts = Omit<NodeOf<OperatorName>, 'kind' | 'operator' | 'site'>;

/** A node at a site: the type of the node follows from that of the site. */
function nodeOf(site: Site, parts: Parts): Node;
function nodeOf<N extends OperatorName>(site: SiteOf<N>, parts: Parts): NodeOf<N> {
  const { id, label, doc, inputs, outputs, weights, span, frame } = parts;
  return { kind: 'node', operator: site.operator, site, id, label, doc, inputs, outputs, weights, span, frame };
}

/** Adds a node to the region; gives its outputs. */
export function addNode(
  site: Site,
  about: {
    readonly id: string;
    readonly label: string | undefined;
    readonly doc: string | undefined;
    readonly inputs: readonly Tensor[];
    readonly weights: DraftWeights | undefined;
    readonly span: Span;
  },
  place: Place,
): readonly Tensor[] {
  const outputs = site.outputs.map((type): Tensor => ({ type }));
  place.region.items.push(nodeOf(site, { ...about, outputs, frame: place.naming.frame }));
  place.region.nodes += 1;
  spend(place, about.span);
  return outputs;
}

/** Counts one step of work; past the limit the rest of the net is left out, and that is reported once. */
export function spend(place: Place, span: Span): void {
  const { build } = place;
  build.work += 1;
  if (build.work <= limits.nodes || build.halted) return;
  build.halted = true;
  report(place, {
    code: 'too-large',
    span: place.loop ?? span,
    message: `the net has more than ${limits.nodes.toLocaleString('en')} nodes`,
    notes: ['a `repeat` whose copies are alike counts once; a `for` counts each round'],
  });
}
