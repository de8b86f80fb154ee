// A graph with one node: a call of an operator as a network. Not networks that somebody wrote.
import { sourceFile } from '@trammel/diagnostics';
import type { Frame, Graph, Node, NodeOf, Tensor, Weights } from '@trammel/graph';
import type { OperatorName, Site, SiteOf } from '@trammel/operators';

type Parts = Omit<NodeOf<OperatorName>, 'kind' | 'operator' | 'site'>;

/** The type of the node follows from that of the site. */
function nodeOf(site: Site, parts: Parts): Node;
function nodeOf<N extends OperatorName>(site: SiteOf<N>, parts: Parts): NodeOf<N> {
  return { kind: 'node', operator: site.operator, site, ...parts };
}

/** The network whose inputs are those of the site, and whose outputs are all that it gives. */
export function graphOfSite(site: Site): Graph {
  const span = { source: sourceFile('site.net', ''), start: 0, end: 0 };
  const frame: Frame = { kind: 'net', name: 'Site', arguments: '', id: '', span, parent: undefined };
  const tensors = site.inputs.map((type, index): Tensor => ({ type, index }));
  const outputs = site.outputs.map((type, index): Tensor => ({ type, index: tensors.length + index }));
  const weights: Weights | undefined =
    site.parameters.length === 0 ? undefined : { id: site.operator, parameters: site.parameters, copies: 1 };
  const node = nodeOf(site, { id: site.operator, label: undefined, doc: undefined, inputs: tensors, outputs, weights, span, frame });
  // Operators without inputs are sources, and a model needs something to begin at.
  const anchor: Tensor = { index: tensors.length + outputs.length, type: { elementType: 'f32', shape: [{ name: 'N', size: 2 }] } };
  const given = tensors.length === 0 ? [anchor] : tensors;
  return {
    name: 'Site',
    doc: undefined,
    file: 'site.net',
    arguments: new Map(),
    symbols: [],
    conditions: [],
    inputs: given.map((tensor, index) => ({ name: `x${index}`, tensor, span })),
    outputs: outputs.map((tensor, index) => ({ name: `y${index}`, tensor, span })),
    named: new Map(),
    body: { items: [node] },
    tensorCount: given.length + outputs.length,
    weights: weights === undefined ? [] : [weights],
    assertions: [],
    training: undefined,
    span,
  };
}
