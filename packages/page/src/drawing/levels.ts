// The layers of a network as levels of boxes and wires: what a drawing shows at once, and where it folds. Not where things lie.
import type { Analysis } from '@trammel/analysis';
import type { Graph, Node, Region, Tensor } from '@trammel/graph';
import { groupName, layerName, printCount, type LayerGroup, type LayerTree } from '@trammel/report';

/** A box: a layer, a group drawn closed or open, or a tensor that enters or leaves the network. */
export interface Box {
  readonly id: string;
  readonly kind: 'layer' | 'group' | 'end';
  readonly name: string;
  /** What else is written in it, such as its parameters. */
  readonly detail: string;
  /** What is coloured and asked for; undefined for an end. */
  readonly tree: LayerTree | undefined;
  /** What is drawn inside; empty for a box that is closed. */
  readonly children: readonly Box[];
}

/** A tensor on its way from one box to another. */
export interface Wire {
  readonly from: string;
  readonly to: string;
  readonly tensor: Tensor;
}

/** What stands below each other: drawings of boxes, and groups that are folded. */
export type Segment = DrawnLevel | Fold;

/** Boxes and wires that are drawn at once, and the groups that are drawn closed in it. */
export interface DrawnLevel {
  readonly kind: 'drawing';
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly folded: readonly Fold[];
}

/** A group that opens in place. */
export interface Fold {
  readonly kind: 'fold';
  readonly group: LayerGroup | undefined;
  readonly name: string;
  readonly detail: string;
  /** What leaves it. */
  readonly output: Tensor | undefined;
  readonly segments: readonly Segment[];
}

/** Groups with at most so many layers are drawn open where they cannot fold. */
const mostOpenLayers = 24;
/** A drawing with more boxes than this is cut, where it can be. */
const mostBoxes = 48;
/** A level with more drawings than this folds them. */
const mostDrawings = 12;

/** Which node gives a tensor, with what enters and leaves repeats found where it comes from. */
interface Origins {
  readonly makerOf: (tensor: Tensor) => Node | undefined;
  readonly sourceOf: (tensor: Tensor) => Tensor;
}

/** The network from its inputs to its outputs. */
export function segmentsOf({ graph }: Analysis, trees: readonly LayerTree[]): readonly Segment[] {
  const origins = originsOf(graph.body);
  return levelOf(withoutPaths(trees), endsOf(graph, origins), origins);
}

/** The network as one drawing: small groups open, the others closed. */
export function wholeLevel({ graph }: Analysis, trees: readonly LayerTree[]): DrawnLevel {
  const origins = originsOf(graph.body);
  return drawingOf({ ...endsOf(graph, origins), parts: partsOf(withoutPaths(trees), origins) }, origins);
}

function endsOf({ inputs, outputs }: Graph, { sourceOf }: Origins): Ends {
  return {
    inputs: inputs.map(({ name, tensor }, index): End => ({ id: `in${index}`, name, tensor })),
    outputs: outputs.map(({ name, tensor }, index): End => ({ id: `out${index}`, name, tensor: sourceOf(tensor) })),
  };
}

interface End {
  readonly id: string;
  readonly name: string;
  readonly tensor: Tensor;
}

