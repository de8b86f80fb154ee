// What every tensor of a graph reads of the graph's inputs, axis by axis. A site is looked at once; a repeat is not written out.
import { type Graph, type Node, type Region, type Repeat, type Tensor } from '@trammel/graph';
import type { Program } from '@trammel/program';
import { present, type SymbolValues } from '@trammel/tensor';
import { fitted, type UnitSizes } from './axis-relation.js';
import { channelAxis } from './channel-axis.js';
import { unitSizes } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { siteRelations, type SiteRelations } from './site-relations.js';
import { traceable } from './tracing.js';
import { composeValues, identityRelation, uniteWidely, type ValueRelation } from './value-relation.js';

/** What a tensor reads of each source; those that it does not read are missing. */
export type SourceRelations = ReadonlyMap<Tensor, ValueRelation>;

/** For each tensor of the graph what its units read of the inputs. A tensor in a repeat stands for that of the last copy. */
export function graphRelations(graph: Graph, sizes: SymbolValues): ReadonlyMap<Tensor, SourceRelations> {
  const walk: Walk = { sizes, sites: new Map(), relations: new Map() };
  for (const { tensor } of graph.inputs) walk.relations.set(tensor, itself(tensor));
  walkRegion(graph.body, walk);
  return walk.relations;
}

interface Walk {
  readonly sizes: SymbolValues;
  readonly sites: Map<Program, SiteRelations>;
  readonly relations: Map<Tensor, SourceRelations>;
}

function itself(tensor: Tensor): SourceRelations {
  return new Map([[tensor, identityRelation(tensor.type.shape.length)]]);
}

function walkRegion(region: Region, walk: Walk): void {
  for (const item of region.items) {
    if (item.kind === 'node') walkNode(item, walk);
    else walkRepeat(item, walk);
  }
}

function walkNode(node: Node, walk: Walk): void {
  const program = node.site.program('inference');
  const relations = walk.sites.get(program) ?? siteRelations(traceable(program, walk.sizes));
  walk.sites.set(program, relations);
  for (const [position, output] of node.outputs.entries()) {
    const own = elementAt(relations, position);
    const unit = unitOf(output, walk);
    const joint = new Map<Tensor, ValueRelation>();
    for (const [index, input] of node.inputs.entries()) {
      const inner = own[index];
      if (inner !== undefined) readThrough(relationsOf(input, walk), inner, { unit, joint });
    }
    walk.relations.set(output, fit(joint, unit, walk));
  }
}

/** Adds what is read of the sources through a tensor. */
function readThrough(
  outer: SourceRelations,
  inner: ValueRelation,
  into: { readonly unit: UnitSizes; readonly joint: Map<Tensor, ValueRelation> },
): void {
  for (const [source, relation] of outer) {
    const united = uniteWidely(into.joint.get(source), composed(relation, inner, { source, unit: into.unit }), into.unit);
    if (united !== undefined) into.joint.set(source, united);
  }
}

function composed(
  outer: ValueRelation,
  inner: ValueRelation,
  of: { readonly source: Tensor; readonly unit: UnitSizes },
): ValueRelation | undefined {
  return composeValues(outer, inner, { unit: of.unit, channels: channelAxis(of.source.type.shape) });
}

function relationsOf(tensor: Tensor, walk: Walk): SourceRelations {
  return present(walk.relations.get(tensor), () => 'a tensor is made before it is read');
}

function unitOf(tensor: Tensor, walk: Walk): UnitSizes {
  return unitSizes({ shape: tensor.type.shape, sizes: walk.sizes });
}

/** Relations that surely reach all of an axis are told as such, which ends their growth. */
function fit(relations: SourceRelations, unit: UnitSizes, walk: Walk): SourceRelations {
  const fits = new Map<Tensor, ValueRelation>();
  for (const [source, relation] of relations) {
    const sizes = unitOf(source, walk);
    fits.set(
      source,
      relation.map((own, axis) => (own.terms.length > 0 ? own : fitted(own, sizes[axis], { sizes: unit, isCut: false }))),
    );
  }
  return fits;
}

/**
 * The body is looked at with its entry as a source. From what its exit reads of the entry, and of everything outside, follows what
 * any number of copies read, by doubling; then the body is gone through once more as the last copy.
 */
function walkRepeat(repeat: Repeat, walk: Walk): void {
  const unit = unitOf(repeat.entry, walk);
  walk.relations.set(repeat.entry, itself(repeat.entry));
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
  walk.relations.set(repeat.result, repeat.count === 0 ? initial : after(joined(before, one, how)));
  walk.relations.set(repeat.entry, after(before));
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
