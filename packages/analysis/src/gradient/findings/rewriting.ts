// A graph with something changed: activations of another kind, repeats with a way around their body. Not the text that says so.
import type { Graph, Item, Node, NodeOf, Region, Repeat } from '@trammel/graph';
import { createSite, noArguments, operatorNames, operators, type OperatorName, type Site, type SiteOf } from '@trammel/operators';

/** The graph with other operators in the place of some nodes; tensors and weights stay. */
export function withSites(graph: Graph, siteFor: (node: Node) => Site | undefined): Graph {
  return { ...graph, body: mapped(graph.body, (node) => nodeWith(node, siteFor(node)), unchanged) };
}

/** The graph where the result of every copy of these repeats is its sum with what the copy takes. */
export function withResiduals(graph: Graph, repeats: ReadonlySet<Repeat>): Graph {
  let tensorCount = graph.tensorCount;
  const around = (repeat: Repeat, body: Region): Repeat => {
    const index = tensorCount;
    tensorCount += 1;
    return aroundBody(repeat, body, index);
  };
  const body = mapped(graph.body, unchanged, (repeat, inner) => (repeats.has(repeat) ? around(repeat, inner) : { ...repeat, body: inner }));
  return { ...graph, body, tensorCount };
}

/** An operator without arguments on inputs of these types; undefined where it takes others. */
export function plainSite(operator: OperatorName, inputs: Site['inputs']): Site | undefined {
  const made = createSite(operator, noArguments, inputs);
  return made.ok ? made.value : undefined;
}

function unchanged(node: Node): Node;
function unchanged(repeat: Repeat, body: Region): Repeat;
function unchanged(item: Item, body?: Region): Item {
  return item.kind === 'repeat' && body !== undefined ? { ...item, body } : item;
}

function mapped({ items }: Region, ofNode: (node: Node) => Node, ofRepeat: (repeat: Repeat, body: Region) => Repeat): Region {
  return { items: items.map((item) => (item.kind === 'node' ? ofNode(item) : ofRepeat(item, mapped(item.body, ofNode, ofRepeat)))) };
}

const nodeWith = (node: Node, site: Site | undefined): Node => (site === undefined ? node : nodeOf(site, node));

/** All of a node but its site. */
type Parts = Omit<NodeOf<OperatorName>, 'operator' | 'site'>;

/** A node at a site: the type of the node follows from that of the site. */
function nodeOf(site: Site, parts: Parts): Node;
function nodeOf<N extends OperatorName>(site: SiteOf<N>, parts: Parts): NodeOf<N> {
  return { ...parts, operator: site.operator, site };
}

/** The repeat with a sum at the end of its body, which is the tensor of that index. */
function aroundBody(repeat: Repeat, body: Region, index: number): Repeat {
  const sum = operatorNames.find((name) => operators[name].infix === '+');
  const { type } = repeat.entry;
  const site = sum === undefined ? undefined : plainSite(sum, [type, type]);
  const exit = { type, index };
  if (site === undefined) return { ...repeat, body };
  const node = nodeOf(site, {
    kind: 'node',
    id: `${repeat.id}.residual`,
    label: undefined,
    doc: undefined,
    inputs: [repeat.entry, repeat.exit],
    outputs: [exit],
    weights: undefined,
    span: repeat.span,
    frame: repeat.frame,
  });
  return { ...repeat, body: { items: [...body.items, node] }, exit };
}
