// The layers of a network as levels of drawings and folds below each other: what is shown at once, and what opens. Not where boxes lie.
import type { Analysis } from '@trammel/analysis';
import type { Graph, Tensor } from '@trammel/graph';
import { groupName, type LayerGroup, type LayerTree } from '@trammel/report';
import { mostChainBoxes } from './chain.js';
import { drawnLevel, type DrawnBoxes, type End, type IsOpen } from './drawn-boxes.js';
import { isMadeIn, originsOf, partsOf, withoutPaths, type Origins, type Part } from './parts.js';

/** What stands below each other: drawings of boxes, and groups that are folded. */
export type Segment = DrawnLevel | Fold;

/** A tensor that passes by, on its way to a part further down; drawn as a line beside it. */
export interface Lane {
  /** The letter by which it is known where it begins and where it ends. */
  readonly name: string;
  readonly tensor: Tensor;
}

/** Boxes and wires that are drawn at once, and the groups that are drawn closed in it and open below. */
export interface DrawnLevel extends DrawnBoxes {
  readonly kind: 'drawing';
  readonly folded: readonly Fold[];
  readonly lanes: readonly Lane[];
}

/** A group, or many layers without one, that opens in place. */
export interface Fold {
  readonly kind: 'fold';
  readonly group: LayerGroup | undefined;
  readonly name: string;
  /** Lanes that end in it; what else enters is what the part above gives. */
  readonly reads: readonly Lane[];
  /** What leaves it. */
  readonly output: Tensor | undefined;
  /** Where that passes others by, its letter. */
  readonly gives: string;
  readonly segments: readonly Segment[];
  readonly lanes: readonly Lane[];
}

/** A drawing with more boxes than this is cut, where it can be. */
const mostBoxes = 48;
/** A level with more drawings than this folds them. */
const mostDrawings = 12;

/** The network from its inputs to its outputs. */
export function segmentsOf({ graph }: Analysis, trees: readonly LayerTree[]): readonly Segment[] {
  const origins = originsOf(graph.body);
  return levelOf(trees, endsOf(graph, origins), { origins, letters: new Map() });
}

/** The network as one drawing: groups open as asked, or the small ones open and the others closed. */
export function wholeLevel({ graph }: Analysis, trees: readonly LayerTree[], isOpen?: IsOpen): DrawnBoxes {
  const origins = originsOf(graph.body);
  return drawnLevel({ ...endsOf(graph, origins), parts: partsOf(withoutPaths(trees), origins) }, origins, isOpen);
}

function endsOf({ inputs, outputs }: Graph, { sourceOf }: Origins): Ends {
  return {
    inputs: inputs.map(({ name, tensor }, index): End => ({ id: `in${index}`, name, tensor })),
    outputs: outputs.map(({ name, tensor }, index): End => ({ id: `out${index}`, name, tensor: sourceOf(tensor) })),
  };
}