interface Ends {
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

function originsOf(body: Region): Origins {
  const makers = new Map<Tensor, Node>();
  const sources = new Map<Tensor, Tensor>();
  const survey = ({ items }: Region): void => {
    for (const item of items) {
      if (item.kind === 'node') {
        for (const tensor of item.outputs) makers.set(tensor, item);
        continue;
      }
      sources.set(item.entry, item.initial).set(item.result, item.exit);
      survey(item.body);
    }
  };
  survey(body);
  const sourceOf = (tensor: Tensor): Tensor => {
    let at = tensor;
    for (let next = sources.get(at); next !== undefined; next = sources.get(at)) at = next;
    return at;
  };
  return { sourceOf, makerOf: (tensor) => makers.get(sourceOf(tensor)) };
}

/** Paths of a combiner are drawn as ways, not as boxes. */
function withoutPaths(trees: readonly LayerTree[]): readonly LayerTree[] {
  return trees.flatMap((tree): readonly LayerTree[] => {
    if (tree.kind === 'path') return [];
    if (tree.kind === 'layer') return [tree];
    return tree.frame.kind === 'path' && tree.rounds === undefined ? withoutPaths(tree.children) : [tree];
  });
}

const nodesIn = (tree: LayerTree): readonly Node[] =>
  tree.kind === 'path' ? [] : tree.kind === 'layer' ? [tree.row.node] : tree.rows.map(({ node }) => node);

/** A tree with what it reads from outside and what others read of it. */
interface Part {
  readonly tree: LayerTree;
  readonly id: string;
  readonly reads: readonly Tensor[];
  readonly gives: readonly Tensor[];
}

/** One level: parts one after the other, cut wherever a single tensor is all that goes on. */
function levelOf(trees: readonly LayerTree[], ends: Ends, origins: Origins): readonly Segment[] {
  const runs = cutAt(partsOf(trees, origins), ends);
  const segments = runs.map((run): Segment => {
    const [only] = run.parts;
    if (run.parts.length === 1 && only?.tree.kind === 'group') return foldOf(only, run, origins);
    return drawingOf(run, origins);
  });
  const drawings = segments.filter(({ kind }) => kind === 'drawing').length;
  return drawings <= mostDrawings ? segments : foldedDrawings(segments, runs);
}

function partsOf(trees: readonly LayerTree[], origins: Origins): readonly Part[] {
  return trees.map((tree, index): Part => {
    const inside = new Set(nodesIn(tree));
    const read = [...inside].flatMap((node) => node.inputs.map(origins.sourceOf));
    const reads = [...new Set(read)].filter((tensor) => !isMadeIn(inside, tensor, origins));
    return { tree, id: `b${index}`, reads, gives: [...inside].flatMap(({ outputs }) => [...outputs]) };
  });
}

/** A level of very many layers without blocks: each drawing folds, under the numbers of its layers. */
function foldedDrawings(segments: readonly Segment[], runs: readonly Run[]): readonly Segment[] {
  let done = 0;
  return segments.map((segment, index): Segment => {
    const count = runs[index]?.parts.length ?? 0;
    const [first, last] = [done + 1, (done += count)];
    if (segment.kind === 'fold' || count < 2) return segment;
    const output = runs[index]?.outputs[0]?.tensor;
    return { kind: 'fold', group: undefined, name: `layers ${first} to ${last}`, detail: '', output, segments: [segment] };
  });
}

function isMadeIn(nodes: ReadonlySet<Node>, tensor: Tensor, { makerOf }: Origins): boolean {
  const maker = makerOf(tensor);
  return maker !== undefined && nodes.has(maker);
}

/** Parts that are drawn together, with what enters and leaves them. */
interface Run extends Ends {
  readonly parts: readonly Part[];
}

/** Where one tensor alone goes from what stands before to what stands after, a drawing may end; groups there fold. */
function cutAt(parts: readonly Part[], ends: Ends): readonly Run[] {
  const lastRead = new Map<Tensor, number>();
  parts.forEach(({ reads }, index) => reads.forEach((tensor) => lastRead.set(tensor, index)));
  for (const { tensor } of ends.outputs) lastRead.set(tensor, parts.length);
  const live = new Set(ends.inputs.map(({ tensor }) => tensor));
  const crossing = [[...live]];
  parts.forEach(({ gives }, index) => {
    for (const tensor of gives) live.add(tensor);
    for (const tensor of [...live]) if ((lastRead.get(tensor) ?? -1) <= index) live.delete(tensor);
    crossing.push([...live]);
  });
  const isCut = (at: number): boolean => at === 0 || at === parts.length || crossing[at]?.length === 1;
  const runs: Run[] = [];
  const close = (from: number, to: number): void => {
    if (to > from) runs.push({ parts: parts.slice(from, to), inputs: endsAt(from), outputs: endsAt(to) });
  };
  const endsAt = (at: number): readonly End[] => {
    if (at === 0) return ends.inputs;
    if (at === parts.length) return ends.outputs;
    return (crossing[at] ?? []).map((tensor, index) => ({ id: `${at}x${index}`, name: '', tensor }));
  };
  let start = 0;
  for (let at = 0; at < parts.length; at += 1) {
    const isFold = parts[at]?.tree.kind === 'group' && isCut(at) && isCut(at + 1);
    if (isFold || (isCut(at) && at - start >= mostBoxes)) {
      close(start, at);
      start = at;
    }
    if (isFold) {
      close(at, at + 1);
      start = at + 1;
    }
  }
  close(start, parts.length);
  return runs;
}

function foldOf({ tree, gives }: Part, { inputs, outputs }: Ends, origins: Origins): Fold {
  const group = tree.kind === 'group' ? tree : undefined;
  const entering = inputs.map((end, index): End => ({ ...end, id: `in${index}`, name: '' }));
  const leaving = outputs.map((end, index): End => ({ ...end, id: `out${index}`, name: '' }));
  return {
    kind: 'fold',
    group,
    name: nameOf(tree),
    detail: detailOf(tree),
    output: gives.at(-1),
    segments: levelOf(withoutPaths(group?.children ?? []), { inputs: entering, outputs: leaving }, origins),
  };
}

function drawingOf({ parts, inputs, outputs }: Run, origins: Origins): DrawnLevel {
  const folded: Fold[] = [];
  const places = new Map<Node, string>();
  const boxes = parts.map((part) => boxOf(part.tree, part.id, { places, folded, origins }));
  const wires: Wire[] = [];
  const from = new Map(inputs.map(({ tensor, id }) => [tensor, id]));
  const seen = new Set<string>();
  for (const part of parts) {
    for (const node of nodesIn(part.tree)) {
      for (const input of node.inputs) {
        const tensor = origins.sourceOf(input);
        const maker = origins.makerOf(tensor);
        const source = (maker === undefined ? undefined : places.get(maker)) ?? from.get(tensor);
        const target = places.get(node);
        if (source === undefined || target === undefined || source === target) continue;
        const key = `${source} ${target}`;
        if (seen.has(key)) continue;
        seen.add(key);
        wires.push({ from: source, to: target, tensor });
      }
    }
  }
  for (const { tensor, id } of outputs) {
    const maker = origins.makerOf(tensor);
    const source = (maker === undefined ? undefined : places.get(maker)) ?? from.get(tensor);
    if (source !== undefined) wires.push({ from: source, to: id, tensor });
  }
  const used = new Set(wires.flatMap((wire) => [wire.from, wire.to]));
  const endBoxes = [...inputs, ...outputs]
    .filter(({ id }) => used.has(id))
    .map(({ id, name }): Box => ({ id, kind: 'end', name, detail: '', tree: undefined, children: [] }));
  return { kind: 'drawing', boxes: [...endBoxes, ...boxes], wires, folded };
}

interface Drawing {
  /** In which box each layer is drawn. */
  readonly places: Map<Node, string>;
  /** Groups that are drawn closed, and open below. */
  readonly folded: Fold[];
  readonly origins: Origins;
}

function boxOf(tree: LayerTree, id: string, drawing: Drawing): Box {
  const own = { id, name: nameOf(tree), detail: detailOf(tree), tree };
  if (tree.kind !== 'group') {
    for (const node of nodesIn(tree)) drawing.places.set(node, id);
    return { ...own, kind: 'layer', children: [] };
  }
  const inside = withoutPaths(tree.children);
  if (tree.rows.length <= mostOpenLayers) {
    return { ...own, kind: 'group', children: inside.map((child, index) => boxOf(child, `${id}.${index}`, drawing)) };
  }
  for (const node of nodesIn(tree)) drawing.places.set(node, id);
  drawing.folded.push(closedFold(tree, drawing.origins));
  return { ...own, kind: 'group', children: [] };
}

/** A group that other tensors pass by: it is drawn closed where it stands, and opens below. */
function closedFold(tree: LayerGroup, origins: Origins): Fold {
  const inside = new Set(nodesIn(tree));
  const reads = [...new Set([...inside].flatMap((node) => node.inputs.map(origins.sourceOf)))];
  const entering = reads.filter((tensor) => !isMadeIn(inside, tensor, origins));
  const [output] = tree.last.node.outputs;
  const part: Part = { tree, id: '', reads: entering, gives: output === undefined ? [] : [output] };
  const ends = {
    inputs: entering.map((tensor, index): End => ({ id: `in${index}`, name: '', tensor })),
    outputs: output === undefined ? [] : [{ id: 'out0', name: '', tensor: output }],
  };
  return foldOf(part, ends, origins);
}

/** As the source could write it. */
function nameOf(tree: LayerTree): string {
  if (tree.kind === 'path') return `path ${tree.number}`;
  const cell = tree.kind === 'layer' ? layerName(tree.row.node) : groupName(tree);
  return typeof cell === 'string' ? cell : cell[0];
}

function detailOf(tree: LayerTree): string {
  if (tree.kind !== 'layer') return '';
  const { parameters } = tree.row.figures;
  return parameters === 0 ? '' : `${printCount(parameters)} parameters`;
}
