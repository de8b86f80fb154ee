// Costs: parameters and operations, forward and backward, of every node and in total, counted from the primitives.
import { bytesPerElement, elementCount, multiplySizes, sumOfSizes, type Size } from '@trammel/tensor';
import { operationCounts } from '@trammel/program';
import type { Graph, Node, Region, Repeat, Tensor } from '@trammel/graph';
import type { Parameter, Site } from '@trammel/operators';
import { addFigures, noFigures, scaleFigures, withFlops, type Figures, type Operations } from './figures.js';
import { siteBackward, type SiteBackward } from './site-backward.js';

/** One row of the cost table. */
export interface NodeCost {
  readonly node: Node;
  /** How often folded repeats run the node. */
  readonly copies: number;
  /** Of all copies together, so that rows sum to totals; shared weights count at the first node that has them. */
  readonly figures: Figures;
  /** Which of its inputs and outputs the way back reads. */
  readonly saved: SiteBackward['saved'];
}

/** What a network costs, in polynomials of its symbols. */
export interface Cost {
  readonly rows: readonly NodeCost[];
  readonly totals: Figures;
}

/** What follows from a site alone. */
interface SiteCost {
  readonly forward: Operations;
  readonly activationBytes: Size;
  /** By the inputs that need a gradient, as a string of 0 and 1. */
  readonly backward: Map<string, SiteBackward>;
  /** The figures without parameters, by what they depend on besides the site. */
  readonly figures: Map<string, Figures>;
}

interface Counting {
  readonly sites: Map<Site, SiteCost>;
  /** Tensors that depend on something trainable: only their gradients are computed. */
  readonly trained: Set<Tensor>;
  readonly counted: Set<Node['weights']>;
  readonly rows: NodeCost[];
}

/** Counts every node of the graph; equal sites are counted once. */
export function costOf(graph: Graph): Cost {
  const counting: Counting = { sites: new Map(), trained: new Set(), counted: new Set(), rows: [] };
  countRegion(graph.body, 1, counting);
  return { rows: counting.rows, totals: totalsOf(counting.rows) };
}

/** The sum of the rows. Equal figures are summed by multiplication, since a deep network repeats few of them. */
export function totalsOf(rows: readonly NodeCost[]): Figures {
  const occurrences = new Map<Figures, number>();
  for (const { figures } of rows) occurrences.set(figures, (occurrences.get(figures) ?? 0) + 1);
  let totals = noFigures;
  for (const [figures, count] of occurrences) totals = addFigures(totals, scaleFigures(figures, count));
  return totals;
}

function countRegion(region: Region, copies: number, counting: Counting): void {
  for (const item of region.items) {
    if (item.kind === 'node') counting.rows.push(countNode(item, copies, counting));
    else countRepeat(item, copies, counting);
  }
}

function countRepeat({ body, count, initial, entry, exit, result }: Repeat, copies: number, counting: Counting): void {
  const { trained, rows } = counting;
  if (trained.has(initial)) trained.add(entry);
  if (count === 1 || trained.has(initial) || !isTrained(body)) {
    countRegion(body, copies * count, counting);
  } else {
    // The first copy needs no gradient of its input, since nothing before it is trained; the others do.
    const [first, others]: readonly [NodeCost[], NodeCost[]] = [[], []];
    countRegion(body, copies, { ...counting, rows: first });
    trained.add(entry);
    countRegion(body, copies * (count - 1), { ...counting, rows: others });
    for (const [index, row] of first.entries()) rows.push(mergedRow(row, others[index]));
  }
  if (trained.has(exit)) trained.add(result);
}

/** Whether anything in the region is trained. */
function isTrained(region: Region): boolean {
  return region.items.some((item) => (item.kind === 'node' ? item.site.parameters.some((p) => p.isTrainable) : isTrained(item.body)));
}

function mergedRow(row: NodeCost, other: NodeCost | undefined): NodeCost {
  return other === undefined
    ? row
    : { node: row.node, saved: other.saved, copies: row.copies + other.copies, figures: addFigures(row.figures, other.figures) };
}
function countNode(node: Node, copies: number, counting: Counting): NodeCost {
  const { trained } = counting;
  const mask = node.inputs.map((tensor) => (trained.has(tensor) ? '1' : '0')).join('');
  const isTrainable = node.site.parameters.some((parameter) => parameter.isTrainable);
  if (isTrainable || mask.includes('1')) for (const tensor of node.outputs) if (tensor.type.elementType === 'f32') trained.add(tensor);
  const site = siteCostOf(node.site, counting);
  const ownsWeights = node.weights !== undefined && !counting.counted.has(node.weights);
  if (ownsWeights) counting.counted.add(node.weights);
  const weightCopies = ownsWeights ? node.weights.copies : 0;
  const backward = site.backward.get(mask) ?? siteBackward(node.site, mask);
  site.backward.set(mask, backward);
  const key = `${mask} ${copies} ${weightCopies}`;
  const figures = site.figures.get(key) ?? figuresOf(node.site, { ...site, backward: backward.operations }, { copies, weightCopies });
  site.figures.set(key, figures);
  return { node, copies, figures, saved: backward.saved };
}

function siteCostOf(site: Site, { sites }: Counting): SiteCost {
  const known = sites.get(site);
  if (known !== undefined) return known;
  const made: SiteCost = {
    forward: withFlops(operationCounts(site.program('inference'))),
    activationBytes: sumOfSizes(site.outputs.map((type) => multiplySizes(elementCount(type.shape), bytesPerElement[type.elementType]))),
    backward: new Map(),
    figures: new Map(),
  };
  sites.set(site, made);
  return made;
}

function figuresOf(
  site: Site,
  cost: Pick<SiteCost, 'forward' | 'activationBytes'> & { readonly backward: Operations },
  of: { readonly copies: number; readonly weightCopies: number },
): Figures {
  const { copies, weightCopies } = of;
  const operations = scaleFigures(
    { ...noFigures, ...cost.forward, activationBytes: cost.activationBytes, backward: cost.backward },
    copies,
  );
  const parameters = multiplySizes(elementsOf(site.parameters.filter((parameter) => parameter.isTrainable)), weightCopies);
  const buffers = multiplySizes(elementsOf(site.parameters.filter((parameter) => !parameter.isTrainable)), weightCopies);
  return { ...operations, parameters, buffers, parameterBytes: multiplySizes(parameters, bytesPerElement.f32) };
}

function elementsOf(parameters: readonly Parameter[]): Size {
  return sumOfSizes(parameters.map((parameter) => elementCount(parameter.shape)));
}