interface Ends {
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

interface Context {
  readonly origins: Origins;
  /** Of every tensor that passes something by, its letter. */
  readonly letters: Map<Tensor, string>;
}

/** One level: parts one after the other, cut where a single tensor is all that goes on, and around groups that others only pass by. */
function levelOf(trees: readonly LayerTree[], ends: Ends, context: Context): readonly Segment[] {
  const runs = runsOf(partsOf(withoutPaths(trees), context.origins), ends, context);
  const segments = runs.map((run): Segment => {
    const [only] = run.parts;
    if (run.parts.length === 1 && only?.tree.kind === 'group') return foldOf(only.tree, run, context);
    const { folded, ...boxes } = drawnLevel(run, context.origins);
    return { kind: 'drawing', ...boxes, folded: folded.map((group) => closedFold(group, context)), lanes: run.lanes };
  });
  const drawings = segments.filter(({ kind }) => kind === 'drawing').length;
  return drawings <= mostDrawings ? segments : foldedDrawings(segments, runs);
}

/** Parts that are drawn together, with what enters and leaves them, and what passes by. */
interface Run extends Ends {
  readonly parts: readonly Part[];
  readonly lanes: readonly Lane[];
}

function runsOf(parts: readonly Part[], ends: Ends, context: Context): readonly Run[] {
  const crossing = crossingOf(parts, ends);
  const bounds = boundsOf(parts, crossing);
  const pieces = bounds.slice(1).map((to, index) => ({ from: bounds[index] ?? 0, to }));
  const passing = pieces.map(({ from, to }) => passingBy(parts.slice(from, to), crossing[from] ?? [], crossing[to] ?? []));
  const named = new Map([...ends.inputs, ...ends.outputs].map(({ tensor, name }) => [tensor, name]));
  for (const tensor of passing.flat()) {
    if (!context.letters.has(tensor)) context.letters.set(tensor, named.get(tensor) || letterOf(context.letters.size));
  }
  const nameOf = (tensor: Tensor): string => named.get(tensor) || (context.letters.get(tensor) ?? '');
  const endsAt = (at: number): readonly End[] => {
    if (at === 0) return ends.inputs;
    if (at === parts.length) return ends.outputs;
    return (crossing[at] ?? []).map((tensor, index) => ({ id: `${at}x${index}`, name: '', tensor }));
  };
  const withName = (end: End): End => ({ ...end, name: nameOf(end.tensor) });
  return pieces.map(({ from, to }, index): Run => {
    const inside = parts.slice(from, to);
    const read = new Set(inside.flatMap(({ reads }) => reads));
    const lanes = passing[index] ?? [];
    return {
      parts: inside,
      inputs: endsAt(from)
        .filter(({ tensor }) => read.has(tensor) || !lanes.includes(tensor))
        .map(withName),
      outputs: endsAt(to)
        .filter(({ tensor }) => !lanes.includes(tensor))
        .map(withName),
      lanes: lanes.map((tensor) => ({ name: nameOf(tensor), tensor })),
    };
  });
}

/** `a` to `z`, then `a2` and on. */
const letterOf = (index: number): string =>
  `${String.fromCharCode(97 + (index % 26))}${index < 26 ? '' : String(1 + Math.floor(index / 26))}`;

/** The tensors that are still to be read before each part, and after the last. */
function crossingOf(parts: readonly Part[], ends: Ends): readonly (readonly Tensor[])[] {
  const lastRead = new Map<Tensor, number>();
  parts.forEach(({ reads }, index) => reads.forEach((tensor) => lastRead.set(tensor, index)));
  for (const { tensor } of ends.outputs) lastRead.set(tensor, parts.length);
  const live = new Set(ends.inputs.map(({ tensor }) => tensor));
  return [
    [...live],
    ...parts.map(({ gives }, index) => {
      for (const tensor of gives) live.add(tensor);
      for (const tensor of [...live]) if ((lastRead.get(tensor) ?? -1) <= index) live.delete(tensor);
      return [...live];
    }),
  ];
}

/** What goes on after these parts, and was there before them; an input of the network that is its output too is no lane. */
function passingBy(parts: readonly Part[], before: readonly Tensor[], after: readonly Tensor[]): readonly Tensor[] {
  const own = new Set(parts.flatMap(({ gives }) => gives));
  return after.filter((tensor) => before.includes(tensor) && !own.has(tensor));
}

/** Where levels are cut: indices of parts, the first and the one past the last among them. */
function boundsOf(parts: readonly Part[], crossing: readonly (readonly Tensor[])[]): readonly number[] {
  const isCut = (at: number): boolean => at === 0 || at === parts.length || crossing[at]?.length === 1;
  const isAlone = (at: number): boolean => isCut(at) && isCut(at + 1);
  const bounds = [0];
  for (let at = 0; at < parts.length; at += 1) {
    const isFold = parts[at]?.tree.kind === 'group' && ((isCut(at) && isCut(at + 1)) || isOnTheWay(parts, at, crossing));
    const start = bounds.at(-1) ?? 0;
    // In a very long level, what stands in a row is apart from what branches: a row of layers needs no layout.
    const isTurn = parts.length > mostChainBoxes && isCut(at) && isAlone(at) !== isAlone(at - 1);
    if (at > start && (isFold || isTurn || (isCut(at) && at - start >= mostBoxes))) bounds.push(at);
    if (isFold) bounds.push(at + 1);
  }
  if (bounds.at(-1) !== parts.length) bounds.push(parts.length);
  return bounds;
}

/** Whether a group goes on with what the part above gives, and the part below with what it gives: the others pass it by. */
function isOnTheWay(parts: readonly Part[], at: number, crossing: readonly (readonly Tensor[])[]): boolean {
  const [before, own, after] = [parts[at - 1], parts[at], parts[at + 1]];
  if (own === undefined || own.isBranch) return false;
  const entering = before === undefined ? (crossing[0] ?? []) : before.gives;
  const leaving = after === undefined ? (crossing.at(-1) ?? []) : after.reads;
  return own.reads.some((tensor) => entering.includes(tensor)) && own.gives.some((tensor) => leaving.includes(tensor));
}

/** A level of very many layers without blocks: each drawing folds, under the numbers of its layers; and so do very many folds. */
function foldedDrawings(segments: readonly Segment[], runs: readonly Run[]): readonly Segment[] {
  let done = 0;
  const numbered = segments.map((segment, index): Numbered => {
    const first = done + 1;
    done += runs[index]?.parts.length ?? 0;
    const own = { segment, first, last: done, output: runs[index]?.outputs[0]?.tensor };
    return segment.kind === 'fold' || own.first === own.last ? own : { ...own, segment: foldedTogether([own]) };
  });
  if (numbered.length <= 2 * mostDrawings) return numbered.map(({ segment }) => segment);
  return Array.from({ length: Math.ceil(numbered.length / mostDrawings) }, (_, index) =>
    foldedTogether(numbered.slice(index * mostDrawings, (index + 1) * mostDrawings)),
  );
}

interface Numbered {
  readonly segment: Segment;
  readonly first: number;
  readonly last: number;
  readonly output: Tensor | undefined;
}

function foldedTogether(numbered: readonly Numbered[]): Fold {
  const [first, last] = [numbered[0], numbered.at(-1)];
  const segments = numbered.map(({ segment }) => segment);
  return {
    kind: 'fold',
    group: undefined,
    name: `layers ${first?.first ?? 0} to ${last?.last ?? 0}`,
    reads: [],
    gives: '',
    output: last?.output,
    segments,
    lanes: [],
  };
}

function foldOf(group: LayerGroup, { inputs, outputs, lanes, parts }: Run, context: Context): Fold {
  const [output] = outputs;
  const isSkip = ({ name, tensor }: End): boolean => name !== '' && (inputs.length > 1 || context.letters.has(tensor));
  const entering = inputs.map((end, index): End => ({ ...end, id: `in${index}` }));
  const leaving = outputs.map((end, index): End => ({ ...end, id: `out${index}` }));
  return {
    kind: 'fold',
    group,
    name: nameOf(group),
    reads: inputs.filter(isSkip).map(({ name, tensor }) => ({ name, tensor })),
    gives: output === undefined ? '' : (context.letters.get(output.tensor) ?? ''),
    output: parts[0]?.gives.at(-1),
    segments: levelOf(group.children, { inputs: entering, outputs: leaving }, context),
    lanes,
  };
}

/** A group that is drawn closed where it stands, among branches, and opens below. */
function closedFold(group: LayerGroup, context: Context): Fold {
  const { origins } = context;
  const [part] = partsOf([{ tree: group, isBranch: true }], origins);
  const [output] = group.last.node.outputs;
  const entering = (part?.reads ?? []).filter((tensor) => !isMadeIn(part?.nodes ?? new Set(), tensor, origins));
  const inputs = entering.map((tensor, index): End => ({ id: `in${index}`, name: '', tensor }));
  const outputs = output === undefined ? [] : [{ id: 'out0', name: '', tensor: output }];
  return foldOf(group, { inputs, outputs, parts: part === undefined ? [] : [part], lanes: [] }, context);
}

const nameOf = (tree: LayerGroup): string => [groupName(tree)].flat()[0] ?? '';
