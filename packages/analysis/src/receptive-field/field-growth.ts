// How receptive fields grow layer by layer: for every layer what its units read of an input, and through which layers. Not single pictures.
import { nodesOf, type NamedTensor, type Node, type Region, type Tensor } from '@trammel/graph';
import { isKnown, roleOf, spatialAxes, substituteShape, type Shape } from '@trammel/tensor';
import type { Analysis } from '../analysis.js';
import { fieldMapOf, type FieldMap, type FieldRuns, type PlanePositions } from './field-map.js';
import { graphRelations } from './graph-relations.js';
import { runsOf } from './integer-set.js';
import { fieldOfUnit } from './unit-field.js';

/** What units of layers read of one input, along its last two axes of space or time. */
export interface FieldGrowth {
  readonly input: NamedTensor;
  /** Down and across; `down` has size 1 and no name where the input has one such axis only. */
  readonly down: GrowthAxis;
  readonly across: GrowthAxis;
  /** In the order of the source: layers whose units stand on a plane too, and of which it can be told for any unit. */
  readonly layers: readonly LayerField[];
}

export interface GrowthAxis {
  readonly name: string;
  readonly size: number;
}

export interface LayerField {
  readonly node: Node;
  /** The plane on which its units stand. */
  readonly down: GrowthAxis;
  readonly across: GrowthAxis;
  readonly map: FieldMap;
  /** How far a unit reaches along the axis on which it reaches farthest. */
  readonly reach: number;
  /** Layers on its way from the input after which a unit reaches farther, by their numbers in the list; the last one is itself. */
  readonly through: readonly number[];
}

/** One unit and exactly what it reads: products of runs down and across. */
export interface UnitBoxes {
  readonly boxes: readonly { readonly down: FieldRuns; readonly across: FieldRuns }[];
  /** False where the set is only known to hold all that is read. */
  readonly isExact: boolean;
}

/** So many layers are told on one way. */
const mostOnTheWay = 8;
/** Of more layers than this those are told where the field grows. */
const mostLayers = 300;
/** Sets of more pieces than this are no picture. */
const mostPieces = 4096;

/** For each input with axes of space or time whose sizes are known. */
export function fieldGrowths(analysis: Analysis): readonly FieldGrowth[] {
  const { graph, sizes } = analysis;
  if (!graph.inputs.every(({ tensor }) => isWhole(tensor, analysis))) return [];
  const planes = graph.inputs.map((input) => ({ input, plane: planeOf(input.tensor, analysis) }));
  if (planes.every(({ plane }) => plane === undefined)) return [];
  const relations = graphRelations(graph, sizes);
  const readers = nodesOf(graph.body).map(({ node }) => node);
  return planes.flatMap(({ input, plane }) => {
    if (plane === undefined) return [];
    const told = readers.flatMap((node): readonly Told[] => {
      const [output] = node.outputs;
      const own = output === undefined || !isWhole(output, analysis) ? undefined : planeOf(output, analysis);
      const accesses = output === undefined ? undefined : relations.get(output)?.get(input.tensor);
      if (output === undefined || own === undefined || accesses === undefined) return [];
      const unit = { shape: output.type.shape, plane: own.positions };
      const map = fieldMapOf(accesses, unit, { shape: input.tensor.type.shape, plane: plane.positions }, sizes);
      return map === undefined ? [] : [{ node, ...own.axes, map, reach: reachOf(map) }];
    });
    const layers = withWays(fewer(told), graph.body);
    return layers.some(({ through }) => through.length > 1) ? [{ input, ...plane.axes, layers }] : [];
  });
}

/** Exactly what the unit at that index of a tensor reads of an input, on the plane of that. */
export function unitBoxes(
  analysis: Analysis,
  { tensor, index }: { readonly tensor: Tensor; readonly index: readonly number[] },
  input: NamedTensor,
): UnitBoxes | undefined {
  const plane = planeOf(input.tensor, analysis);
  const set = fieldOfUnit(analysis.graph, tensor, index, analysis.sizes).get(input.tensor);
  if (plane === undefined || set === undefined || set.boxes.length > mostPieces) return undefined;
  const { down, across } = plane.positions;
  const runsAt = (box: (typeof set.boxes)[number], position: number | undefined): FieldRuns => {
    const along = position === undefined ? undefined : box[position];
    return along === undefined ? [[0, 0]] : runsOf(along);
  };
  return { boxes: set.boxes.map((box) => ({ down: runsAt(box, down), across: runsAt(box, across) })), isExact: set.isExact };
}

