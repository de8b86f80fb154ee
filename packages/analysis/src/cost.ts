// Costs: parameters and operations, forward and backward, of every node and in total, counted from the primitives.
import { bytesPerElement, elementCount, multiplySizes, sumOfSizes, type Size } from '@trammel/tensor';
import { operationCounts } from '@trammel/program';
import type { Graph, Node, Region, Repeat, Tensor } from '@trammel/graph';
import type { Parameter, Site } from '@trammel/operators';
import { addFigures, noFigures, scaleFigures, withFlops, type Figures, type Operations } from './figures.js';
import { elementAt } from './receptive-field/element-at.js';
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
  readonly isTrainable: boolean;
  readonly backward: BackwardCost[];
}

/** What follows from a site and from which of its inputs need a gradient. */
interface BackwardCost extends SiteBackward {
  readonly needed: readonly boolean[];
  readonly figures: CountedCopies[];
}

interface CountedCopies {
  readonly copies: number;
  readonly weightCopies: number;
  readonly figures: Figures;
}

interface Counting {
  readonly sites: Map<Site, SiteCost>;
  /** By the index of a tensor: 1 where it depends on something trainable: only the gradients of those are computed. */
  readonly trained: Uint8Array;
  readonly counted: Set<Node['weights']>;
  readonly rows: NodeCost[];
}

/** Counts every node of the graph; equal sites are counted once. */
export function costOf(graph: Graph): Cost {
  const counting: Counting = { sites: new Map(), trained: new Uint8Array(graph.tensorCount), counted: new Set(), rows: [] };
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
  const isInitialTrained = isTrained(initial, counting);
  if (isInitialTrained) trained[entry.index] = 1;
  if (count === 1 || isInitialTrained || !trainsAnything(body)) {
    countRegion(body, copies * count, counting);
  } else {
    // The first copy needs no gradient of its input, since nothing before it is trained; the others do.
    const [first, others]: readonly [NodeCost[], NodeCost[]] = [[], []];
    countRegion(body, copies, { ...counting, rows: first });
    trained[entry.index] = 1;
    countRegion(body, copies * (count - 1), { ...counting, rows: others });
    for (const [index, row] of first.entries()) rows.push(mergedRow(row, others[index]));
  }
  if (isTrained(exit, counting)) trained[result.index] = 1;
}

const isTrained = ({ index }: Tensor, { trained }: Counting): boolean => trained[index] === 1;

/** Whether anything in the region is trained. */
function trainsAnything(region: Region): boolean {
  return region.items.some((item) =>
    item.kind === 'node' ? item.site.parameters.some((parameter) => parameter.isTrainable) : trainsAnything(item.body),
  );
}

function mergedRow(row: NodeCost, other: NodeCost | undefined): NodeCost {
  return other === undefined
    ? row
    : { node: row.node, saved: other.saved, copies: row.copies + other.copies, figures: addFigures(row.figures, other.figures) };
}

function countNode(node: Node, copies: number, counting: Counting): NodeCost {
  const { site, inputs, outputs, weights } = node;
  const known = siteCostOf(site, counting);
  if (known.isTrainable || inputs.some((tensor) => isTrained(tensor, counting)))
    for (const { index, type } of outputs) if (type.elementType === 'f32') counting.trained[index] = 1;
  const ownsWeights = weights !== undefined && !counting.counted.has(weights);
  if (ownsWeights) counting.counted.add(weights);
  const backward = backwardCostOf(node, known, counting);
  const figures = figuresOf(site, { known, backward }, { copies, weightCopies: ownsWeights ? weights.copies : 0 });
  return { node, copies, figures, saved: backward.saved };
}

function siteCostOf(site: Site, { sites }: Counting): SiteCost {
  const known = sites.get(site);
  if (known !== undefined) return known;
  const made: SiteCost = {
    forward: withFlops(operationCounts(site.program('inference'))),
    activationBytes: sumOfSizes(site.outputs.map((type) => multiplySizes(elementCount(type.shape), bytesPerElement[type.elementType]))),
    isTrainable: site.parameters.some((parameter) => parameter.isTrainable),
    backward: [],
  };
  sites.set(site, made);
  return made;
}

function backwardCostOf({ site, inputs }: Node, { backward }: SiteCost, counting: Counting): BackwardCost {
  for (const known of backward) if (areNeeded(inputs, known.needed, counting)) return known;
  const needed = inputs.map((tensor) => isTrained(tensor, counting));
  const made: BackwardCost = { needed, figures: [], ...siteBackward(site, needed) };
  backward.push(made);
  return made;
}
/** Whether gradients are needed of just these inputs. */
function areNeeded(inputs: readonly Tensor[], needed: readonly boolean[], counting: Counting): boolean {
  for (let place = 0; place < inputs.length; place += 1) if (isTrained(elementAt(inputs, place), counting) !== needed[place]) return false;
  return true;
}

interface Counted {
  readonly known: SiteCost;
  readonly backward: BackwardCost;
}
type Copies = Pick<CountedCopies, 'copies' | 'weightCopies'>;

function figuresOf(site: Site, cost: Counted, { copies, weightCopies }: Copies): Figures {
  const { figures: known } = cost.backward;
  for (const each of known) if (each.copies === copies && each.weightCopies === weightCopies) return each.figures;
  const figures = countedFigures(site, cost, { copies, weightCopies });
  known.push({ copies, weightCopies, figures });
  return figures;
}

function countedFigures(site: Site, { known: { forward, activationBytes }, backward }: Counted, { copies, weightCopies }: Copies): Figures {
  const operations = scaleFigures({ ...noFigures, ...forward, activationBytes, backward: backward.operations }, copies);
  const parameters = multiplySizes(elementsOf(site.parameters.filter((parameter) => parameter.isTrainable)), weightCopies);
  const buffers = multiplySizes(elementsOf(site.parameters.filter((parameter) => !parameter.isTrainable)), weightCopies);
  return { ...operations, parameters, buffers, parameterBytes: multiplySizes(parameters, bytesPerElement.f32) };
}

function elementsOf(parameters: readonly Parameter[]): Size {
  return sumOfSizes(parameters.map((parameter) => elementCount(parameter.shape)));
}
