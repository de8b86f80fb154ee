// What every tensor of a graph reads of the graph's inputs, axis by axis. A site is looked at once; a repeat is not written out.
import { type Graph, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import { present, type SymbolValues } from '@trammel/tensor';
import { fitted, type UnitSizes } from './axis-relation.js';
import { channelAxis } from './channel-axis.js';
import { unitSizes } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { graphTracings, tracingOf, type GraphTracings } from './graph-tracings.js';
import { siteRelations, type SiteRelations } from './site-relations.js';
import type { Tracing } from './tracing.js';
import { composeValues, equalValues, identityRelation, withAccess, type Accesses } from './value-relation.js';

/** What a tensor reads of each source; those that it does not read are missing. */
export type SourceRelations = ReadonlyMap<Tensor, Accesses>;

/** For each tensor of the graph what its units read of the inputs. A tensor in a repeat stands for that of the last copy. */
export function graphRelations(graph: Graph, sizes: SymbolValues): GraphRelations {
  const relations: (SourceRelations | undefined)[] = Array.from({ length: graph.tensorCount });
  const walk: Walk = { sizes, tracings: graphTracings(graph, sizes), sites: new Map(), relations };
  for (const { tensor } of graph.inputs) relations[tensor.index] = itself(tensor);
  walkRegion(graph.body, walk);
  return { get: ({ index }) => relations[index] };
}

/** What is read by tensors of one graph; undefined for one that was cut off. */
export type GraphRelations = Pick<ReadonlyMap<Tensor, SourceRelations>, 'get'>;

interface Walk {
  readonly sizes: SymbolValues;
  readonly tracings: GraphTracings;
  readonly sites: Map<Tracing, LookedAt>;
  /** By the index of a tensor. */
  readonly relations: (SourceRelations | undefined)[];
}

/** A site, and what came of it where it was last met. */
interface LookedAt {
  readonly relations: SiteRelations;
  last: Reading | undefined;
}

/** What the inputs of a node read, and what its outputs do. */
interface Reading {
  readonly inputs: readonly SourceRelations[];
  readonly outputs: readonly SourceRelations[];
}

function itself(tensor: Tensor): SourceRelations {
  return new Map([[tensor, [identityRelation(tensor.type.shape.length)]]]);
}

function walkRegion(region: Region, walk: Walk): void {
  for (const item of region.items) {
    if (item.kind === 'node') walkNode(item, walk);
    else walkRepeat(item, walk);
  }
}

function walkNode(node: Node, walk: Walk): void {
  const site = lookedAt(tracingOf(walk.tracings, node), walk);
  const last = site.last !== undefined && readsSame(node.inputs, site.last.inputs, walk) ? site.last : through(node, site, walk);
  site.last = last;
  let position = 0;
  for (const { index } of node.outputs) {
    walk.relations[index] = elementAt(last.outputs, position);
    position += 1;
  }
}

/** Whether the inputs read just what was read the last time. */
function readsSame(inputs: readonly Tensor[], last: readonly SourceRelations[], { relations }: Walk): boolean {
  let position = 0;
  for (const { index } of inputs) {
    if (relations[index] !== last[position]) return false;
    position += 1;
  }
  return true;
}

function through(node: Node, site: LookedAt, walk: Walk): Reading {
  const inputs = node.inputs.map((input) => relationsOf(input, walk));
  const outputs = node.outputs.map((output, position) =>
    relationsThrough(inputs, site.relations[position] ?? [], unitOf(output, walk), walk),
  );
  return { inputs, outputs };
}

/** What is read of the sources through the inputs of a node. */
function relationsThrough(inputs: readonly SourceRelations[], own: readonly Accesses[], unit: UnitSizes, walk: Walk): SourceRelations {
  const joint = new Map<Tensor, Accesses>();
  for (const [index, input] of inputs.entries()) readThrough(input, own[index] ?? [], { unit, joint });
  const made = fit(joint, unit, walk);
  // The same object where nothing changed: what follows from it is then known, however deep the network.
  return inputs.find((input) => equalSources(input, made)) ?? made;
}

function lookedAt(tracing: Tracing, { sites }: Walk): LookedAt {
  const known = sites.get(tracing);
  if (known !== undefined) return known;
  const made: LookedAt = { relations: siteRelations(tracing), last: undefined };
  sites.set(tracing, made);
  return made;
}

function equalSources(a: SourceRelations, b: SourceRelations): boolean {
  if (a.size !== b.size) return false;
  for (const [source, ways] of a) {
    const others = b.get(source);
    if (others?.length !== ways.length || !ways.every((way, index) => equalValues(way, others[index]))) return false;
  }
  return true;
}

/** Adds what is read of the sources through a tensor. */
function readThrough(
  outer: SourceRelations,
  inner: Accesses,
  into: { readonly unit: UnitSizes; readonly joint: Map<Tensor, Accesses> },
): void {
  const { unit, joint } = into;
  for (const [source, ways] of outer) {
    const composition = { unit, channels: channelAxis(source.type.shape) };
    for (const way of ways) {
      for (const access of inner) {
        const composed = composeValues(way, access, composition);
        if (composed !== undefined) joint.set(source, withAccess(joint.get(source) ?? [], composed, unit));
      }
    }
  }
}

function relationsOf(tensor: Tensor, walk: Walk): SourceRelations {
  return present(walk.relations[tensor.index], () => 'a tensor is made before it is read');
}

function unitOf(tensor: Tensor, walk: Walk): UnitSizes {
  return unitSizes({ shape: tensor.type.shape, sizes: walk.sizes });
}

/** Relations that surely reach all of an axis are told as such, which ends their growth. */
function fit(relations: SourceRelations, unit: UnitSizes, walk: Walk): SourceRelations {
  const fits = new Map<Tensor, Accesses>();
  for (const [source, ways] of relations) {
    const sizes = unitOf(source, walk);
    const own = ways.map((way) =>
      way.map((along, axis) => (along.terms.length > 0 ? along : fitted(along, sizes[axis], { sizes: unit, isCut: false }))),
    );
    fits.set(source, own);
  }
  return fits;
}

/**
 * The body is looked at with its entry as a source. From what its exit reads of the entry, and of everything outside, follows what
 * any number of copies read, by doubling; then the body is gone through once more as the last copy.
 */
function walkRepeat(repeat: Repeat, walk: Walk): void {
  const unit = unitOf(repeat.entry, walk);
  walk.relations[repeat.entry.index] = itself(repeat.entry);
  walkRegion(repeat.body, walk);
  const one = relationsOf(repeat.exit, walk);
  const none = itself(repeat.entry);
  const initial = relationsOf(repeat.initial, walk);
  const after = (copies: SourceRelations): SourceRelations => {
    const joint = new Map([...copies].filter(([source]) => source !== repeat.entry));
    const through = copies.get(repeat.entry);
    if (through !== undefined) readThrough(initial, through, { unit, joint });
    return fit(joint, unit, walk);
  };
  const how = { entry: repeat.entry, none, unit };
  const before = copiesOf(one, repeat.count - 1, how);
  walk.relations[repeat.result.index] = repeat.count === 0 ? initial : after(joined(before, one, how));
  walk.relations[repeat.entry.index] = after(before);
  walkRegion(repeat.body, walk);
}

interface Joint {
  readonly entry: Tensor;
  /** What no copy reads of the entry: itself. */
  readonly none: SourceRelations;
  readonly unit: UnitSizes;
}

/** What so many copies read, by repeated doubling. */
function copiesOf(one: SourceRelations, count: number, how: Joint): SourceRelations {
  let total = how.none;
  let power = one;
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) total = joined(total, power, how);
    if (rest > 1) power = joined(power, power, how);
  }
  return total;
}

/** What copies read behind which other copies follow. */
function joined(first: SourceRelations, then: SourceRelations, { entry, unit }: Joint): SourceRelations {
  const joint = new Map([...then].filter(([source]) => source !== entry));
  const through = then.get(entry);
  if (through !== undefined) readThrough(first, through, { unit, joint });
  return joint;
}