interface Plane {
  readonly axes: Pick<FieldGrowth, 'down' | 'across'>;
  readonly positions: PlanePositions;
}

/** The last two axes of space or time; undefined where there is none, or their sizes are open. */
export function planeOf(tensor: Tensor, { sizes }: Analysis): Plane | undefined {
  const shape = substituteShape(tensor.type.shape, sizes);
  const sliding = slidingAxes(shape);
  const across = sliding.at(-1);
  const down = sliding.at(-2);
  if (across === undefined || !sliding.every(({ size }) => isKnown(size))) return undefined;
  const axisOf = ({ name, size }: Shape[number]): GrowthAxis => ({ name, size: Number(size) });
  return {
    axes: { down: down === undefined ? { name: '', size: 1 } : axisOf(down), across: axisOf(across) },
    positions: { down: down === undefined ? undefined : shape.indexOf(down), across: shape.indexOf(across) },
  };
}

/** Those of space or time, of which one may hold the features. */
const slidingAxes = (shape: Shape): Shape => spatialAxes(shape).filter(({ name }) => roleOf(name) === 'space' || roleOf(name) === 'time');

const isWhole = ({ type }: Tensor, { sizes }: Analysis): boolean => substituteShape(type.shape, sizes).every(({ size }) => isKnown(size));

type Told = Omit<LayerField, 'through'>;

/** From the first to the last index that any unit reads along an axis. */
function reachOf({ ways }: FieldMap): number {
  const extents = ways
    .flatMap(({ down, across }) => [...down.offsets, ...across.offsets])
    .flatMap((runs) => {
      const [first, last] = [runs[0], runs.at(-1)];
      return first === undefined || last === undefined ? [] : [last[1] - first[0] + 1];
    });
  return Math.max(0, ...extents);
}

/** Of very many layers those where the field grows, and the last. */
function fewer(told: readonly Told[]): readonly Told[] {
  if (told.length <= mostLayers) return told;
  let farthest = 0;
  const growing = told.filter(({ reach }, index) => {
    const isFarther = reach > farthest || index === told.length - 1;
    farthest = Math.max(farthest, reach);
    return isFarther;
  });
  return thinned(growing, mostLayers);
}

/** So many of them, from the first to the last. */
function thinned<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.round((index * (list.length - 1)) / (most - 1))]).flatMap(
    (item) => item ?? [],
  );
}

function withWays(told: readonly Told[], body: Region): readonly LayerField[] {
  const before = makersBefore(body);
  return told.map((layer, number): LayerField => {
    const ancestors = ancestorsOf(layer.node, before);
    let farthest = 1;
    const growing = told.slice(0, number).flatMap(({ node, reach }, index) => {
      if (!ancestors.has(node) || !(reach > farthest) || reach >= layer.reach) return [];
      farthest = reach;
      return [index];
    });
    return { ...layer, through: [...thinned(growing, mostOnTheWay - 1), number] };
  });
}

type Before = (node: Node) => readonly Node[];

/** Which nodes give what a node reads, through entries and results of repeats. */
function makersBefore(body: Region): Before {
  const makers = new Map<Tensor, Node>();
  const sources = new Map<Tensor, readonly Tensor[]>();
  const survey = ({ items }: Region): void => {
    for (const item of items) {
      if (item.kind === 'node') {
        for (const tensor of item.outputs) makers.set(tensor, item);
        continue;
      }
      sources.set(item.entry, [item.initial]).set(item.result, [item.exit]);
      survey(item.body);
    }
  };
  survey(body);
  const madeBy = (tensor: Tensor): readonly Node[] =>
    sources.get(tensor)?.flatMap(madeBy) ?? [makers.get(tensor)].flatMap((node) => node ?? []);
  return ({ inputs }) => inputs.flatMap(madeBy);
}

function ancestorsOf(node: Node, before: Before): ReadonlySet<Node> {
  const found = new Set<Node>();
  const open = [...before(node)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...before(next));
  }
  return found;
}
